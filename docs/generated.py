"""The parts of the pages that are generated from our own tables when the site is built.

A line ``<!-- generated: quarters -->`` on a page is replaced by what the function
of that name in ``PARTS`` returns.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import importlib_resources
from billing_parts import BILLING_PARTS
from cells import LEDGER, dicts, ledger_dicts, plain, table
from migration_parts import MIGRATION_PARTS
from pairing_parts import PAIRING_PARTS
from review_parts import REVIEW_PARTS

from hcpcs_jcodes import CodeSet, JCode, codeset, coverage
from hcpcs_jcodes.codes.code import comparing_form
from hcpcs_jcodes.payers.quarters import quarters_text

__all__ = ["filled"]

_PLACE = re.compile(r"^<!-- generated: ([a-z_]+) -->$", re.MULTILINE)
_SHORT_LENGTH = 28


def filled(page: str) -> str:
    """The page with its generated parts filled in.

    Raises:
        KeyError: the page names a part that does not exist.
    """
    return _PLACE.sub(lambda match: PARTS[match[1]](), page)


@cache
def _descriptor() -> Mapping[str, Any]:
    text = importlib_resources.files("hcpcs_jcodes.data").joinpath("datapackage.json")
    descriptor: Mapping[str, Any] = json.loads(text.read_text("utf-8"))
    return descriptor


@cache
def _quarters() -> tuple[CodeSet, ...]:
    """The code set of every quarter that is covered."""
    known = coverage()
    return tuple(
        codeset(f"{year}Q{quarter}")
        for year in range(known.first.year, known.last.year + 1)
        for quarter in (1, 2, 3, 4)
        if known.first <= date(year, 3 * quarter - 2, 1) <= known.last
    )


@cache
def _versions() -> tuple[JCode, ...]:
    """Every version of a J code or a related code that was in force on a covered day."""

    def listed() -> Iterator[JCode]:
        for quarter in _quarters():
            sets = [quarter]
            if quarter.start <= coverage().related_last:
                sets.append(quarter.related)
            for codes in sets:
                for code in codes:
                    yield from codes.versions(code)

    versions = {(version.code, version.valid_from): version for version in listed()}
    return tuple(versions[key] for key in sorted(versions))


def _covered() -> str:
    known = coverage()
    codes = {version.code for version in _versions() if version.code[0] == "J"}
    return (
        f"The data cover {known.first} to {known.last}: {len(codes):,} J codes that were in force "
        f"on at least one of these days, from {len(known.releases)} releases of CMS's file. "
        f"Related codes (outside J) are covered to {known.related_last}."
    )


def _each_quarter() -> str:
    def rows() -> Iterator[Sequence[object]]:
        for quarter in _quarters():
            rests_on = coverage().rests_on(quarter.start)
            named = " and ".join(f"{release.release} ({release.grade})" for release in rests_on)
            own = f"included, grade {rests_on[0].grade}"
            basis = own if len(rests_on) == 1 else f"derived from {named}"
            name = f"{quarter.start.year}Q{(quarter.start.month + 2) // 3}"
            yield name, f"{len(quarter):,}", basis

    return table(("quarter", "J codes", "rests on"), rows())


def _coverage_picture() -> str:
    """An inline picture, so that its text can be selected."""
    return f"<div style='overflow-x:auto'>{coverage().svg().strip()}</div>"


def _coverage_tables() -> str:
    return table(
        ("table", "of", "quarters", "grade", "note"),
        (
            (f"`{each.table}`", each.of, quarters_text(each.quarters), each.grade, plain(each.note))
            for each in coverage().tables
        ),
    )


def _releases() -> str:
    return table(
        ("release", "grade", "file", "related codes", "note"),
        (
            (
                included.release,
                included.grade,
                f"`{included.source_file}`",
                "yes" if included.related else "no",
                plain(included.note),
            )
            for included in coverage().releases
        ),
    )


def _bounded() -> str:
    return table(
        ("code", "not before", "no later than", "wording from then on"),
        (
            (
                version.code,
                version.source.not_before,
                version.valid_from,
                plain(version.long_description or version.short_description),
            )
            for version in _versions()
            if version.source.starts == "bounded"
        ),
    )


def _exceptions() -> str:
    return table(
        ("release", "code", "field", "what it should say", "reason"),
        (
            (
                row["release"],
                row["code"],
                f"`{row['field']}`",
                plain(row["value"]),
                plain(row["reason"]),
            )
            for row in ledger_dicts("release_exceptions")
        ),
    )


def _corrections() -> str:
    return table(
        ("code", "wording", "field", "set to", "reason"),
        (
            (
                row["code"],
                plain(row["wording"]),
                f"`{row['field']}`",
                plain(row["value"]) or "(none)",
                plain(row["reason"]),
            )
            for row in ledger_dicts("hand_corrections")
        ),
    )


def _why_no_unit(version: JCode) -> str:
    """Why a version has no billing unit, or none that is known."""
    if version.is_noc:
        return "not otherwise classified: the description names no drug and no unit"
    wording = version.long_description or version.short_description or ""
    for row in ledger_dicts("hand_corrections"):
        if (row["code"], row["field"]) == (version.code, "unit_kind") and comparing_form(
            row["wording"]
        ) == comparing_form(wording):
            return row["reason"]
    if version.long_description is not None:
        return "the description states no unit"
    if len(wording) >= _SHORT_LENGTH:
        return (
            "the long description is not available; the short one fills its 28 characters, so an "
            "amount at its end may have been cut off"
        )
    return "the long description is not available; the short one states no amount"


def _without_unit(kind: str) -> str:
    return table(
        ("code", "from", "to", "wording", "reason"),
        (
            (
                version.code,
                version.valid_from,
                version.valid_to or "open-ended",
                plain(version.long_description or version.short_description),
                plain(_why_no_unit(version)),
            )
            for version in _versions()
            if version.billing_unit.kind == kind
        ),
    )


def _kinds() -> str:
    """How many versions of J codes have a unit of each kind, and an example of each."""
    found: dict[str, list[JCode]] = {}
    for version in _versions():
        if version.code[0] == "J":
            found.setdefault(version.billing_unit.kind, []).append(version)
    return table(
        ("kind", "versions", "example", "one unit"),
        (
            (
                f"`{kind}`",
                f"{len(found[kind]):,}",
                f"{found[kind][0].code}, "
                + plain(found[kind][0].long_description or found[kind][0].short_description),
                plain(found[kind][0].billing_unit),
            )
            for kind in sorted(found, key=lambda kind: -len(found[kind]))
        ),
    )


def _field(field: Mapping[str, Any]) -> Sequence[object]:
    constraints = field.get("constraints", {})
    needed = "yes" if constraints.get("required") else ""
    return f"`{field['name']}`", field["type"], needed, plain(field["description"])


def _keys(name: str, schema: Mapping[str, Any]) -> str:
    lines = [f"Key: {', '.join(f'`{field}`' for field in schema['primaryKey'])}."]
    for key in (*schema.get("foreignKeys", ()), *schema.get("externalForeignKeys", ())):
        own = ", ".join(f"`{field}`" for field in key["fields"])
        reference = key["reference"]
        other = ", ".join(f"`{field}`" for field in reference["fields"])
        table = reference["resource"] or name
        lines.append(f"{own} refers to {other} of [{table}](#{_anchor(table)}).")
    return " ".join(lines)


def _anchor(table: str) -> str:
    """The anchor of a table's heading."""
    return f"{table.replace('_', '-')}-csv"


