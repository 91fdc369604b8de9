"""What the label of a package says of its container, which JW and JZ turn on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from attrs import frozen

from ..tables import read_table
from ..words import CONTAINERS, Container
from .numbers import Ndc
from .packages import ndc_of

__all__ = ["ContainerLabel", "container_of"]


@frozen
class ContainerLabel:
    """The kind of container of a package.

    Attributes:
        container: "single-dose", "single-use", "multi-dose" or "bulk", as ``bill`` takes it.
        evidence: "FDA, text of the package", or "FDA, Purple Book by name", which is weaker,
            since another form of the name may be in another container.
    """

    container: Container
    evidence: str

    def __str__(self) -> str:
        """The container with its evidence."""
        return f"{self.container} ({self.evidence})"


def container_of(ndc: Ndc | str) -> ContainerLabel | None:
    """What the label of a package says of its container.

    Args:
        ndc: an NDC in any written form.

    Returns:
        The kind with its evidence; None where no file held says it, which proves nothing.

    Raises:
        BadNdc: this is no NDC, or ten digits that may be several.

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
