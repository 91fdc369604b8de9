"""Items in order, grouped into runs of adjoining ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

__all__ = ["runs"]

T = TypeVar("T")


def runs(items: Iterable[T], adjoin: Callable[[T, T], bool]) -> list[list[T]]:
    """Split the items into lists in which every item adjoins the one before it.

    >>> runs([1, 2, 3, 7, 8], lambda before, after: after == before + 1)
    [[1, 2, 3], [7, 8]]
    """
    found: list[list[T]] = []
    for item in items:
        if found and adjoin(found[-1][-1], item):
            found[-1].append(item)
        else:
            found.append([item])
    return found
