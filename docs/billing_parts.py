"""The generated parts about claim lines, rounding, packages and limits.

Cells that show an answer of the library are computed by the library.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from cells import dicts, ledger_dicts, plain, table

from hcpcs_jcodes import BadAmount, Bill, Payer, Rounding, bill, billing_units, codeset
from hcpcs_jcodes.codes.periods import quarters_of
from hcpcs_jcodes.payers.quarters import quarters_included, quarters_text

__all__ = ["BILLING_PARTS"]

_DAY = date(2025, 8, 1)
# a quarter whose status indicators are included
_STATUS_DAY = date(2026, 1, 15)

_NO_WASTE = Payer(
    name="a payer without JW and JZ", discarded_from="not used", zero_discarded_from="not used"
)
_VIALS: Mapping[str, Any] = {"opened": ["4 x 100 mg"], "container": "single-dose"}
_HOSPITAL: Mapping[str, Any] = {**_VIALS, "setting": "facility"}
_SUPPLIER: Mapping[str, Any] = {**_VIALS, "setting": "supplier"}

# a dose of J1745, whose unit is 10 mg, and what is known about it
_CASES: Sequence[tuple[str, Mapping[str, Any]]] = (
    ("350 mg", _VIALS),
    ("400 mg", _VIALS),
    ("395 mg", _VIALS),
    ("350 mg", {**_VIALS, "discarded": "20 mg"}),
    ("350 mg", {"container": "single-dose", "discarded": "50 mg"}),
    ("350 mg", {"container": "single-dose"}),
    ("350 mg", {"opened": ["4 x 100 mg"]}),
    ("400 mg", {"opened": ["4 x 100 mg"]}),
    ("350 mg", {**_VIALS, "container": "multi-dose"}),
    ("350 mg", {**_VIALS, "container": "bulk"}),
    ("350 mg", {**_VIALS, "opened": ["500 mg"], "sizes": ["100 mg", "500 mg"]}),
    ("400 mg", {**_VIALS, "opened": ["500 mg"], "sizes": ["100 mg", "500 mg"]}),
    ("350 mg", {**_VIALS, "on": date(2016, 12, 31)}),
    ("400 mg", {**_VIALS, "on": date(2016, 12, 31)}),
    ("350 mg", {**_VIALS, "on": date(2017, 1, 1)}),
    ("400 mg", {**_VIALS, "on": date(2023, 6, 30)}),
    ("400 mg", {**_VIALS, "on": date(2023, 7, 1)}),
    ("350 mg", {**_HOSPITAL, "on": _STATUS_DAY}),
    ("400 mg", {**_HOSPITAL, "on": _STATUS_DAY}),
    ("350 mg", {**_HOSPITAL, "status_indicator": "N"}),
    ("400 mg", {**_HOSPITAL, "status_indicator": "N"}),
    ("350 mg", {**_HOSPITAL, "status_indicator": "E1"}),
    ("350 mg", _HOSPITAL),
    ("400 mg", _HOSPITAL),
    ("400 mg", {**_SUPPLIER, "on": date(2023, 12, 31)}),
    ("400 mg", {**_SUPPLIER, "on": date(2024, 1, 1)}),
    ("350 mg", {**_VIALS, "place_of_service": "21"}),
    ("350 mg", {**_VIALS, "place_of_service": "22"}),
    ("400 mg", {**_VIALS, "place_of_service": "22"}),
    ("350 mg", {**_VIALS, "place_of_service": "65"}),
    ("400 mg", {**_VIALS, "place_of_service": "65"}),
    ("400 mg", {**_VIALS, "place_of_service": "65", "modifiers": ("AY",)}),
    ("350 mg", {**_VIALS, "modifiers": ("J1",)}),
    ("350 mg", {**_VIALS, "payer": _NO_WASTE}),
    ("400 mg", {**_VIALS, "payer": _NO_WASTE}),
)
_USUAL: Mapping[str, Any] = {"on": _DAY, "payer": "medicare", "setting": "professional"}
_SHOWN = (
    "setting",
    "place_of_service",
    "status_indicator",
    "modifiers",
    "discarded",
    "sizes",
    "payer",
)


def _fact(name: str, value: Any) -> str:
    text = getattr(value, "name", value)
    if isinstance(value, list | tuple):
        text = ", ".join(value)
    return f"{name.replace('_', ' ')} {text}"


def _lines(made: Bill) -> str:
    return "<br>".join(
        f"{'-'.join((line.code, *line.modifiers))} x {line.units}" for line in made.lines
    )


def _discard_cases() -> str:
    def rows() -> Iterator[Sequence[object]]:
        for dose, given in _CASES:
            facts = {**_USUAL, **given}
            made = bill("J1745", administered=dose, **facts)
            also = [_fact(name, facts[name]) for name in _SHOWN if name in given]
            unknown = [each for each in made.questions if each.severity == "blocks"]
            why = [f"not checked: {unknown[0]}"] if unknown else [made.steps[-1].text]
            yield (
                facts["on"],
                dose,
                ", ".join(facts.get("opened", ["not known"])),
                facts.get("container", "not known"),
                plain("; ".join(also)),
                _lines(made),
                plain(why[0]),
            )

    header = ("date of service", "administered", "opened", "container", "also", "lines", "why")
    return table(header, rows())


_ROUNDED: Sequence[tuple[str, str, str, str | None]] = (
    ("an amount", "J9312", "715 mg", None),
    ("an amount, repeating decimals", "J9359", "10 mg", None),
    ("an amount, whole units", "J9312", "700 mg", None),
    ("an amount, less than a unit", "J9312", "4 mg", None),
    ("up to an amount", "J0120", "300 mg", None),
    ("combination", "J7620", "3 mg", "albuterol"),
    ("counted: vials", "J1162", "2 vials", None),
    ("per dose", "J7321", "25 mg", None),
    ("band", "J0574", "8 mg", None),
    ("no unit (NOC)", "J3490", "40 mg", None),
)


def _rounding() -> str:
    def rows() -> Iterator[Sequence[object]]:
        codes = codeset(_DAY)
        for kind, code, dose, component in _ROUNDED:
            unit = codes[code].billing_unit

            def units(
                mode: Rounding,
                code: str = code,
                dose: str = dose,
                component: str | None = component,
            ) -> object:
                try:
                    return billing_units(codes[code], dose, component=component, rounding=mode)
                except BadAmount:
                    return "error"

            yield kind, f"{code}, {plain(unit)}", dose, *(units(mode) for mode in Rounding)

    header = ("billing unit", "code, one unit", "dose", *(f"`{mode.name}`" for mode in Rounding))
    return table(header, rows())


def _payer_rules() -> str:
    return table(
        ("payer", "rule", "value", "source"),
        (
            (row["payer"], f"`{row['rule']}`", row["value"], plain(row["source"]))
            for row in dicts("payers")
        ),
    )


def _payer_rows() -> str:
    """The rows of all rules but that of JW and JZ, which has a table of its own."""
    applies = {"yes": "yes", "no": "no", "": "depends"}
    return table(
        ("payer", "rule", "what", "value", "from", "applies", "reason", "source"),
        (
            (
                row["payer"],
                f"`{row['rule']}`",
                row["kind"],
                row["value"],
                row["since"],
                applies[row["applies"]],
                plain(row["reason"]),
                plain(row["source"]),
            )
            for row in dicts("payer_scopes")
            if row["rule"] != "discarded"
        ),
    )


def _scope() -> str:
    def dates(row: Mapping[str, str]) -> str:
        since, until = row["since"], row["until"]
        if since:
            return f"{since} to {until}" if until else f"from {since}"
        return f"until {until}" if until else "all"

    applies = {"yes": "yes", "no": "no", "": "depends"}
    return table(
        ("what", "value", "dates of service", "JW and JZ", "reason", "source"),
        (
            (
                row["kind"],
                row["value"],
                dates(row),
                applies[row["applies"]],
                plain(row["reason"]),
                plain(row["source"]),
            )
            for row in dicts("payer_scopes")
            if row["rule"] == "discarded"
        ),
    )


def _crosswalk_quarters() -> str:
    rows, quarters = dicts("ndc"), dicts("ndc_quarters")
    graded = ", ".join(
        f"{row['quarter']} ({row['grade']})" if row["grade"] != "O" else row["quarter"]
        for row in quarters
    )
    lacks = "".join(
        f" {row['quarter']} has no codes that begin with {row['lacks']}."
        for row in quarters
        if row["lacks"]
    )
    ndcs, codes = {row["ndc"] for row in rows}, {row["code"] for row in rows}
    return (
        f"These quarters are included: {graded}; T marks a file that was transcribed from views of "
        f"it.{lacks} They list {len(ndcs):,} NDCs under {len(codes):,} codes, in {len(rows):,} rows: "
        "quarters that follow each other in the list and have the same figures share one row."
    )


_VERDICTS = {
    "clean": "CMS's own figures; nothing contradicts them",
    "rounded": "CMS rounds the exact figure; the exact figure is given",
    "corrected": "CMS's figure or name is wrong and the right one is known; CMS's is also given",
    "doubtful": "an unresolved contradiction; no units are given",
}


def _verdicts() -> str:
    rows = dicts("ndc")
    counts = Counter(row["verdict"] for row in rows)
    example = {row["verdict"]: row for row in reversed(rows) if row["verdict"] != "clean"}
    return table(
        ("verdict", "rows", "meaning", "example"),
        (
            (
                verdict,
                f"{counts[verdict]:,}",
                meaning,
                plain(f"{of['ndc']}, {of['code']}: {of['note']}")
                if (of := example.get(verdict))
                else "",
            )
            for verdict, meaning in _VERDICTS.items()
        ),
    )


_SIZE_UNITS = {
    "ML": "milliliters of a liquid",
    "UN": "each: vials of powder, tablets",
    "GR": "grams",
    "F2": "international units, as the label of the vial states; no units are given",
    "ME": "milligrams, as the label of the vial states; no units are given",
    "": "cannot be determined",
}


def _size_units() -> str:
    counts = Counter(row["size_unit"] for row in dicts("ndc"))
    return table(
        ("unit of measure", "rows", "meaning"),
        ((unit or "not known", f"{counts[unit]:,}", text) for unit, text in _SIZE_UNITS.items()),
    )


def _size_units_from() -> str:
    counts = Counter(row["size_unit_from"] for row in dicts("ndc"))
    return table(
        ("source", "rows"),
        ((source or "none", f"{count:,}") for source, count in counts.most_common()),
    )


def _package_corrections() -> str:
    counts = Counter((row["verdict"], row["evidence"]) for row in ledger_dicts("ndc_corrections"))
    return table(
        ("verdict", "evidence", "corrections"),
        ((*key, f"{count:,}") for key, count in sorted(counts.items())),
    )


def _strength_differences() -> str:
    differing = ledger_dicts("ndc_strength_differences")
    counts = Counter(row["reason"] for row in differing)
    rows: list[Sequence[object]] = [
        (count, plain(reason)) for reason, count in counts.most_common() if count > 2
    ]
    rows.append(
        (sum(count for count in counts.values() if count <= 2), "others, one or two rows each")
    )
    total = f"{len(differing):,} rows, by reason:"
    return f"{total}\n\n{table(('rows', 'reason'), rows)}"


def _mue_quarters() -> str:
    counts: Counter[tuple[str, str]] = Counter()
    for row in dicts("mue"):
        counts.update((row["setting"], quarter) for quarter in quarters_of(row["quarters"]))
    quarters = sorted({quarter for _, quarter in counts})
    return table(
        ("setting", *quarters),
        (
            (
                setting,
                *(
                    f"{counts[setting, quarter]:,} codes"
                    if counts[setting, quarter]
                    else "not included"
                    for quarter in quarters
                ),
            )
            for setting in ("professional", "facility", "supplier")
        ),
    )


_INDICATORS = {
    "1": "each claim line by itself",
    "2": "all lines of the code and date together, without exception",
    "3": "all lines of the code and date together, unless documentation supports more",
}


def _mue_indicators() -> str:
    rows = dicts("mue")
    counts = Counter((row["mai"], row["setting"]) for row in rows)
    settings = ("professional", "facility", "supplier")
    return table(
        ("MAI", "the limit applies to", *(f"rows, {setting}" for setting in settings)),
        (
            (mai, text, *(f"{counts[mai, setting]:,}" for setting in settings))
            for mai, text in _INDICATORS.items()
        ),
    )


def _ncci_quarters() -> str:
    tables = {"ncci_pairs": "pairs that bundle", "add_on_parents": "primary codes of add-ons"}
    settings = ("professional", "facility")
    return table(
        ("edits", *settings),
        (
            (text, *(quarters_text(quarters_included(name, setting)) for setting in settings))
            for name, text in tables.items()
        ),
    )


def _status_quarters() -> str:
    counts: Counter[str] = Counter()
    published: set[str] = set()
    for row in dicts("status_indicators"):
        quarters = quarters_of(row["quarters"])
        counts.update(quarters)
        published.update(quarters if "Addendum B" in row["rests_on"] else ())
    return table(
        ("quarter", "codes", "Addendum B"),
        ((of, f"{counts[of]:,}", "included" if of in published else "") for of in sorted(counts)),
    )


def _limit_quarters() -> str:
    counts: Counter[str] = Counter()
    for row in dicts("payment_limits"):
        counts.update(quarters_of(row["quarters"]))
    return table(("quarter", "codes"), ((of, f"{counts[of]:,}") for of in sorted(counts)))


def _single_dose() -> str:
    rows = dicts("single_dose_codes")
    return f"The list included is dated {rows[0]['listed']} and has {len(rows):,} codes."


BILLING_PARTS: Mapping[str, Callable[[], str]] = {
    "crosswalk_quarters": _crosswalk_quarters,
    "discard_cases": _discard_cases,
    "limit_quarters": _limit_quarters,
    "mue_indicators": _mue_indicators,
    "mue_quarters": _mue_quarters,
    "ncci_quarters": _ncci_quarters,
    "package_corrections": _package_corrections,
    "payer_rows": _payer_rows,
    "payer_rules": _payer_rules,
    "rounding": _rounding,
    "scope": _scope,
    "single_dose": _single_dose,
    "size_units": _size_units,
    "size_units_from": _size_units_from,
    "status_quarters": _status_quarters,
    "strength_differences": _strength_differences,
    "verdicts": _verdicts,
}