def _dictionary(
    descriptor: Mapping[str, Any], rows_of: Callable[[str], Sequence[Mapping[str, str]]]
) -> str:
    """The tables of one package, each with its keys and fields."""
    parts = []
    for resource in descriptor["resources"]:
        schema = resource["schema"]
        rows = len(rows_of(resource["name"]))
        parts += [
            f"({_anchor(resource['name'])})=",
            f"### {resource['path']}",
            f"**{plain(resource['title'])}**, {rows:,} rows. {plain(resource['description'])}",
            _keys(resource["name"], schema),
            table(
                ("field", "type", "required", "meaning"),
                (_field(field) for field in schema["fields"]),
            ),
        ]
    return "\n\n".join(parts)


def _ledger_dictionary() -> str:
    descriptor = json.loads((LEDGER / "datapackage.json").read_text("utf-8"))
    return _dictionary(descriptor, ledger_dicts)


def _license() -> str:
    return "\n".join(
        f"- [{plain(license_['title'])}]({license_['path']})"
        for license_ in _descriptor()["licenses"]
    )


def _sources() -> str:
    def title(source: Mapping[str, str]) -> str:
        text = plain(source["title"])
        return f"[{text}]({source['path']})" if "path" in source else text

    return table(
        ("publication", "sha256 of the file"),
        (
            (title(source), f"`{source['sha256'][:16]}...`" if "sha256" in source else "")
            for source in _descriptor()["sources"]
        ),
    )


PARTS: Mapping[str, Callable[[], str]] = {
    **BILLING_PARTS,
    **MIGRATION_PARTS,
    **PAIRING_PARTS,
    **REVIEW_PARTS,
    "bounded": _bounded,
    "corrections": _corrections,
    "covered": _covered,
    "coverage_picture": _coverage_picture,
    "coverage_tables": _coverage_tables,
    "dictionary": lambda: _dictionary(_descriptor(), dicts),
    "exceptions": _exceptions,
    "kinds": _kinds,
    "ledger_dictionary": _ledger_dictionary,
    "license": _license,
    "quarters": _each_quarter,
    "releases": _releases,
    "sources": _sources,
    "unknown": lambda: _without_unit("unknown"),
    "unspecified": lambda: _without_unit("unspecified"),
}
