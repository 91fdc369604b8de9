"""What a person should check: containers that the package does not come in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hcpcs_jcodes import Given, JCodesError, codeset, sizes_of
from tests.bills import DAY, asked, plan_x, read, single_dose, unchecked

THYROGEN = "58468-0030-02"  # 0.9 mg, filled with 1.1 mg
LARGE, SMALL = "50242-0053-06", "50242-0051-21"  # Rituxan, 500 mg and 100 mg


def test_overfill_is_questioned_if_the_package_is_known() -> None:
    """Rule 1.3.12: five vials of 0.9 mg leave 4 units, and their overfill does not add a fifth."""
    labeled = single_dose("J3240", "0.9 mg", opened=["5 x 0.9 mg"], spare_needed=True, ndc=THYROGEN)
    assert read(labeled) == ["J3240 x 1", "J3240-JW x 4"]
    assert "is not what one container" not in unchecked(labeled)
    filled = single_dose("J3240", "0.9 mg", opened=["5 x 1.1 mg"], spare_needed=True, ndc=THYROGEN)
    assert read(filled) == ["J3240 x 1", "J3240-JW x 5"]
    question = f"opened: 1.1 mg is not what one container of NDC {THYROGEN} holds (0.9 mg)"
    assert unchecked(filled).count(question) == 1
    assert "Overfill is never billed" in unchecked(filled)


@pytest.mark.parametrize(
    ("code", "dose", "opened", "facts"),
    [
        ("J9312", "715 mg", ["2 x 500 mg"], {"ndc": LARGE}),
        ("J9312", "715 mg", ["1000 mg"], {"ndc": LARGE}),
        ("J9312", "71.5 mL", ["2 x 50 mL"], {"ndc": LARGE, "concentration": "10 mg/mL"}),
        ("J0129", "125 mg", ["125 mg"], {"ndc": "00003-2188-11"}),
        ("J1162", 3, ["4 vials"], {"ndc": "50633-0120-11"}),
        ("J3480", "20 mEq", ["20 mEq"], {"ndc": "00338-0703-41"}),
    ],
)
def test_what_the_package_holds_is_not_questioned(
    code: str, dose: Any, opened: list[str], facts: dict[str, Any]
) -> None:
    """Whole containers, one by one or added, in any measure that the code accepts."""
    assert "is not what one container" not in unchecked(
        single_dose(code, dose, opened=opened, **facts)
    )


def test_containers_of_another_package_are_questioned() -> None:
    """Rule 1.1.11: a vial of 100 mg has its own NDC, and its own line."""
    opened = ["500 mg", "3 x 100 mg"]
    one = single_dose("J9312", "715 mg", opened=opened, ndc=LARGE)
    assert f"opened: 100 mg is not what one container of NDC {LARGE} holds (500 mg)" in unchecked(
        one
    )
    products = [
        Given("500 mg", opened=["500 mg"], ndc=LARGE),
        Given("215 mg", opened=["3 x 100 mg"], ndc=SMALL),
    ]
    assert "is not what one container" not in unchecked(single_dose("J9312", products))


def test_a_container_in_another_measure_is_compared_too() -> None:
    """55 mL of 10 mg/mL is 550 mg, more than a vial of 500 mg holds."""
    facts: dict[str, Any] = {"ndc": LARGE, "concentration": "10 mg/mL"}
    billed = single_dose("J9312", "50 mL", opened=["55 mL"], **facts)
    assert "opened: 55 mL is not what one container" in unchecked(billed)


@pytest.mark.parametrize(
    ("code", "dose", "facts"),
    [
        ("J9312", "50 mg", {"opened": ["51 mg"]}),
        ("J9312", "50 mg", {"discarded": "1 mg", "ndc": LARGE}),
        ("J9312", "50 mg", {"opened": ["51 mg"], "ndc": "99999-0001-01"}),
        ("J9312", "50 mg", {"opened": ["51 mg"], "ndc": LARGE, "on": date(2023, 8, 1)}),
        ("J7321", "25 mg", {"opened": ["26 mg"], "ndc": "50016-0957-21"}),
        (
            "J0702",
            "6 mg",
            {"opened": ["7 mg"], "ndc": "00517-0720-01", "component": "betamethasone acetate"},
        ),
    ],
)
def test_what_is_not_known_about_a_package_is_not_questioned(
    code: str, dose: str, facts: dict[str, Any]
) -> None:
    """No NDC, no containers, no listed package, a whole dose, a combination: nothing to compare."""
    assert "is not what one container" not in unchecked(single_dose(code, dose, **facts))


def test_the_nearest_quarter_is_compared_on_request() -> None:
    """The crosswalk of 2024 answers for 2023 only if the caller requests it."""
    facts: dict[str, Any] = {"opened": ["51 mg"], "ndc": LARGE, "on": date(2023, 8, 1)}
    assert "opened: 51 mg" in unchecked(single_dose("J9312", "50 mg", nearest=True, **facts))


@pytest.mark.parametrize(
    ("opened", "facts", "spare"),
    [
        (["2 x 100 mg"], {}, "100 mg"),
        (["2 x 100 mg"], {"container": None}, "100 mg"),
        (["100 mg", "50 mg"], {}, "50 mg"),
        (["60 mg", "50 mg", "40 mg"], {}, "50 mg"),
        (["110 mg", "60 mg", "50 mg", "40 mg"], {}, "110 mg + 50 mg"),
        (["99 mg", "50 mg"], {}, None),
        (["60 mg", "50 mg"], {}, None),
        (["200 mg"], {}, None),
        (["2 x 100 mg"], {"container": "multi-dose"}, None),
        (["2 x 100 mg"], {"container": "bulk"}, None),
        (["2 x 100 mg"], {"discarded": "100 mg"}, "100 mg"),
        (["2 x 100 mg"], {"discarded": "50 mg"}, "100 mg"),
        (["2 x 100 mg"], {"discarded": "9 mg"}, None),
        (["2 x 100 mg"], {"discarded": "0 mg"}, None),
        (["100 mg", "10 mL"], {"concentration": "10 mg/mL"}, "100 mg"),
        (["2 x 100 mg"], {"spare_needed": True}, None),
        (["2 x 100 mg"], {"spare_needed": False}, None),
        (["2 x 100 mg"], {"policy": plan_x()}, None),
        (["2 x 100 mg"], {"place_of_service": "72"}, None),
    ],
)
def test_the_extra_containers_are_those_without_which_the_dose_was_covered(
    opened: list[str], facts: dict[str, Any], spare: str | None
) -> None:
    """Rule 1.3.11: all that can be left out, where a line depends on it."""
    billed = single_dose("J9312", "100 mg", opened=opened, **facts)
    question = f"opened: without {spare} the dose of 100 mg would have been covered too, "
    found = [each for each in billed.questions if each.kind == "spare_container"]
    assert [each.text.startswith(question) for each in found] == ([] if spare is None else [True])
    about = [(each.severity, each.argument, each.owner) for each in found]
    assert set(about) <= {("blocks", "spare_needed", "nurse")}


def test_each_container_that_does_not_fit_is_questioned_once_and_in_order() -> None:
    """Three vials of 51 mg are one question, one of 52 mg is another."""
    facts: dict[str, Any] = {"opened": ["2 x 51 mg", "500 mg", "51 mg", "52 mg"], "ndc": LARGE}
    found = [text for text in asked(single_dose("J9312", "600 mg", **facts)) if LARGE in text]
    assert [text.split(" is not")[0] for text in found] == ["opened: 51 mg", "opened: 52 mg"]


def test_questions_come_in_the_order_in_which_a_claim_is_read() -> None:
    """Waste and quantity, narrative, container, sizes, NDCs."""
    products = [Given("4 mg", ndc="99999-0001-01"), Given("5 mg", ndc="99999-0002-01")]
    billed = single_dose("J1745", products, container="multi-dose")
    starts = ["quantity of NDC 99999-0002-01", "container: CMS lists J1745", "NDC 99999-0001-01: "]
    assert len(asked(billed)) == len(starts)
    for text, start in zip(asked(billed), starts, strict=True):
        assert text.startswith(start)


# --- containers without an NDC ------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "dose", "opened", "facts", "odd"),
    [
        ("J1745", "100 mg", ["100 mg"], {}, []),
        ("J1745", "100 mg", ["250 mg"], {}, ["250 mg"]),
        ("J1745", "100 mg", ["0.25 g", "2 x 250 mg", "101 mg"], {}, ["0.25 g", "101 mg"]),
        # several as one, and an equal part of one
        ("J9312", "500 mg", ["600 mg"], {}, []),
        ("J9312", "500 mg", ["650 mg"], {}, ["650 mg"]),
        ("J9312", "10 mg", ["50 mg"], {}, []),
        ("J9312", "10 mg", ["30 mg"], {}, ["30 mg"]),
        ("J9312", "10 mg", ["133.3333333 mg"], {}, ["133.3333333 mg"]),
        # more containers than a list may have: another slip
        ("J9312", "10 mg", ["10000050 mg"], {}, []),
        # a volume is converted, and the strength may be rounded
        ("J9312", "10 mg", ["3 mL"], {"concentration": "10 mg/mL"}, []),
        # what only the label states, what is not divided, and what is not listed
        ("J7192", "10 IU", ["17 IU"], {}, []),
        ("J3490", "10 mg", ["17 mg"], {"narrative": "examplumab"}, []),
        ("J7321", 1, ["17 mg"], {}, []),
        # the quarter of the date, or one near it on request
        ("J1745", "100 mg", ["250 mg"], {"on": date(2023, 8, 1)}, []),
        ("J1745", "100 mg", ["250 mg"], {"on": date(2023, 8, 1), "nearest": True}, ["250 mg"]),
        ("J1745", "100 mg", ["250 mg"], {"on": date(2022, 1, 1), "nearest": True}, ["250 mg"]),
        ("J1745", "100 mg", ["250 mg"], {"on": date(2021, 12, 31), "nearest": True}, []),
    ],
)
def test_a_container_that_no_package_of_the_code_holds_is_questioned(
    code: str, dose: Any, opened: list[str], facts: dict[str, Any], odd: list[str]
) -> None:
    """Once for each amount, where the crosswalk knows the content of every package."""
    billed = single_dose(code, dose, opened=opened, **facts)
    found = [each for each in billed.questions if each.kind == "container_size"]
    assert [each.text.partition(" holds ")[2].partition(",")[0] for each in found] == odd
    assert {(each.severity, each.argument) for each in found} <= {("verify", "opened")}


def test_no_size_that_the_crosswalk_lists_is_questioned() -> None:
    """Every package of every code of a quarter, alone and as a carton written as one."""
    tried = 0
    for code, version in codeset("2025-08-01").items():
        try:
            sizes = sizes_of(code, on=DAY)
        except JCodesError:
            continue
        if version.billing_unit.counted == "dose":
            continue  # a part of a dose is not given
        for size in sizes:
            for opened in ([size], [size, size * 10]):
                billed = single_dose(code, size, opened=opened)
                assert "container_size" not in {each.kind for each in billed.questions}
            tried += 1
    assert tried > 1000
