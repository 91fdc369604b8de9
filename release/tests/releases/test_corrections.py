"""Corrections files: every action of CMS, applied to hand-made records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import evolve

from jcodes_release.readers.tables import Cells, cells_of
from jcodes_release.releases.corrections import Correction, apply_corrections, correction_of
from jcodes_release.releases.evidence import Evidence
from jcodes_release.releases.records import Record, Release

JANUARY = date(2026, 1, 1)
RECORD = Record(
    "J1572",
    long_description="Injection, immune globulin, (flebogamma), 500 mg",
    short_description="Flebogamma injection",
    added=date(2008, 1, 1),
    action_date=date(2026, 1, 1),
    action="N",
)
ENDED = evolve(RECORD, ended=date(2025, 12, 31), action="D", cross_references=("J1573", "J1574"))


def corrected(record: Record | None, action: str, **fields: Any) -> Record | None:
    """The record after one correction that must be understood."""
    records = {} if record is None else {record.code: record}
    correction = evolve(Correction("J1572", action), **fields)
    after, unread = apply_corrections(records, [correction], JANUARY)
    assert unread == []
    # what a file already says is not corrected again
    again, _ = apply_corrections(after, [correction], JANUARY)
    assert again == after
    return after.get("J1572")


def is_left_to_a_person(action: str) -> bool:
    """Whether a line is handed back with its code, and changes nothing."""
    correction = Correction("J1572", action, long_description="Injection, y, 1 mg")
    after, unread = apply_corrections({"J1572": RECORD}, [correction], JANUARY)
    return after == {"J1572": RECORD} and unread == [f"J1572: {action!r}"]


def marked(record: Record, action: str, **changes: Any) -> Record:
    """The record with changes, and the action noted that made them."""
    return evolve(record, **changes, correction=action)


@pytest.mark.parametrize("action", ["Add", "ADD", "Add code", "ADD CODE"])
def test_an_added_code_begins_on_its_effective_date(action: str) -> None:
    """The corrections of 2019 add codes that the file lacks."""
    added = corrected(
        None,
        action,
        effective=date(2025, 10, 1),
        long_description="Injection, y, 1 mg",
        short_description="Inj y",
    )
    assert added == Record(
        "J1572",
        long_description="Injection, y, 1 mg",
        short_description="Inj y",
        added=date(2025, 10, 1),
        action_date=date(2025, 10, 1),
        action="A",
        correction=action,
    )


def test_an_added_code_without_a_date_begins_with_the_release() -> None:
    """A missing or mistyped effective date means the first day of the quarter."""
    added = corrected(None, "Add")
    assert added is not None
    assert (added.added, added.action_date) == (JANUARY, JANUARY)


def test_a_code_that_the_file_already_has_is_not_added_again() -> None:
    """A reissued file includes its corrections: adding only fills in texts that it lacks."""
    other: dict[str, Any] = {
        "effective": date(2020, 1, 1),
        "long_description": "x",
        "short_description": "y",
    }
    assert corrected(RECORD, "Add", **other) == RECORD
    bare = evolve(RECORD, long_description=None, short_description=None)
    assert corrected(bare, "Add", **other) == marked(
        bare, "Add", long_description="x", short_description="y"
    )


@pytest.mark.parametrize(
    "action",
    ["DELETE", "Remove code", "DO NOT ADD - Remove from previous corrections document"],
)
@pytest.mark.parametrize("record", [RECORD, None])
def test_a_withdrawn_code_is_not_in_the_release(action: str, record: Record | None) -> None:
    """Whether the file lists it or not, the code is gone."""
    assert corrected(record, action) is None


@pytest.mark.parametrize("action", ["Terminate", "TERMINATE CODE", "Discontinue"])
def test_an_ended_code_was_valid_until_the_day_before(action: str) -> None:
    """The effective date of an ending is the first day without the code."""
    assert corrected(RECORD, action, effective=date(2025, 10, 1)) == marked(
        RECORD, action, ended=date(2025, 9, 30)
    )


def test_an_ending_without_a_date_is_the_day_before_the_release() -> None:
    """Without an effective date, a code ends with the quarter before."""
    assert corrected(RECORD, "Terminate") == marked(RECORD, "Terminate", ended=date(2025, 12, 31))


def test_an_ending_that_the_file_states_is_not_moved() -> None:
    """The file's own termination date counts; a cross-reference replaces those of the file."""
    assert corrected(ENDED, "Terminate", effective=date(2025, 4, 1)) == ENDED
    assert corrected(ENDED, "Terminate", cross_reference="J1599") == marked(
        ENDED, "Terminate", cross_references=("J1599",)
    )


