"""The generated parts about successions and migration, computed by the library itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from cells import dicts, ledger_dicts, plain, table

from hcpcs_jcodes import Migration, NeedsDose, NotInForce, Target, history, migrate

__all__ = ["CASES", "MIGRATION_PARTS"]

# the case, a code with the earlier date, a code with the later one
CASES: Sequence[tuple[str, str, date, str, date]] = (
    ("unchanged", "J9271", date(2018, 6, 1), "J9271", date(2019, 6, 1)),
    ("reworded", "J7315", date(2015, 12, 31), "J7315", date(2016, 1, 1)),
    ("rescoped", "J1745", date(2016, 12, 31), "J1745", date(2017, 1, 1)),
    ("replaced, the unit smaller", "J9310", date(2018, 12, 31), "J9312", date(2019, 1, 1)),
    ("replaced, the unit larger", "C9303", date(2025, 6, 30), "J1326", date(2025, 7, 1)),
    ("replaced, an odd factor", "C9084", date(2022, 3, 31), "J9359", date(2022, 4, 1)),
    ('replaced, the old unit is "up to"', "J1170", date(2024, 9, 30), "J1171", date(2024, 10, 1)),
    ("replaced, a volume", "J0610", date(2023, 3, 31), "J0612", date(2023, 4, 1)),
    ("split by labeler", "J0171", date(2025, 6, 30), "J0168", date(2025, 7, 1)),
    ("split by route", "J3425", date(2024, 3, 31), "J3424", date(2024, 4, 1)),
    ("merged", "J1020", date(2024, 3, 31), "J1010", date(2024, 4, 1)),
    ("split, then merged back", "J7321", date(2020, 6, 30), "J7321", date(2021, 4, 1)),
    ("redefined", "J7311", date(2019, 9, 30), "J7311", date(2019, 10, 1)),
    ("reused", "J1440", date(2013, 6, 1), "J1440", date(2024, 6, 1)),
    ("a gap, inside it", "J0570", date(2024, 12, 31), "J0570", date(2025, 6, 1)),
    ("a gap, after it: reinstated", "J0570", date(2024, 12, 31), "J0570", date(2025, 10, 1)),
    ("an overlap, inside it", "C9043", date(2019, 9, 30), "J0642", date(2019, 11, 1)),
    ("an overlap, after it", "C9043", date(2019, 12, 31), "J0642", date(2020, 1, 1)),
    ("a chain", "J1725", date(2017, 6, 1), "J1726", date(2018, 1, 1)),
    ("ended", "J0190", date(2025, 12, 31), "", date(2026, 1, 1)),
    ("added", "", date(2018, 12, 31), "J0584", date(2019, 1, 1)),
)


def _cases() -> str:
    return table(
        ("case", "from", "to", "kind", "targets, with 8 old units converted"), _case_rows()
    )


def _case_rows() -> Iterator[Sequence[object]]:
    for case, older, earlier, newer, later in CASES:
        for code, on, to in ((older, earlier, later), (newer, later, earlier)):
            found = _answered(code, on, to)
            if found is not None:
                direction = "forward" if to > on else "backward"
                yield (
                    f"{case}, {direction}",
                    f"{code} on {on}",
                    to,
                    f"`{found.kind}`",
                    "<br>".join(map(_shown, found.targets)) or "none",
                )


def _answered(code: str, on: date, to: date) -> Migration | None:
    """The migration of a case; None for the direction in which it has no code."""
    try:
        return migrate(code, on=on, to=to) if code else None
    except NotInForce:
        return None


def _shown(target: Target) -> str:
    takes = f" ({', '.join(target.takes)})" if target.takes else ""
    try:
        units = target.units(8)
    except NeedsDose:
        return plain(f"{target.code}{takes}: needs the {target.convert}")
    number = f"{units[0]} to {units[1]}" if isinstance(units, tuple) else str(units)
    return plain(f"{target.code}{takes}: x {target.factor}, {number}")


def _successions() -> str:
    rows = dicts("transitions")
    ended = {row["code"] for row in rows if row["kind"] == "ended"}
    return (
        f"The table has {len(rows):,} rows for {len({row['code'] for row in rows}):,} codes. "
        f"For {len(ended)} codes it says that nothing follows. "
        f"{len(ledger_dicts('transition_rejects')):,} candidates were rejected, each with its reason in "
        "`transition_rejects.csv`."
    )


def _counted(column: str, head: str) -> str:
    counts = Counter(row[column] for row in dicts("transitions"))
    return table(
        (head, "rows"),
        ((f"`{name or 'none'}`", f"{counts[name]:,}") for name in sorted(counts)),
    )


def _picture() -> str:
    """An inline picture, so that its text can be selected."""
    return f"<div style='overflow-x:auto'>{history('J1440').svg().strip()}</div>"


MIGRATION_PARTS: Mapping[str, Callable[[], str]] = {
    "history_picture": _picture,
    "migration_cases": _cases,
    "succession_conversions": lambda: _counted("convert", "units convert by"),
    "succession_kinds": lambda: _counted("kind", "kind"),
    "successions": _successions,
}
