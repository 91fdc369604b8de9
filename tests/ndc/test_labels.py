"""The kind of container on the label of a package."""

from __future__ import annotations

from collections import Counter

import pytest

from hcpcs_jcodes import AmbiguousNdc, BadNdc, ContainerLabel, Ndc, container_of
from hcpcs_jcodes.tables import read_table
from hcpcs_jcodes.words import CONTAINERS


def rows() -> list[list[str]]:
    """The rows of the table without its header."""
    _, *listed = read_table("ndc_containers")
    return listed


def test_every_row_is_answered_with_a_container_that_bill_takes() -> None:
    listed = rows()
    assert len(listed) > 1500
    for ndc, container, evidence in listed:
        assert container in CONTAINERS
        assert container_of(ndc) == ContainerLabel(container, evidence)
        assert container_of(Ndc(ndc.replace("-", ""))) == ContainerLabel(container, evidence)


def test_each_kind_and_each_evidence_is_there() -> None:
    found = Counter((container, evidence) for _, container, evidence in rows())
    assert {kind for kind, _ in found} == {"single-dose", "single-use", "multi-dose", "bulk"}
    assert {evidence for _, evidence in found} == {
        "FDA, text of the package",
        "FDA, Purple Book by name",
    }


def test_a_container_that_no_file_states_is_not_known() -> None:
    assert container_of("99999-9999-99") is None


@pytest.mark.parametrize("wrong", ["", "J9312", "123", 5024205121])
def test_a_text_that_is_not_an_ndc_is_refused(wrong: object) -> None:
    with pytest.raises(BadNdc):
        container_of(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ndc", "container", "evidence"),
    [
        ("00002-7575-01", "single-dose", "FDA, Purple Book by name"),
        ("00003-0293-05", "single-dose", "FDA, text of the package"),
        ("00002-7669-01", "single-use", "FDA, text of the package"),
        ("50242-0051-21", "single-use", "FDA, text of the package"),
        ("00003-0293-20", "multi-dose", "FDA, text of the package"),
        ("00069-0308-01", "multi-dose", "FDA, Purple Book by name"),
        ("00009-0728-09", "bulk", "FDA, text of the package"),
    ],
)
def test_the_label_of_a_vial_is_stated_with_its_evidence(
    ndc: str, container: str, evidence: str
) -> None:
    found = container_of(ndc)
    assert found is not None
    assert (found.container, found.evidence) == (container, evidence)
    assert str(found) == f"{container} ({evidence})"


def test_two_packages_of_one_product_have_labels_of_their_own() -> None:
    """Kenalog-40: 1 mL is a single dose, 5 and 10 mL are several."""
    containers = [container_of(f"0003-0293-{size}") for size in ("05", "20", "28")]
    assert [str(each).split(" ")[0] for each in containers] == [
        "single-dose",
        "multi-dose",
        "multi-dose",
    ]


def test_ten_digits_are_settled_by_the_crosswalk_or_refused() -> None:
    assert container_of("5024205121") == container_of("50242-0051-21")
    with pytest.raises(AmbiguousNdc):
        container_of("1234567890")


def test_a_package_has_one_label() -> None:
    assert len({ndc for ndc, _, _ in rows()}) == len(rows())
