"""Statements as lines, and a tree that gives many proofs at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openregime.core.sharing.statements import BadStatements, read_statements, written

LINES = "reviewed: 2024\n\nscope: transport: road and rail\nclosed: -1\nroom: 007\n"


def test_names_values_and_numbers_are_read() -> None:
    assert read_statements(LINES) == {
        "reviewed": 2024, "scope": "transport: road and rail", "closed": -1, "room": "007",
    }  # fmt: skip
    assert read_statements(" \n") == {}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("closed", 1),
        ("closed:", 1),
        ("a: 1\nb", 2),
        ("Closed: 1", 1),
        ("iss: me", 1),
        ("release: x", 1),
        ("_sd: x", 1),
        ("a: 1\na: 1", 2),
        ("a: " + "x" * 301, 1),
        ("a: \u202e1\u202e", 1),
        ("\n".join(f"a{n}: 1" for n in range(41)), 0),
    ],
)
def test_what_cannot_be_a_statement_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(BadStatements) as refused:
        read_statements(text)
    assert refused.value.line == line


@given(
    st.dictionaries(
        st.from_regex(r"x[a-z0-9_]{0,20}", fullmatch=True),
        st.integers(-(10**14), 10**14) | st.just("words"),
        max_size=9,
    )
)
def test_what_is_written_is_read_back(statements: dict[str, str | int]) -> None:
    assert read_statements(written(statements)) == statements
