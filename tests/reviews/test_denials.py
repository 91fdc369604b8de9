"""A denial that came back: its state, who owes, the causes, what way is left and until when."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from hcpcs_jcodes import (
    CERTAINTIES,
    DENIAL_GROUPS,
    DENIAL_STATES,
    BadArgument,
    BadClaimLine,
    Claim,
    ClaimLine,
    JCodesError,
    Payer,
    explain_denial,
    rules,
)
from hcpcs_jcodes.tables import read_table

DAY = date(2025, 8, 1)
ENDED = ClaimLine("J9310", 8, on=DAY, charge=800)
AGAIN = "send the line again as new: it was decided, and would be a duplicate"
PATIENT = "bill the patient"
RECORD = "change a diagnosis, an NDC or a modifier without the record"

CODES = [row[0] for row in read_table("denial_codes")][1:]


def days(payer: Payer | None = None, **changes: Any) -> Payer:
    """A payer of which the days are known."""
    made = payer or Payer(name="Acme", line_of_business="commercial")
    return made.replace(name="Acme", **changes)


ACME = days(days_to_file=90, days_to_appeal=180, correction="replacement")


# --- the state, and who owes -----------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({"front_end": True}, "rejected at the front end"),
        ({"carc": "16", "front_end": True}, "rejected at the front end"),
        ({"carc": "16", "rarcs": "M51 MA130"}, "unprocessable"),
        ({"carc": "16", "rarcs": "M51"}, "denied"),
        ({"carc": "181"}, "denied"),
        ({"carc": "45"}, "reduced"),
        ({"carc": "253"}, "reduced"),
        ({"carc": "2", "group": "PR"}, "patient's share"),
        ({"carc": "299"}, None),
    ],
)
def test_the_state_says_whether_there_was_a_decision(given: dict[str, Any], state: str) -> None:
    """MA130, and not 16 by itself, marks what was never decided; an unknown code says nothing."""
    assert explain_denial(**given).state == state


def test_every_state_is_reached_by_a_code() -> None:
    states = {explain_denial(carc).state for carc in CODES}
    assert states | {"rejected at the front end", "unprocessable"} == {*DENIAL_STATES}


@pytest.mark.parametrize(
    ("group", "owes", "never"),
    [
        ("CO", "the provider, by contract: do not bill the patient", True),
        ("PR", "the patient", False),
        ("OA", "neither by this code: another adjustment says who", False),
        ("PI", "the provider, by the payer's own rule: do not bill the patient", True),
        (None, "", False),
    ],
)
def test_the_group_says_who_owes(group: Any, owes: str, never: bool) -> None:
    told = explain_denial("50", group=group)
    assert told.owes == owes
    assert (PATIENT in told.never) == never


def test_before_a_decision_nobody_owes() -> None:
    """Whatever the group says."""
    for group in DENIAL_GROUPS:
        told = explain_denial("16", "MA130", group)
        assert told.owes == "nobody yet: there was no decision; do not bill the patient"
    assert explain_denial(front_end=True).owes.startswith("nobody yet")


# --- the way that is left ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "payer", "route", "last_day"),
    [
        # what the payer denied by judgment is appealed, from the date of its decision
        ({"carc": "50"}, "medicare", "redetermination", date(2025, 12, 30)),
        ({"carc": "151", "rarcs": "N362"}, "medicare", "redetermination", date(2025, 12, 30)),
        ({"carc": "50"}, ACME, "appeal", date(2026, 2, 28)),
        # an error of the claim is corrected: in a year of the decision, or the days to file
        ({"carc": "181", "rarcs": "M20"}, "medicare", "reopening", date(2026, 9, 1)),
        ({"carc": "181", "rarcs": "M20"}, ACME, "replacement", date(2025, 10, 30)),
        # what was never decided is sent again, within the days to file from the date of service
        ({"carc": "16", "rarcs": "MA130"}, "medicare", "new claim", date(2026, 8, 1)),
        ({"front_end": True}, ACME, "new claim", date(2025, 10, 30)),
        # nothing is left
        ({"carc": "3", "group": "PR"}, "medicare", "none", None),
        ({"carc": "45"}, "medicare", "none", None),
        ({"carc": "29", "rarcs": "N211"}, "medicare", "none", None),
    ],
)
def test_each_way_has_its_last_day(
    given: dict[str, Any], payer: Any, route: str, last_day: date | None
) -> None:
    """120, 180 and 90 days, and a year, each to the day."""
    told = explain_denial(**given, line=ENDED, payer=payer, decided_on=date(2025, 9, 1))
    assert (told.route, told.last_day) == (route, last_day)


def test_a_year_to_reopen_is_a_calendar_year() -> None:
    told = explain_denial("181", payer="medicare", decided_on=date(2023, 9, 1))
    assert told.last_day == date(2024, 9, 1)
    told = explain_denial("181", payer="medicare", decided_on=date(2024, 2, 29))
    assert told.last_day == date(2025, 2, 28)


def test_a_day_beyond_all_dates_is_the_last_one() -> None:
    for carc in ("50", "181"):
        told = explain_denial(carc, payer="medicare", decided_on=date.max)
        assert told.last_day == date.max
    told = explain_denial(
        front_end=True, line=ClaimLine("J9312", 1, on=DAY), payer=days(days_to_file=10**9)
    )
    assert told.last_day == date.max


def test_the_days_to_file_are_those_of_the_line_or_of_the_first_to_end() -> None:
    later = ClaimLine("J9310", 8, on=date(2025, 8, 9))
    claim = Claim([later, ENDED, ClaimLine.received(code="J9310")], setting="professional")
    told = explain_denial(front_end=True, claim=claim, payer=ACME)
    assert told.last_day == date(2025, 10, 30)
    told = explain_denial(front_end=True, claim=claim, line=later, payer=ACME)
    assert told.last_day == date(2025, 11, 7)


@pytest.mark.parametrize(
    ("given", "route", "lacks"),
    [
        ({"carc": "50", "payer": "medicare"}, "redetermination", "pass decided_on="),
        ({"carc": "181", "payer": "medicare"}, "reopening", "pass decided_on="),
        ({"carc": "50"}, None, "pass payer="),
        (
            {"carc": "50", "payer": days(), "decided_on": DAY},
            "appeal",
            "payer.days_to_appeal",
        ),
        ({"carc": "181", "payer": days(), "decided_on": DAY}, None, "payer.correction"),
        (
            {"carc": "181", "payer": days(correction="replacement"), "line": ENDED},
            "replacement",
            "payer.days_to_file",
        ),
        ({"carc": "16", "rarcs": "MA130", "payer": "medicare"}, "new claim", "date of service"),
        ({"carc": "133", "payer": "medicare"}, None, "depends on the cause"),
        ({"carc": "299", "payer": "medicare"}, None, "depends on the cause"),
    ],
)
def test_without_its_facts_a_way_has_no_last_day_and_says_what_it_lacks(
    given: dict[str, Any], route: str | None, lacks: str
) -> None:
    told = explain_denial(**given)
    assert (told.route, told.last_day) == (route, None)
    assert any(lacks in note for note in told.notes)


def test_where_both_ways_are_open_the_appeal_is_said_too() -> None:
    """Its days are fewer."""
    told = explain_denial("197", payer="medicare", decided_on=date(2025, 9, 1))
    assert (told.route, told.last_day) == ("reopening", date(2026, 9, 1))
    assert "if the claim was right: redetermination, until 2025-12-30" in told.notes
    told = explain_denial("197", payer=ACME, line=ENDED, decided_on=date(2025, 9, 1))
    assert told.route == "replacement"
    assert "if the claim was right: appeal, until 2026-02-28" in told.notes
    told = explain_denial("181", payer="medicare", decided_on=date(2025, 9, 1))
    assert not any("right" in note for note in told.notes)


# --- what never to do -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "again"),
    [
        ({"carc": "181", "payer": "medicare"}, True),
        ({"carc": "45", "payer": "medicare"}, True),
        ({"carc": "299", "payer": "medicare"}, True),
        ({"carc": "16", "rarcs": "MA130", "payer": "medicare"}, False),
        ({"front_end": True, "payer": "medicare"}, False),
        ({"carc": "181", "payer": ACME}, False),
        ({"carc": "181"}, False),
    ],
)
def test_what_medicare_decided_is_never_sent_again_as_new(
    given: dict[str, Any],
    again: bool,
) -> None:
    told = explain_denial(**given)
    assert (AGAIN in told.never) == again
    assert told.never[-1] == RECORD


# --- the causes -------------------------------------------------------------------------


def test_a_row_of_medicaid_never_speaks_of_medicare() -> None:
    """Nor of any other payer; where the payer is not known, each row says whose it is."""
    told = {each.source for each in explain_denial("16", "M119").causes}
    assert any("Medicaid plan" in source for source in told)
    for carc in CODES:
        for payer in (Payer.medicare(), Payer.commercial(), Payer.medicare_advantage()):
            for cause in explain_denial(carc, payer=payer).causes:
                assert not re.search("Medicaid|Medi-Cal", cause.source)
    plan = Payer.medicaid().replace(name="Plan", line_of_business="medicaid plan")
    assert any(
        "Medicaid" in each.source for each in explain_denial("16", "M119", payer=plan).causes
    )


def test_a_row_of_medicare_is_assumed_of_a_payer_that_has_none() -> None:
    """A code means the same everywhere; that another payer sends it so is not published."""
    first = explain_denial("181", "M20", payer="commercial").causes[0]
    assert (first.error, first.certainty) == ("code not in force", "assumed")
    assert first.source == "Palmetto GBA, of Original Medicare"
    own = explain_denial("16", "M119", payer="commercial").causes[0]
    assert (own.error, own.source) == ("NDC missing or invalid", "usual; no publication read")


def test_a_remark_comes_before_how_sure_it_is() -> None:
    first = explain_denial("16", "M53", payer="medicare").causes[0]
    assert (first.error, first.certainty) == ("units invalid", "assumed")
    first = explain_denial("16", "MA130 N764", payer="medicare").causes[0]
    assert first.error == "ESA result missing"


def test_without_a_remark_the_surer_comes_first() -> None:
    for carc in CODES:
        ranks = [CERTAINTIES.index(each.certainty) for each in explain_denial(carc).causes]
        assert ranks == sorted(ranks)


def test_the_causes_name_the_rules_that_would_have_caught_them() -> None:
    known = {rule.id: rule for rule in rules()}
    for carc in CODES:
        for cause in explain_denial(carc).causes:
            for rule in cause.rules:
                assert cause.error in known[rule].errors


def test_the_evidence_is_that_of_the_line() -> None:
    told = explain_denial("181", ["M20"], "CO", line=ENDED, payer="medicare")
    (finding,) = told.causes[0].findings
    assert (finding.rule, finding.places[0].line) == ("CODE002", 1)
    assert finding.message in str(told)
    assert "the line was reviewed without its claim: pass claim= too" in told.notes
    good = ClaimLine("J9312", 72, on=DAY)
    claim = Claim([good, ENDED, good, ENDED], setting="professional")
    told = explain_denial("181", claim=claim, line=good, payer="medicare")
    assert told.causes[0].findings == ()
    told = explain_denial("181", claim=claim, payer="medicare")
    assert [each.line for each in told.causes[0].findings] == [2, 4]


def test_of_two_equal_lines_the_one_that_was_passed_is_meant() -> None:
    one, other = (ClaimLine("J9310", 8, on=DAY) for _ in range(2))
    claim = Claim([one, other], setting="professional")
    for number, line in enumerate((one, other), 1):
        told = explain_denial("181", claim=claim, line=line, payer="medicare")
        assert [each.line for each in told.causes[0].findings] == [number]


def test_evidence_moves_a_cause_up() -> None:
    """Of two that are as sure and as remarked, the one that is seen on the line."""
    unknown = ClaimLine("J0001", 1, on=DAY)
    told = explain_denial("16", line=unknown, payer="medicare")
    assert told.causes[0].error == "code unknown"
    assert told.causes[0].findings


def test_without_the_payer_there_is_no_evidence_and_it_says_so() -> None:
    told = explain_denial("181", line=ENDED)
    assert all(not each.findings for each in told.causes)
    assert "the evidence of the line needs the payer: pass payer=" in told.notes
    assert not any("evidence" in note for note in explain_denial("181").notes)


def test_a_line_alone_with_a_revenue_code_is_one_of_a_facility() -> None:
    """A practitioner's line has none."""
    line = ClaimLine.received(revenue_code="0636", units=1, on=DAY)
    told = explain_denial("199", line=line, payer="medicare")
    assert [each.rule for each in told.causes[0].findings] == ["REV001"]


