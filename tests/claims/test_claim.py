"""A claim: what it takes, whether it is ready, and what it charges."""

from __future__ import annotations

import pickle
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import pytest
from attrs import evolve

from hcpcs_jcodes import BadArgument, BadClaimLine, Claim, ClaimLine, Question, Step
from hcpcs_jcodes.claims.questions import ask

DAY = date(2025, 8, 1)
DRUG = ClaimLine("J9312", 72, on=DAY, charge=Decimal("7200.10"))
ADMINISTRATION = ClaimLine("96413", 1, on=DAY, charge=Decimal("150.20"))
BLOCKS = ask("discarded", "discarded drug: pass opened=", owner="nurse", argument="opened", line=1)


def claim(*lines: Any, **parts: Any) -> Claim:
    """A practitioner's claim of one drug and its infusion, but for what a test is about."""
    return Claim(lines or (DRUG, ADMINISTRATION), **{"setting": "professional", **parts})


# --- what a claim takes -----------------------------------------------------------


def test_a_claim_has_what_was_passed_and_nothing_else() -> None:
    plain = claim()
    assert (plain.lines, plain.setting) == ((DRUG, ADMINISTRATION), "professional")
    assert (plain.type_of_bill, plain.place_of_service, plain.prior_authorization) == (None,) * 3
    assert (plain.diagnoses, plain.questions, plain.steps) == ((), (), ())
    assert (plain.payer, plain.reference, plain.built) == ("", None, False)


@pytest.mark.parametrize(
    ("setting", "name", "value", "kept"),
    [
        ("facility", "type_of_bill", "0131", "0131"),
        ("facility", "type_of_bill", "131", "0131"),
        ("facility", "type_of_bill", 131, "0131"),
        ("facility", "type_of_bill", "013G", "013G"),
        ("facility", "type_of_bill", None, None),
        ("professional", "place_of_service", "11", "11"),
        ("professional", "diagnoses", ["C83.30", "c8330", "Z51.11", "A99"], "as given"),
        ("professional", "diagnoses", ("C7A.00", "S72.001A", "U07.1", "M1A.0110"), "as given"),
        ("professional", "diagnoses", ("202.80", "20280", "V58.11", "E933.1", "714"), "as given"),
        ("professional", "diagnoses", ("C83.30",) * 12, "as given"),
        ("facility", "diagnoses", ("C83.30",) * 25, "as given"),
        ("professional", "prior_authorization", "A1", "A1"),
        ("professional", "reference", "claim 7", "claim 7"),
        ("professional", "reference", 7, 7),
        ("professional", "payer", " Acme ", "Acme"),
        ("professional", "payer", "x" * 150, "x" * 150),
        ("professional", "payer", None, ""),
        ("professional", "steps", [Step("one")], (Step("one"),)),
        ("professional", "questions", [BLOCKS], (BLOCKS,)),
    ],
)
def test_every_valid_value_is_kept(setting: str, name: str, value: Any, kept: object) -> None:
    made = claim(setting=setting, **{name: value})
    assert getattr(made, name) == (tuple(value) if kept == "as given" else kept)


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ({"setting": "office"}, "'office' is not a setting"),
        ({"lines": ()}, "at least one line"),
        ({"lines": (), "built": True}, "at least one line"),
        ({"lines": (), "questions": [evolve(BLOCKS, line=None)]}, "at least one line"),
        ({"lines": DRUG}, "is not a list of ClaimLine objects"),
        ({"lines": ["J9312"]}, "'J9312' in lines= is not a ClaimLine"),
        ({"lines": "J9312"}, "lines='J9312' is not a list"),
        ({"questions": ["why"]}, "'why' in questions= is not a Question"),
        ({"steps": ["one"]}, "'one' in steps= is not a Step"),
        ({"type_of_bill": "0131"}, "is for setting='facility': omit it"),
        ({"setting": "facility", "type_of_bill": "13"}, "'13' is not a type of bill"),
        ({"setting": "facility", "type_of_bill": "1310"}, "'1310' is not a type of bill"),
        ({"setting": "facility", "type_of_bill": "0031"}, "'0031' is not a type of bill"),
        ({"setting": "facility", "type_of_bill": 10_000}, "10000 is not a type of bill"),
        ({"place_of_service": "1"}, "'1' is not a place of service"),
        ({"diagnoses": "C83.30"}, "diagnoses are a list such as"),
        ({"diagnoses": ["C8"]}, "'C8' is not a diagnosis code"),
        ({"diagnoses": ["C83.30123"]}, "'C83.30123' is not a diagnosis code"),
        ({"diagnoses": ["C83."]}, "'C83.' is not a diagnosis code"),
        ({"diagnoses": [None]}, "None is not a diagnosis code"),
        ({"diagnoses": ["C83.30"] * 13}, "13 diagnoses: a professional claim has at most 12"),
        (
            {"setting": "facility", "diagnoses": ["C83.30"] * 26},
            "26 diagnoses: a facility claim has at most 25",
        ),
        ({"prior_authorization": "A-1"}, "is not a prior authorization number"),
        ({"reference": 7.5}, "reference= is a float"),
        ({"payer": "x" * 151}, "is not the name of a payer"),
        ({"payer": "one\ntwo"}, "is not the name of a payer"),
        ({"payer": 7}, "payer=7 is not the name of a payer"),
        ({"questions": [evolve(BLOCKS, line=3)]}, "about line 3, and the claim has 2 lines"),
        ({"questions": [evolve(BLOCKS, line=0)]}, "about line 0, and the claim has 2 lines"),
    ],
)
def test_a_part_that_is_on_no_claim_is_refused(parts: dict[str, Any], text: str) -> None:
    with pytest.raises(BadClaimLine, match=text) as caught:
        Claim(**{"lines": (DRUG, ADMINISTRATION), "setting": "professional", **parts})
    assert len(str(caught.value)) < 400


