"""Two tables, iData and iMeta, as CSV or XLSX: read exactly, or refused with row, column and remedy."""

import io

import numpy as np
import pytest
import xlsxwriter

from openregime.core.readings.index import BadDefinition, BadIndex, BadIndicatorTable
from openregime.io.index.tables import read_index_csv, read_index_xlsx

META = """Level,iCode,iName,Direction,Weight,Unit,Target,Denominator,Parent,Type,GoalpostLow,GoalpostHigh
1,law,Law,1,2,,5,,Index,Indicator,0,10
1,leaks,Leaks,-1,1,per head,,pop,Index,Indicator,,
2,Index,The index,1,1,,,,,Aggregate,,
,pop,People,,,,,,,Denominator,,
,region,Region,,,,,,,Group,,
"""
DATA = "uCode,uName,law,leaks,pop,region\nAAA,Aland,3,1.5,10,N\nBBB,Bland,,2,20,S\n"


def read(meta: str = META, data: str = DATA) -> object:
    return read_index_csv(meta.encode(), data.encode())


def test_two_tables_are_read_as_they_stand() -> None:
    definition, table = read_index_csv(b"\xef\xbb\xbf" + META.encode(), DATA.encode())
    law, leaks = definition.indicators
    assert (law.goalposts, law.target, law.weight) == ((0.0, 10.0), 5.0, 2.0)
    assert (leaks.direction, leaks.denominator, leaks.unit, leaks.goalposts) == (-1, "pop", "per head", None)
    assert table.units == ("AAA", "BBB")
    np.testing.assert_array_equal(table.values, [[3, 1.5], [np.nan, 2]])
    assert table.denominators["pop"].tolist() == [10, 20]
    assert table.classes["region"] == ("N", "S")
    assert table.names["AAA"] == "Aland"


def test_a_workbook_says_what_two_files_say() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, text in (("iMeta", META), ("iData", DATA)):
            sheet = book.add_worksheet(name)
            for i, line in enumerate(text.splitlines()):
                for j, cell in enumerate(line.split(",")):
                    number = cell.replace(".", "", 1).lstrip("-").isdigit()
                    sheet.write(i, j, float(cell) if number else cell)
    definition, table = read_index_xlsx(out.getvalue())
    expected_definition, expected = read_index_csv(META.encode(), DATA.encode())
    assert definition == expected_definition
    np.testing.assert_array_equal(table.values, expected.values)
    with pytest.raises(BadIndicatorTable, match="Save as XLSX"):
        read_index_xlsx(b"no workbook")


@pytest.mark.parametrize(
    ("meta", "data", "kind", "said"),
    [
        (
            META,
            DATA.replace("1.5", "some"),
            BadIndicatorTable,
            r"row iData 2 \(AAA\), column leaks: “some” is no number",
        ),
        (META, DATA.replace("1.5", "inf"), BadIndicatorTable, r"row iData 2 \(AAA\), column leaks: Is infinite"),
        (META, DATA.replace("BBB,", ","), BadIndicatorTable, "column uCode: Is empty"),
        (META, DATA.replace("BBB,", "AAA,"), BadIndicatorTable, "row AAA: Stands 2 times"),
        (META, DATA.replace("leaks", "lakes"), BadIndicatorTable, "column lakes: Is not in iMeta"),
        (META, DATA + "CCC,Cland,1\n", BadIndicatorTable, "row iData 4: Has 3 cells for 6 columns"),
        (META, "", BadIndicatorTable, "Has no header"),
        (META, "uCode,law,law\n", BadIndicatorTable, "column law: Stands twice"),
        (META.replace("Law,1,2", "Law,1,"), DATA, BadDefinition, "row iMeta 2, column Weight: Is missing"),
        (META.replace("Law,1,2", "Law,1,-2"), DATA, BadDefinition, "row law, column weight: -2.0 is no weight"),
        (META.replace("Law,1,2", "Law,1,heavy"), DATA, BadDefinition, "“heavy” is no finite number"),
        (META.replace("Law,1,2", "Law,2,2"), DATA, BadDefinition, "column Direction: 2 is no direction"),
        (META.replace("Index,Indicator,0,10", "Top,Indicator,0,10"), DATA, BadDefinition, "Top is no group"),
        (META.replace("Indicator,0,10", "Indicator,0,"), DATA, BadDefinition, "Only one is given"),
        (
            META.replace("1,law", "3,law"),
            DATA,
            BadDefinition,
            "column Level: Says 3, by its parents law stands on level 1",
        ),
        (META.replace("Denominator,,\n", "Divisor,,\n"), DATA, BadDefinition, "column Type: “Divisor” is none of"),
        (META.replace("Direction", "Sense"), DATA, BadDefinition, "column Direction: Is missing"),
        (META, "uCode\n" + "x\n" * 1_000_000, BadIndicatorTable, "has more than 100,000 rows"),
    ],
)
def test_what_cannot_be_read_exactly_is_refused(meta: str, data: str, kind: type[BadIndex], said: str) -> None:
    with pytest.raises(kind, match=said):
        read(meta, data)


def test_text_that_is_not_utf8_is_refused_with_its_row() -> None:
    with pytest.raises(BadIndicatorTable, match="row iData 2: Is not UTF-8"):
        read_index_csv(META.encode(), "uCode,law\nÅ".encode("latin-1"))