@pytest.mark.parametrize("carc", ["B7", "22"])
def test_what_cannot_be_seen_from_a_line_says_so(carc: str) -> None:
    """Enrollment and other insurance: no code, unit or modifier of the line is at fault."""
    told = explain_denial(carc, line=ENDED, payer="medicare")
    assert told.seen is False
    assert f"{carc} cannot be seen from a drug line" in told.notes
    assert all(not each.findings for each in told.causes)
    assert explain_denial("181").seen is True


def test_a_code_that_is_not_included_says_so() -> None:
    told = explain_denial("299", "N999", "CO", payer="medicare")
    assert (told.meaning, told.seen, told.causes, told.documents) == ("", None, (), ())
    assert told.remarks == (("N999", "not included"),)
    assert "299 is not in the table of this library: read the payer's own page" in told.notes
    assert str(told).startswith("299: this code is not included\n")
    assert "state: not known" in str(told)


def test_the_dollars_are_those_of_the_line_or_the_claim() -> None:
    claim = Claim([ENDED, ClaimLine("J9312", 1, on=DAY, charge=10)], setting="professional")
    assert explain_denial("181", line=ENDED).amount == Decimal(800)
    assert explain_denial("181", claim=claim).amount == Decimal(810)
    assert explain_denial("181", claim=claim, line=claim.lines[1]).amount == Decimal(10)
    assert explain_denial("181").amount is None
    assert "state: denied, $800.00" in str(explain_denial("181", line=ENDED))


