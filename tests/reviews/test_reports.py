"""How a review is read, in words and in a notebook, and how it leaves the library and returns."""

from __future__ import annotations

import copy
import json
import pickle
import re
from datetime import date
from typing import Any

import pytest
from attrs import evolve

from hcpcs_jcodes import (
    BadArgument,
    BadInterchange,
    Claim,
    ClaimLine,
    Denial,
    Fix,
    Override,
    Place,
    Result,
    Review,
    Rule,
    Verdict,
    build_claim,
    from_dict,
    review,
    to_dict,
)
from hcpcs_jcodes.reviews.reports import report_text
from hcpcs_jcodes.reviews.reviewed import review_of_results
from tests.interchange.examples import infusion_day

DAY = date(2025, 8, 1)
CLAIM = Claim(
    [ClaimLine("J9312", units, on=DAY) for units in (72, 8, 5, 5, 5)],
    setting="professional",
    reference="visit 7",
)
DENIAL = Denial("16", ("M53",), "CO", certainty="reported")


def of(line: int | None, severity: Any, **parts: Any) -> Result:
    """A finding of a rule at a place."""
    return Result(
        parts.pop("rule", "ACME001"), "fail", (Place(line, "units"),), severity, "wrong", **parts
    )


def unchecked(rule: str, needs: str, *lines: int | None) -> Result:
    """A rule that could not look at some lines."""
    return Result(rule, "not_checked", tuple(map(Place, lines)), needs=(needs,))


# --- in words ---------------------------------------------------------------------------


def test_a_report_is_read_from_what_is_worst_to_what_was_changed() -> None:
    results = [
        of(2, "note", rule="ACME001"),
        of(3, "error", rule="ACME002", denials=(DENIAL,), fix=Fix("bill 72 units")),
        of(
            1, "error", rule="ACME003", evidence=("715 mg", "72 units"), fix=Fix("715 mg?", "nurse")
        ),
        of(None, "warning", rule="ACME004"),
        of(1, "verify", rule="ACME005", reason="our own rule"),
        unchecked("ACME006", "payer.rounding", 1, 2, 3, 5),
        unchecked("ACME007", "coverage=", None),
        unchecked("ACME008", "payer.rounding", 4),
        unchecked("ACME017", "hospice=", None),
        unchecked("ACME014", "an answer", 1, 2, 3, 5),
        unchecked("ACME015", "an answer", 4),
        unchecked("ACME016", "an answer", 4),
        Result("ACME009", "error", (Place(2),), message="KeyError: 5"),
        Result("ACME010", "off", (Place(1), Place(2)), reason="a clearing house does it"),
        Result("ACME011", "pass", (Place(1), Place(2))),
        Result("ACME012", "not_applicable"),
    ]
    assert report_text("Acme", results).splitlines() == [
        (
            "reviewed for Acme: 2 errors, 1 warning, 1 to verify, 1 note; 7 rules not checked; "
            "1 rule with a defect"
        ),
        "error ACME003, line 1, units: wrong",
        "    evidence: 715 mg; 72 units",
        "    fix: ask nurse: 715 mg?",
        "error ACME002, line 3, units: wrong",
        "    fix: bill 72 units",
        "    would be denied as: CO-16 M53 (reported)",
        "warning ACME004, claim, units: wrong",
        "verify ACME005, line 1, units: wrong",
        "note ACME001, line 2, units: wrong",
        "not checked, each by what it needs:",
        "    an answer: ACME014 (lines 1 to 3, 5); ACME015, ACME016 (line 4)",
        "    rules of the payer that are not known: payer.rounding (ACME006, ACME008)",
        "    not passed to the review: coverage= (ACME007); hospice= (ACME017)",
        "rules that did not run, by a defect of their own:",
        "    ACME009, line 2: KeyError: 5",
        "off:",
        "    ACME010: a clearing house does it",
        "with another severity:",
        "    ACME005: our own rule",
    ]


def test_a_review_without_anything_is_one_line() -> None:
    assert str(Review("Acme", ())) == (
        "reviewed for Acme: 0 errors, 0 warnings, 0 to verify, 0 notes"
    )


