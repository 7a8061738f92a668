"""Releases of the library in the database: the same as the files, added and never changed."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openregime.core.facts import BadRecord
from openregime.io.shipped import LIBRARY, load_record
from openregime.web.record import models, queries
from openregime.web.record.actions import load_library, load_shipped_library

NOW = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A copy of the treaty tables that a test may change, loaded as the newest release."""
    folder = Path(shutil.copytree(LIBRARY, tmp_path / "library"))
    head, *tables = (folder / "tables.toml").read_text(encoding="utf-8").split("[[table]]")
    kept = [t for t in tables if "evidence/" not in t]
    (folder / "tables.toml").write_text("[[table]]".join([head, *kept]), encoding="utf-8")
    load_library(folder, now=NOW)
    return folder


def change(library: Path, file: str, old: str, new: str) -> None:
    path = library / "record" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_record_of_the_database_is_the_record_of_the_files() -> None:
    assert queries.record_of(queries.newest_release()) == load_record()


def test_the_order_of_the_library_is_kept() -> None:
    stored, read = queries.record_of(queries.newest_release()), load_record()

    assert list(stored.sources) == list(read.sources)
    assert list(stored.entities) == list(read.entities)


def test_a_second_start_does_no_work_twice() -> None:
    with CaptureQueriesContext(connection) as seen:
        report = load_shipped_library(now=NOW)

    assert (report.is_new, str(report)) == (False, "")
    assert [q["sql"] for q in seen if not q["sql"].lstrip().startswith(("SELECT", "SAVEPOINT", "RELEASE"))] == []
    assert len(seen) <= 6
    assert models.Release.objects.count() == 1


def test_a_new_release_supersedes_and_the_old_one_stays(library: Path) -> None:
    before = queries.newest_release()
    change(library, "treaties/adherence.csv", "AFG,cppnm,,2003-09-12", "AFG,cppnm,,2003-09-11")

    report = load_library(library, now=NOW)

    # the day itself, and the two claims of the row that begin with it: its kind and its status
    assert (report.is_new, report.release.n_added, report.release.n_changed, report.release.n_gone) == (True, 0, 3, 0)
    claim = queries.current_record().by_id["adherence/AFG/cppnm/deposited"]
    assert claim.value == "2003-09-11"
    assert [past.value for past in queries.earlier_words(claim)] == ["2003-09-12"]
    assert queries.record_of(before).by_id[claim.id].value == "2003-09-12"
    assert "2003-09-12" in {c.value for c in load_record().claims_about("AFG", "cppnm")}


def test_a_row_that_only_moved_is_no_change(library: Path) -> None:
    path = library / "record" / "treaties" / "deposit_bounds.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")

    report = load_library(library, now=NOW)

    assert (report.release.n_added, report.release.n_changed, report.release.n_gone) == (0, 0, 0)


def test_going_back_to_an_older_library_is_a_release_of_its_own(library: Path) -> None:
    report = load_shipped_library(now=NOW)

    assert report.is_new
    assert queries.current_record().claims == load_record().claims
    assert load_shipped_library(now=NOW).is_new is False


def test_a_bad_row_changes_nothing(library: Path) -> None:
    before = queries.newest_release()
    change(library, "treaties/adherence.csv", "AFG,cppnm,,2003-09-12", "AFG,cppnm,,2003-13-12")

    with pytest.raises(BadRecord) as refused:
        load_library(library, now=NOW)

    assert "adherence.csv" in str(refused.value)
    assert queries.newest_release() == before
    assert models.Claim.objects.filter(release_id=before.id).count() == before.n_claims


def test_no_row_can_be_changed_or_removed() -> None:
    claim = models.Claim.objects.first()
    for attempt in (
        claim.save,
        claim.delete,
        models.Claim.objects.all().delete,
        lambda: models.Claim.objects.update(value="x"),
        lambda: models.Claim.objects.bulk_update([claim], ["value"]),
    ):
        with pytest.raises(models.RecordIsAppendOnly):
            attempt()


def test_asking_again_costs_one_query() -> None:
    seen = queries.observatory()
    with CaptureQueriesContext(connection) as asked:
        assert queries.observatory() is seen
    assert len(asked) == 1


def test_without_a_release_the_refusal_says_what_to_do() -> None:
    models.ClaimSource.objects.all()._raw_delete("default")
    for model in (models.Claim, models.Source, models.Entity, models.Completeness, models.Total, models.Release):
        model.objects.all()._raw_delete("default")

    with pytest.raises(queries.UnknownRelease, match="Start the service"):
        queries.observatory()
