"""Turn the disclosure dossier (YAML) and our words for it into the files of `src/openregime/library/sharing`.

Levels, review periods, classes, references and their marks come from the dossier; every sentence that people read comes
from `sharing_words.toml`. What is shipped, read and edited is the CSV; this is kept so that the conversion can be
repeated. It refuses rather than drops: a category, audience, level or class without words stops it, and so does a
situation whose reason does not fit its levels.

    python3 tools/build_sharing.py share-disclosure.yaml src/openregime/library/sharing
"""

from __future__ import annotations

import csv
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

SEPARATOR = "; "
SITUATIONS = ("normal", "elevated", "emergency")
OPENNESS = ("withhold", "existence", "delayed", "aggregate", "summary", "redacted", "full")
PEOPLE_TO_LOOSEN = {"truly_sensitive": 2}
MARKS = {"V": "seen", "R": "recalled", "P": "proposal"}
DAYS_TO_OPEN = {"C14": (10, "summary", "completed")}
"""The one release rule that opens by itself: category -> days, level, counted from."""
HOLD_HOURS = {"C08": 72}


class Refused(Exception):
    """The dossier and the words do not fit together."""


def joined(items: Iterable[str], where: str) -> str:
    texts = [str(item) for item in items]
    if any(";" in text for text in texts):
        raise Refused(f"{where}: an item holds ';', which separates items: {texts}")
    return SEPARATOR.join(texts)


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def checked(dossier: Mapping[str, Any], words: Mapping[str, Any]) -> None:
    """Refuse unless dossier and words name the same things."""
    pairs = {
        "categories": ([c["id"] for c in dossier["categories"]], [c["id"] for c in words["category"]]),
        "audiences": ([a["id"] for a in dossier["audiences"]], list(words["audiences"])),
        "situations": ([s["id"] for s in dossier["situations"]], list(words["situations"])),
        "classes": (list(dossier["classes"]), list(words["classes"])),
        "floors": (
            [c["id"] for c in dossier["categories"] if c["hard_floor"]],
            [f["category"] for f in words["floor"]],
        ),
    }
    for name, (theirs, ours) in pairs.items():
        if set(theirs) != set(ours):
            raise Refused(f"{name}: dossier and words differ: {sorted(set(theirs) ^ set(ours))}")


def levels(dossier: Mapping[str, Any]) -> Iterable[tuple[str, str, str, str, str]]:
    audiences = [a["id"] for a in dossier["audiences"]]
    for category in dossier["categories"]:
        if list(category["defaults"]) != audiences:
            raise Refused(f"{category['id']}: its audiences are not the dossier's")
        for audience, cell in category["defaults"].items():
            found = tuple(cell[s] for s in SITUATIONS)
            if strange := set(found) - set(OPENNESS):
                raise Refused(f"{category['id']} {audience}: unknown level {strange}")
            check_situations(category["id"], audience, found, cell.get("situation_reason", ""))
            yield (category["id"], audience, *found)


def check_situations(category: str, audience: str, found: Sequence[str], said: str) -> None:
    """The dossier's words on a situation must fit its levels, for ours are chosen by the levels alone."""
    told = dict(re.findall(r"(elevated|emergency): (narrow|widen)", said))
    rank = [OPENNESS.index(level) for level in found]
    for place, situation in ((1, "elevated"), (2, "emergency")):
        moved = "narrow" if rank[place] < rank[0] else "widen" if rank[place] > rank[0] else None
        if told.get(situation) != moved:
            raise Refused(f"{category} {audience} {situation}: levels say {moved}, words say {told.get(situation)}")


def categories(dossier: Mapping[str, Any], words: Mapping[str, Any]) -> Iterable[Sequence[object]]:
    ours = {c["id"]: c for c in words["category"]}
    for c in dossier["categories"]:
        w = ours[c["id"]]
        days, level, counted = DAYS_TO_OPEN.get(c["id"], ("", "", ""))
        yield (
            c["id"], w["title"], c["class"], w["definition"], joined(w["examples"], c["id"]), w["reason"],
            c["review_period_months"], w["release"], days, level, counted, PEOPLE_TO_LOOSEN.get(c["class"], 1),
            HOLD_HOURS.get(c["id"], ""), w["note"], joined(c["references"], c["id"]), "proposal",
        )  # fmt: skip


def sources(dossier: Mapping[str, Any]) -> Iterable[Sequence[str]]:
    for name, s in dossier["references"].items():
        mark = re.fullmatch(r"([VRP])\b(.*)", s["mark"])
        if mark is None:
            raise Refused(f"{name}: unknown mark {s['mark']}")
        yield name.lower().replace("_", "-"), s["title"], s["url"], MARKS[mark[1]], mark[2].strip(" ,()")


def build(source: Path, target: Path) -> None:
    dossier = YAML(typ="safe").load(source.read_text(encoding="utf-8"))
    words = tomllib.loads(Path(__file__).with_name("sharing_words.toml").read_text(encoding="utf-8"))
    checked(dossier, words)
    target.mkdir(parents=True, exist_ok=True)
    write(target / "levels.csv", ("category", "audience", *SITUATIONS), levels(dossier))
    write(
        target / "categories.csv",
        ("id", "title", "class", "definition", "examples", "reason", "review_months", "release", "opens_after_days",
         "opens_to", "opens_from", "people_to_loosen", "longest_hold_hours", "note", "sources", "basis"),
        ([*(str(v).lower().replace("_", "-") if n == 14 else v for n, v in enumerate(row))]
         for row in categories(dossier, words)),
    )  # fmt: skip
    write(target / "classes.csv", ("id", "title"), words["classes"].items())
    write(
        target / "openness.csv",
        ("id", "title", "meaning", "reason"),
        ((i, *words["levels"][i], words["level_reasons"].get(i, "")) for i in OPENNESS),
    )
    write(
        target / "audiences.csv",
        ("id", "title", "reason", "bound_to", "elsewhere"),
        ((i, *w) for i, w in words["audiences"].items()),
    )
    write(
        target / "situations.csv",
        ("id", "title", "meaning", "declared_by", "longest_days", "narrower", "wider"),
        ((i, *w, *(words["situation_reasons"].get(f"{i}:{m}", "") for m in ("narrow", "widen")))
         for i, w in words["situations"].items()),
    )  # fmt: skip
    write(
        target / "floors.csv",
        ("category", "audiences", "at_most", "at_least", "until", "words", "basis"),
        ((f["category"], joined(f["audiences"], f["category"]), f.get("at_most", ""), f.get("at_least", ""),
          f.get("until", ""), f["words"], "proposal") for f in words["floor"]),
    )  # fmt: skip
    write(target / "sources.csv", ("id", "title", "url", "basis", "how_far"), sources(dossier))
    tlp = [(*k.split(":"), v) for k, v in dossier["tlp_mapping"].items() if k != "note"]
    write(target / "tlp.csv", ("level", "audience", "label"), tlp)
    meta = dossier["meta"]
    (target / "table.toml").write_text(
        "# The default table of the gate. Built by tools/build_sharing.py.\n"
        f'version = "{meta["version"]}"\ncompiled_on = {meta["as_of"]}\nbasis = "proposal"\n'
        'note = "A design proposal made from public sources, not an official guide. A State or an operator may make it '
        'stricter for itself, and looser by a logged decision above the hard floors."\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