@pytest.mark.parametrize("action", ["Do not terminate", "DO NOT TERMINATE"])
def test_a_withdrawn_ending_is_removed(action: str) -> None:
    """Flebogamma of January 2026: the file ends it, the corrections take that back."""
    assert corrected(ENDED, action) == marked(ENDED, action, ended=None)
    assert corrected(RECORD, action) == RECORD


def test_only_the_reference_that_cms_names_is_removed() -> None:
    """A code with two cross-references keeps the other one."""
    record = evolve(ENDED, cross_references=("Q0080", "J7203"))
    action = "Remove xref code Q0080"
    assert corrected(record, action) == marked(record, action, cross_references=("J7203",))


@pytest.mark.parametrize(
    ("action", "references"),
    [
        ("Change xref code to J7203", ("J7203",)),
        ("The xref code has been removed", ()),
    ],
)
def test_cross_references_are_replaced_or_removed(action: str, references: tuple[str, ...]) -> None:
    """CMS names the new reference in the words of the action."""
    assert corrected(ENDED, action) == marked(ENDED, action, cross_references=references)


@pytest.mark.parametrize(
    ("action", "added"),
    [
        ("Add date s/b 1/1/2020", date(2020, 1, 1)),
        ("Add date s/b 11/05/2020", date(2020, 11, 5)),
        ("Add date and ASC effective date s/b 20240101", date(2024, 1, 1)),
    ],
)
def test_an_added_date_is_corrected_as_it_is_worded(action: str, added: date) -> None:
    """The date is in the action itself, month first or in eight digits."""
    assert corrected(RECORD, action) == marked(RECORD, action, added=added)


def test_an_action_date_is_corrected_as_it_is_worded() -> None:
    """The effective date of an action is not an added date."""
    action = 'Action effective date should be 20240101 and action code "N"'
    assert corrected(RECORD, action) == marked(RECORD, action, action_date=date(2024, 1, 1))


@pytest.mark.parametrize(
    "action", ["Add date s/b the one of J1573", "Action effective date should be next year"]
)
def test_a_correction_of_a_date_must_state_one(action: str) -> None:
    """Nothing is assumed if CMS does not state a date: the line is left to a person."""
    assert is_left_to_a_person(action)


@pytest.mark.parametrize(
    "action",
    [
        "Revise",
        "Revise LD",
        "Revise SD",
        "Revise SD and LD",
        "Revise Long Desc",
        "Revise Long Description",
        "ReviseLong Description",
        "Revise Long & Short Desc",
        "Revise Long and Short Desc",
        "Change long description",
        "Change short and long description",
    ],
)
def test_a_revised_text_replaces_that_of_the_file(action: str) -> None:
    """All of CMS's words for it, its own slip among them, mean the texts of the same line."""
    assert corrected(RECORD, action, long_description="Injection, y, 1 mg") == marked(
        RECORD, action, long_description="Injection, y, 1 mg"
    )
    assert corrected(RECORD, action, short_description="Inj y") == marked(
        RECORD, action, short_description="Inj y"
    )
    assert corrected(RECORD, action, long_description=RECORD.long_description) == RECORD


@pytest.mark.parametrize(
    "action",
    [
        "Revise LD",
        "Terminate",
        "Do not terminate",
        "Change xref code to J7203",
        "Add date s/b 1/1/2020",
        "Action effective date should be 20240101",
    ],
)
def test_what_the_file_lacks_is_not_invented_by_a_change(action: str) -> None:
    """Only an addition makes a record; a change needs one."""
    assert corrected(None, action, long_description="Injection, y, 1 mg") is None


@pytest.mark.parametrize(
    "action",
    [
        "Change pricing indicator",
        "Change Cov to C and Price to 39",
        "Change ASC Ind/ASC eff date",
        'Change Action code to "F" and add Action Effective date',
        "Add Lab Cert code 220",
        'Add "YY" ASC Ind',
        'Remove "YY" ASC Ind and ASC Start date of 01/01/2019',
        "Revise TOS",
        "Revise cov",
        "Revise BETOS",
        "Revise price",
        "Revise pricing",
    ],
)
def test_what_this_library_does_not_include_is_ignored(action: str) -> None:
    """Prices, ASC, coverage, lab certification and type of service change nothing here."""
    assert corrected(RECORD, action, long_description="Injection, y, 1 mg") == RECORD
    assert corrected(None, action) is None


@pytest.mark.parametrize(
    "action",
    [
        "",
        "Remove, will be assigned at a later date",
        "Should not have been updated - revert back to 2017 description",
        "Please terminate",
        "Terminate on 20260101",
        "Add modifier",
        "Revise LD and TOS",
    ],
)
def test_an_action_that_no_rule_covers_is_reported(action: str) -> None:
    """Nothing is guessed."""
    assert is_left_to_a_person(action)