def test_a_count_agrees_with_its_noun() -> None:
    for number in range(3):
        text = report_text("Acme", [of(line, "error") for line in range(1, number + 1)])
        assert f": {number} error{'' if number == 1 else 's'}," in text


def test_every_finding_and_everything_not_checked_is_said() -> None:
    """However many lines: "not checked" is never shown as passed."""
    made = review(CLAIM, payer="commercial")
    text = str(made)
    assert made.not_checked
    for each in (*made.findings, *made.not_checked):
        assert each.rule in text
        assert each.message in text
        assert all(need in text for need in each.needs)
    for rule, outcome in made.outcomes.items():
        if outcome in {"pass", "not_applicable"}:
            assert rule not in text


def test_what_the_caller_changed_is_said_with_the_reason() -> None:
    made = review(
        CLAIM,
        payer="medicare",
        overrides=[
            Override("CODE001", "off", reason="a new code"),
            Override("CODE002", "note", reason="a test claim"),
        ],
    )
    assert str(made).endswith(
        "off:\n    CODE001: a new code\nwith another severity:\n    CODE002: a test claim"
    )


# --- in a notebook --------------------------------------------------------------------------


def test_a_notebook_shows_the_same_escaped_and_without_color() -> None:
    def looks(_: object) -> Verdict:
        return Verdict.failed("5 < 6 & <b>", fix="<script>", evidence=("\x1b[1m",))

    own = Rule("ACME001", "own", "It fails.", "our own", looks)
    html = review(CLAIM, payer="medicare", more_rules=[own])._repr_html_()
    assert "5 &lt; 6 &amp; &lt;b&gt;" in html
    assert "&lt;script&gt;" in html
    assert "\x1b" not in html
    assert "color" not in html
    assert html.count("<td>ACME001</td>") == 5
    assert "not checked, each by what it needs" in html
    bare = review_of_results("<Acme>", [], None, "1", "x")._repr_html_()
    assert bare == "<p>reviewed for &lt;Acme&gt;: 0 errors, 0 warnings, 0 to verify, 0 notes</p>"


# --- in JSON ------------------------------------------------------------------------------


def test_in_json_a_result_that_is_no_finding_stands_once_for_its_lines() -> None:
    made = review(CLAIM, payer="medicare")
    stored = to_dict(made)
    assert len(made.results) > 2 * len(stored["results"])
    seen: dict[tuple[Any, Any], str] = {}
    for result in stored["results"]:
        lines = [place.get("line") for place in result.get("places", [])]
        for line in lines[:1] if result["outcome"] == "fail" else lines:
            assert (result["rule"], line) not in seen
            seen[result["rule"], line] = result["outcome"]
    assert seen == {(each.rule, each.line): each.outcome for each in made.results}


def test_a_review_says_what_made_it() -> None:
    stored = to_dict(review(CLAIM, payer="medicare"))
    assert list(stored) == ["schema", "payer", "results", "reference", "library", "data"]
    assert (stored["payer"], stored["reference"]) == ("medicare", "visit 7")
    assert re.fullmatch("[0-9]{4}[.][0-9][.][0-9]+", stored["library"])
    assert re.fullmatch("[0-9a-f]{16}", stored["data"])


def test_a_review_of_another_version_keeps_its_name() -> None:
    """What is loaded was made by that version, whatever this one would say."""
    stored = {**to_dict(review(CLAIM, payer="medicare")), "library": "2025.1.0", "data": "0" * 16}
    again = from_dict(stored)
    assert (again.library, again.data) == ("2025.1.0", "0" * 16)
    assert to_dict(again) == stored
    assert again != review(CLAIM, payer="medicare")
    assert pickle.loads(pickle.dumps(again)).library == "2025.1.0"  # noqa: S301 - our own bytes


