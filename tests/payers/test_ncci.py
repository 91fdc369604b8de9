"""CMS's edits among drug administration codes: every row, in both settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from hcpcs_jcodes import (
    BadAdministration,
    BadClaimLine,
    BadDate,
    Bundle,
    NotChecked,
    UncoveredDate,
    add_on_parents,
    ncci_edit,
)
from hcpcs_jcodes.codes.periods import period_of, quarters_of
from hcpcs_jcodes.encounters.lines import AdministrationLine
from hcpcs_jcodes.encounters.losses import Circumstances, lines_of, support_after_losses
from hcpcs_jcodes.encounters.supported import NEEDS_DOCUMENTATION, REPORTED, Support
from hcpcs_jcodes.payers import ncci
from hcpcs_jcodes.payers.choices import Choices
from hcpcs_jcodes.payers.ncci import (
    RestsOn,
    bundle_on,
    bundles_rest_on,
    is_add_on,
    parents_on,
    parents_rest_on,
)
from hcpcs_jcodes.payers.quarters import quarters_included
from hcpcs_jcodes.tables import read_table
from hcpcs_jcodes.words import AdministrationSetting, Basis

from ..charts import at

SETTINGS: tuple[AdministrationSetting, ...] = ("professional", "facility")
HOSPITAL = tuple(f"{year}Q{part}" for year in range(2019, 2027) for part in range(1, 5))[2:-2]
INCLUDED = {
    ("ncci_pairs", "facility"): HOSPITAL,
    ("ncci_pairs", "professional"): ("2024Q3", "2026Q2"),
    ("add_on_parents", "facility"): HOSPITAL,
    ("add_on_parents", "professional"): ("2024Q3",),
}
SUMMER = date(2024, 8, 1)
SPRING = date(2026, 5, 1)
DAY = at(8).date()


def rows(name: str) -> list[dict[str, str]]:
    header, *listed = read_table(name)
    return [dict(zip(header, row, strict=True)) for row in listed]


def published(name: str, setting: str) -> Iterator[tuple[dict[str, str], str]]:
    """Each row that applies in a setting, with each of its quarters."""
    for row in rows(name):
        for quarter in sorted(quarters_of(row[setting])):
            yield row, quarter


def billed(setting: Any, *codes: str, on: date = DAY) -> dict[str, AdministrationLine]:
    start = at(8).replace(year=on.year, month=on.month, day=on.day)
    given = [
        Support(number, code, start, REPORTED, "given", "a test")
        for number, code in enumerate(codes, start=1)
    ]
    return {
        line.code: line
        for line in lines_of(support_after_losses(given, Circumstances(setting, Choices())))
    }


# --- every row --------------------------------------------------------------------------


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_pair_is_answered_on_the_first_and_last_day_of_each_of_its_quarters(
    setting: Any,
) -> None:
    for row, quarter in published("ncci_pairs", setting):
        one, other = row["column1"], row["column2"]
        for on in period_of(quarter):
            edit = ncci_edit(one, other, setting=setting, on=on)
            if row["modifier_indicator"] == "unordered":
                assert isinstance(edit, NotChecked)
                continue
            cells = row["modifier_indicator"], row["rationale"]
            assert edit == Bundle(one, other, *cells, quarter, "of the quarter")


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_pair_carries_its_modifier_or_is_not_reported(setting: Any) -> None:
    walked = 0
    for row in rows("ncci_pairs"):
        quarters = quarters_of(row[setting])
        if not quarters or row["modifier_indicator"] == "unordered":
            continue
        on = period_of(max(quarters))[0]
        one, other = row["column1"], row["column2"]
        # an add-on goes with one of its parents
        needed = [parents_on(code, setting=setting, on=on) for code in (one, other)]
        primary = [min(codes) for codes in needed if codes]
        line = billed(setting, *dict.fromkeys((one, other, *primary)), on=on)[other]
        if row["modifier_indicator"] == "1":
            assert line.modifiers == ("59",), (one, other)
        else:
            assert line.outcome == "not_reported", (one, other)
            assert line.reason.startswith("bundled with ")
            assert line.source == f"CMS, NCCI edits of {max(quarters)}"
        walked += 1
    assert walked == {"professional": 203, "facility": 190}[setting]


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_primary_code_is_answered_on_the_first_and_last_day_of_each_of_its_quarters(
    setting: Any,
) -> None:
    for row, quarter in published("add_on_parents", setting):
        for on in period_of(quarter):
            answer = add_on_parents(row["add_on"], setting=setting, on=on)
            assert isinstance(answer, frozenset)
            assert row["parent"] in answer


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_add_on_needs_one_of_its_parents(setting: Any) -> None:
    def parents(code: str) -> frozenset[str]:
        return parents_on(code, setting=setting, on=SUMMER)

    walked = 0
    for row in rows("add_on_parents"):
        add_on, parent = row["add_on"], row["parent"]
        assert billed(setting, add_on, on=SUMMER)[add_on].outcome == "needs_documentation"
        applies = bool(row[setting])
        assert (parent in parents(add_on)) is applies
        # a parent that is an add-on itself needs one of its own
        own = {code for code in parents(parent) if not is_add_on(code)}
        codes = dict.fromkeys((add_on, parent, *sorted(own)[:1]))
        line = billed(setting, *codes, on=SUMMER)[add_on]
        if applies:
            assert line.outcome == "reported", (add_on, parent)
        elif not own & parents(add_on):
            assert line.outcome == "needs_documentation", (add_on, parent)
        walked += 1
    assert walked == 178


# --- one answer -------------------------------------------------------------------------


def test_the_notes_that_the_add_on_file_lost_are_kept() -> None:
    """Also where the editor's tables for hospitals lack them."""
    for on in (date(2019, 7, 1), SUMMER, SPRING):
        assert "96360" not in parents_on("96366", setting="facility", on=on)
        assert "96360" in parents_on("96361", setting="facility", on=on)
        assert "96374" in parents_on("96376", setting="facility", on=on)
    assert "96360" in parents_on("96366", setting="professional", on=SUMMER)
    assert parents_on("96376", setting="professional", on=SUMMER) == frozenset()


