"""The folder of an export: only an export is replaced, what somebody added is kept, a failure changes nothing."""

import json
import shutil
from pathlib import Path

import pytest

from openregime.web.downloads import export_folder
from openregime.web.downloads.export_folder import (
    MARK,
    Standing,
    UnusableFolder,
    building_place,
    mark,
    put_in_place,
    standing_export,
    usable_folder,
)


def write(folder: Path, **pages: str) -> None:
    """What an export does, with small pages."""
    with building_place(folder) as building:
        standing_export(folder)
        for name, text in pages.items():
            file = building / name / "index.html"
            file.parent.mkdir(parents=True)
            file.write_text(text)
        mark(building, as_of="2013-10-18", as_known="2026-11-23", language="en", version="1")
        put_in_place(building, folder)


def held(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*.html")}


def test_an_export_is_replaced_by_the_next_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    site = tmp_path / "deep" / "site"
    write(site, a="one", b="one")
    assert standing_export(site) == Standing("2013-10-18", "2026-11-23", 2)

    write(site, a="two")

    assert held(site) == {"a/index.html": "two"}
    assert [p.name for p in site.parent.iterdir()] == ["site"]
    (tmp_path / "plain").mkdir()
    assert site.stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_what_somebody_added_is_named_and_kept(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(site, a="one")
    (site / "notes").mkdir()
    (site / "notes" / "mine.txt").write_text("mine")
    (site / "empty").mkdir()

    with pytest.raises(UnusableFolder, match=r"no export wrote, or not so: empty/, notes/mine\.txt\."):
        write(site, a="two")

    assert (site / "notes" / "mine.txt").read_text() == "mine"
    assert held(site) == {"a/index.html": "one"}


def test_a_page_that_was_changed_since_is_named_and_kept(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(site, a="one", b="one")
    (site / "a" / "index.html").write_text("improved by hand")

    with pytest.raises(UnusableFolder, match=r"a/index\.html"):
        write(site, a="two")

    assert held(site)["a/index.html"] == "improved by hand"


def test_a_folder_called_part_beside_it_is_nobodys_business(tmp_path: Path) -> None:
    (tmp_path / "site.part").mkdir()
    (tmp_path / "site.part" / "mine.txt").write_text("mine")

    write(tmp_path / "site", a="one")

    assert (tmp_path / "site.part" / "mine.txt").read_text() == "mine"


def test_the_folder_that_one_stands_in_can_be_written_and_stays_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    number = here.stat().st_ino

    write(usable_folder("."), a="one")
    write(usable_folder("."), a="two")

    assert held(Path.cwd()) == {"a/index.html": "two"}
    assert here.stat().st_ino == number


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")

    write(usable_folder(str(tmp_path / "link")), a="one")
    write(usable_folder(str(tmp_path / "link")), a="two")

    assert (tmp_path / "link").is_symlink()
    assert held(tmp_path / "real") == {"a/index.html": "two"}


def test_a_mark_that_lists_no_files_protects_the_folder(tmp_path: Path) -> None:
    (tmp_path / MARK).write_text("2013-10-18 2026-11-23 en\n")
    (tmp_path / "index.html").write_text("of an older version")

    with pytest.raises(UnusableFolder, match="does not say which files"):
        usable_folder(str(tmp_path))


def test_a_name_in_the_mark_that_leads_out_of_the_folder_deletes_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine.html").write_text("mine")
    site = tmp_path / "site"
    write(site, a="one")
    says = json.loads((site / MARK).read_text())
    says["files"]["../mine.html"] = "0" * 64
    (site / MARK).write_text(json.dumps(says))

    write(site, a="two")

    assert (tmp_path / "mine.html").read_text() == "mine"


def test_when_putting_in_place_fails_the_old_export_stands_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    write(site, a="one", b="one")
    real_move, moves = shutil.move, []

    def failing_move(source: Path, target: Path) -> None:
        moves.append(source)
        if len(moves) == 5:
            raise OSError(28, "No space left on device")
        real_move(source, target)

    monkeypatch.setattr(export_folder.shutil, "move", failing_move)
    with pytest.raises(UnusableFolder, match="No space left on device"):
        write(site, a="two", b="two")

    assert held(site) == {"a/index.html": "one", "b/index.html": "one"}
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize(
    ("given", "words"),
    [(" ", "no name of a folder"), ("a\0b", "no name of a folder"), (__file__, "this is a file"), ("/", "no export")],
)
def test_what_is_no_folder_for_a_site_is_refused_in_words(given: str, words: str) -> None:
    with pytest.raises(UnusableFolder, match=words):
        usable_folder(given)


def test_links_that_lead_round_in_a_circle_are_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")

    with pytest.raises(UnusableFolder, match="cannot be"):
        write(usable_folder(str(tmp_path / "a")), x="one")


def test_a_folder_below_a_file_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")

    with pytest.raises(UnusableFolder, match="cannot be"):
        write(usable_folder(str(tmp_path / "file" / "site")), a="one")

    assert (tmp_path / "file").read_text() == "mine"