def test_a_review_comes_back_equal_with_all_that_it_says() -> None:
    made = review(
        CLAIM, payer="medicare", overrides=[Override("CODE002", "note", reason="a test claim")]
    )
    for again in (
        from_dict(json.dumps(to_dict(made))),
        pickle.loads(pickle.dumps(made)),  # noqa: S301 - our own bytes
        copy.deepcopy(made),
    ):
        assert again == made
        assert hash(again) == hash(made)
        for name in ("results", "findings", "not_checked", "outcomes", "reference", "payer"):
            assert getattr(again, name) == getattr(made, name)
        assert str(again) == str(made)
    assert made != evolve(made, reference="visit 8")
    assert made != review(CLAIM, payer="commercial")
    assert made != "a review"


def test_what_a_callers_verdict_has_beside_comes_back_too() -> None:
    """Evidence of a pass, a message of a skip, other lines of a finding."""

    def looks(line: Any) -> Verdict:
        if line.number == 1:
            return Verdict.failed("x", fix="", field="units", also=(2, 3), severity="note")
        return Verdict("pass", field="ndc", evidence=("5 mg",), also=(1,), fix="none")

    made = review(
        CLAIM,
        payer="medicare",
        more_rules=[Rule("ACME001", "own", "It looks.", "our own", looks, denials=("duplicate",))],
    )
    own = [each for each in made.results if each.rule == "ACME001"]
    assert [each.line for each in own[0].places] == [1, 2, 3]
    assert [each.places for each in own[1:]] == [(Place(line, "ndc"),) for line in (2, 3, 4, 5)]
    again = from_dict(to_dict(made))
    assert again == made
    assert again.results == made.results


def test_a_review_of_a_day_is_a_few_kilobytes() -> None:
    """Rules times lines would be ten times as many results."""
    claim = build_claim(infusion_day(), payer="medicare", setting="professional")
    made = review(claim, payer="medicare")
    written = len(json.dumps(to_dict(made)))
    assert written < 250 * len(made.outcomes) + 1000


@pytest.mark.parametrize(
    ("results", "says"),
    [
        ([of(1, "error"), of(1, "note")], "two results for line 1"),
        ([of(None, "error"), of(None, "note")], "two results for the claim"),
        ([of(1, "error"), of(3, "note")], "lacks a result"),
        ([of(2, "error")], "lacks a result"),
        ([of(None, "error"), of(1, "note")], "lacks a result"),
        (
            [Result("ACME001", "pass", (Place(1), Place(2))), of(1, "error", rule="ACME002")],
            "look at the same lines",
        ),
    ],
)
def test_results_with_a_gap_are_no_review(results: list[Result], says: str) -> None:
    """A rule that never ran cannot look clean."""
    with pytest.raises(BadArgument, match=says):
        review_of_results("medicare", results, None, "1", "x")
    stored = to_dict(review_of_results("medicare", [], None, "1", "x"))
    bare = [{k: v for k, v in to_dict(each).items() if k != "schema"} for each in results]
    with pytest.raises(BadInterchange, match=says):
        from_dict({**stored, "results": bare})


def test_a_denial_of_two_publications_is_said_once_as_surely_as_one_has_it() -> None:
    line = ClaimLine.received(code="J1745", units=40, on="2025-08-01", ndc="0069-0809-01")
    text = str(review(Claim([line], setting="professional"), payer="medicare"))
    assert {row.count("16 M119") for row in text.splitlines()} == {0, 1}  # of each finding


def test_a_pickle_is_of_plain_values_and_comes_back_equal() -> None:
    """Of a pool of processes each review comes back: objects took ten times as long."""

    def looks(_: Any) -> Verdict:
        return Verdict.failed("own", fix="look", evidence=["a list"], also=(2,))  # type: ignore[arg-type]

    lines = [ClaimLine("J9312", 1, on="2025-08-01"), ClaimLine("96413", 1, on="2025-08-01")]
    made = review(
        Claim(lines * 8, setting="professional", reference=7),
        payer="medicare",
        more_rules=[Rule("ACME001", "own", "It looks.", "our own", looks)],
    )
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        back = pickle.loads(pickle.dumps(made, protocol))  # noqa: S301 - made here
        assert back.results == made.results
        assert (back.payer, back.reference) == ("medicare", 7)
        assert (back.library, back.data) == (made.library, made.data)
        assert str(back) == str(made)
    assert b"Result" not in pickle.dumps(made)
    assert copy.deepcopy(made).results == made.results