# --- how it is typed ---------------------------------------------------------------------


@pytest.mark.parametrize("carc", ["181", 181, " 181 ", "0181"])
def test_a_code_is_a_number_or_a_text(carc: Any) -> None:
    if carc == "0181":
        with pytest.raises(BadArgument, match="is not a reason code"):
            explain_denial(carc)
    else:
        assert explain_denial(carc).carc == "181"
    assert explain_denial("b7").carc == "B7"
    assert explain_denial("004").carc == "4"


@pytest.mark.parametrize(
    "rarcs", ["M20 N56", ["M20", "N56"], "m20, n56", ("M20", "", "N56", "M20")]
)
def test_remarks_are_a_list_or_a_text(rarcs: Any) -> None:
    assert [code for code, _ in explain_denial("16", rarcs).remarks] == ["M20", "N56"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "pass the reason code, such as carc='181', or front_end=True"),
        ({"carc": "CO-181"}, "pass carc='181', group='CO'"),
        ({"carc": "M20"}, "'M20' is a remark code: pass it in rarcs="),
        ({"carc": "J9312"}, "is not a reason code"),
        ({"carc": 1000}, "is not a reason code"),
        ({"carc": 0}, "is not a reason code"),
        ({"carc": 10**5000}, "is not a reason code"),
        ({"carc": "181", "rarcs": ["M20", "20"]}, "'20' is not a remark code"),
        ({"carc": "181", "rarcs": 20}, "is not a list of remark codes"),
        ({"carc": "181", "group": "CR"}, "pass one of 'CO', 'PR', 'OA', 'PI'"),
        ({"carc": "181", "claim": ENDED}, "is not a Claim"),
        ({"carc": "181", "line": "J9310"}, "is not a ClaimLine"),
        (
            {
                "carc": "181",
                "line": ENDED,
                "claim": Claim([ClaimLine("J9312", 1, on=DAY)], setting="asc"),
            },
            "is not a line of claim=",
        ),
        ({"carc": "181", "front_end": "no"}, "neither True nor False"),
    ],
)
def test_what_is_no_denial_is_refused(given: dict[str, Any], says: str) -> None:
    with pytest.raises(BadArgument) as caught:
        explain_denial(**given)
    assert says in str(caught.value)


