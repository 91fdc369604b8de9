"""Revenue codes: by number, each for what the table says, and none where nothing decides."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import (
    FAMILIES,
    TECHNIQUES,
    BadAmount,
    BadArgument,
    BadClaimLine,
    IncompatibleUnits,
    administration_revenue_code,
    revenue_code_of,
)
from hcpcs_jcodes.claims.fields import checked_revenue_code

from ..shipped import table_rows

ROWS = {row["code"]: row for row in table_rows("revenue_codes")}


def test_the_table_has_the_codes_of_drugs_and_their_administration() -> None:
    """Those of claim-lines.md 4.4, each with a source; what is unconfirmed is curated."""
    listed = "0250 0260 0331 0332 0335 0634 0635 0636 0637 0771 0871 0872 0873 0874 0875 0891 0892"
    assert list(ROWS) == listed.split()
    read = [code for code, row in ROWS.items() if row["evidence"] == "read"]
    assert read == "0636 0891 0892".split()
    for code, row in ROWS.items():
        assert checked_revenue_code(code) == code
        assert row["source"]
        assert set(row["family"].split("; ")) <= {"", *FAMILIES, "vaccine", "cell therapy"}
        assert set(row["technique"].split("; ")) <= {"", *TECHNIQUES}


def test_what_a_row_is_for_is_said_where_code_reads_it() -> None:
    """A drug has a kind, an administration a family and a technique, a step neither."""
    for row in ROWS.values():
        filled = [name for name in ("kind", "family", "technique") if row[name]]
        assert (
            filled
            == {
                "drug": ["kind"],
                "administration": ["family", "technique"],
                "step": [],
            }[row["used_for"]]
        )


@pytest.mark.parametrize(
    ("code", "facts", "revenue_code"),
    [
        ("J9312", {}, "0636"),
        ("90686", {}, "0636"),
        ("J9312", {"administered": "715 mg"}, "0636"),
        (None, {}, "0250"),
        ("J9312", {"self_administered": True}, "0637"),
        (None, {"self_administered": True}, "0637"),
        ("Q2042", {"product": "cell therapy"}, "0891"),
        ("J3399", {"product": "gene therapy"}, "0892"),
        (None, {"product": "cell therapy"}, "0891"),
        ("Q4081", {"administered": "9999.9 units"}, "0634"),
        ("Q4081", {"administered": "10000 units"}, "0635"),
        ("Q5105", {"administered": "9999 IU"}, "0634"),
        ("Q5105", {"administered": "10000 IU"}, "0635"),
        ("Q4081", {}, None),
        ("J0885", {"administered": "10000 units"}, "0636"),
    ],
)
def test_the_revenue_code_of_a_drug(
    code: str | None, facts: dict[str, Any], revenue_code: str | None
) -> None:
    assert revenue_code_of(code, **facts) == revenue_code


@pytest.mark.parametrize(
    ("family", "codes"),
    [
        (
            "complex",
            {
                "infusion": "0335",
                "push": "0335",
                "pump": "0335",
                "injection": "0331",
                "on-body injector": "0331",
                "none": "0332",
            },
        ),
        ("hormonal", {"injection": "0331", "on-body injector": "0331"}),
        ("therapeutic", {"infusion": "0260", "push": "0260", "pump": "0260"}),
        ("hydration", {"infusion": "0260", "push": "0260", "pump": "0260"}),
        ("vaccine", {"injection": "0771", "none": "0771"}),
        ("cell therapy", {"infusion": "0874", "injection": "0875"}),
    ],
)
def test_the_revenue_code_of_an_administration(family: Any, codes: dict[str, str]) -> None:
    """For anything else it depends on the department, and there is no answer."""
    for technique in TECHNIQUES:
        assert administration_revenue_code(family, technique) == codes.get(technique)


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        ({"code": "j9312"}, BadClaimLine, "write it as 'J9312'"),
        ({"product": "car-t"}, BadClaimLine, "product='car-t' is not one of 'cell therapy', 'gene"),
        ({"self_administered": "no"}, BadArgument, "self_administered='no' is neither"),
        ({"administered": "10"}, BadAmount, "has no unit"),
        ({"code": "Q4081", "administered": "1 mg"}, IncompatibleUnits, "1 mg"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    arguments: dict[str, Any], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        revenue_code_of(**{"code": "J9312", **arguments})


@pytest.mark.parametrize(
    ("family", "technique", "text"),
    [
        ("chemo", "infusion", "family='chemo' is not one of 'complex', 'hormonal'"),
        ("complex", "drip", "technique='drip' is not one of 'infusion', 'push'"),
    ],
)
def test_a_word_that_is_not_listed_is_refused(family: Any, technique: Any, text: str) -> None:
    with pytest.raises(BadClaimLine, match=text):
        administration_revenue_code(family, technique)
