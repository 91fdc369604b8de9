"""The numbers of the design, measured in one run and printed as ratios.

    python benchmarks/run.py [dist/*.whl] [--against PATH] [--only WORD] [--strict] [--write]

A number is the median of 25 turns. All programs take turns in random order, so that what is
compared ran on the same machine in the same minutes; only the ratios mean anything elsewhere.
``--against`` measures a second tree in the same run: a checkout (``git worktree add``), an
environment, a folder of packages or a wheel. ``--write`` writes RESULTS.md beside this file.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import sys
import tempfile
from pathlib import Path

from measure import Tree, laid_out, take_turns
from rows import ABSENT, NOT_BUILT, PROGRAMS, ROWS, WHEEL, Row

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).with_name("RESULTS.md")
TOLERANCE = 1.05
SCALES = {"ms": 1e3, "us": 1e6, "MB": 1e-6}
WRITTEN = (
    "Written by `python benchmarks/run.py --write dist/*.whl`. Only the ratios mean anything on "
    "another machine. A bar is kept if it is missed by 5 % at most. The causes of misses are in "
    "`benchmarks/rows.py`, beside the bars."
)
TITLE = ("what", "median", "measured", "bar", "of the bar", "")
TITLE_AGAINST = ("what", "before", "after", "after / before", *TITLE[2:])


def value_of(row: Row, tree: Tree, current: Tree) -> float | None:
    """The number that the bar is for: a multiple of the base per item, or in the row's unit."""
    number = tree.number(row.program)
    if number is None:
        return None
    if not row.base:
        return number * SCALES[row.unit]
    base = (tree if PROGRAMS[row.base].ours else current).number(row.base)
    many, few = row.items
    return None if base is None else number / many / (base / few)


def verdict(value: float | None, bar: float | None) -> str:
    """Whether a number is within its bar."""
    if bar is None:
        return ""
    if value is None:
        return "not measured"
    if value <= bar:
        return "holds"
    return "within 5 %" if value <= bar * TOLERANCE else "MISSED"


def growth_text(row: Row, value: float) -> str:
    """What the ratio per item says of growth: the exponent is 1 where it is linear.

    >>> growth_text(Row("sort, 100 items", "us", "sort, 10 items", 1.5, (100, 10)), 2.0)
    'exponent 1.30, not linear'
    """
    many, few = row.items
    exponent = 1 + math.log(value) / math.log(many / few)
    linear = "linear" if row.bar is None or value <= row.bar else "not linear"
    return f"exponent {exponent:.2f}, {linear}"


def shown(value: float | None, unit: str = "") -> str:
    """A number with three digits, and its unit; "-" if there is none.

    >>> shown(0.04567, "ms"), shown(1234.5, "F"), shown(None, "ms")
    ('0.0457 ms', '1,234 F', '-')
    """
    if value is None:
        return "-"
    digits = 2 - math.floor(math.log10(abs(value))) if value else 0
    return f"{value:,.{max(0, digits)}f} {unit}".rstrip()


def base_text(row: Row) -> str:
    """What a multiple is a multiple of."""
    if not row.base:
        return row.unit
    return row.base if row.base in {"bare", "F", "isoformat"} else "x"


def cells(row: Row, trees: list[Tree]) -> list[str]:
    """One line of the table: with two trees, the first is the older."""
    current = trees[-1]
    many, _ = row.items
    numbers = [tree.number(row.program) for tree in trees]
    value = value_of(row, current, current)
    text = [row.name]
    text += [
        shown(None if each is None else each / many * SCALES[row.unit], row.unit)
        for each in numbers
    ]
    if len(trees) == 2:
        text.append(shown(current.ratio(trees[0], row.program)))
    text.append(shown(value, base_text(row)) if row.base or row.bar else "")
    text.append(f"{row.bar:g} {base_text(row)}" if row.bar else "")
    text.append(f"{value / row.bar:.2f}" if row.bar and value is not None else "")
    text.append(verdict(value, row.bar))
    if many > 1 and value is not None:
        text[-1] += f"; {growth_text(row, value)}"
    return text