def test_a_payer_and_a_date_are_checked_as_elsewhere() -> None:
    with pytest.raises(BadClaimLine, match="medicade"):
        explain_denial("181", payer="medicade")
    with pytest.raises(JCodesError, match="soon"):
        explain_denial("181", decided_on="soon")


# --- how it is read --------------------------------------------------------------------


def test_an_explanation_is_read_from_top_to_bottom() -> None:
    told = explain_denial(
        "181", ["M20"], "CO", line=ENDED, payer="medicare", decided_on=date(2025, 9, 1)
    )
    (finding,) = told.causes[0].findings
    assert str(told).splitlines() == [
        "181: the code was not valid on the date of service",
        "  M20: the code is missing or not valid",
        "state: denied, $800.00",
        "owes: the provider, by contract: do not bill the patient",
        f"look at 1: code not in force: {finding.message} (published: Palmetto GBA)",
        "route: reopening, until 2026-09-01",
        "documents: label with the NDC",
        f"never: {PATIENT}",
        f"never: {AGAIN}",
        f"never: {RECORD}",
        "the line was reviewed without its claim: pass claim= too",
    ]
    assert told._repr_html_().startswith("<pre>181: the code")


@pytest.mark.parametrize(
    ("carc", "rarcs"), [("109", "N104"), ("24", ""), ("22", ""), ("B9", ""), ("27", "")]
)
def test_what_another_payer_owes_is_billed_there(carc: str, rarcs: str) -> None:
    """A reopening by the contractor that is not responsible changes nothing."""
    told = explain_denial(carc, rarcs, payer="medicare", decided_on="2025-09-01")
    assert (told.route, told.last_day) == ("another payer", None)
    assert any("its own days to file" in note for note in told.notes)


