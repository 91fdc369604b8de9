"""Which of CMS's edits the lines were checked against: the steps say so, by the date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from hcpcs_jcodes import Administration, Encounter, code_encounter
from hcpcs_jcodes.encounters import edits
from hcpcs_jcodes.encounters.edits import edit_steps
from hcpcs_jcodes.encounters.lines import AdministrationLine
from hcpcs_jcodes.encounters.supported import NEEDS_DOCUMENTATION, REPORTED
from hcpcs_jcodes.payers import ncci
from tests.charts import at

ASK = ": pass nearest=True to check by them"


def visit(on: date, setting: Any, *, nearest: bool = False) -> Encounter:
    """Two hours of chemotherapy and an injection: a bundle and an add-on."""
    start = at(9).replace(year=on.year, month=on.month, day=on.day)
    given = [
        Administration(
            "J9045", "intravenous", "infusion", start, start + timedelta(hours=2), "complex"
        ),
        Administration("J3420", "intramuscular", "injection", start + timedelta(hours=3)),
    ]
    return code_encounter(given, setting=setting, reason="J9045", nearest=nearest)


def texts(on: date, setting: Any, *codes: str, nearest: bool = False) -> list[str]:
    """The steps for lines with these codes."""
    lines = [AdministrationLine(code, 1, on, (), REPORTED, (1,), (), "", "") for code in codes]
    return [step.text for step in edit_steps(lines, setting, nearest=nearest)]


@pytest.mark.parametrize("nearest", [False, True])
@pytest.mark.parametrize("setting", ["facility", "professional"])
@pytest.mark.parametrize(
    "on",
    [date(2019, 3, 1), date(2019, 8, 1), date(2024, 8, 1), date(2025, 8, 1), date(2026, 11, 3)],
)
def test_the_lines_are_the_same_under_all_included_edits(
    on: date, setting: Any, *, nearest: bool
) -> None:
    lines = visit(on, setting, nearest=nearest).lines
    assert [(line.code, line.modifiers) for line in lines] == [
        ("96413", ()),
        ("96372", ("59",)),
        ("96415", ()),
    ]


@pytest.mark.parametrize(
    ("on", "quarter"), [(date(2019, 7, 1), "2019Q3"), (date(2025, 8, 1), "2025Q3")]
)
@pytest.mark.parametrize("nearest", [False, True])
def test_a_hospital_is_checked_by_the_edits_of_the_date(
    on: date, quarter: str, *, nearest: bool
) -> None:
    """From 2019Q3 to 2026Q2; the nearest changes nothing."""
    step = visit(on, "facility", nearest=nearest).steps[-1]
    assert str(step) == f"bundles and add-ons checked against the edits of {quarter} [CMS, NCCI]"


@pytest.mark.parametrize(
    ("on", "quarter", "used"),
    [
        (date(2019, 6, 30), "2019Q2", "2019Q3"),
        (date(2026, 7, 1), "2026Q3", "2026Q2"),
        (date(2026, 11, 3), "2026Q4", "2026Q2"),
    ],
)
def test_outside_of_them_a_hospital_is_checked_only_on_request(
    on: date, quarter: str, used: str
) -> None:
    assert visit(on, "facility").steps[-1].text == (
        f"bundles and add-ons not checked: the edits of {quarter} are not included; the lines "
        f"follow those of {used}{ASK}"
    )
    assert visit(on, "facility", nearest=True).steps[-1].text == (
        f"bundles and add-ons checked against the edits of {used}, the nearest to {quarter} "
        "that are included"
    )


def test_practitioners_are_checked_by_the_edits_before_and_after_if_they_are_the_same() -> None:
    """Pairs of 2024Q3 and 2026Q2; add-on codes of 2024Q3 only."""
    assert visit(date(2024, 8, 1), "professional").steps[-1].text == (
        "bundles and add-ons checked against the edits of 2024Q3"
    )
    between = "bundles checked against the edits of 2024Q3, the same before and after 2025Q3; "
    assert visit(date(2025, 8, 1), "professional").steps[-1].text == (
        f"{between}add-ons not checked: the edits of 2025Q3 are not included; the lines follow "
        f"those of 2024Q3{ASK}"
    )
    assert visit(date(2025, 8, 1), "professional", nearest=True).steps[-1].text == (
        f"{between}add-ons checked against the edits of 2024Q3, the nearest to 2025Q3 that are "
        "included"
    )
    assert texts(date(2019, 8, 1), "professional", "96413", "96415") == [
        (
            "bundles and add-ons not checked: the edits of 2019Q3 are not included; the lines follow "
            f"those of 2024Q3{ASK}"
        )
    ]


def test_without_an_add_on_there_is_nothing_to_check_but_bundles() -> None:
    """So that no missing quarter of add-on codes is named."""
    assert texts(date(2026, 5, 1), "professional", "96413", "96372") == [
        "bundles and add-ons checked against the edits of 2026Q2"
    ]
    assert texts(date(2026, 5, 1), "professional", "96413") == [
        "bundles and add-ons checked against the edits of 2026Q2"
    ]


def test_pairs_whose_edits_are_of_another_quarter_are_named() -> None:
    """Those of 67028 are not in practitioners' table of 2024Q3."""
    codes = "67028", "96365", "96372", "96374"
    assert texts(date(2024, 8, 1), "professional", *codes) == [
        (
            "bundles and add-ons checked against the edits of 2024Q3; bundles of 67028 with 96365, "
            "67028 with 96372, 67028 with 96374 not checked: the edits of 2024Q3 are not included; "
            f"the lines follow those of 2026Q2{ASK}"
        )
    ]
    # by themselves they are all there is to check
    assert texts(date(2024, 8, 1), "professional", "67028", "96372") == [
        (
            "bundles and add-ons not checked: the edits of 2024Q3 are not included; the lines follow "
            f"those of 2026Q2{ASK}"
        )
    ]