def markdown(title: tuple[str, ...], lines: list[list[str]]) -> str:
    """A table, aligned so that it reads well in a terminal too.

    >>> print(markdown(("what", "median"), [["bare", "26.1 ms"]]))
    | what | median  |
    | ---- | ------- |
    | bare | 26.1 ms |
    """
    widths = [max(map(len, column)) for column in zip(title, *lines, strict=True)]
    rules = ["-" * max(3, width) for width in widths]
    return "\n".join(
        "| "
        + " | ".join(text.ljust(len(rule)) for text, rule in zip(line, rules, strict=True))
        + " |"
        for line in (title, rules, *lines)
    )


def notes(current: Tree) -> list[str]:
    """What is not in the table, and why."""
    found = [f"Not built yet: {', '.join(NOT_BUILT)}."]
    if ABSENT:
        found.append(f"Not installed: {', '.join(ABSENT)} (`pip install '.[benchmark]'`).")
    found += [f"Not measured: {name} ({error})." for name, error in current.failed.items()]
    return found


def results(table: str, missed: list[Row], current: Tree, runs: int) -> str:
    """The text of RESULTS.md."""
    causes = [f"- {row.name}: {row.cause or 'not yet known'}." for row in missed]
    machine = (
        f"{platform.python_implementation()} {platform.python_version()}, {platform.system()}, "
        f"{os.cpu_count()} cores; medians of {runs} turns in random order"
    )
    return (
        "\n\n".join(
            [
                "# Results",
                WRITTEN,
                f"{machine}.",
                table,
                *notes(current),
                "## Causes of misses",
                "\n".join(causes) or "No bar is missed.",
            ]
        )
        + "\n"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The numbers of the design, as ratios.")
    parser.add_argument("wheel", nargs="?", type=Path, help="a wheel, to tell its size")
    parser.add_argument("--against", type=Path, help="an older tree, measured in the same run")
    parser.add_argument("--only", default="", metavar="WORD", help="only the rows that contain it")
    parser.add_argument("--runs", type=int, default=25, help="turns of each program at most")
    parser.add_argument("--strict", action="store_true", help="fail if a bar is missed")
    parser.add_argument("--write", action="store_true", help="write RESULTS.md")
    return parser.parse_args()


def main() -> int:
    """Measure, print, and with ``--strict`` fail if a number is missed."""
    given = _arguments()
    rows = [row for row in ROWS if given.only in row.name]
    wanted = {name for row in rows for name in (row.program, row.base) if name}
    programs = {name: program for name, program in PROGRAMS.items() if name in wanted}
    paths = [given.against, ROOT] if given.against else [ROOT]
    with tempfile.TemporaryDirectory() as folder:
        try:
            places = [
                laid_out(path.resolve(), Path(folder, f"{number}"))
                for number, path in enumerate(paths)
            ]
        except FileNotFoundError as error:
            sys.exit(str(error))
        trees = [Tree(place) for place in places]
        try:
            take_turns(programs, trees, given.runs)
        finally:
            for tree in trees:
                tree.close()
    if given.wheel:
        rows.append(WHEEL)
        trees[-1].numbers["wheel"] = [given.wheel.stat().st_size]
    table = markdown(TITLE_AGAINST if given.against else TITLE, [cells(row, trees) for row in rows])
    print(table, *notes(trees[-1]), sep="\n")
    missed = [
        row
        for row in rows
        if verdict(value_of(row, trees[-1], trees[-1]), row.bar) in {"MISSED", "not measured"}
    ]
    if given.write:
        lines = markdown(TITLE, [cells(row, trees[-1:]) for row in rows])
        RESULTS.write_text(results(lines, missed, trees[-1], given.runs), "utf-8")
    return 1 if given.strict and missed else 0


if __name__ == "__main__":
    sys.exit(main())
