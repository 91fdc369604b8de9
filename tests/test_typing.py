"""What a type checker sees: the slips that annotations alone can catch, before anything runs."""

from __future__ import annotations

import re
from functools import cache
from os import environ
from pathlib import Path
from subprocess import run
from sys import executable
from typing import Final

import pytest

import hcpcs_jcodes

pytest.importorskip("mypy")

HOME: Final = Path(hcpcs_jcodes.__file__ or "").parents[1]

ADMINISTERED: Final = (
    'Administration("J9312", {route}, {technique}, datetime(2025, 8, 1, 9), dose={dose})'
)
BILL: Final = 'bill("J9312", on=DAY, policy="medicare", {})'
RIGHT: Final = {
    "a bill": BILL.format(
        'administered="715 mg", setting="asc", modifiers=("RT",), container="single-dose", '
        'route="intravenous"'
    ),
    "modifiers as a list": BILL.format(
        'administered=Amount("715 mg"), setting="facility", modifiers=["RT"]'
    ),
    "an administration": ADMINISTERED.format(
        route='"intravenous"', technique='"push"', dose='"715 mg"'
    ),
    "a line": 'ClaimLine("J9312", 72, on=DAY, modifiers=("JZ",), diagnosis_pointers=[1, 2])',
    "a claim": 'Claim([ClaimLine("J9312", 72, on=DAY)], setting="supplier", diagnoses=["C83.30"])',
    "a received line in a claim": 'Claim([ClaimLine.received(units="x")], setting="professional")',
    "a charged claim": (
        'Claim([ClaimLine("J9312", 72, on=DAY)], setting="asc").charged({"J9312": "1.25"})'
    ),
    "a claim charged by payment limits": (
        'Claim([ClaimLine("J9312", 72, on=DAY)], setting="asc").charged('
        '[{"96413": 300, ("J9312", "JW"): 1}, {"J9271": "5.5"}, PaymentLimits("2.5")])'
    ),
    "a payer replaced": (
        'Payer.medicare().replace(name="X", discarded_from="not used", line_limit=999, '
        'zero_discarded_from=DAY, missing_stop="push", codes=[Scoped("code", "J9312")], '
        'noc_codes={"facility": "C9399"}, ndc_qualifiers=["UN"], sources={"decimals": "p. 3"})'
    ),
    "a record": 'Record(given="715 mg", opened=["500 mg"], container="single-dose")',
    "a revenue code": 'administration_revenue_code("complex", "infusion")',
}
WRONG: Final = {
    "a misspelled setting": BILL.format('administered="715 mg", setting="profesional"'),
    "a setting in capitals": BILL.format('administered="715 mg", setting="ASC"'),
    "a dose that is a float": BILL.format('administered=715.5, setting="asc"'),
    "a dose that is a Decimal": BILL.format('administered=Decimal("715"), setting="asc"'),
    "modifiers that are one text": BILL.format(
        'administered="715 mg", setting="asc", modifiers="JW"'
    ),
    "a misspelled container": BILL.format(
        'administered="715 mg", setting="asc", container="single dose"'
    ),
    "a misspelled route": BILL.format('administered="715 mg", setting="asc", route="intravenus"'),
    "modifiers of a line that are one text": 'ClaimLine("J9312", 72, on=DAY, modifiers="JW")',
    "a misspelled route in a chart": ADMINISTERED.format(
        route='"intravenus"', technique='"push"', dose='"715 mg"'
    ),
    "a misspelled technique": ADMINISTERED.format(
        route='"intravenous"', technique='"infuson"', dose='"715 mg"'
    ),
    "a dose of a chart without a unit": ADMINISTERED.format(
        route='"intravenous"', technique='"push"', dose="715"
    ),
    "the setting of a chart": "code_encounter([], setting='asc')",
    "a misspelled setting of a claim": 'Claim([], setting="profesional")',
    "diagnoses that are one text": 'Claim([], setting="asc", diagnoses="C83.30")',
    "lines that are texts": 'Claim(["J9312"], setting="asc")',
    "a price that is a float": 'Claim([], setting="asc").charged({"J9312": 1.25})',
    "payment limits without a number": 'Claim([], setting="asc").charged([PaymentLimits])',
    "a misspelled attribute of a payer": "Payer.medicare().replace(line_limits=999)",
    "a misspelled value of a payer": 'Payer.medicare().replace(no_cost="a cent")',
    "a misspelled choice of a payer": 'Payer.medicare().replace(missing_stop="pushed")',
    "a row of a payer that is a text": 'Payer.medicare().replace(codes=[("code", "J9312")])',
    "the container of a record": 'Record(container="vial")',
    "how a drug was acquired": 'Record(acquired="bought")',
    "a family without a revenue code": 'administration_revenue_code("chemo", "infusion")',
}
HEAD: Final = """\
from datetime import date, datetime
from decimal import Decimal
from hcpcs_jcodes import *
DAY = date(2025, 8, 1)
"""
CASES: Final = {**RIGHT, **WRONG}


@cache
def reported() -> dict[str, str]:
    """What mypy says of each case, in one run."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder, "program.py")
        program.write_text(HEAD + "\n".join(CASES.values()) + "\n", "utf-8")
        said = run(
            [executable, "-m", "mypy", "--strict", "--cache-dir", folder, str(program)],
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
            # a checkout is installed by a hook, which mypy does not follow
            env={**environ, **({"MYPYPATH": str(HOME)} if HOME.name == "src" else {})},
        ).stdout
    found: dict[str, str] = {}
    first = HEAD.count("\n") + 1
    for number, text in re.findall(r"^program\.py:([0-9]+): error: (.*)$", said, re.MULTILINE):
        assert int(number) >= first, text
        found.setdefault(list(CASES)[int(number) - first], text)
    assert "checked 1 source file" in said, said
    return found


@pytest.mark.parametrize("case", WRONG)
def test_a_type_checker_reports_a_slip(case: str) -> None:
    assert case in reported()


@pytest.mark.parametrize("case", RIGHT)
def test_a_type_checker_has_nothing_to_say_of_what_is_right(case: str) -> None:
    assert case not in reported()
