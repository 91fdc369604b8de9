"""The container that the label of a package states, from the FDA's attributes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from hcpcs_jcodes.tables import LIST_SEPARATOR

__all__ = ["CONTAINER_COLUMNS", "container_rows"]

CONTAINER_COLUMNS = ("ndc", "container", "evidence")

_WORDS: Final = {"pharmacy bulk": "bulk"}
# two terms for one kind of container
_SAME: Final = {"single-dose; single-use": "single-dose"}


def container_rows(packages: Iterable[Mapping[str, str]]) -> list[tuple[str, str, str]]:
    """The kind of container of each package that states one, with its evidence.

    The text of the package decides; the Purple Book, which lists products by name, is used
    if that text is silent. A package with more than one kind has no row.

    Args:
        packages: the FDA's attributes by NDC.
    """
    found: dict[str, set[tuple[str, str]]] = {}
    for row in packages:
        digits = row["ndc11"]
        ndc = f"{digits[:5]}-{digits[5:9]}-{digits[9:]}"
        if row["dose_type"]:
            found.setdefault(ndc, set()).add((_kind(row["dose_type"]), "FDA, text of the package"))
        elif row["purple_book_dose_type"]:
            kind = _kind(row["purple_book_dose_type"])
            found.setdefault(ndc, set()).add((kind, "FDA, Purple Book by name"))
    return sorted(
        (ndc, *next(iter(kinds)))
        for ndc, kinds in found.items()
        if len(kinds) == 1 and not any(LIST_SEPARATOR in kind for kind, _ in kinds)
    )


def _kind(text: str) -> str:
    same = _SAME.get(text, text)
    return _WORDS.get(same, same)