# --- what a clerk tried -----------------------------------------------------------------


@pytest.mark.parametrize("rarcs", ["M119", "M119 MA130", "MA130 M119"])
@pytest.mark.parametrize("payer", ["medicare", "medicaid", "commercial", None])
def test_a_remark_that_names_the_error_leaves_no_others(rarcs: str, payer: Any) -> None:
    """That the claim could not be processed is no remark on an ESA."""
    told = explain_denial("16", rarcs, payer=payer)
    assert [each.error for each in told.causes] == ["NDC missing or invalid"]


def test_what_is_seen_on_the_line_stays_beside_what_a_remark_names() -> None:
    line = ClaimLine.received(code="J0001", units=1, on=DAY)
    told = explain_denial("16", "M119", line=line, payer="medicare")
    assert [each.error for each in told.causes] == ["NDC missing or invalid", "code unknown"]


def test_without_a_remark_on_the_error_what_is_seen_comes_first() -> None:
    """MA130 alone names no error."""
    line = ClaimLine.received(code="J0001", units=1, on=DAY)
    told = explain_denial("16", "MA130", line=line, payer="medicare")
    assert told.causes[0].error == "code unknown"
    assert len(told.causes) > 10


@pytest.mark.parametrize(
    ("given", "payer", "says"),
    [
        ({"carc": "29"}, "medicare", "424.44(b)"),
        ({"carc": "29", "rarcs": "N211"}, "medicare", "424.44(b)"),
        ({"carc": "29"}, "medicaid", "if the payer is wrong, its appeal is open"),
        ({"carc": "29", "rarcs": "N211"}, "commercial", "N211 says that there is no appeal"),
        ({"carc": "18"}, "medicare", "if the payer is wrong, its appeal is open"),
    ],
)
def test_a_decision_without_appeal_offers_none(given: Any, payer: str, says: str) -> None:
    """42 CFR 405.926(n): that a claim was late is no initial determination."""
    told = explain_denial(**given, payer=payer)
    assert told.route == "none"
    assert [note for note in told.notes if "appeal" in note] == [
        note for note in told.notes if says in note
    ]
