"""Ways of giving a drug: the code of each role, and what the table says of it."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

import hcpcs_jcodes
from hcpcs_jcodes.administration.rules import administration_rules
from hcpcs_jcodes.administration.ways import (
    codes_in_role,
    counted_as,
    has_access_site,
    has_one_side,
    has_two_sides,
    least_gap,
    least_minutes,
    longest_push,
    office_codes,
    way_of,
)
from hcpcs_jcodes.tables import read_table
from hcpcs_jcodes.words import ROUTES

DAY: Final = date(2025, 8, 1)
BOTH: Final = ("facility", "professional")

# family, technique, route, role | code, setting if only one | rank, minutes, gap | counted
PINNED: Final = """
complex, infusion, intravenous, initial | 96413 | rank 1, 16 minutes | by access site
complex, infusion, intravenous, additional hour | 96415 | 31 minutes | by access site
complex, infusion, intravenous, sequential | 96417 | 16 minutes | by access site
complex, push, intravenous, initial | 96409 | rank 2 | by access site
complex, push, intravenous, new drug | 96411 | | by access site
complex, pump, intravenous, prolonged | 96416 | 481 minutes | each
complex, pump, intravenous, started in the office | G0498 professional | 481 minutes | each
complex, unlisted, intravenous, unlisted | 96549 | |
complex, unlisted, intra-arterial, unlisted | 96549 | |
complex, infusion, intra-arterial, initial | 96422 | 16 minutes | by drug
complex, infusion, intra-arterial, additional hour | 96423 | 31 minutes | by drug
complex, push, intra-arterial, push | 96420 | | each
complex, pump, intra-arterial, prolonged | 96425 | 481 minutes | each
complex, infusion, hepatic arterial, initial | 96422 | 16 minutes | by drug
complex, infusion, hepatic arterial, additional hour | 96423 | 31 minutes | by drug
complex, push, hepatic arterial, push | 96420 | | each
complex, pump, hepatic arterial, prolonged | 96425 | 481 minutes | each
complex, injection, subcutaneous, injection | 96401 | | once a drug
complex, injection, intramuscular, injection | 96401 | | once a drug
hormonal, injection, subcutaneous, injection | 96402 | | once a drug
hormonal, injection, intramuscular, injection | 96402 | | once a drug
therapeutic, infusion, intravenous, initial | 96365 | rank 3, 16 minutes | by access site
therapeutic, infusion, intravenous, additional hour | 96366 | 31 minutes | by access site
therapeutic, infusion, intravenous, sequential | 96367 | 16 minutes | by access site
therapeutic, infusion, intravenous, concurrent | 96368 | 16 minutes | by access site
therapeutic, push, intravenous, initial | 96374 | rank 4 | by access site
therapeutic, push, intravenous, new drug | 96375 | | by access site
therapeutic, push, intravenous, same drug | 96376 facility | gap 31 | by access site
therapeutic, pump, intravenous, prolonged | C8957 facility | 481 minutes | each
therapeutic, unlisted, intravenous, unlisted | 96379 | |
therapeutic, unlisted, intra-arterial, unlisted | 96379 | |
therapeutic, push, intra-arterial, push | 96373 | | each
therapeutic, injection, subcutaneous, injection | 96372 | | once a drug
therapeutic, injection, intramuscular, injection | 96372 | | once a drug
therapeutic, injection, intradermal, injection | 96372 | | once a drug
therapeutic, on-body injector, subcutaneous, on-body injector | 96377 | | each
therapeutic, infusion, subcutaneous, initial | 96369 | 16 minutes | by set-up
therapeutic, infusion, subcutaneous, additional hour | 96370 | 31 minutes | by set-up
therapeutic, infusion, subcutaneous, additional site | 96371 | | by set-up
hydration, infusion, intravenous, initial | 96360 | rank 5, 31 minutes | by access site
hydration, infusion, intravenous, additional hour | 96361 | 31 minutes | by access site
"""
ROWS: Final = [[cell.strip() for cell in line.split("|")] for line in PINNED.strip().splitlines()]
ROLES: Final = {tuple(row[0].split(", ")) for row in ROWS}
SIDES: Final = (
    "intra-articular",
    "intracameral implant",
    "intravitreal",
    "intravitreal implant",
    "retrobulbar",
    "subconjunctival",
    "subretinal",
    "suprachoroidal",
)


def number(text: str, pattern: str) -> int | None:
    found = re.search(pattern, text)
    return int(found[1]) if found else None


@pytest.mark.parametrize(("what", "code", "numbers", "counted"), ROWS)
def test_each_role_has_its_code_rank_and_minutes(
    what: str, code: str, numbers: str, counted: str
) -> None:
    family, technique, route, role = what.split(", ")
    cpt, _, only = code.partition(" ")
    for setting in BOTH:
        way = way_of(family, technique, role, route=route, setting=setting, on=DAY)
        if setting not in (only or BOTH):
            assert way is None
            continue
        assert way is not None
        assert (way.cpt, way.counted) == (cpt, counted)
        assert way.rank == number(numbers, r"rank (\d+)")
        assert way.minutes == number(numbers, r"(\d+) minutes")
        assert way.gap == number(numbers, r"gap (\d+)")
        assert counted_as(route, technique) == counted


def test_no_other_role_has_a_code_for_a_family() -> None:
    found = {
        (rule.family, rule.technique, route, rule.role)
        for rule in administration_rules()
        # "infusion" lists the codes of drugs whose family is open
        if rule.family and rule.role != "infusion"
        for route in rule.routes
    }
    every_route = {key for key in found if key[2] == "any"}
    assert every_route == {("complex", "unlisted", "any", "unlisted")}
    unlisted = {key for key in ROLES if key[:2] == ("complex", "unlisted")}
    assert found - every_route == ROLES - unlisted


def test_rows_of_one_code_and_role_say_the_same_of_it() -> None:
    known: dict[tuple[str, ...], tuple[object, ...]] = {}
    for rule in administration_rules():
        if not rule.counted:
            continue
        said = (rule.counted, rule.rank, rule.minutes, rule.gap, rule.office_only)
        for route in rule.routes:
            key = (rule.cpt, rule.family, rule.technique, rule.role, route)
            assert known.setdefault(key, said) == said, rule.rule


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_and_technique_are_counted_in_one_way(route: str) -> None:
    for technique in {rule.technique for rule in administration_rules()}:
        ways = {
            rule.counted
            for rule in administration_rules()
            if rule.family and rule.technique == technique and route in rule.routes
        }
        assert len(ways) <= 1
        assert counted_as(route, technique) == next(iter(ways), "")


def test_only_a_vein_has_an_access_site() -> None:
    assert [route for route in ROUTES if has_access_site(route)] == ["intravenous"]


def test_these_routes_have_two_sides() -> None:
    assert tuple(sorted(filter(has_two_sides, ROUTES))) == SIDES


def test_these_routes_have_no_sides() -> None:
    assert [route for route in ROUTES if has_one_side(route)] == [
        "intracavernosal",
        "intradetrusor",
        "intraperitoneal",
        "intrauterine",
        "intravesical",
    ]


def test_the_minutes_of_a_role_are_those_of_its_rows() -> None:
    assert longest_push() == 15
    assert least_minutes("initial") == 16
    assert least_minutes("initial", "hydration") == 31
    assert least_minutes("additional hour") == 31
    assert least_minutes("concurrent") == 16
    assert least_minutes("prolonged") == least_minutes("prolonged", "complex") == 481
    assert least_gap("same drug") == 31


def test_a_pump_of_the_office_has_a_code_since_2016() -> None:
    pump: Any = ("complex", "pump", "started in the office")
    given: Any = {"route": "intravenous", "setting": "professional"}
    assert way_of(*pump, on=date(2015, 12, 31), **given) is None
    assert way_of(*pump, on=date(2016, 1, 1), **given) is not None


def test_refills_have_these_codes() -> None:
    assert codes_in_role("refill") == {"96521", "96522"}


def test_a_practitioner_reports_these_codes_in_the_office_only() -> None:
    ranges = (("96360", "96379"), ("96401", "96425"), ("96521", "96523"))
    every = {rule.cpt for rule in administration_rules()}
    office = {code for code in every if any(first <= code <= last for first, last in ranges)}
    assert office_codes() == office
    assert len(office) == 33


def texts(tree: ast.Module) -> list[str]:
    """The texts of a program, without those that document it."""
    documentation = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documentation
    ]


def test_no_administration_code_stands_in_the_program() -> None:
    known = {rule.cpt for rule in administration_rules()} - {""}
    known |= {row[0] for row in list(read_table("add_on_parents"))[1:]}
    found = [
        (path.name, text)
        for path in Path(hcpcs_jcodes.__file__).parent.rglob("*.py")
        for text in texts(ast.parse(path.read_text("utf-8")))
        if known & set(re.findall(r"\b[0-9A-Z][0-9]{3}[0-9T]\b", text))
    ]
    assert sorted(found) == [
        ("options.py", "an administration code, e.g. 96413; all if omitted"),
        (
            "settings.py",
            " is not an administration code: pass five characters such as '96413'",
        ),
    ]
