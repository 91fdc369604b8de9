"""The generated parts about which administration code goes with which drug."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from cells import dicts, plain, table

from hcpcs_jcodes import administration_codes, codeset, coverage

__all__ = ["PAIRING_PARTS"]


def _pairing_assumptions() -> str:
    """The rows that no publication confirms, and those on which sources disagree."""
    return table(
        ("rule", "tag", "drugs", "routes", "codes", "outcome", "reason", "source"),
        (
            (
                row["rule"],
                row["tag"],
                *(
                    plain(text)
                    for text in (
                        row["codes"] or row["classes"],
                        row["routes"],
                        row["cpt"] or "none",
                        row["outcome"],
                        row["reason"],
                        row["source"],
                    )
                ),
            )
            for row in dicts("administration_rules")
            if row["tag"] in {"C", "M"}
        ),
    )


def _pairing_coverage() -> str:
    """For each class, how many codes are in force and how many of them have an option."""
    known = coverage()
    in_force = [
        *((version, known.last) for version in codeset(known.last).values()),
        *(
            (version, known.related_last)
            for version in codeset(known.related_last).related.values()
        ),
    ]
    counted: Counter[str] = Counter()
    paired: Counter[str] = Counter()
    unknown = []
    for version, day in in_force:
        classes = "; ".join(version.drug.classes)
        counted[classes] += 1
        first, *_ = administration_codes(version, on=day, setting="facility")
        if first.outcome == "not_checked":
            unknown.append(version.code)
        else:
            paired[classes] += 1
    rows = ((classes, number, paired[classes]) for classes, number in counted.most_common())
    return (
        f"Of the {counted.total():,} codes in force on {known.last} (related codes on "
        f"{known.related_last}), {paired.total():,} have an administration option:\n\n"
        f"{table(('classes', 'codes', 'with an option'), rows)}\n\n"
        f"Codes without an option: {', '.join(unknown)}."
    )


PAIRING_PARTS: Mapping[str, Callable[[], str]] = {
    "pairing_assumptions": _pairing_assumptions,
    "pairing_coverage": _pairing_coverage,
}
