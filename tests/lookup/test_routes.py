"""Routes as charts write them: one place reads them for every call that takes a route."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hcpcs_jcodes import (
    ROUTES,
    Administration,
    BadAdministration,
    administration_codes,
    code_encounter,
    migrate,
    pair,
    resolve,
)
from hcpcs_jcodes.lookup.routes import checked_route

ON = date(2025, 8, 1)
WORDS = Path(__file__).resolve().parents[2] / "data" / "chargemaster_words.csv"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("IV", "intravenous"),
        ("I.V.", "intravenous"),
        ("IVPB", "intravenous"),
        ("iv push", "intravenous"),
        ("IM", "intramuscular"),
        ("SC", "subcutaneous"),
        ("S.C.", "subcutaneous"),
        ("SQ", "subcutaneous"),
        ("subq", "subcutaneous"),
        ("Sub-Q", "subcutaneous"),
        ("IT", "intrathecal"),
        ("PO", "oral"),
        ("p.o.", "oral"),
        (" Intravenous ", "intravenous"),
        ("CATHETER  CLEARANCE", "catheter clearance"),
        ("intra articular", "intra-articular"),
    ],
)
def test_a_route_may_be_written_as_charts_abbreviate_it(written: str, meant: str) -> None:
    assert checked_route(written) == meant


def test_every_route_is_itself() -> None:
    """In any case, and the exact word first."""
    for route in ROUTES:
        assert checked_route(route) == checked_route(f" {route.upper()}") == route


def test_every_abbreviation_of_the_table_is_read_as_a_route_of_the_list() -> None:
    with WORDS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "route"]
    assert len(rows) > 60
    for row in rows:
        assert checked_route(row["word"]) == row["meaning"]


@pytest.mark.parametrize("written", ["IA", "IC", "ns", "tablet", "intracatheter", "IV IM", "i", ""])
def test_what_stands_for_no_route_or_for_several_is_not_a_route(written: str) -> None:
    """IA is intra-arterial and intra-articular; an intracatheter dose may clear the catheter."""
    with pytest.raises(BadAdministration, match="is not a route: pass "):
        checked_route(written)


def test_an_error_for_a_route_names_the_usual_ones_first_and_similar_ones_before_them() -> None:
    with pytest.raises(BadAdministration) as caught:
        checked_route("drip")
    usual = "pass one of intravenous, subcutaneous, intramuscular, oral, "
    assert usual in str(caught.value)
    assert str(caught.value).endswith(" more in ROUTES")
    with pytest.raises(BadAdministration, match="pass intradermal or intramuscular"):
        checked_route("intradermular")
    with pytest.raises(BadAdministration, match=r"pass one of oral, nasal$"):
        checked_route("IV", ["nasal", "oral"])


def test_every_call_that_takes_a_route_reads_it() -> None:
    """A chart, a pair, the codes of a drug, a name and a migration."""
    start = "2025-08-01 09:00"
    route: Any = "IM"
    charted = Administration("J0696", route, "injection", start)
    assert charted == Administration("J0696", "intramuscular", "injection", start)
    assert [line.code for line in code_encounter([charted], setting="facility").lines] == ["96372"]
    assert pair("J0696", "96372", on=ON, setting="facility", route=route).outcome == "accepted"
    by_word, by_abbreviation = (
        administration_codes("J0696", on=ON, setting="facility", route=each)
        for each in ("intramuscular", route)
    )
    assert by_word == by_abbreviation
    route = "I.V."
    assert resolve("Stelara", on=ON, route=route).code == "J3358"
    found = migrate("J3425", on=date(2024, 1, 1), to=ON, route=route)
    assert [each.code for each in found.targets] == ["J3424"]
