"""Rows of CMS's crosswalk, and the table of packages that is made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import evolve

from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.codes.code import BillingUnit
from hcpcs_jcodes.ndc.crosswalk import PACKAGE_COLUMNS
from jcodes_release.ndc.packages import number_of, number_text
from jcodes_release.ndc.tables import PackageTables, package_tables
from jcodes_release.readers.crosswalk import CrosswalkRow
from jcodes_release.wordings.versions import Version
from rituximab import VERSION

__all__ = ["NDC", "correction", "made", "measured", "one", "row", "table", "version"]

Rows = Mapping[str, Sequence[CrosswalkRow]]
NDC = "00001-0001-01"


def version(  # noqa: PLR0913 - one argument a fact
    code: str,
    drug: str,
    unit: BillingUnit,
    *,
    text: str | None = "",
    first: date = date(2020, 1, 1),
    last: date | None = None,
) -> Version:
    """A version of a code; ``text`` is its long description if that matters."""
    wording = evolve(
        VERSION.wording,
        code=code,
        valid_from=first,
        valid_to=last,
        long_description=f"Injection, {drug}" if text == "" else text,
    )
    description = evolve(VERSION.description, name=drug, substance=drug, unit=unit)
    return evolve(VERSION, wording=wording, description=description, unit=unit)


def measured(amount: str) -> BillingUnit:
    return BillingUnit("measured", Amount(amount))


CODES = {
    "J0001": [version("J0001", "novumab", measured("10 mg"))],
    "J0002": [version("J0002", "novumab", measured("1 mg"))],
    "J0003": [version("J0003", "penicillin", BillingUnit("up_to", Amount("600000 units")))],
    "J0004": [version("J0004", "saline", measured("500 mL"), text="Infusion, d5w, 500 cc")],
    "J0005": [version("J0005", "factor viii", measured("1 IU"))],
    "J0006": [version("J0006", "vaccine", BillingUnit("counted", counted="dose"))],
    "J0007": [
        version(
            "J0007",
            "cilastatin and imipenem",
            BillingUnit(
                "measured",
                components=(("imipenem", Amount("40 mg")), ("cilastatin", Amount("4 mg"))),
            ),
        )
    ],
    "J0008": [
        version(
            "J0008",
            "budesonide",
            BillingUnit("up_to", Amount("0.5 mg")),
            text="Budesonide, unit dose form, up to 0.5 mg",
        )
    ],
    "J0256": [version("J0256", "alpha 1 proteinase inhibitor", measured("10 mg"))],
    "J0696": [version("J0696", "ceftriaxone", measured("250 mg"))],
    "J0697": [version("J0697", "cefuroxime", measured("750 mg"))],
}


def row(  # noqa: PLR0913 - one argument a column
    code: str = "J0001",
    ndc: str = NDC,
    *,
    name: str = "Novumab",
    labeler: str = "Nova, Inc.",
    dosage: str = "10 MG",
    size: str = "1",
    items: str = "1",
    each: str = "10",
    whole: str = "",
) -> CrosswalkRow:
    """A row of CMS's layout; the package is the product of its items unless it is said."""
    return CrosswalkRow(
        code=code,
        short_description="",
        labeler=labeler,
        ndc=ndc,
        drug_name=name,
        dosage=dosage,
        package_size=size,
        package_quantity=items,
        billing_units=each,
        billing_units_per_package=whole or number_text(number_of(each) * number_of(items)),
    )


def correction(column: str, value: str, cms_value: str, **others: str) -> dict[str, str]:
    """A reviewed row, of 2024Q1 and the first code unless it is said."""
    return {
        "ndc": NDC,
        "code": "J0001",
        "first": "2024Q1",
        "last": "2024Q1",
        "column": column,
        "value": value,
        "cms_value": cms_value,
        "verdict": "corrected",
        "evidence": "other quarters",
        "reason": "misprint",
    } | others


def made(
    *rows: CrosswalkRow,
    attributes: Sequence[Mapping[str, str]] = (),
    corrections: Sequence[Mapping[str, str]] = (),
    quarters: Rows | None = None,
) -> PackageTables:
    return package_tables(quarters or {"2024Q1": rows}, attributes, corrections, CODES)


def table(tables: PackageTables) -> list[dict[str, str]]:
    return [dict(zip(PACKAGE_COLUMNS, cells, strict=True)) for cells in tables.packages]


def one(
    *rows: CrosswalkRow,
    attributes: Sequence[Mapping[str, str]] = (),
    corrections: Sequence[Mapping[str, str]] = (),
) -> dict[str, str]:
    """The only row of a table, or the one of the first package."""
    tables = made(*rows, attributes=attributes, corrections=corrections)
    assert tables.problems == []
    return next(each for each in table(tables) if each["ndc"] == rows[0].ndc)
