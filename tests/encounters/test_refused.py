"""Errors of a chart say which event they are about, and which argument would be changed."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import Administration, BadAdministration, JCodesError, bill
from tests.bills import plan_x
from tests.charts import at, chemo, coded, push

FIRST = (chemo("J9312", at(9), at(10)), push("J2405", at(10, 5)))


@pytest.mark.parametrize(
    ("third", "argument"),
    [
        (push("J9999X", at(11)), "drug"),
        (push("J0000", at(11)), "drug"),
        (push("12345-6789-01", at(11)), "drug"),
        (push("J1100", at(11), also=("J0000",)), "also"),
        (push("J1100", at(11), also=("12345-6789-01",)), "also"),
        (push("J1100", at(11), family="complex"), "family"),
        (push("zorblaxine", at(11), family=""), "family"),
        (
            Administration("J1100", "intramuscular", "injection", at(11), procedure="96372"),
            "procedure",
        ),
        (chemo("J9312", at(9, 30), at(11)), "start"),
        (chemo("J9271", at(11), at(12), resumes=True), "resumes"),
        (Administration("J9310", "oral", "none", at(11), procedure="96372"), "drug"),
        (Administration("J3301", "topical", "procedure", at(11)), "technique"),
        (Administration("J0571", "intramuscular", "injection", at(11)), "route"),
        (Administration("J9190", "intravenous", "pump", at(11), at(12)), "technique"),
        (Administration("zorblaxine", "intravitreal", "procedure", at(11)), "procedure"),
    ],
)
def test_an_error_in_event_3_says_so_and_names_what_to_change(
    third: Administration, argument: str
) -> None:
    """A program can ask the person who charted it, without reading the text."""
    with pytest.raises(BadAdministration) as caught:
        coded(*FIRST, third)
    assert (caught.value.event, caught.value.argument) == (3, argument)
    assert "event 3 (" in str(caught.value)


@pytest.mark.parametrize(
    ("more", "argument"),
    [
        ({"drug": ""}, "drug"),
        ({"drug": "a\tb\x1b"}, "drug"),
        ({"also": ("",)}, "also"),
        ({"also": ("a\x1b",)}, "also"),
        ({"site": "a\x1b"}, "site"),
        ({"route": "by air"}, "route"),
        ({"technique": "pushed"}, "technique"),
        ({"family": "other"}, "family"),
        ({"side": "left"}, "side"),
        ({"procedure": "96413"}, "procedure"),
        ({"start": "today"}, "start"),
        ({"stop": "later"}, "stop"),
        ({"stop": at(8)}, "stop"),
        ({"stop": at(10, day=20), "pauses": [(at(8), at(9))]}, "pauses"),
        ({"stop": at(10), "pauses": [1]}, "pauses"),
        ({"stopped_early": True}, "stop"),
        ({"resumes": 1}, "resumes"),
        ({"dose": "a lot"}, "dose"),
        ({"dose": "0 mg"}, "dose"),
        ({"opened": ["full"]}, "opened"),
        ({"opened": []}, "opened"),
        ({"discarded": 5}, "discarded"),
        ({"container": "bottle"}, "container"),
        ({"ndc": "1"}, "ndc"),
        ({"concentration": "1"}, "concentration"),
        ({"products": [1]}, "products"),
        ({"acquired": "found"}, "acquired"),
        ({"shared": 1}, "shared"),
        ({"ordered": "0 mg"}, "ordered"),
        ({"why_stopped": "other"}, "why_stopped"),
        ({"not_given": "lost"}, "not_given"),
        ({"code": "J1"}, "code"),
    ],
)
def test_an_event_that_cannot_be_charted_names_the_argument(
    more: dict[str, Any], argument: str
) -> None:
    """An event by itself has no number yet; the argument is one of its own."""
    facts = {"drug": "J9312", "route": "intravenous", "technique": "infusion", "start": at(9)}
    with pytest.raises(BadAdministration) as caught:
        Administration(**{**facts, **more})
    assert (caught.value.event, caught.value.argument) == (None, argument)


@pytest.mark.parametrize(
    ("more", "argument"),
    [
        ({"administered": []}, "administered"),
        ({"administered": 1.5}, "administered"),
        ({"administered": "10 mL"}, "concentration"),
        ({"administered": "800 mg"}, "opened"),
        ({"discarded": "600 mg"}, "discarded"),
        ({"opened": []}, "opened"),
        ({"sizes": []}, "sizes"),
        ({"container": "bottle"}, "container"),
        ({"component": "rituximab"}, "component"),
        ({"modifiers": ("JW",)}, "modifiers"),
        ({"place_of_service": "1"}, "place_of_service"),
        ({"code": "J1105", "route": "intravenous"}, "route"),
        ({"nearest": 1}, "nearest"),
        ({"payer": "nobody"}, "payer"),
        ({"setting": "home"}, "setting"),
        ({"mue": 5}, "mue"),
        ({"status_indicator": "KK"}, "status_indicator"),
    ],
)
def test_a_bill_that_cannot_be_made_names_the_argument(more: dict[str, Any], argument: str) -> None:
    """It is the one that the caller would change."""
    facts = {
        "code": "J9312",
        "administered": "500 mg",
        "opened": ["500 mg"],
        "on": "2025-08-01",
        "payer": plan_x(),
        "setting": "facility",
    }
    with pytest.raises(JCodesError) as caught:
        bill(**{**facts, **more})
    assert (caught.value.event, caught.value.argument) == (None, argument)
