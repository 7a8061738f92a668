"""Turn the legal framework dossier (YAML) into the CSV files of `src/openregime/library/rules`.

The CSV files are what is shipped, read and edited; this converter is kept so that the conversion can be repeated
when the dossier changes. It needs ruamel.yaml, which nothing else at run time does. It refuses rather than drops:
a key that has no column, a list item that holds the separator, or a link to nowhere stops it.

    python3 tools/build_rules.py legal-framework.yaml src/openregime/library/rules
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

SEPARATOR = "; "
PROVISION_COLUMNS = (
    "id", "instrument", "article", "title", "duty", "binding", "trigger", "qualifier", "paraphrase", "basis",
    "source", "new_in_amendment", "partials_suffice", "note",
)  # fmt: skip
MEASURE_COLUMNS = ("id", "title", "theme", "evidence_examples", "evidence_normally_public", "basis", "note")
CROSSWALK_COLUMNS = ("measure", "provision", "degree")
SOURCE_COLUMNS = ("id", "title", "url", "as_of", "looked_up")
AMENDMENT_COLUMNS = ("amended", "original", "basis", "source", "note")


class Refused(Exception):
    """The dossier holds something that the tables have no place for."""


def instrument_id(dossier_id: str) -> str:
    return dossier_id.lower().replace("-", "_")


def joined(items: Iterable[str], where: str) -> str:
    texts = [str(item) for item in items]
    if any(";" in text for text in texts):
        raise Refused(f"{where}: an item holds ';', which separates items: {texts}")
    return SEPARATOR.join(texts)


def yes_no(value: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[value]


def refuse_unknown_keys(row: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    if extra := set(row) - set(known):
        raise Refused(f"{where}: no column for {sorted(extra)}. Add a column before converting.")


def degrees_by_provision(measures: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for measure in measures:
        for link in measure["satisfies"]:
            found.setdefault(link["provision"], []).append(link["degree"])
    return found


def partials_suffice(degrees: Sequence[str]) -> str:
    """Our proposal, edited by hand afterwards if need be: parts make the whole only where no single measure does."""
    if "partial" not in degrees:
        return ""
    return "no" if "full" in degrees else "yes"


def provision_rows(provisions: Sequence[Mapping[str, Any]], degrees: Mapping[str, Sequence[str]]) -> list[list[str]]:
    rows = []
    for row in provisions:
        refuse_unknown_keys(row, PROVISION_COLUMNS, row["id"])
        values = {column: str(row.get(column, "")) for column in PROVISION_COLUMNS}
        values["instrument"] = instrument_id(row["instrument"])
        values["new_in_amendment"] = yes_no(row.get("new_in_amendment"))
        values["partials_suffice"] = partials_suffice(degrees.get(row["id"], ()))
        rows.append([values[column] for column in PROVISION_COLUMNS])
    return rows


def measure_rows(measures: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    rows = []
    for row in measures:
        refuse_unknown_keys(row, (*MEASURE_COLUMNS, "satisfies"), row["id"])
        basis, _, note = str(row["basis"]).partition(" (")
        values = {column: str(row.get(column, "")) for column in MEASURE_COLUMNS}
        values |= {"basis": basis, "note": note.removesuffix(")")}
        values["evidence_examples"] = joined(row["evidence_examples"], row["id"])
        rows.append([values[column] for column in MEASURE_COLUMNS])
    return rows


def crosswalk_rows(measures: Sequence[Mapping[str, Any]], provisions: set[str]) -> list[list[str]]:
    rows = []
    for measure in measures:
        for link in measure["satisfies"]:
            refuse_unknown_keys(link, ("provision", "degree"), measure["id"])
            if link["provision"] not in provisions:
                raise Refused(f"{measure['id']} serves {link['provision']}, which is not a provision")
            rows.append([measure["id"], link["provision"], link["degree"]])
    return rows


def source_rows(sources: Mapping[str, Mapping[str, Any]]) -> list[list[str]]:
    rows = []
    for source_id, row in sources.items():
        refuse_unknown_keys(row, SOURCE_COLUMNS, source_id)
        rows.append(
            [source_id, row["title"], row["url"], str(row["as_of"]), joined(row.get("looked_up", ()), source_id)]
        )
    return rows


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def convert(dossier: Path, folder: Path) -> None:
    """Write the five tables of rules.

    Args:
        dossier: path of the YAML file.
        folder: where the CSV files go; it must exist, and files of the same name are replaced.
    Raises:
        Refused: the dossier holds something that the tables have no place for.
    """
    framework = YAML(typ="safe").load(dossier.read_text(encoding="utf-8"))
    provisions, measures = framework["provisions"], framework["measures"]
    degrees = degrees_by_provision(measures)
    write_table(folder / "provisions.csv", PROVISION_COLUMNS, provision_rows(provisions, degrees))
    write_table(folder / "measures.csv", MEASURE_COLUMNS, measure_rows(measures))
    write_table(folder / "crosswalk.csv", CROSSWALK_COLUMNS, crosswalk_rows(measures, {p["id"] for p in provisions}))
    write_table(folder / "sources.csv", SOURCE_COLUMNS, source_rows(framework["sources"]))
    note = "Provisions of the amended text not marked new bind parties to the original as well."
    write_table(folder / "amendments.csv", AMENDMENT_COLUMNS, [["cppnm_a", "cppnm", "recalled", "S-CPPNMA", note]])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        convert(Path(sys.argv[1]), Path(sys.argv[2]))
    except Refused as refusal:
        sys.exit(f"Nothing more was written. {refusal}")
