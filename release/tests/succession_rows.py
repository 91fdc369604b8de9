"""Rows of codes, packages and decisions, and the transitions that are made of them."""

from __future__ import annotations

from collections.abc import Mapping

from hcpcs_jcodes.codes.rows import CODE_COLUMNS
from hcpcs_jcodes.codes.successions import TRANSITION_COLUMNS
from jcodes_release.transitions.tables import transition_tables

__all__ = ["RITUXIMAB", "Row", "decision", "kinds", "package", "rules", "tables", "version"]

Row = Mapping[str, str]


def version(code: str, first: str, last: str, drug: str, unit: str, **cells: str) -> Row:
    """A row of codes.csv: a measured code of one substance, unless stated otherwise."""
    own = {
        "code": code,
        "valid_from": first,
        "valid_to": last,
        "begins": "added",
        "starts": "published",
        "use": "1",
        "long_description": f"Injection, {drug}, {unit}",
        "drug": drug,
        "substance": drug,
        "unit_kind": "measured",
        "unit_amount": unit,
        "releases": "2024Q1-2026Q1",
    }
    return dict.fromkeys(CODE_COLUMNS, "") | own | cells


def package(ndc: str, code: str, first: str, last: str) -> Row:
    """A row of ndc.csv, as far as successions need it."""
    return {"ndc": ndc, "code": code, "first": first, "last": last}


def decision(code: str, until: str, to_code: str, verdict: str, **cells: str) -> Row:
    """A row of transition_decisions.csv."""
    names = ("since", "kind", "split_by", "takes", "note", "reason", "evidence")
    own = {"code": code, "until": until, "to_code": to_code, "decision": verdict}
    return dict.fromkeys(names, "") | own | cells


def tables(
    *codes: Row,
    evidence: tuple[Row, ...] = (),
    packages: tuple[Row, ...] = (),
    decisions: tuple[Row, ...] = (),
) -> tuple[list[dict[str, str]], list[tuple[str, ...]], list[str]]:
    """The rows as mappings, the rejected candidates, the problems."""
    rows, rejected, problems = transition_tables(codes, evidence, packages, decisions)
    return [dict(zip(TRANSITION_COLUMNS, row, strict=True)) for row in rows], rejected, problems


RITUXIMAB = (
    version("J9310", "1999-01-01", "2018-12-31", "rituximab", "100 mg"),
    version("J9312", "2019-01-01", "", "rituximab", "10 mg"),
)


def kinds(rows: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    """From, to, and kind of each row."""
    return [(row["code"], row["to_code"], row["kind"]) for row in rows]


def rules(rejected: list[tuple[str, ...]]) -> list[tuple[str, str, str]]:
    """From, to, and rule of each rejected candidate."""
    return [(row[0], row[2], row[5]) for row in rejected]
