"""The house: the rooms in their layers, and what each room imports from the others.

``python tests/house.py`` prints the picture from the imports themselves, those inside
functions included, and ends with the imports that point upward or run in a circle.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter

import importlib_resources
from attrs import frozen

LAYERS = (
    ("words",),
    ("errors", "display"),
    ("amounts", "tables"),
    ("codes",),
    ("units",),
    ("ndc",),
    ("lookup",),
    ("vials", "migration"),
    ("claims",),
    ("payers",),
    ("administration",),
    ("checks",),
    ("billing",),
    ("encounters",),
    ("assembly",),
    ("reviews",),
    ("interchange",),
    ("frames",),
    ("options",),
    ("__main__",),
)
"""Low to high: a room imports only from the layers below its own."""

LAYER = {room: number for number, rooms in enumerate(LAYERS) for room in rooms}
TOP = "__init__"


@frozen
class Taken:
    """One name that a module imports.

    Attributes:
        by: the module that imports, such as "billing.service".
        module: the module that it comes from; the name of the package if that is not
            this one.
        name: the name; "" if the whole module is imported.
        ours: whether it is a module of this package.
    """

    by: str
    module: str
    name: str
    ours: bool


def room_of(module: str) -> str:
    """The room that a module is in."""
    return module.partition(".")[0]


@cache
def sources() -> Mapping[str, ast.Module]:
    """Every module of the installed package, parsed, by its name below the package."""
    found: dict[str, ast.Module] = {}

    def walk(folder: object, prefix: tuple[str, ...]) -> None:
        for entry in folder.iterdir():  # type: ignore[attr-defined]
            if entry.is_dir() and entry.name not in {"data", "__pycache__"}:
                walk(entry, (*prefix, entry.name))
            elif entry.name.endswith(".py"):
                name = ".".join((*prefix, entry.name.removesuffix(".py")))
                found[name] = ast.parse(entry.read_text("utf-8"))

    walk(importlib_resources.files("hcpcs_jcodes"), ())
    return found


def taken_by(module: str) -> Iterator[Taken]:
    """Every import of a module."""
    place = module.split(".")
    for node in ast.walk(sources()[module]):
        if isinstance(node, ast.Import):
            for alias in node.names:
                ours = alias.name.split(".")[0] == "hcpcs_jcodes"
                yield Taken(module, alias.name.removeprefix("hcpcs_jcodes."), "", ours)
        elif isinstance(node, ast.ImportFrom):
            below = [node.module] if node.module else []
            if node.level:
                origin = ".".join([*place[: len(place) - node.level], *below])
            elif below[0].split(".")[0] == "hcpcs_jcodes":
                origin = below[0].removeprefix("hcpcs_jcodes").lstrip(".")
            else:
                yield from (Taken(module, below[0], alias.name, ours=False) for alias in node.names)
                continue
            for alias in node.names:
                if f"{origin}.{alias.name}".lstrip(".") in sources():
                    yield Taken(module, f"{origin}.{alias.name}".lstrip("."), "", ours=True)
                else:
                    yield Taken(module, origin or TOP, alias.name, ours=True)


def is_face(module: str) -> bool:
    """Whether a module is the ``__init__`` of the package or of a room."""
    return module.rpartition(".")[2] == "__init__"


@cache
def arrows() -> frozenset[tuple[str, str]]:
    """Which module imports which; the public names of the package are left out."""
    return frozenset(
        (taken.by, taken.module)
        for module in sources()
        if module != TOP
        for taken in taken_by(module)
        if taken.ours
    )


def upward() -> list[tuple[str, str]]:
    """The imports that point neither to a lower layer nor within the room."""
    return sorted(
        (one, other)
        for one, other in arrows()
        if room_of(one) != room_of(other) and LAYER[room_of(one)] <= LAYER[room_of(other)]
    )


def circle() -> list[str]:
    """The modules of a circle of imports; empty if there is no circle."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for one, other in arrows():
        sorter.add(one, other)
    try:
        sorter.prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def picture() -> str:
    """The rooms by layer, highest first, with what each imports from the lower ones."""
    present = {room_of(module) for module in sources() if module != TOP}
    lines = []
    for number in reversed(range(len(LAYERS))):
        for room in LAYERS[number]:
            if room in present:
                below = {room_of(to) for by, to in arrows() if room_of(by) == room} - {room}
                modules = [
                    each for each in sources() if room_of(each) == room and not is_face(each)
                ]
                ordered = sorted(below, key=lambda other: (-LAYER[other], other))
                lines.append(
                    f"{number:2} {room:15} {len(modules):2} modules <- {', '.join(ordered) or '-'}"
                )
    lines.append(f"{len(sources())} modules in {len(present)} rooms, {len(arrows())} arrows")
    lines.append(f"upward: {', '.join(map(' -> '.join, upward())) or 'none'}")
    lines.append(f"in a circle: {' -> '.join(circle()) or 'none'}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(picture())  # noqa: T201 - the picture is for the command line
