"""CMS's edits among drug administration codes: every row, in both settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hcpcs_jcodes import (
    BadAdministration,
    BadClaimLine,
    Bundle,
    NotChecked,
    add_on_parents,
    ncci_edit,
)
from hcpcs_jcodes.encounters.choices import Choices
from hcpcs_jcodes.encounters.lines import AdministrationLine
from hcpcs_jcodes.encounters.losses import Circumstances, lines_of
from hcpcs_jcodes.encounters.supported import NEEDS_DOCUMENTATION, REPORTED, Support
from hcpcs_jcodes.payers import ncci
from hcpcs_jcodes.payers.ncci import bundles, ncci_quarter, parents
from hcpcs_jcodes.tables import LIST_SEPARATOR, read_table
from hcpcs_jcodes.words import Setting

from ..charts import at

SETTINGS: tuple[Setting, ...] = ("professional", "facility")


def rows(name: str) -> list[dict[str, str]]:
    header, *listed = read_table(name)
    return [dict(zip(header, row, strict=True)) for row in listed]


def billed(setting: Any, *codes: str) -> dict[str, AdministrationLine]:
    given = [
        Support(number, code, at(8), REPORTED, "given", "a test")
        for number, code in enumerate(codes, start=1)
    ]
    return {line.code: line for line in lines_of(given, Circumstances(setting, Choices()))}


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_pair_carries_its_modifier_or_is_not_reported(setting: Setting) -> None:
    needed = parents(setting)
    walked = 0
    for row in rows("ncci_pairs"):
        if setting not in row["settings"].split(LIST_SEPARATOR):
            continue
        one, other = row["column1"], row["column2"]
        edit = bundles(setting)[one, other]
        assert edit.modifier_indicator == row["modifier_indicator"]
        assert edit.rationale == row["rationale"]
        # an add-on goes with one of its parents
        primary = [min(needed[code]) for code in (one, other) if needed.get(code)]
        line = billed(setting, *dict.fromkeys((one, other, *primary)))[other]
        if edit.separable:
            assert line.modifiers == ("59",), (one, other)
        else:
            assert line.outcome == "not_reported", (one, other)
            assert line.reason.startswith("bundled with ")
        walked += 1
    assert walked > 100


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_add_on_needs_one_of_its_parents(setting: Setting) -> None:
    walked = 0
    for row in rows("add_on_parents"):
        add_on, parent = row["add_on"], row["parent"]
        assert billed(setting, add_on)[add_on].outcome == "needs_documentation"
        applies = setting in row["settings"].split(LIST_SEPARATOR)
        assert (parent in parents(setting)[add_on]) is applies
        # a parent that is an add-on itself needs one of its own
        own = parents(setting).get(parent, frozenset()) - set(parents(setting))
        line = billed(setting, *dict.fromkeys((add_on, parent, *sorted(own)[:1])))[add_on]
        if applies:
            assert line.outcome == "reported", (add_on, parent)
        elif not own & parents(setting)[add_on]:
            assert line.outcome == "needs_documentation", (add_on, parent)
        walked += 1
    assert walked > 150


def test_the_notes_that_the_add_on_file_lost_are_kept() -> None:
    assert "96360" in parents("professional")["96366"]
    assert "96360" not in parents("facility")["96366"]
    assert "96360" in parents("facility")["96361"]
    assert parents("professional")["96376"] == frozenset()
    assert "96374" in parents("facility")["96376"]


def test_an_edit_is_found_in_either_order() -> None:
    edit = ncci_edit("96372", "96413", setting="professional")
    assert isinstance(edit, Bundle)
    assert (edit.column1, edit.column2, edit.separable) == ("96413", "96372", True)
    assert ncci_edit("96413", "96372", setting="professional") == edit
    assert ncci_edit("96413", "96415", setting="facility") is None


def test_the_parents_of_an_add_on_depend_on_the_setting() -> None:
    assert add_on_parents("96415", setting="facility") == frozenset({"96413"})
    assert add_on_parents("96376", setting="professional") == frozenset()
    assert add_on_parents("96413", setting="facility") is None


def test_a_code_whose_edits_are_not_included_is_not_checked() -> None:
    for answer in (
        ncci_edit("67028", "96372", setting="facility"),
        ncci_edit("96372", "67028", setting="facility"),
        add_on_parents("67028", setting="facility"),
    ):
        assert isinstance(answer, NotChecked)
        assert "no edits for 67028 are included" in str(answer)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (lambda: ncci_edit("9641", "96372", setting="facility"), "'9641' is not an administration"),
        (lambda: ncci_edit("96413", "96372", setting="office"), "'office' is not a setting"),  # type: ignore[arg-type]
        (lambda: add_on_parents("", setting="facility"), "'' is not an administration code"),
        (lambda: add_on_parents("96415", setting="x"), "'x' is not a setting"),  # type: ignore[arg-type]
    ],
)
def test_a_bad_code_or_setting_is_refused(asked: Callable[[], object], text: str) -> None:
    with pytest.raises((BadAdministration, BadClaimLine), match=text):
        asked()


def test_a_bundled_line_names_the_code_that_it_is_bundled_into() -> None:
    inseparable = next(
        edit
        for edit in bundles("facility").values()
        if not edit.separable and not {edit.column1, edit.column2} & set(parents("facility"))
    )
    line = billed("facility", inseparable.column1, inseparable.column2)[inseparable.column2]
    assert line.reason == f"bundled with {inseparable.column1}, and no modifier separates them"
    assert str(line) == f"{inseparable.column2}: not reported, {line.reason}"


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
    setting: Setting, codes: str, reasons: list[str]
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
        for line in lines_of(given, Circumstances("facility", Choices(distinct=modifier)))
    ]
    assert found == [("96372", (modifier, "RT")), ("96413", ()), ("96415", ())]


def test_lines_of_different_days_neither_bundle_nor_repeat_each_other() -> None:
    given = [
        Support(1, "96413", at(8), REPORTED, "given", "a test"),
        Support(2, "96372", at(9, day=2), REPORTED, "given", "a test"),
        Support(3, "96413", at(8, day=3), REPORTED, "given", "a test"),
    ]
    listed = lines_of(given, Circumstances("facility", Choices()))
    assert [(line.code, line.on.day, line.modifiers) for line in listed] == [
        ("96413", 1, ()),
        ("96372", 2, ()),
        ("96413", 3, ()),
    ]
    later = lines_of([given[1]], Circumstances("facility", Choices(), earlier=listed))
    assert later[0].modifiers == ("59",)


def test_units_of_one_site_and_side_are_one_line() -> None:
    sites = ["", "left", "", "left", "left"]
    given = [
        Support(number, "96372", at(8, number), REPORTED, f"{number}", "a test", site=site)
        for number, site in enumerate(sites, start=1)
    ]
    found = [
        (line.units, line.events, line.reason, line.modifiers)
        for line in lines_of(given, Circumstances("facility", Choices()))
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
    listed = lines_of(given, Circumstances("facility", Choices()))
    assert [line.events for line in listed] == [(4,), (3,), (2,), (1,)]
    assert str(listed[-1]) == "96366: needs documentation, open"


@pytest.mark.parametrize(
    ("code", "known"), [("96360", True), ("96523", True), ("67028", False), ("G0498", False)]
)
def test_a_code_without_edits_is_not_checked(code: str, known: bool) -> None:
    assert isinstance(add_on_parents(code, setting="facility"), NotChecked) is not known


def test_a_line_that_is_not_reported_does_not_hide_later_ones() -> None:
    given = [
        Support(1, "96416", at(8), REPORTED, "given", "a test"),
        Support(2, "96521", at(9), REPORTED, "given", "a test"),
        Support(3, "96372", at(8, day=2), REPORTED, "given", "a test"),
    ]
    listed = lines_of(given, Circumstances("facility", Choices()))
    assert [(line.code, line.outcome) for line in listed] == [
        ("96416", "reported"),
        ("96521", "not_reported"),
        ("96372", "reported"),
    ]
    assert listed[1].source == "CMS, NCCI edits of 2024Q3"


# --- the quarter --------------------------------------------------------------------


def test_the_quarter_of_the_edits_is_the_newest_that_the_tables_list(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of both tables and of several quarters in a row; today they have one."""
    listed = {row["quarters"] for name in ("ncci_pairs", "add_on_parents") for row in rows(name)}
    assert listed == {"2024Q3"}
    assert ncci_quarter() == "2024Q3"
    uncached = ncci_quarter.__wrapped__
    for pairs, add_ons in (("2024Q3; 2026Q4", "2025Q1"), ("2025Q1", "2024Q3; 2026Q4")):
        tables = {"ncci_pairs": [{"quarters": pairs}], "add_on_parents": [{"quarters": add_ons}]}
        monkeypatch.setattr(ncci, "_rows", lambda name, tables=tables: iter(tables[name]))
        assert uncached() == "2026Q4"


def test_an_answer_without_edits_names_the_quarter() -> None:
    """So that a reader knows what was looked at."""
    answer = ncci_edit("96413", "20610", setting="professional")
    assert isinstance(answer, NotChecked)
    assert answer.reason.endswith("only those of 2024Q3 among drug administration codes")