def test_an_edit_is_found_in_either_order() -> None:
    edit = ncci_edit("96372", "96413", setting="professional", on=SUMMER)
    assert isinstance(edit, Bundle)
    assert (edit.column1, edit.column2, edit.separable) == ("96413", "96372", True)
    assert ncci_edit("96413", "96372", setting="professional", on=SUMMER) == edit
    assert ncci_edit("96413", "96415", setting="facility", on=SUMMER) is None


def test_the_parents_of_an_add_on_depend_on_the_setting() -> None:
    assert add_on_parents("96415", setting="facility", on=SUMMER) == frozenset({"96413"})
    assert add_on_parents("96376", setting="professional", on=SUMMER) == frozenset()
    assert add_on_parents("96413", setting="facility", on=SUMMER) is None


def test_a_hospital_bundles_what_goes_with_an_injection_into_a_joint_bladder_or_eye() -> None:
    """33 pairs of 20610, 51720 and 67028, which for practitioners are known in 2026Q2 only."""
    named = {"20610", "51720", "67028"}
    pairs = [row for row in rows("ncci_pairs") if row["column1"] in named and row["facility"]]
    assert len(pairs) == 33
    for row in pairs:
        assert (row["facility"], row["professional"]) == ("2019Q3-2026Q2", "2026Q2")
        one, other = row["column1"], row["column2"]
        assert isinstance(ncci_edit(one, other, setting="facility", on=SUMMER), Bundle)
        answer = ncci_edit(one, other, setting="professional", on=SUMMER)
        assert isinstance(answer, NotChecked)
        assert answer.reason.startswith("2024Q3 is not included, only 2026Q2")
    assert billed("facility", "67028", "96372")["96372"].modifiers == ("59",)


def test_the_settings_differ_in_whether_a_flush_is_separable_from_an_rsv_antibody() -> None:
    """As each publishes it: the hospital allows a modifier, and practitioners have none."""
    indicators = [
        edit.modifier_indicator
        for setting in SETTINGS
        if isinstance(edit := ncci_edit("96380", "96523", setting=setting, on=SPRING), Bundle)
    ]
    assert indicators == ["0", "1"]


def test_a_pair_that_lost_its_order_is_not_checked() -> None:
    """Practitioners' list of 2026Q2 names 20610 with 96523, and no other table does."""
    answer = ncci_edit("20610", "96523", setting="professional", on=SPRING)
    assert isinstance(answer, NotChecked)
    assert answer.reason == (
        "CMS's list of 2026Q2 names the two codes, but which is bundled is lost"
    )
    assert isinstance(ncci_edit("96523", "20610", setting="professional", on=SPRING), NotChecked)
    assert bundle_on("20610", "96523", setting="professional", on=SPRING) is None
    assert ncci_edit("20610", "96523", setting="facility", on=SPRING) is None
    unordered = [row for row in rows("ncci_pairs") if row["modifier_indicator"] == "unordered"]
    assert [(row["column1"], row["column2"]) for row in unordered] == [
        (code, "96523") for code in ("20610", "51720", "67028")
    ]


