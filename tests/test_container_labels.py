"""What the label of a package says of its container."""

from __future__ import annotations

from collections import Counter

import pytest

from hcpcs_jcodes import BadNdc, ContainerLabel, Ndc, container_of
from hcpcs_jcodes.discards import CONTAINERS
from hcpcs_jcodes.tables import read_table


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


def test_what_no_file_says_is_not_known() -> None:
    assert container_of("99999-9999-99") is None


@pytest.mark.parametrize("wrong", ["", "J9312", "123", 5024205121])
def test_what_is_no_ndc_is_refused(wrong: object) -> None:
    with pytest.raises(BadNdc):
        container_of(wrong)  # type: ignore[arg-type]
