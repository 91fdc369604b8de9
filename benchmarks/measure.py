"""Runs programs in turn, in random order: fresh processes, and one that stays for each tree.

A number is the median of several turns, in processor time: what else the machine does counts
little. What is compared takes turns within one loop, so that a slow moment falls on all alike. Each tree, the current one too, is copied to a
folder laid out as an installed package, and every process gets that folder first on its path.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import timeit
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any, NamedTuple

BATCH = 0.004  # seconds of one of the three batches of a turn, the best of which counts
PATH_FIRST = "import sys\nsys.path.insert(0, sys.argv[1])\n"


class CannotRunError(RuntimeError):
    """A program that this tree cannot do."""


class Program(NamedTuple):
    """What one number is measured by."""

    statement: str
    """Timed many times over; or a whole program that prints its number."""
    before: str = ""
    """Run once, before the statement is timed."""
    fresh: bool = False
    """Whether the statement is a whole program, each time in a process of its own."""
    runs: int = 25
    """How many turns it takes at most: fewer if it is slow or always prints the same."""
    ours: bool = True
    """Whether it uses the library; others are measured beside the current tree alone."""


def first(statement: str, before: str = "pass", **given: Any) -> Program:
    """A statement that is timed once, in a fresh process."""
    return Program(
        f"{before}\nfrom time import process_time\nstart = process_time()\n{statement}\n"
        "print(process_time() - start)",
        fresh=True,
        **given,
    )


def memory(statement: str, bare: str, **given: Any) -> Program:
    """The bytes that a statement adds to a bare process: what Python itself allocated and kept."""
    return Program(
        f"{bare}\nimport gc, tracemalloc\ntracemalloc.start()\n{statement}\ngc.collect()\n"
        "print(tracemalloc.get_traced_memory()[0])",
        fresh=True,
        **{"runs": 1, **given},  # the same number each time
    )


def laid_out(path: Path, into: Path) -> Path:
    """A copy of the package of a checkout, an environment, a folder of packages or a wheel."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            wheel.extractall(into)
        return into
    places = (path / "src", path, *path.glob("lib/python*/site-packages"))
    package = next(
        (each / "hcpcs_jcodes" for each in places if (each / "hcpcs_jcodes").is_dir()), None
    )
    if package is None:
        raise FileNotFoundError(f"{path}: no hcpcs_jcodes; pass a checkout, a wheel or a folder")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(package, into / "hcpcs_jcodes", ignore=ignored)
    data = into / "hcpcs_jcodes" / "data"
    if not data.exists() and (path / "data").is_dir():  # a checkout has it at the top
        shutil.copytree(path / "data", data, ignore=ignored)
    return into


class Tree:
    """The library of one tree, the process that stays, and what was measured."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers: dict[str, list[float]] = {}
        self.failed: dict[str, str] = {}
        self._stays = subprocess.Popen(
            [sys.executable, "-I", __file__, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, program: Program) -> float:
        """The number of one turn: seconds, or what the program prints."""
        if program.fresh:
            command = [sys.executable, "-I", "-c", PATH_FIRST + program.statement, str(self.folder)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise CannotRunError(done.stderr.strip().split("\n")[-1])
            return float(done.stdout)
        if self._stays.stdin is None or self._stays.stdout is None:
            raise CannotRunError("the process has no pipes")
        self._stays.stdin.write(json.dumps([program.before, program.statement]) + "\n")
        self._stays.stdin.flush()
        answer = json.loads(self._stays.stdout.readline())
        if isinstance(answer, str):
            raise CannotRunError(answer)
        return float(answer)

    def number(self, name: str) -> float | None:
        """The median of the turns of a program; None if the tree cannot do it."""
        return median(self.numbers[name]) if self.numbers.get(name) else None

    def ratio(self, before: Tree, name: str) -> float | None:
        """The median of this tree's turns beside those of another, each beside its neighbor."""
        pairs = list(zip(self.numbers.get(name, []), before.numbers.get(name, []), strict=False))
        return median(after / sooner for after, sooner in pairs) if pairs else None

    def close(self) -> None:
        """End the process that stays."""
        self._stays.communicate()


def take_turns(programs: Mapping[str, Program], trees: Sequence[Tree], most: int) -> None:
    """Run every program with every tree, as often as it wants; the last tree is the current one."""
    chance = random.Random()  # noqa: S311 - an order, no secret
    names = list(programs)
    for number in range(most + 1):  # the first turn compiles, loads and calibrates
        chance.shuffle(names)
        turns = [
            (tree, name)
            for name in names
            for tree in chance.sample(trees, len(trees))
            if programs[name].ours or tree is trees[-1]
        ]
        for tree, name in turns:
            program = programs[name]
            runs = min(program.runs, most)
            # a program of few runs takes them evenly; one of a single run needs no rehearsal
            due = number * runs // most > (number - 1) * runs // most if number else runs > 1
            if not due or name in tree.failed:
                continue
            try:
                measured = tree.run(program)
            except CannotRunError as error:
                tree.failed[name] = str(error)
            else:
                if number:
                    tree.numbers.setdefault(name, []).append(measured)


def _serve() -> None:
    """Time the statements that come in, each as one line of JSON, and answer with seconds."""
    timers: dict[tuple[str, str], tuple[timeit.Timer, int]] = {}
    for line in sys.stdin:
        before, statement = json.loads(line)
        answer: float | str
        try:
            if (before, statement) not in timers:
                names: dict[str, Any] = {}
                exec(before, names)  # noqa: S102 - our own programs
                timer = timeit.Timer(statement, timer=process_time, globals=names)
                timer.timeit(1)  # loads what is loaded once
                loops = max(1, int(BATCH / timer.timeit(1)))
                loops = max(1, int(loops * BATCH / timer.timeit(loops)))
                timers[before, statement] = timer, loops
            timer, loops = timers[before, statement]
            timer.timeit(max(1, loops // 10))  # what ran between turns has filled the caches
            answer = min(timer.repeat(3, loops)) / loops
        except Exception as error:  # noqa: BLE001 - an older tree may fail in any manner
            answer = f"{type(error).__name__}: {error}"
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    _serve()
