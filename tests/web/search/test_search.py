"""Search: found in every script, ranked, grouped, escaped; no question breaks it."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from openregime.web.record.queries import newest_release, observatory
from openregime.web.search.actions import follow
from openregime.web.search.entries import KINDS
from openregime.web.search.marking import SNIPPET_SIGNS, marked, snippet
from openregime.web.search.models import Entry, Stamp
from openregime.web.search.queries import MOST_WORDS, find
from openregime.web.search.words import asked_words, folded, words_of

HOSTILE = [
    '"', '""', "'", "NEAR(", 'NEAR("a" "b", 5)', "*", "a*", "AND", "OR OR", "NOT", "title:france", "^france", "(", ")",
    "france OR 1=1; DROP TABLE search_entry", "%", "_", "\\", "+", "-", "{title}", "<script>alert(1)</script>",
    "a" * 200, " ".join("abcdefghijklmnopqrstuvwxyz"), "\u202efrance", "🏳", "0", "٠١٢", "ﷺ", "\ud7ff",
]  # fmt: skip


@pytest.fixture
def reader() -> Client:
    return Client(raise_request_exception=False)


# ---- words, without a database


def test_vowel_marks_and_lengthening_make_no_difference() -> None:
    assert words_of("مُعَاهَدَة") == words_of("معاهدة") == words_of("معاهـــدة")


def test_a_chinese_name_is_found_by_its_pairs() -> None:
    assert words_of("中国") == ["中国", "国"]
    assert asked_words("中国") == ["中国"]


def test_accents_and_case_make_no_difference() -> None:
    assert words_of("CÔTE D’IVOIRE") == words_of("cote d’ivoire") == ["cote", "d", "ivoire"]


@given(st.text(max_size=80))
def test_words_are_letters_and_digits_only_and_stay_what_they_are(text: str) -> None:
    words = words_of(text)
    assert all(word.isalnum() for word in words)
    assert folded(" ".join(words)) == " ".join(words)


def test_marks_are_put_around_words_and_everything_is_escaped() -> None:
    shown = marked('<b>Côte</b> & "cote"', ["cote"])
    assert shown == "&lt;b&gt;<mark>Côte</mark>&lt;/b&gt; &amp; &quot;<mark>cote</mark>&quot;"


@given(st.text(max_size=60), st.lists(st.text(max_size=5), max_size=3))
def test_no_text_becomes_markup(text: str, words: list[str]) -> None:
    bare = marked(text, words).replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert ">" not in bare


def test_a_long_text_is_cut_around_the_match() -> None:
    text = "word " * 200 + "needle " + "word " * 200
    cut = snippet(text, ["needle"])

    assert "needle" in cut
    assert cut.startswith("… ")
    assert cut.endswith(" …")
    assert len(cut) <= SNIPPET_SIGNS + 4


# ---- the index


@pytest.mark.django_db
def test_every_kind_of_thing_is_in_the_index() -> None:
    seen = observatory()
    counts = {kind: Entry.objects.filter(kind=kind).count() for kind in KINDS}

    assert counts["state"] == len(seen.record.states)
    assert counts["instrument"] == len(seen.instruments)
    assert counts["provision"] == len(seen.rules.provisions)
    assert counts["measure"] == len(seen.rules.measures)
    assert counts["source"] == len(seen.record.sources) + len(seen.rules.sources)
    assert min(counts.values()) > 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("question", "kind", "ref"),
    [
        ("France", "state", "FRA"),
        ("fra", "state", "FRA"),
        ("فرنسا", "state", "FRA"),
        ("法国", "state", "FRA"),
        ("Франция", "state", "FRA"),
        ("Francia", "state", "FRA"),
        ("中国", "state", "CHN"),
        ("cote d'ivoire", "state", "CIV"),
        ("korea", "state", "KOR"),
        ("NO", "state", "NOR"),
        ("ICSANT", "instrument", "icsant"),
        ("amendment", "instrument", "cppnm_a"),
        ("INFCIRC/274/Rev.1", "instrument", "cppnm"),
        ("CPPNM-A.2A.1.a", "provision", "cppnm_a"),
        ("insider threats", "statement", "nss_commitments/NSS16-INSIDER/title"),
        ("weakest link", "help", ""),
    ],
)
def test_it_is_found_first(question: str, kind: str, ref: str) -> None:
    best = find(question).hits[0]
    if question == "korea":
        assert best.kind == "state"
    else:
        assert (best.kind, best.ref) == (kind, ref)


@pytest.mark.django_db
def test_the_best_provision_comes_first_by_its_id() -> None:
    assert find("CPPNM-A.2A.1.a").hits[0].part == "CPPNM-A.2A.1.a"


@pytest.mark.django_db
def test_a_beginning_is_enough_for_the_last_word() -> None:
    assert ("state", "KAZ") in {(h.kind, h.ref) for h in find("kazak").hits}


@pytest.mark.django_db
def test_a_name_misspelt_leads_to_the_right_one() -> None:
    answer = find("Kazakstan")
    assert answer.hits == ()
    assert answer.near[0].ref == "KAZ"


@pytest.mark.django_db
def test_words_that_nothing_has_together_give_what_has_some() -> None:
    answer = find("france zzzzqq")
    assert answer.has_all is False
    assert any(h.ref == "FRA" for h in answer.hits)


@pytest.mark.django_db
def test_the_index_is_made_anew_only_when_what_it_is_made_from_changed() -> None:
    release = newest_release()
    with CaptureQueriesContext(connection) as seen:
        follow(release=release)
    assert len(seen) == 1

    Entry.objects.all().delete()
    Stamp.objects.update(made_from="an older release")
    follow(release=release)
    assert find("France").hits[0].ref == "FRA"
    assert dt.date.today() >= release.loaded_at.date()


# ---- the page


@pytest.mark.django_db
@pytest.mark.parametrize("question", HOSTILE)
def test_no_question_breaks_the_page(reader: Client, question: str) -> None:
    response = reader.get("/search/", {"q": question})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_may_be_asked_for(question: str) -> None:
    find(question)


@pytest.mark.django_db
@pytest.mark.parametrize("query", [{"q": "a" * 10_000}, {"q": "a\0b"}, {"q": "a", "kind": "secret"}])
def test_what_is_too_long_or_unknown_is_refused_in_words(reader: Client, query: dict[str, str]) -> None:
    response = reader.get("/search/", query)
    assert response.status_code == 400
    assert "bad-parameter" in response.content.decode()


@pytest.mark.django_db
def test_results_are_grouped_and_marked(reader: Client) -> None:
    page = reader.get("/search/", {"q": "france"}).content.decode()

    assert '<h2 id="k-state">' in page
    assert "<mark>France</mark>" in page
    assert 'href="/states/FRA/?"' in page


@pytest.mark.django_db
def test_one_kind_shows_all_of_it(reader: Client) -> None:
    page = reader.get("/search/", {"q": "amendment", "kind": "source"}).content.decode()
    n = sum(h.kind == "source" for h in find("amendment").hits)

    assert n > 6
    assert page.count('class="claim-what"') == n


@pytest.mark.django_db
def test_too_many_words_are_said_to_be_left_out(reader: Client) -> None:
    question = " ".join(f"w{n}" for n in range(MOST_WORDS + 3))
    assert "Only the first twelve words" in reader.get("/search/", {"q": question}).content.decode()


@pytest.mark.django_db
def test_an_empty_question_shows_what_can_be_asked(reader: Client) -> None:
    assert "For example:" in reader.get("/search/").content.decode()


@pytest.mark.django_db
def test_few_queries_whatever_is_found(reader: Client) -> None:
    counts = []
    for question in ("france", "a", "amendment convention", "Kazakstan"):
        with CaptureQueriesContext(connection) as seen:
            reader.get("/search/", {"q": question})
        counts.append(len(seen))
    assert counts == [2, 2, 2, 3]
