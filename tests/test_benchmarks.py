"""The benchmarks run on what is there: their programs are sound, and their tables say what they mean."""

from __future__ import annotations

import ast
import doctest
from pathlib import Path

import pytest
import rows
import run
from measure import Program, Tree, laid_out, take_turns
from rows import PROGRAMS, ROWS, Row

import hcpcs_jcodes

PACKAGE = Path(hcpcs_jcodes.__file__).parent
# the checkout of a package that is edited in place, or the folder of an installed one
INSTALLED = PACKAGE.parents[1] if PACKAGE.parent.name == "src" else PACKAGE.parent


def test_the_examples_of_the_benchmarks_are_true() -> None:
    """Their doctests run like those of the library."""
    assert doctest.testmod(run).failed == 0


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_takes_only_public_names(name: str) -> None:
    """A name that is renamed in the library is renamed here too."""
    program = PROGRAMS[name]
    for node in ast.walk(ast.parse(f"{program.before}\n{program.statement}")):
        if isinstance(node, ast.ImportFrom) and node.module == "hcpcs_jcodes":
            assert {alias.name for alias in node.names} <= set(dir(hcpcs_jcodes))


def test_every_row_has_its_programs_and_a_name_of_its_own() -> None:
    """A row that rests on nothing would never be measured."""
    assert {row.program for row in ROWS} | {row.base for row in ROWS} - {""} <= set(PROGRAMS)
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert not set(rows.NOT_BUILT) & set(dir(hcpcs_jcodes))


@pytest.mark.parametrize(
    ("value", "bar", "expected"),
    [
        (1.1, None, ""),
        (None, 1.1, "not measured"),
        (1.1, 1.1, "holds"),
        (1.155, 1.1, "within 5 %"),
        (1.16, 1.1, "MISSED"),
    ],
)
def test_a_bar_is_missed_by_more_than_five_percent(
    value: float | None, bar: float | None, expected: str
) -> None:
    """The tolerance of the design."""
    assert run.verdict(value, bar) == expected


def test_two_trees_take_turns_and_an_older_one_may_fail(tmp_path: Path) -> None:
    """What a tree cannot do is a dash, and the rest of its rows are measured."""
    older = tmp_path / "older" / "hcpcs_jcodes"
    older.mkdir(parents=True)
    (older / "__init__.py").write_text("year = 2025\n", "utf-8")
    places = [
        laid_out(path, tmp_path / str(number))
        for number, path in enumerate((older.parent, INSTALLED))
    ]
    programs = {
        "years": Program("codeset(2025)", "from hcpcs_jcodes import codeset"),
        "imported": Program("import hcpcs_jcodes\nprint(3)", fresh=True),
        "F": Program("1 + 1", ours=False),
    }
    trees = [Tree(place) for place in places]
    take_turns(programs, trees, 2)
    for tree in trees:
        tree.close()
    before, after = trees
    assert list(before.failed) == ["years"]
    assert before.numbers == {"imported": [3.0, 3.0]}
    assert {name: len(turns) for name, turns in after.numbers.items()} == {
        "years": 2,
        "imported": 2,
        "F": 2,
    }
    table = [
        run.cells(Row("years", "us", "F", 1e9), trees),
        run.cells(Row("imported", "ms"), trees),
    ]
    assert table[0][:2] == ["years", "-"]
    assert table[0][-1] == "holds"
    assert table[1] == ["imported", "3,000 ms", "3,000 ms", "1.00", "", "", "", ""]


def test_a_miss_is_written_with_its_cause() -> None:
    """RESULTS.md has a line for each miss."""
    tree = Tree(INSTALLED)
    tree.close()
    missed = [Row("F", "us", bar=1, cause="a slow machine"), Row("bare", "ms", bar=1)]
    text = run.results("| table |", missed, tree, 25)
    assert text.endswith("## Causes of misses\n\n- F: a slow machine.\n- bare: not yet known.\n")
    assert "Not built yet: frames" in text