def test_add_ons_whose_edits_are_of_another_quarter_are_named() -> None:
    """Those of 96547 are known in 2024Q3 only, and no pair of it is."""
    assert texts(date(2024, 11, 1), "facility", "96413", "96415", "96547") == [
        (
            "bundles and add-ons 96415 checked against the edits of 2024Q4; add-ons 96547 not checked: "
            f"the edits of 2024Q4 are not included; the lines follow those of 2024Q3{ASK}; bundles "
            "not checked for 96547: no edits on file"
        )
    ]


def test_codes_without_edits_are_named() -> None:
    """Whether other codes have some or not."""
    assert texts(date(2025, 8, 1), "facility", "96372", "96567") == [
        (
            "bundles and add-ons checked against the edits of 2025Q3; bundles not checked for 96567: "
            "no edits on file"
        )
    ]
    assert texts(date(2025, 8, 1), "facility", "96567") == [
        "bundles not checked for 96567: no edits on file"
    ]


def test_codes_that_no_quarter_includes_together_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if practitioners' table of each quarter were of other codes."""

    def rows(_name: str) -> Iterator[dict[str, str]]:
        names = ("column1", "column2", "modifier_indicator", "rationale", "professional")
        for pair, quarter in ((("96413", "96372"), "2024Q3"), (("20610", "96374"), "2026Q2")):
            yield dict(zip(names, (*pair, "1", "a test", quarter), strict=True))

    cached = ncci._bundles, ncci._quarters_of_code, ncci._bundles_rest_on, edits._step
    monkeypatch.setattr(ncci, "_rows", rows)
    try:
        for each in cached:
            each.cache_clear()
        found = texts(date(2024, 8, 1), "professional", "20610", "96413")
    finally:
        monkeypatch.undo()
        for each in cached:
            each.cache_clear()
    assert found == ["bundles not checked for 20610 with 96413: no edits on file"]


def test_each_quarter_of_the_lines_has_its_step() -> None:
    """An infusion over the end of June; a line that is open has no code to check."""
    lines = [
        AdministrationLine("96413", 1, date(2025, 6, 30), (), REPORTED, (1,), (), "", ""),
        AdministrationLine("96415", 1, date(2025, 7, 1), (), REPORTED, (1,), (), "", ""),
        AdministrationLine(
            "", 1, date(2025, 10, 1), (), NEEDS_DOCUMENTATION, (1,), ("96417",), "", ""
        ),
    ]
    assert [step.text for step in edit_steps(lines, "facility", nearest=False)] == [
        "bundles and add-ons checked against the edits of 2025Q2",
        "bundles and add-ons checked against the edits of 2025Q3",
    ]
    assert list(edit_steps([], "facility", nearest=False)) == []
