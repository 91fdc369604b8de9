"""A new way of giving a drug is a row: what happens when rows come and go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve

from hcpcs_jcodes import Administration
from hcpcs_jcodes.administration.rules import AdministrationRule

from ..charts import at, coded, iv, lines, push
from ..ruled import RULES, forget, instead


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[AdministrationRule]]:
    """The rules, to be changed by a test."""
    changed = list(RULES)
    instead(monkeypatch, lambda: changed)
    forget()
    yield changed
    monkeypatch.undo()
    forget()


def row(number: str, **cells: Any) -> AdministrationRule:
    return evolve(next(rule for rule in RULES if rule.rule == number), **cells)


def test_a_route_that_nobody_thought_of_is_rows(listed: list[AdministrationRule]) -> None:
    new: Any = {"routes": ("intranodal",), "family": "complex"}
    listed += [
        row("090", rule="161", cpt="0998T", **new),
        row("091", rule="162", cpt="0999T", **new),
        row("077", rule="163", cpt="0997T", **new),
    ]
    given: Any = {"drug": "x", "route": "intranodal", "family": "complex", "start": at(9)}
    infused = Administration(technique="infusion", stop=at(10, 31), **given)
    assert lines(coded(infused)) == "0998T 0999T"
    short = Administration(technique="infusion", stop=at(9, 15), **given)
    assert lines(coded(short)) == lines(coded(Administration(technique="injection", **given)))
    assert lines(coded(short)) == "0997T"


def test_a_second_kind_of_access_site_is_rows(listed: list[AdministrationRule]) -> None:
    by_site = [rule for rule in RULES if rule.counted == "by access site" and not rule.codes]
    listed += [evolve(rule, routes=("intraosseous",)) for rule in by_site]
    given: Any = {"route": "intraosseous", "family": "therapeutic"}
    day = [
        Administration("x", technique="infusion", start=at(9), stop=at(10, 31), **given),
        Administration("y", technique="push", start=at(11), **given),
        Administration("y", technique="push", start=at(11, 31), **given),
    ]
    assert lines(coded(*day)) == "96365 96366 96375 96376"


def test_a_role_without_a_row_needs_documentation(
    listed: list[AdministrationRule],
) -> None:
    day = [iv("J3373", at(8), at(10)), iv("J0696", at(10), at(11)), push("J2405", at(12))]
    assert lines(coded(*day)) == "96365 96366 96367 96375"
    listed[:] = [rule for rule in RULES if rule.role != "sequential"]
    forget()
    assert lines(coded(*day)) == "96365 96366 96375 ?96379"
    listed[:] = [rule for rule in listed if rule.role != "unlisted"]
    forget()
    encounter = coded(*day)
    assert encounter.open[0].candidates == ()
    assert encounter.open[0].reason.endswith("first hour: no code for this in the rules")
