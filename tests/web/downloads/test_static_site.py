"""Pages of the export, one by one: links that lead on, and one sentence that says what was taken out."""

import datetime as dt
import re
from pathlib import Path

import pytest

from openregime.web.downloads.static_site import Address, _Crawl

pytestmark = pytest.mark.django_db


@pytest.fixture
def crawl(tmp_path: Path) -> _Crawl:
    return _Crawl(tmp_path, dt.date(2013, 10, 18), dt.date(2026, 11, 23), "en")


def page(crawl: _Crawl, path: str, **parameters: str) -> str:
    address = Address(path, tuple(parameters.items()))
    assert crawl._write(address)
    return (crawl.folder / address.file).read_text(encoding="utf-8")


def test_a_page_says_once_and_in_its_footer_what_was_taken_out(crawl: _Crawl) -> None:
    html = page(crawl, "/states/FRA/")

    said = re.findall(r"<p [^>]*data-taken-out>([^<]+)</p>\s*</footer>", html)
    assert len(said) == html.count("data-taken-out") == 1
    assert "forms and the search" in said[0]
    assert "other days" in said[0]
    assert "other languages" in said[0]
    assert "pages of single claims" not in said[0]
    assert "pages of single claims" in page(crawl, "/states/FRA/claims/")


def test_a_copy_offers_nobody_to_sign_in(crawl: _Crawl) -> None:
    html = page(crawl, "/")

    assert re.search(r'<a class="account-link" data-needs-server="yes">', html)
    assert not [address for address in crawl.known if address.path.startswith(("/account/", "/people/"))]


def test_the_claims_behind_a_requirement_lead_to_the_claims_of_the_state(crawl: _Crawl) -> None:
    html = page(crawl, "/states/FRA/")

    links = re.findall(r"<a ([^>]*)>\d+ claims?<", html)
    assert links
    whole = page(crawl, "/states/FRA/claims/")
    for link in links:
        assert link.startswith('href="claims/index.html#for-')
        assert f'id="{link.partition("#")[2]}' in whole
    assert Address("/states/FRA/claims/") in crawl.known


def test_a_filter_of_a_list_does_not_pretend_to_narrow_it(crawl: _Crawl) -> None:
    page_and_link = '<body><a href="{}?on=treaties">fewer</a></body>'
    days = "&as_of=2013-10-18&as_known=2026-11-23"
    from_itself = crawl._alone(page_and_link.format("").replace('">', f'{days}">'), Address("/states/FRA/claims/"))
    from_elsewhere = crawl._alone(page_and_link.format("claims/"), Address("/states/FRA/"))

    assert '<a data-needs-server="yes">fewer</a>' in from_itself
    assert "lists in another order or selection" in from_itself
    assert from_elsewhere == '<body><a href="claims/index.html">fewer</a></body>'


def test_only_pages_are_counted_as_pages(crawl: _Crawl) -> None:
    crawl.queue.clear()
    crawl.queue.extend([Address("/data/completeness.csv"), Address("/data/completeness.json")])

    assert crawl.run(lambda done, known: None) == 0
    assert (crawl.folder / "data" / "completeness.csv").exists()


def test_the_changes_up_to_the_day_of_the_copy_are_a_file_of_it(tmp_path: Path) -> None:
    later = _Crawl(tmp_path, dt.date(2016, 5, 8), dt.date(2026, 11, 23), "en")

    html = page(later, "/data/")
    address = Address("/data/changes.csv", (("from", "2013-10-18"),))
    assert 'href="changes.from-2013-10-18.csv"' in html
    assert address in later.known
    assert not later._write(address)
    assert "event,instrument,cppnm_a" in (tmp_path / "data" / "changes.from-2013-10-18.csv").read_text("utf-8-sig")