def test_built_is_a_flag() -> None:
    with pytest.raises(BadArgument, match="built='no' is neither True nor False"):
        claim(built="no")


def test_a_line_points_to_diagnoses_that_the_claim_has() -> None:
    """If none are passed they are not known, and nothing can be said of the pointers."""
    pointing = evolve(DRUG, diagnosis_pointers=(1, 2))
    assert claim(pointing).lines == (pointing,)
    assert claim(pointing, diagnoses=["C83.30", "Z51.11"]).lines == (pointing,)
    with pytest.raises(BadClaimLine, match="line 2 points to diagnosis 2, and the claim has 1"):
        claim(DRUG, pointing, diagnoses=["C83.30"])


def test_the_place_of_service_of_a_surgical_center_is_24() -> None:
    """Given or not; any other is a slip."""
    assert claim(setting="asc").place_of_service == "24"
    assert claim(setting="asc", place_of_service="24").place_of_service == "24"
    with pytest.raises(BadClaimLine, match="'22' is not the place of service of a surgical center"):
        claim(setting="asc", place_of_service="22")


def test_a_built_claim_may_have_no_line_yet() -> None:
    """Everything is open then, and a question says so."""
    made = Claim((), setting="professional", built=True, questions=[evolve(BLOCKS, line=None)])
    assert (made.lines, made.ready, made.charge) == ((), False, None)


# --- ready and charge ---------------------------------------------------------------


def test_a_claim_made_by_hand_is_neither_ready_nor_not() -> None:
    """Coded is not reviewed: nothing was asked about it."""
    assert claim().ready is None
    assert claim(questions=[BLOCKS]).ready is None


@pytest.mark.parametrize(
    ("severities", "ready"),
    [
        ((), True),
        (("note",), True),
        (("verify", "note"), True),
        (("blocks",), False),
        (("note", "verify", "blocks"), False),
    ],
)
def test_a_built_claim_is_ready_unless_a_question_blocks(
    severities: tuple[Any, ...], ready: bool
) -> None:
    questions = [evolve(BLOCKS, severity=severity) for severity in severities]
    assert claim(built=True, questions=questions).ready is ready


def test_the_charge_is_that_of_all_lines() -> None:
    """Exact, with two decimals, whatever the precision of the program's decimals."""
    with localcontext() as context:
        context.prec = 3
        charge = claim().charge
    assert str(charge) == "7350.30"
    assert str(claim(ClaimLine("J9312", 1, on=DAY, charge=0)).charge) == "0.00"


def test_one_line_without_a_charge_leaves_the_claim_without_one() -> None:
    assert claim(DRUG, ClaimLine("96413", 1, on=DAY)).charge is None


# --- a claim as a value ---------------------------------------------------------------


def test_the_reference_of_the_caller_shows_nowhere() -> None:
    """It may be the key of a patient."""
    made = claim(reference="patient-7")
    assert "patient-7" not in repr(made) + str(made)
    assert made != claim()


def test_a_claim_is_a_value() -> None:
    made = claim(questions=[BLOCKS], steps=[Step("one")], built=True, payer="Acme", reference=7)
    again = pickle.loads(pickle.dumps(made))  # noqa: S301
    assert (again, hash(again)) == (made, hash(made))
    assert evolve(made, payer="Other") != made
    assert isinstance(made.questions[0], Question)


# --- a claim in words -----------------------------------------------------------------


def test_a_claim_reads_as_a_biller_reads_it() -> None:
    made = claim(
        DRUG,
        payer="Acme",
        place_of_service="11",
        diagnoses=["C83.30", "Z51.11"],
        prior_authorization="A1",
        questions=[BLOCKS],
        built=True,
    )
    assert str(made) == (
        "professional claim to Acme, place of service 11, 1 line, $7,200.10, on hold\n"
        "  1. J9312 x 72 on 2025-08-01, $7,200.10\n"
        "  diagnoses: A C83.30, B Z51.11\n"
        "  prior authorization A1\n"
        "  open: discarded drug: pass opened="
    )
    plain = Claim([evolve(DRUG, charge=None)] * 2, setting="facility", type_of_bill="131")
    assert str(plain).partition("\n")[0] == "facility claim, type of bill 0131, 2 lines"
    assert "1 line, $7,200.10, ready" in str(evolve(made, questions=()))


def test_a_claim_in_a_notebook_is_a_table_of_its_lines() -> None:
    """Escaped; a received line shows what was read, and what is wrong with it."""
    full = evolve(
        DRUG,
        to=date(2025, 8, 2),
        modifiers=("JZ",),
        ndc="50242-051-21",
        ndc_quantity="ML10",
        narrative="<b>",
    )
    received = ClaimLine.received(code="<J>", units="0", modifiers="JW 76")
    html = claim(full, received, ClaimLine("96413", 1, on=DAY), questions=[BLOCKS])._repr_html_()
    first = "<td>1</td><td>J9312-JZ</td><td>72</td><td>2025-08-01 to 2025-08-02</td>"
    assert f"{first}<td>50242-0051-21 10 ML</td><td>$7,200.10</td>" in html
    assert "<td style='text-align:left'>&lt;b&gt;</td>" in html
    second = "<td>2</td><td>&lt;J&gt;-JW-76</td><td>0</td><td></td><td></td><td></td>"
    assert f"{second}<td style='text-align:left'>code: &#x27;&lt;J&gt;&#x27; is not a" in html
    assert "<td>3</td><td>96413</td><td>1</td><td>2025-08-01</td><td></td><td></td>" in html
    assert "<li>open: discarded drug: pass opened=</li>" in html
