"""The hypothesis strategies of the tests, and a hand-picked pool of edge values."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Final

from hypothesis import strategies as st

from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.amounts.measures import UNITS
from hcpcs_jcodes.codes.code import BillingUnit, Drug, JCode
from hcpcs_jcodes.codes.ledger import code_ledger

FIRST_DAY: Final = date(2011, 1, 1)
LAST_DAY: Final = date(2026, 12, 31)
QUARTERS: Final = tuple(
    f"{year}Q{quarter}"
    for year in range(FIRST_DAY.year, LAST_DAY.year + 1)
    for quarter in range(1, 5)
)

SYMBOLS: Final = tuple(dict.fromkeys(unit.symbol for unit in UNITS.values()))
# what each is in one unit of its dimension, listed independently of the library
MASSES: Final = {
    "ng": Fraction(1, 1_000_000),
    "mcg": Fraction(1, 1000),
    "mg": Fraction(1),
    "g": Fraction(1000),
    "kg": Fraction(1_000_000),
}
VOLUMES: Final = {"mcL": Fraction(1, 1000), "mL": Fraction(1), "L": Fraction(1000)}

# numbers that have caused errors: below one unit, just above or below a whole number
# of units, decimals that no binary float equals, repeating decimals
EDGE_NUMBERS: Final = (
    Fraction(1),
    Fraction(2),
    Fraction(1, 1000),
    Fraction(Decimal("0.075")),
    Fraction(Decimal("0.1")),
    Fraction(Decimal("0.3")),
    Fraction(Decimal("2.27")),
    Fraction(Decimal("74.2")),
    Fraction(Decimal("99.999999")),
    Fraction(100),
    Fraction(Decimal("100.000001")),
    Fraction(Decimal("463.5")),
    Fraction(715),
    Fraction(9999),
    Fraction(10_000),
    Fraction(1_200_000),
    Fraction(10**13),
    Fraction(1, 3),
    Fraction(22, 7),
)

# texts that have broken a parser of codes or amounts
EDGE_TEXTS: Final = (
    "",
    " ",
    ".",
    "..",
    "-",
    "J",
    "j9312 ",
    "JO129",
    "J 9312",
    "J9312-JW-59",
    "J93.12",
    "J931",
    "J93122",
    "Q5115",
    "96413",
    "50242-0040-01",
    "0636",
    "\x00",
    "\ud800",
    "\u0661\u0662",
    "\uff2a\uff19\uff13\uff11\uff12",
    "\N{LATIN SMALL LETTER SHARP S}" * 50,
    "\N{MICRO SIGN}g",
    "1e999999999 mg",
    "J" * 5000,
    "0" * 5000,
)


def numbers() -> st.SearchStrategy[Fraction]:
    """Positive numbers: whole, decimal, repeating decimals, and the edge values."""
    return st.one_of(
        st.sampled_from(EDGE_NUMBERS),
        st.integers(1, 10**9).map(Fraction),
        st.builds(
            lambda n, places: Fraction(n, 10**places), st.integers(1, 10**9), st.integers(1, 9)
        ),
        st.builds(Fraction, st.integers(1, 10**6), st.integers(1, 10**4)),
    )


def amounts(*symbols: str) -> st.SearchStrategy[Amount]:
    """Positive amounts in one of the units, or in any known unit if none is named."""
    return st.builds(Amount, numbers(), st.sampled_from(symbols or SYMBOLS))


def texts() -> st.SearchStrategy[str]:
    """Any text, including what a biller might type for a code."""
    return st.one_of(
        st.sampled_from(EDGE_TEXTS),
        st.text(),
        st.text("JQjqOoIlSsZz|0123456789- ", max_size=12),
    )


def days() -> st.SearchStrategy[date]:
    """Days covered, often the first or last of a quarter."""
    edges = [quarter_start(quarter) for quarter in QUARTERS]
    edges += [edge - timedelta(days=1) for edge in edges[1:]] + [LAST_DAY]
    return st.sampled_from(edges) | st.dates(FIRST_DAY, LAST_DAY)


def quarter_start(quarter: str) -> date:
    """The first day of a quarter such as "2025Q3"."""
    return date(int(quarter[:4]), int(quarter[5]) * 3 - 2, 1)


@cache
def packaged_versions() -> tuple[JCode, ...]:
    """Every packaged version of J codes and of their related codes."""
    ledger = code_ledger()
    return tuple(
        ledger.version(row)
        for table in (ledger.jcodes, ledger.related)
        for rows in table.values()
        for row in rows
    )


def versions_with_an_amount() -> st.SearchStrategy[JCode]:
    """Packaged versions whose billing unit is one amount."""
    return st.deferred(
        lambda: st.sampled_from(
            [version for version in packaged_versions() if version.billing_unit.amount is not None]
        )
    )


def code_with(unit: BillingUnit | str) -> JCode:
    """A code made by hand, billed by this unit or amount."""
    if isinstance(unit, str):
        unit = BillingUnit("measured", Amount(unit))
    return JCode(
        code="J0001",
        valid_from=date(2020, 1, 1),
        valid_to=None,
        begins="added",
        long_description="Injection, examplumab, by hand",
        short_description="Injection, examplumab",
        drug=Drug("examplumab"),
        billing_unit=unit,
    )
