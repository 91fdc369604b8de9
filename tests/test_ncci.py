"""CMS's edits among the codes for giving drugs: every row, in both settings."""

from __future__ import annotations

import pytest

from hcpcs_jcodes.administration_lines import AdministrationLine, lines_of
from hcpcs_jcodes.charting import Choices
from hcpcs_jcodes.earnings import REPORTED, Earned
from hcpcs_jcodes.ncci import bundles, parents
from hcpcs_jcodes.tables import LIST_SEPARATOR, read_table

from .charts import at

SETTINGS = ("professional", "facility")


def rows(name: str) -> list[dict[str, str]]:
    header, *listed = read_table(name)
    return [dict(zip(header, row, strict=True)) for row in listed]


def billed(setting: str, *codes: str) -> dict[str, AdministrationLine]:
    given = [
        Earned(number, code, at(8), REPORTED, "given", "a test")
        for number, code in enumerate(codes, start=1)
    ]
    return {line.code: line for line in lines_of(given, setting, Choices())}


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_pair_carries_its_modifier_or_is_not_reported(setting: str) -> None:
    needed = parents(setting)
    walked = 0
    for row in rows("ncci_pairs"):
        if setting not in row["settings"].split(LIST_SEPARATOR):
            continue
        one, other = row["column1"], row["column2"]
        edit = bundles(setting)[one, other]
        assert edit.modifier_indicator == row["modifier_indicator"]
        assert edit.rationale == row["rationale"]
        # an add-on stands beside one of its parents
        beside = [min(needed[code]) for code in (one, other) if needed.get(code)]
        line = billed(setting, *dict.fromkeys((one, other, *beside)))[other]
        if edit.separable:
            assert line.modifiers == ("59",), (one, other)
        else:
            assert line.outcome == "not_reported", (one, other)
            assert line.reason.startswith("bundled into ")
        walked += 1
    assert walked > 100


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_add_on_needs_one_of_its_parents(setting: str) -> None:
    walked = 0
    for row in rows("add_on_parents"):
        add_on, parent = row["add_on"], row["parent"]
        assert billed(setting, add_on)[add_on].outcome == "needs_documentation"
        held = setting in row["settings"].split(LIST_SEPARATOR)
        assert (parent in parents(setting)[add_on]) is held
        # a parent that is an add-on itself needs one of its own
        own = parents(setting).get(parent, frozenset()) - set(parents(setting))
        line = billed(setting, *dict.fromkeys((add_on, parent, *sorted(own)[:1])))[add_on]
        if held:
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


def test_a_bundled_line_says_into_what() -> None:
    barred = next(
        edit
        for edit in bundles("facility").values()
        if not edit.separable and not {edit.column1, edit.column2} & set(parents("facility"))
    )
    line = billed("facility", barred.column1, barred.column2)[barred.column2]
    assert line.reason == f"bundled into {barred.column1}, and no modifier separates them"
    assert str(line) == f"{barred.column2}: not reported, {line.reason}"
