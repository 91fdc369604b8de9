"""What is asked of a whole claim: its place, days that lie apart, revenue codes, and once."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import Administration, Payer, Scoped, build_claim

from ..built import MEDICARE, claim_of, open_of
from ..charts import at
from ..infusions import RITUXIMAB, infused


def kinds(*chart: Any, **more: Any) -> list[str]:
    return [kind for kind, *_ in open_of(claim_of(*chart, **more))]


@pytest.mark.parametrize(("place", "asked"), [(None, True), ("11", False)])
def test_a_practitioners_claim_without_a_place_of_service_is_asked_about(
    place: str | None, asked: bool
) -> None:
    """By place of service Medicare takes the lines or none of them."""
    found = kinds(infused("J9312", **RITUXIMAB), place_of_service=place)
    assert ("place_of_service" in found) is asked
    assert "place_of_service" not in kinds(
        infused("J9312", **RITUXIMAB), setting="facility", place_of_service=None
    )
    other = Payer.commercial().replace(name="Acme")
    free = kinds(infused("J9312", **RITUXIMAB), payer=other, place_of_service=None)
    assert "place_of_service" not in free


def test_a_place_of_the_payers_own_has_neither_drugs_nor_administrations() -> None:
    """The rows of a payer are asked by bills, encounters and claims alike."""
    rows = [Scoped("professional place of service", "12", in_scope=False, reason="no homes")]
    acme = MEDICARE.replace(name="Acme", places=rows)
    claim = claim_of(infused("J9312", **RITUXIMAB), payer=acme, place_of_service="12")
    assert claim.lines == ()
    assert claim.ready is False
    assert claim_of(infused("J9312", **RITUXIMAB), payer=acme, place_of_service="11").lines


@pytest.mark.parametrize(
    ("start", "stop", "next_start", "asked"),
    [
        ((8, 0, 1), (8, 30, 1), (8, 0, 2), True),
        # six hours after midnight's infusion, and one minute more
        ((22, 0, 1), (1, 0, 2), (7, 0, 2), False),
        ((22, 0, 1), (23, 59, 1), (5, 59, 2), False),
        ((22, 0, 1), (23, 59, 1), (6, 0, 2), True),
        ((8, 0, 1), (8, 30, 1), (20, 0, 1), False),
    ],
)
def test_days_that_lie_apart_are_asked_about(
    start: Any, stop: Any, next_start: Any, asked: bool
) -> None:
    """An initial code for each visit: NCCI Policy Manual, ch. XI; nothing tells a stay from two."""
    one = Administration("J0696", "intravenous", "infusion", at(*start), at(*stop), dose="1 g")
    two = Administration(
        "J2405", "intravenous", "push", at(*next_start), dose="8 mg", attended=True
    )
    for setting, severity in (("facility", "verify"), ("professional", "blocks")):
        found = claim_of(one, two, setting=setting).questions
        apart = [each for each in found if each.kind == "separate_visits"]
        assert [(each.severity, each.event) for each in apart] == [(severity, 2)] * asked
    listed = build_claim([[one], [two]], payer=MEDICARE, setting="facility")
    assert "separate_visits" not in {each.kind for each in listed.questions}


def test_a_hospitals_line_without_a_revenue_code_is_named_once() -> None:
    """The department decides that of an injection under the skin or into a muscle."""
    shots = [
        Administration("J3420", "intramuscular", "injection", at(9 + n), dose="1000 mcg")
        for n in range(2)
    ]
    found = [
        each
        for each in claim_of(*shots, setting="facility").questions
        if each.kind == "revenue_code"
    ]
    assert [(each.severity, each.text[:31]) for each in found] == [
        ("note", "the revenue code of 96372 is th")
    ]
    assert "revenue_code" not in {each.kind for each in claim_of(*shots).questions}
    infusion = claim_of(infused("J9312", **RITUXIMAB), setting="facility")
    assert "revenue_code" not in {each.kind for each in infusion.questions}


def test_the_rest_of_a_stopped_bag_is_asked_about_once() -> None:
    stopped = infused("J9312", **{**RITUXIMAB, "dose": "400 mg"}, stopped_early=True)
    assert kinds(stopped).count("rest_of_bag") == 1


@pytest.mark.parametrize(
    ("ordered", "spare"),
    [("715 mg", False), ("701 mg", False), ("700 mg", True), (None, True), ("71 mL", True)],
)
def test_the_order_says_what_a_stopped_infusion_had_to_open(
    ordered: str | None, spare: bool
) -> None:
    """800 mg were opened: without one of 100 mg, 700 mg would have been enough."""
    event = infused("J9312", **{**RITUXIMAB, "dose": "400 mg"}, stopped_early=True, ordered=ordered)
    assert ("spare_container" in kinds(event)) is spare
