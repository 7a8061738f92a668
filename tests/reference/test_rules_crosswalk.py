"""The crosswalk against its table as printed in the legal framework dossier, section 4.

`~` is a partial contribution; codes are shortened as printed: bare article numbers for the CPPNM and ICSANT, FP-x for
the Fundamental Principles of Article 2A(3), `20:`, `13:`, `14:`, `15:` for the IAEA Nuclear Security Series.
"""

import pytest

from openregime.core.rules import Degree
from openregime.io.rules import load_shipped_rules

PRINTED = """\
M01 | 7.1.a, 7.1.b, 7.1.c | 2.1~, 5~ | OP2~ | 20:EE5~
M02 | - | 2.1~, 5~ | OP2~ | 20:EE5~, 14:FRAME~
M03 | 7.1.e | 2.1~, 5~ | - | 20:EE5~
M04 | 7.1.d | - | OP3.c~ | 20:EE5~, 15:FRAME~
M05 | 7.1.f, 7.1.g | 2.2, 5~ | - | -
M06 | 7.1.h, 7.1.i, 7.1.j, 7.1.k | 2.3, 2.4, 7.1.a~ | OP2~ | -
M07 | - | 7.1.a~ | OP1, OP2 | -
M08 | 7.2 | 6, 5~ | - | 20:EE5~
M09 | 8 | 9 | - | -
M10 | 9, 10, 12 | 10, 11, 12 | - | -
M11 | 11, 11A-B | 13, 15-16 | - | -
M12 | 13 | 14, 17 | - | -
M13 | 2A.2.a, FP-A, FP-C | - | OP3, OP8.b~ | 20:EE1, 20:EE3, 20:EE2~, 13:RESP~, 14:FRAME~, 15:FRAME~
M14 | 2A.2.b, FP-D | - | - | 20:EE2, 13:RESP~
M15 | FP-E, FP-C~ | - | OP3~ | 20:EE3~, 13:RESP~, 14:REG~
M16 | FP-G | - | - | 20:EE7, 13:THREAT, 20:EE9~, 14:THREAT~
M17 | 2A.1.a, 2A.1.c, 2A.2.c, FP-H, FP-I | 8~ | OP3.b, OP3.a~ | 20:EE8, 20:EE9, 13:UR, 13:SAB, 13:RISK
M18 | - | 8 | - | 14:SEC, 14:THREAT, 14:REG, 20:EE8~
M19 | 2A.1.a~, 2A.1.b~ | - | OP3.a | 13:NMAC, 20:EE10~
M20 | 3, 4, FP-B | - | OP3.a~ | 20:EE4, 13:TR, 14:TR
M21 | FP-L, 6 | 7.2 | - | 13:SUST~, 15:PREV~
M22 | 2A.2.c~, FP-I~ | - | - | 13:CYBER, 20:EE9~
M23 | FP-F, FP-J | - | - | 13:SUST, 20:EE12~
M24 | 2A.1.d, FP-K | - | - | 20:EE11, 13:RESPONSE, 15:RESP~
M25 | 2A.1.b, 5.2~ | - | - | 13:UR~, 15:RESP~
M26 | - | - | OP3.c | 15:DET, 20:EE10, 15:PREV
M27 | - | 7.1.a~ | OP3.d, OP6 | -
M28 | 5.1 | 7.4 | OP4~ | 15:COOP~
M29 | 5.2, 5.3 | 7.1.b | OP9-10~ | 15:COOP, 20:EE6~
M30 | 5.2~ | 18 | - | 15:RESP
M31 | 14.1, 14.2 | 19 | OP4 | -
M32 | 16, 5.4-5~ | 20 | OP8.c~ | -
M33 | 5.4-5 | - | OP7, OP8.c | 20:EE6, 13:COOP
M34 | FP-D~ | - | - | 20:EE12, 13:SUST~
M35 | - | - | OP8.a, OP8.d, OP8.b, OP9-10 | -
"""

COLUMNS = ("CPPNM-A.", "ICSANT.", "UNSCR1540.", "NSS")


def long_id(column: str, short: str) -> str:
    if short.startswith("FP-"):
        return f"CPPNM-A.2A.3.{short.removeprefix('FP-')}"
    if column == "CPPNM-A." and short in ("3", "4"):
        return f"CPPNM.{short}"
    if column == "NSS":
        return "NSS" + short.replace(":", ".")
    return column + short.removeprefix("OP")


def printed_links(line: str) -> tuple[str, set[tuple[str, Degree]]]:
    measure, *cells = (cell.strip() for cell in line.split("|"))
    links = set()
    for column, cell in zip(COLUMNS, cells, strict=True):
        for short in () if cell == "-" else cell.split(", "):
            links.add((long_id(column, short.rstrip("~")), Degree.PARTIAL if short.endswith("~") else Degree.FULL))
    return measure, links


@pytest.mark.parametrize(("measure", "links"), [printed_links(line) for line in PRINTED.splitlines()])
def test_each_measure_serves_what_is_printed_and_nothing_else(measure: str, links: set[tuple[str, Degree]]) -> None:
    served = load_shipped_rules().provisions_served_by(measure)
    assert {(row.provision, row.degree) for row in served} == links


def test_every_measure_is_printed() -> None:
    assert [m.id for m in load_shipped_rules().measures] == [line[:3] for line in PRINTED.splitlines()]