@pytest.mark.parametrize(
    "action",
    [
        "Revise TOS and long description",
        "Change coverage, terminate 20260101",
        "Removed in error - add back to file",
    ],
)
def test_an_action_that_goes_on_to_touch_the_code_is_not_ignored(action: str) -> None:
    """A line that begins with a price and ends with a text, or restores a code, needs a rule."""
    correction = Correction("J1572", action, long_description="Injection, y, 1 mg")
    after, unread = apply_corrections({}, [correction], JANUARY)
    assert unread or after


def test_corrections_are_applied_in_their_order() -> None:
    """A later version of a corrections file takes back an addition of an earlier one."""
    lines = [
        Correction("J0001", "Add", long_description="Injection, y, 1 mg"),
        Correction("J0001", "Revise LD", long_description="Injection, y, 2 mg"),
        Correction("J0002", "Add", long_description="Injection, z, 1 mg"),
        Correction("J0002", "DO NOT ADD - Remove from previous corrections document"),
    ]
    before = {"J1572": RECORD}
    after, unread = apply_corrections(before, lines, JANUARY)
    assert unread == []
    assert before == {"J1572": RECORD}
    assert after == {
        "J1572": RECORD,
        "J0001": Record(
            "J0001",
            long_description="Injection, y, 2 mg",
            added=JANUARY,
            action_date=JANUARY,
            action="A",
            correction="Revise LD",
        ),
    }


FIELDS = ["code", "action", "effective", "short", "long", "xref"]


def test_a_line_of_a_corrections_file_becomes_a_correction() -> None:
    """Blanks around and within the words of an action are ignored."""
    row = [
        "J9310 ",
        " Terminate  code ",
        datetime(2019, 1, 1, tzinfo=UTC),
        "Inj",
        "Inj, x",
        "J9312",
    ]
    assert correction_of(Cells(FIELDS, row)) == Correction(
        "J9310",
        "Terminate code",
        effective=date(2019, 1, 1),
        long_description="Inj, x",
        short_description="Inj",
        cross_reference="J9312",
    )


def test_an_empty_line_of_a_code_states_nothing() -> None:
    """Without an action there is nothing to do, which is then reported as unread."""
    assert correction_of(Cells(FIELDS, ["J9310"])) == Correction("J9310", "")


def test_a_date_that_cms_mistyped_is_none() -> None:
    """The file of 2019 has an effective date of "01/0/12019"."""
    assert correction_of(Cells(FIELDS, ["J9310", "Add", "01/0/12019"])).effective is None
    with pytest.raises(ValueError, match="is not a date"):
        correction_of(Cells(FIELDS, ["J9310", "Add", "soon"]))


def test_the_corrections_of_2024_are_read_by_their_header() -> None:
    """The CSV of April 2024 has renamed columns."""
    text = (
        '"hcpcs","lvlII_action","lvlII_desc_short","lvlII_desc_long","lvlII_date_eff"\n'
        '"J9255","Revise",,"Injection, methotrexate (Accord), 50 mg",2024-04-01\n'
    )
    (correction,) = map(correction_of, cells_of(text.encode()))
    assert correction == Correction(
        "J9255",
        "Revise",
        effective=date(2024, 4, 1),
        long_description="Injection, methotrexate (Accord), 50 mg",
    )


def test_the_corrections_of_2019_add_three_drugs(
    cms_evidence: tuple[Evidence, list[str]],
) -> None:
    """J1095, J2186 and J2787 are in no file of January 2019 and valid from its first day."""
    evidence, unread = cms_evidence
    assert unread == []
    january = evidence[Release("2019Q1")]
    for code in ("J1095", "J2186", "J2787"):
        assert january[code].added == date(2019, 1, 1)
        assert (january[code].correction or "").upper() == "ADD CODE"


def test_the_corrections_of_2024_revise_a_text(
    cms_evidence: tuple[Evidence, list[str]],
    cms_records: Callable[[str, str], list[Record]],
) -> None:
    """The labeler of J9255 is in the corrections of April 2024, not in its file."""
    record = cms_evidence[0][Release("2024Q2")]["J9255"]
    table = cms_records("2024Q2", "HCPC2024_APR_ANWEB_v5.csv")
    (published,) = (record for record in table if record.code == "J9255")
    assert "(Accord)" in (record.long_description or "")
    assert "(Accord)" not in (published.long_description or "")
    assert evolve(record, long_description=published.long_description, correction=None) == published
