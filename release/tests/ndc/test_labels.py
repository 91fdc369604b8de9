"""The containers of packages, from the FDA's attributes."""

from __future__ import annotations

import pytest

from jcodes_release.ndc.labels import container_rows


def package(dose_type: str = "", purple: str = "", ndc: str = "00001000101") -> dict[str, str]:
    """The columns of a package that are read."""
    return {"ndc11": ndc, "dose_type": dose_type, "purple_book_dose_type": purple}


@pytest.mark.parametrize(
    ("dose_type", "purple", "expected"),
    [
        ("single-dose", "", ("single-dose", "FDA, text of the package")),
        ("pharmacy bulk", "", ("bulk", "FDA, text of the package")),
        ("single-dose; single-use", "", ("single-dose", "FDA, text of the package")),
        ("multi-dose", "single-dose", ("multi-dose", "FDA, text of the package")),
        ("", "single-dose", ("single-dose", "FDA, Purple Book by name")),
    ],
)
def test_a_package_has_the_container_of_its_text(
    dose_type: str, purple: str, expected: tuple[str, str]
) -> None:
    assert container_rows([package(dose_type, purple)]) == [("00001-0001-01", *expected)]


def test_what_is_not_said_or_said_twice_has_no_row() -> None:
    assert container_rows([package()]) == []
    assert container_rows([package("", "multi-dose; single-dose")]) == []
    assert container_rows([package("single-dose"), package("multi-dose")]) == []
    assert len(container_rows([package("single-dose"), package("single-dose")])) == 1
