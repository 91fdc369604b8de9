"""Every example of the documentation runs and prints what the page says."""

from __future__ import annotations

import csv
import doctest
import re
import shlex
import sys
from importlib import import_module
from pathlib import Path

import pytest

import hcpcs_jcodes
from hcpcs_jcodes.__main__ import main

from . import house

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    pytest.param(path, id=path.name)
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
]
MODULES = sorted(
    {
        "hcpcs_jcodes",
        *(
            f"hcpcs_jcodes.{module}"
            for module in house.sources()
            if not house.is_face(module) and module != "__main__"
        ),
    }
)

FENCE = re.compile(r"^```(?P<language>\S*)(?: \S+)?\n(?P<block>.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = "$ python -m hcpcs_jcodes "


def blocks_of(page: Path, language: str) -> list[tuple[int, str]]:
    """The blocks of one language on a page, each with the line on which it starts."""
    text = page.read_text("utf-8")
    return [
        (text.count("\n", 0, match.start("block")), match["block"])
        for match in FENCE.finditer(text)
        if match["language"] == language
    ]


def run(test: doctest.DocTest) -> None:
    report: list[str] = []
    doctest.DocTestRunner(verbose=False).run(test, out=report.append, clear_globs=False)
    if report:
        pytest.fail("".join(report), pytrace=False)


@pytest.mark.parametrize("page", PAGES)
def test_every_example_of_a_page_prints_what_it_says(page: Path) -> None:
    """The blocks of a page share their names, as they do for a reader who types them in."""
    names: dict[str, object] = {}
    for line, block in blocks_of(page, "python"):
        test = doctest.DocTestParser().get_doctest(block, names, page.name, str(page), line)
        assert test.examples, f"{page.name}:{line}: a block of Python without >>> is never run"
        run(test)
        names = test.globs


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_prints_what_it_says(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _, block in blocks_of(page, "console"):
        for part in re.split(r"^(?=\$ )", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            assert command.startswith(COMMAND)
            assert main(shlex.split(command.removeprefix(COMMAND))) == 0
            assert capsys.readouterr().out == printed


def test_the_adapter_of_an_infusion_center_is_forty_lines_for_thirty_drugs() -> None:
    page = ROOT / "docs" / "infusion-center.md"
    (adapter,) = [block for _, block in blocks_of(page, "python") if "def claim_of" in block]
    assert len(re.findall(r"^(?:>>>|\.\.\.) ", adapter, re.MULTILINE)) <= 40
    with page.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["med"] for row in rows}) >= 30
    dates = [row["dos"] for row in rows]
    assert dates == sorted(dates)
    assert (dates[0][:4], dates[-1][:4]) == ("2012", "2026")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_no_block_that_nothing_checks(page: Path) -> None:
    languages = {match["language"] for match in FENCE.finditer(page.read_text("utf-8"))}
    assert languages <= {"python", "console", "{toctree}", "{include}", "{literalinclude}"}


@pytest.mark.parametrize("page", PAGES)
def test_a_file_that_a_page_shows_is_one_that_its_commands_read(page: Path) -> None:
    shown = re.findall(r"^```\{literalinclude\} (\S+)$", page.read_text("utf-8"), re.MULTILINE)
    commands = "".join(block for _, block in blocks_of(page, "console"))
    for name in shown:
        assert (page.parent / name).exists()
        assert f" docs/{name} " in commands


@pytest.mark.parametrize("name", MODULES)
def test_every_example_of_a_docstring_prints_what_it_says(name: str) -> None:
    module = import_module(name)
    for test in doctest.DocTestFinder(exclude_empty=True).find(module, name):
        run(test)


def test_the_docstrings_of_every_room_are_among_them() -> None:
    """Examples inside a room run too, not only those of the modules at the top."""
    rooms = {name.split(".")[1] for name in MODULES if name.count(".") > 1}
    assert rooms == {house.room_of(module) for module in house.sources() if "." in module}


def test_every_public_name_is_documented() -> None:
    page = (ROOT / "docs" / "api.rst").read_text("utf-8")
    documented = re.findall(r"^\.\. auto\w+:: hcpcs_jcodes\.(\w+)", page, re.MULTILINE)
    assert sorted(documented) == sorted(vars(hcpcs_jcodes)["__all__"])


def test_the_table_of_migrations_has_every_case() -> None:
    """It has each kind of the contract and each conversion of units, in both directions."""
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        parts = import_module("migration_parts")
    finally:
        sys.path.remove(str(ROOT / "docs"))
    page = parts.MIGRATION_PARTS["migration_cases"]()
    kinds = {"unchanged", "reworded", "rescoped", "replaced", "split", "merged", "redefined"}
    for kind in kinds | {"reused", "reinstated", "ended", "added"}:
        assert f"`{kind}`" in page
    for needed in ("dose", "concentration", "count"):
        assert f"needs the {needed}" in page
    for direction in ("forward", "backward"):
        assert page.count(f", {direction}") >= 18
