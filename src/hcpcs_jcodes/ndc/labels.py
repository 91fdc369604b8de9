"""The kind of container on the label of a package, which decides whether JW and JZ apply."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from attrs import frozen

from ..tables import read_table
from ..words import CONTAINERS, Container
from .numbers import Ndc
from .readings import ndc_of

__all__ = ["ContainerLabel", "container_of"]


@frozen
class ContainerLabel:
    """The kind of container of a package.

    Attributes:
        container: "single-dose", "single-use", "multi-dose" or "bulk", as ``bill`` takes it.
        evidence: "FDA, text of the package", or "FDA, Purple Book by name", which is weaker
            evidence, because another form of the name may come in another container.
    """

    container: Container
    evidence: str

    def __str__(self) -> str:
        """The container with its evidence."""
        return f"{self.container} ({self.evidence})"


def container_of(ndc: Ndc | str) -> ContainerLabel | None:
    """The kind of container that the label of a package states.

    Args:
        ndc: an NDC in any written form.

    Returns:
        The kind with its evidence; None if no included file states it, which proves nothing.

    Raises:
        BadNdc: ``ndc`` is not an NDC, or has ten digits that fit more than one.

    Source: FDA, NDC Directory and Purple Book.

    >>> print(container_of("50242-0051-21"))
    single-use (FDA, text of the package)
    """
    return _labels().get(str(ndc_of(ndc)))


@cache
def _labels() -> Mapping[str, ContainerLabel]:
    rows = read_table("ndc_containers")
    next(rows)
    return {
        ndc: ContainerLabel(CONTAINERS[CONTAINERS.index(kind)], evidence)
        for ndc, kind, evidence in rows
    }
