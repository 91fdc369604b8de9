"""One service for every rule of a bill: what is measured, looked up and made, and how often."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from hcpcs_jcodes import Amount, ClaimLine, Given, NdcQuantity, bill
from hcpcs_jcodes.billing import (
    assembly,
    discards,
    lines,
    payer_questions,
    questions,
    service,
    subject,
)
from hcpcs_jcodes.codes import codesets
from hcpcs_jcodes.ndc import conversions
from hcpcs_jcodes.units.from_dose import exact_units
from hcpcs_jcodes.vials import products
from tests.bills import office, read, single_dose

LARGE, SMALL = "50242-0053-06", "50242-0051-21"  # Rituxan, 500 mg and 100 mg


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Counter[tuple[str, str]]:
    """How often each amount is converted to units, by the module that asks."""
    counted: Counter[tuple[str, str]] = Counter()

    def counting(room: str) -> Callable[..., Any]:
        def counted_units(code: Any, dose: Any, **facts: Any) -> Any:
            counted[room, str(dose)] += 1
            return exact_units(code, dose, **facts)

        return counted_units

    for module in (products, service, questions, conversions):
        name = module.__name__.removeprefix("hcpcs_jcodes.")
        monkeypatch.setattr(module, "exact_units", counting(name))
    return counted


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[ClaimLine]:
    """Every claim line that is made, and so checked."""
    found: list[ClaimLine] = []
    check = ClaimLine.__attrs_post_init__

    def checking(line: ClaimLine) -> None:
        found.append(line)
        check(line)

    monkeypatch.setattr(ClaimLine, "__attrs_post_init__", checking)
    return found


# --- what is measured, and how often ------------------------------------------------------


def test_each_amount_is_measured_once_also_with_an_ndc(measured: Counter[tuple[str, str]]) -> None:
    """The lines, the JW units and the NDC quantities are calculated from the units at the door."""
    billed = single_dose("J9312", "715 mg", opened=["500 mg", "3 x 100 mg"], ndc=SMALL)
    assert read(billed) == ["J9312 x 72", "J9312-JW x 8"]
    assert [str(line.ndc_quantity) for line in billed.lines] == ["71.5 ML", "8.5 ML"]
    assert measured == {
        ("vials.products", "715 mg"): 1,
        ("vials.products", "500 mg"): 1,
        ("vials.products", "100 mg"): 1,
        # what CMS lists for one container, to ask about those that do not fit it
        ("billing.questions", "100 mg"): 1,
    }


def test_the_smallest_containers_are_measured_once_too(
    measured: Counter[tuple[str, str]],
) -> None:
    """Their total decides which discarded units are payable."""
    billed = single_dose("J9312", "715 mg", opened=["500 mg", "500 mg"], sizes=["100 mg", "500 mg"])
    assert (billed.administered_units, billed.discarded_units) == (72, 8)
    assert measured == {
        ("vials.products", "715 mg"): 1,
        ("vials.products", "500 mg"): 1,
        ("billing.service", "800 mg"): 1,
    }


@pytest.mark.parametrize(
    "opened",
    [["400 x 100 mg"], ["100 mg"] * 400, [Amount("100 mg")] * 400, ["200 x 100 mg", "200 x 0.1 g"]],
)
def test_equal_containers_are_measured_once(
    measured: Counter[tuple[str, str]], opened: list[str]
) -> None:
    """However many there are, and however they are listed."""
    billed = single_dose("J9312", "39995 mg", opened=opened)
    assert read(billed) == ["J9312-JZ x 4000"]
    assert measured == {
        ("vials.products", "39995 mg"): 1,
        ("vials.products", "100 mg"): 1,
    }


def test_containers_listed_apart_are_measured_once(measured: Counter[tuple[str, str]]) -> None:
    """100 mg before and after 500 mg is one amount, and so is a dose of 100 mg."""
    single_dose("J9312", ["600 mg", "100 mg"], opened=["100 mg", "500 mg", "2 x 100 mg"])
    assert measured == {
        ("vials.products", "600 mg"): 1,
        ("vials.products", "100 mg"): 1,
        ("vials.products", "500 mg"): 1,
    }


def test_a_count_is_measured_once(measured: Counter[tuple[str, str]]) -> None:
    """A plain number of vials becomes an amount and its units at once."""
    assert read(single_dose("J9266", 3, opened=["3 vials"])) == ["J9266-JZ x 3"]
    assert measured == {("vials.products", "3"): 1}


def test_doses_per_administration_count_in_the_quantity_too() -> None:
    """Two syringes of 20 mg, one in each knee, are 2 units and 2 x 2.5 mL."""
    ndc = "50016-0957-21"
    both = office("J7321", ["20 mg", "20 mg"], ndc=ndc).lines
    assert [(line.units, line.ndc_quantity) for line in both] == [(2, NdcQuantity("ML5"))]
    (one,) = office("J7321", "20 mg", ndc=ndc).lines
    assert (one.units, one.ndc_quantity) == (1, NdcQuantity("ML2.5"))
    (counted,) = office("J7321", "2 doses", ndc=ndc).lines
    assert (counted.units, counted.ndc_quantity) == (2, NdcQuantity("ML5"))


def test_doses_in_different_kinds_of_measure_are_no_one_amount() -> None:
    """Within a product or between two; the units are added all the same."""
    milliliters = Given("50 mL", concentration="10 mg/mL", ndc=LARGE)
    billed = office("J9312", [milliliters, Given("215 mg", ndc=SMALL)])
    assert (billed.administered_units, billed.administered) == (72, None)
    mixed = Given(["50 mL", "15 mg"], concentration="10 mg/mL", ndc=LARGE)
    billed = office("J9312", [mixed, Given("200 mg", ndc=SMALL)])
    assert (billed.administered_units, billed.administered) == (72, None)
    alike = office("J9312", [Given("0.5 g", ndc=LARGE), Given("215 mg", ndc=SMALL)])
    assert str(alike.administered) == "0.715 g"


# --- what is made, and how often ----------------------------------------------------------


def test_each_line_is_made_and_checked_once(made: list[ClaimLine]) -> None:
    """A line is made with its amount, its NDC and the quantity: none is added to it later."""
    given = [
        Given("500 mg", opened=["500 mg"], ndc=LARGE),
        Given("215 mg", opened=["3 x 100 mg"], ndc=SMALL),
    ]
    billed = single_dose("J9312", given, modifiers=("KX",))
    assert read(billed) == ["J9312-KX x 50", "J9312-KX x 22", "J9312-JW-KX x 8"]
    assert [line.ndc_quantity for line in billed.lines] == [
        NdcQuantity("ML50"),
        NdcQuantity("ML21.5"),
        NdcQuantity("ML8.5"),
    ]
    assert len(made) == len(billed.lines)
    assert all(line is checked for line, checked in zip(billed.lines, made, strict=True))


def test_a_service_is_made_once_and_its_version_looked_up_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The door makes it; every rule takes it."""
    calls: Counter[str] = Counter()
    looked_up, bill_of = codesets.version_of, assembly.bill_of

    def look_up(code: Any, period: Any) -> Any:
        calls["version"] += 1
        return looked_up(code, period)

    def assemble(made: service.Service) -> Any:
        calls["service"] += 1
        return bill_of(made)

    monkeypatch.setattr(subject, "version_of", look_up)
    monkeypatch.setattr(assembly, "bill_of", assemble)
    single_dose("J9312", "715 mg", opened=["500 mg", "3 x 100 mg"])
    assert calls == {"version": 1, "service": 1}


def test_every_rule_takes_the_service_first() -> None:
    """What a bill rests on travels as one object, with what was decided before at most."""
    rules: dict[Callable[..., Any], list[str]] = {
        assembly.bill_of: ["service"],
        discards.discard_of: ["service"],
        lines.line_limit: ["service"],
        lines.lines_of: ["service", "discard"],
        questions.questions_about: ["service", "lines"],
        payer_questions.questions_of_payer: ["service", "lines"],
    }
    for rule, parameters in rules.items():
        assert list(inspect.signature(rule).parameters) == parameters
    assert len(inspect.signature(bill).parameters) == 22


# --- loading ------------------------------------------------------------------------------


def test_bill_is_imported_without_what_it_needs_for_a_bill() -> None:
    """A program that only imports the name pays for three small modules."""
    program = "import sys; from hcpcs_jcodes import bill; print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = {name for name in answer.stdout.split() if name.startswith("hcpcs_jcodes")}
    assert loaded == {
        "hcpcs_jcodes",
        "hcpcs_jcodes.billing",
        "hcpcs_jcodes.billing.billing",
    }