def test_a_code_whose_edits_are_not_included_is_not_checked() -> None:
    for answer in (
        ncci_edit("G0498", "96372", setting="facility", on=DAY),
        ncci_edit("96372", "G0498", setting="facility", on=DAY),
        add_on_parents("G0498", setting="facility", on=DAY),
    ):
        assert isinstance(answer, NotChecked)
        assert answer.reason == (
            "no edits for G0498 are included, only those among drug administration codes"
        )


@pytest.mark.parametrize(
    ("code", "paired", "known"),
    [
        ("96360", True, True),
        ("96523", True, True),
        ("96379", True, True),
        ("67028", True, True),
        ("96547", False, True),
        ("G0498", False, False),
    ],
)
def test_a_code_without_edits_is_not_checked(code: str, *, paired: bool, known: bool) -> None:
    """96379 is in no pair of the hospital, and so there is no edit for it; 96547 is an add-on."""
    edit = ncci_edit(code, "96401", setting="facility", on=SUMMER)
    assert isinstance(edit, NotChecked) is not paired
    answer = add_on_parents(code, setting="facility", on=SUMMER)
    assert isinstance(answer, NotChecked) is not known


# --- the date of service ----------------------------------------------------------------


@pytest.mark.parametrize(("table", "setting"), INCLUDED)
def test_the_quarters_included(table: str, setting: str) -> None:
    """28 quarters for hospitals; for practitioners two of pairs, and one of add-on codes."""
    assert quarters_included(table, setting) == INCLUDED[table, setting]
    assert len(HOSPITAL) == 28


@pytest.mark.parametrize(
    ("setting", "on", "bundles", "parents"),
    [
        ("facility", date(2019, 6, 30), ("2019Q3", "nearest"), ("2019Q3", "nearest")),
        ("facility", date(2019, 7, 1), ("2019Q3", ""), ("2019Q3", "")),
        ("facility", date(2025, 8, 1), ("2025Q3", ""), ("2025Q3", "")),
        ("facility", date(2026, 6, 30), ("2026Q2", ""), ("2026Q2", "")),
        ("facility", date(2026, 7, 1), ("2026Q2", "nearest"), ("2026Q2", "nearest")),
        ("professional", date(2024, 6, 30), ("2024Q3", "nearest"), ("2024Q3", "nearest")),
        ("professional", date(2024, 7, 1), ("2024Q3", ""), ("2024Q3", "")),
        ("professional", date(2024, 9, 30), ("2024Q3", ""), ("2024Q3", "")),
        ("professional", date(2024, 10, 1), ("2024Q3", "same"), ("2024Q3", "nearest")),
        ("professional", date(2026, 3, 31), ("2024Q3", "same"), ("2024Q3", "nearest")),
        ("professional", date(2026, 4, 1), ("2026Q2", ""), ("2024Q3", "nearest")),
        ("professional", date(2026, 6, 30), ("2026Q2", ""), ("2024Q3", "nearest")),
        ("professional", date(2026, 11, 3), ("2026Q2", "nearest"), ("2024Q3", "nearest")),
    ],
)
def test_the_edits_of_a_date_are_those_of_its_quarter_or_named_for_what_they_are(
    setting: Any, on: date, bundles: tuple[str, str], parents: tuple[str, str]
) -> None:
    """Only the nearest are not an answer without being asked for."""
    basis: dict[str, Basis] = {
        "": "of the quarter",
        "same": "same before and after",
        "nearest": "nearest",
    }
    rests = bundles_rest_on("96413", "96372", setting=setting, on=on)
    assert rests == RestsOn(bundles[0], basis[bundles[1]])
    edit = ncci_edit("96413", "96372", setting=setting, on=on)
    assert isinstance(edit, NotChecked) is (bundles[1] == "nearest")
    near = ncci_edit("96413", "96372", setting=setting, on=on, nearest=True)
    assert isinstance(near, Bundle)
    assert (near.quarter, near.basis) == (rests.quarter, rests.basis)
    assert edit == near or isinstance(edit, NotChecked)

    rests = parents_rest_on("96415", setting=setting, on=on)
    assert rests == RestsOn(parents[0], basis[parents[1]])
    for code, needed in (("96415", frozenset({"96413"})), ("96413", None)):
        answer = add_on_parents(code, setting=setting, on=on)
        assert isinstance(answer, NotChecked) is (parents[1] == "nearest")
        assert add_on_parents(code, setting=setting, on=on, nearest=True) == needed


