"""Do the tests catch a wrong line? A seeded sample of mutants of each file, and the survivors.

    python benchmarks/mutants.py --seed 7 --each 25 --tests tests/units -- src/hcpcs_jcodes/units/*.py

Each mutant is one small change of one file (another comparison, another number, a negated
condition), as cosmic-ray makes them; at most one is drawn for each position. The named tests run
against it in a separate process, in a copy of the checkout, and stop at the first failure. A mutant
that passes all of them has survived, and its change is printed. Annotations are not changed.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from typing import NamedTuple

import cosmic_ray.plugins
import parso
import pytest
from cosmic_ray.ast import ast_nodes
from cosmic_ray.mutating import mutate_code

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("src", "data", "tests", "docs", "release", "benchmarks")
# changes that would not be made by mistake
LEFT_OUT = ("ExceptionReplacer", "RemoveDecorator", "Variable")
# modules that this program loaded before the tests cannot be rewritten by pytest
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
WANTED = 95


class Mutant(NamedTuple):
    """One change of one file: where an operator of cosmic-ray applies."""

    path: Path
    line: int
    column: int
    operator: str
    occurrence: int

    @property
    def before(self) -> str:
        """The text of the file."""
        return (ROOT / self.path).read_text("utf-8")

    @property
    def after(self) -> str:
        """The text with the change."""
        operator = cosmic_ray.plugins.get_operator(self.operator)()
        return str(mutate_code(self.before, operator, self.occurrence))

    def __str__(self) -> str:
        before, after = self.before.split("\n"), self.after.split("\n")
        lines = list(difflib.unified_diff(before, after, n=0, lineterm=""))[2:]
        changes = [text for text in lines if text[:1] in {"+", "-"}]
        return "\n    ".join([f"{self.path}:{self.line} {self.operator}", *changes])


def _annotations(source: str) -> set[tuple[int, int]]:
    """Line and column of everything in an annotation."""
    found: set[tuple[int, int]] = set()
    for node in ast.walk(ast.parse(source)):
        annotations: list[ast.expr | None] = []
        if isinstance(node, ast.AnnAssign):
            annotations.append(node.annotation)
        if isinstance(node, ast.FunctionDef):
            listed = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            stars = [star for star in (node.args.vararg, node.args.kwarg) if star is not None]
            annotations += [node.returns, *(each.annotation for each in (*listed, *stars))]
        for each in annotations:
            if each is not None:
                last = each.end_col_offset or 0
                for line in range(each.lineno, (each.end_lineno or each.lineno) + 1):
                    start = each.col_offset if line == each.lineno else 0
                    end = last if line == each.end_lineno else 200
                    found.update((line, column) for column in range(start, end))
    return found


def mutants_of(path: Path) -> list[Mutant]:
    """Every mutant of a file."""
    source = path.read_text("utf-8")
    annotations = _annotations(source)
    tree = parso.parse(source)  # type: ignore[no-untyped-call]
    nodes = list(ast_nodes(tree))
    found = []
    for name in sorted(cosmic_ray.plugins.operator_names()):
        if any(left in name for left in LEFT_OUT):
            continue
        operator = cosmic_ray.plugins.get_operator(name)()
        positions = [start for node in nodes for start, _ in operator.mutation_positions(node)]
        found += [
            Mutant(path.relative_to(ROOT), line, column, name, occurrence)
            for occurrence, (line, column) in enumerate(positions)
            if (line, column) not in annotations
        ]
    return found


def sampled(every: list[Mutant], most: int, chance: random.Random) -> list[Mutant]:
    """At most one mutant per position, so that an operator with many mutants does not dominate."""
    places: dict[tuple[int, int], list[Mutant]] = {}
    for each in every:
        places.setdefault((each.line, each.column), []).append(each)
    chosen = chance.sample(sorted(places), min(most, len(places)))
    return [chance.choice(places[place]) for place in chosen]


def copy_of_checkout(into: Path) -> Path:
    """A copy of the checkout to mutate; its package finds the data inside it."""
    into.mkdir()
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, into / name, ignore=shutil.ignore_patterns("__pycache__"))
    for each in (*ROOT.glob("*.md"), ROOT / "pyproject.toml"):
        shutil.copy(each, into)
    (into / "src/hcpcs_jcodes/data").symlink_to(into / "data")
    return into


def passes(checkout: Path, tests: list[str], seconds: int) -> bool:
    """Whether the tests pass in a copy of the checkout."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            os.chdir(checkout)
            sys.path[:0] = [str(checkout / "src"), str(checkout)]
            os.environ["PYTHONPATH"] = str(checkout / "src")
            sys.dont_write_bytecode = True
            signal.alarm(seconds)
            status = int(pytest.main([*OPTIONS, *tests]))
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1] == 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Which mutants of a sample survive the tests.")
    parser.add_argument("--seed", type=int, default=20261129)
    parser.add_argument("--each", type=int, default=25, help="mutants per file")
    parser.add_argument(
        "--tests", nargs="+", default=["tests"], help="those most likely to fail first"
    )
    parser.add_argument("--seconds", type=int, default=300, help="a longer run counts as caught")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("files", nargs="+", type=Path)
    return parser.parse_args()


def main() -> int:
    """Sample, test, print; the exit status is 0 if at least 95 of 100 are caught."""
    given = _arguments()
    sample: list[Mutant] = []
    for path in sorted(given.files):
        chance = random.Random(f"{given.seed} {path.name}")  # noqa: S311 - a sample, no secret
        sample += sampled(mutants_of(path.resolve()), given.each, chance)
    print(f"seed {given.seed}: {len(sample)} mutants of {len(given.files)} files", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        places: Queue[Path] = Queue()
        for number in range(given.workers):
            places.put(copy_of_checkout(Path(folder) / f"copy-{number}"))

        def survives(mutant: Mutant) -> bool:
            checkout = places.get()
            try:
                (checkout / mutant.path).write_text(mutant.after, "utf-8")
                survived = passes(checkout, given.tests, given.seconds)
                (checkout / mutant.path).write_text(mutant.before, "utf-8")
                if survived:
                    print(mutant, flush=True)
                return survived
            finally:
                places.put(checkout)

        clean = places.get()
        if not passes(clean, given.tests, given.seconds):
            print("the tests fail without a mutant")
            return 2
        places.put(clean)
        with ThreadPoolExecutor(given.workers) as pool:
            survived = sum(pool.map(survives, sample))
    caught = len(sample) - survived
    share = 100 * caught / max(1, len(sample))
    print(f"{caught} of {len(sample)} caught, {share:.1f} %, in {time.monotonic() - began:.0f} s")
    return 0 if not sample or share >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