def test_an_answer_that_is_not_included_names_what_is() -> None:
    answer = ncci_edit("96413", "96372", setting="professional", on=date(2026, 11, 3))
    assert str(answer) == (
        "not checked: the edit of 96413 and 96372 on 2026-11-03: 2026Q4 is not included, only "
        "2024Q3, 2026Q2: pass nearest=True to take the nearest of them"
    )
    parents = add_on_parents("96415", setting="professional", on=DAY)
    assert str(parents) == (
        "not checked: the primary codes of 96415 on 2025-08-01: 2025Q3 is not included, only "
        "2024Q3: pass nearest=True to take the nearest of them"
    )


def test_an_edit_begins_with_its_quarter() -> None:
    """Two antibodies against RSV exclude each other in hospitals from October 2024."""
    for on, bundled in ((date(2024, 9, 30), False), (date(2024, 10, 1), True)):
        edit = ncci_edit("96380", "96381", setting="facility", on=on)
        assert isinstance(edit, Bundle) is bundled
        assert (edit is None) is not bundled


def test_quarters_that_differ_before_and_after_do_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The nearest does, if asked for: January 2025 is nearer to 2024Q3."""

    def changed(_name: str) -> Iterator[dict[str, str]]:
        names = ("column1", "column2", "modifier_indicator", "rationale", "professional")
        for cells in (("1", "2024Q3"), ("0", "2026Q2")):
            yield dict(zip(names, ("96413", "96372", cells[0], "a test", cells[1]), strict=True))

    monkeypatch.setattr(ncci, "_rows", changed)
    cached = ncci._bundles, ncci._quarters_of_code, ncci._bundles_rest_on
    try:
        for each in cached:
            each.cache_clear()
        for on, indicator in ((date(2025, 1, 1), "1"), (date(2025, 10, 1), "0")):
            answer = ncci_edit("96413", "96372", setting="professional", on=on)
            assert isinstance(answer, NotChecked)
            near = ncci_edit("96413", "96372", setting="professional", on=on, nearest=True)
            assert isinstance(near, Bundle)
            assert (near.modifier_indicator, near.basis) == (indicator, "nearest")
    finally:
        monkeypatch.undo()
        for each in cached:
            each.cache_clear()


@pytest.mark.parametrize("on", [at(8), "08/01/2025", None])
def test_a_date_is_a_date(on: Any) -> None:
    for asked in (
        lambda: ncci_edit("96413", "96372", setting="facility", on=on),
        lambda: add_on_parents("96415", setting="facility", on=on),
    ):
        with pytest.raises(BadDate):
            asked()


@pytest.mark.parametrize("on", [date(2010, 12, 31), date(2027, 1, 1)])
def test_a_date_that_is_not_covered_is_refused(on: date) -> None:
    for asked in (
        lambda: ncci_edit("96413", "96372", setting="facility", on=on, nearest=True),
        lambda: add_on_parents("96415", setting="facility", on=on, nearest=True),
    ):
        with pytest.raises(UncoveredDate):
            asked()


# --- what is refused --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (
            lambda: ncci_edit("9641", "96372", setting="facility", on=DAY),
            "'9641' is not an administration",
        ),
        (
            lambda: ncci_edit("96413", "96372", setting="office", on=DAY),  # type: ignore[arg-type]
            "'office' is not a setting",
        ),
        (
            lambda: add_on_parents("", setting="facility", on=DAY),
            "'' is not an administration code",
        ),
        (lambda: add_on_parents("96415", setting="x", on=DAY), "'x' is not a setting"),  # type: ignore[arg-type]
    ],
)
def test_a_bad_code_or_setting_is_refused(asked: Callable[[], object], text: str) -> None:
    with pytest.raises((BadAdministration, BadClaimLine), match=text):
        asked()


def test_a_bundled_line_names_the_code_that_it_is_bundled_into() -> None:
    line = billed("facility", "96413", "96523")["96523"]
    assert line.reason == "bundled with 96413, and no modifier separates them"
    assert str(line) == f"96523: not reported, {line.reason}"


@pytest.mark.parametrize(
    ("setting", "codes", "reasons"),
    [
        ("professional", "96376", ["96376 has no primary code in this setting"]),
        ("facility", "96376", ["96376 needs a code such as 96365 or 96374 or 96409 or 96413"]),
        ("facility", "96415", ["96415 needs a code such as 96413"]),
        (
            "facility",
            "96366 96367",
            [
                "96366 goes with 96367, which is still open",
                "96367 needs a code such as 96365 or 96374 or 96409 or 96413",
            ],
        ),
        (
            "facility",
            "96370 96371",
            ["96370 needs a code such as 96369", "96371 needs a code such as 96369"],
        ),
        ("facility", "96365 96366 96367", []),
    ],
)
def test_an_add_on_without_a_parent_states_what_it_needs(
    setting: Any, codes: str, reasons: list[str]
) -> None:
    listed = billed(setting, *codes.split()).values()
    assert [line.reason for line in listed if line.outcome != "reported"] == reasons
    for line in listed:
        if line.outcome != "reported":
            assert (line.candidates, line.source) == ((line.code,), "CMS, add-on code edits")
            assert str(line) == f"{line.code}: needs documentation, {line.reason}"


@pytest.mark.parametrize("modifier", ["59", "XE", "XS", "XP", "XU"])
def test_the_bundled_line_alone_takes_the_modifier_before_that_of_its_side(modifier: Any) -> None:
    given = [
        Support(1, "96413", at(8), REPORTED, "given", "a test"),
        Support(2, "96372", at(9), REPORTED, "given", "a test", modifiers=("RT",)),
        Support(3, "96415", at(8), REPORTED, "given", "a test"),
    ]
    found = [
        (line.code, line.modifiers)
        for line in lines_of(
            support_after_losses(given, Circumstances("facility", Choices(distinct=modifier)))
        )
    ]
    assert found == [("96372", (modifier, "RT")), ("96413", ()), ("96415", ())]


def test_lines_of_different_days_neither_bundle_nor_repeat_each_other() -> None:
    given = [
        Support(1, "96413", at(8), REPORTED, "given", "a test"),
        Support(2, "96372", at(9, day=2), REPORTED, "given", "a test"),
        Support(3, "96413", at(8, day=3), REPORTED, "given", "a test"),
    ]
    listed = lines_of(support_after_losses(given, Circumstances("facility", Choices())))
    assert [(line.code, line.on.day, line.modifiers) for line in listed] == [
        ("96413", 1, ()),
        ("96372", 2, ()),
        ("96413", 3, ()),
    ]
    later = lines_of(
        support_after_losses([given[1]], Circumstances("facility", Choices(), earlier=listed))
    )
    assert later[0].modifiers == ("59",)


def test_units_of_one_site_and_side_are_one_line() -> None:
    sites = ["", "left", "", "left", "left"]
    given = [
        Support(number, "96372", at(8, number), REPORTED, f"{number}", "a test", site=site)
        for number, site in enumerate(sites, start=1)
    ]
    found = [
        (line.units, line.events, line.reason, line.modifiers)
        for line in lines_of(support_after_losses(given, Circumstances("facility", Choices())))
    ]
    assert found == [(2, (1, 3), "1", ()), (3, (2, 4, 5), "2", ("59",))]


def test_the_initial_codes_come_first_and_what_is_open_last() -> None:
    given = [
        Support(1, "", at(8), NEEDS_DOCUMENTATION, "open", "a test", candidates=("96366",)),
        Support(2, "96366", at(8), REPORTED, "given", "a test"),
        Support(3, "96365", at(9), REPORTED, "given", "a test", initial=True, site="2"),
        Support(4, "96374", at(9), REPORTED, "given", "a test", initial=True, site="1"),
        Support(5, "", at(8), "not_reported", "nothing", "a test"),
    ]
    listed = lines_of(support_after_losses(given, Circumstances("facility", Choices())))
    assert [line.events for line in listed] == [(4,), (3,), (2,), (1,)]
    assert str(listed[-1]) == "96366: needs documentation, open"


def test_a_line_that_is_not_reported_does_not_hide_later_ones() -> None:
    given = [
        Support(1, "96416", at(8), REPORTED, "given", "a test"),
        Support(2, "96521", at(9), REPORTED, "given", "a test"),
        Support(3, "96372", at(8, day=2), REPORTED, "given", "a test"),
    ]
    listed = lines_of(support_after_losses(given, Circumstances("facility", Choices())))
    assert [(line.code, line.outcome) for line in listed] == [
        ("96416", "reported"),
        ("96521", "not_reported"),
        ("96372", "reported"),
    ]
    assert listed[1].source == "CMS, NCCI edits of 2025Q3"
