"""Each rule of drug administration: pinned as it was read, and checked against pair()."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import Any, Final, NamedTuple

import pytest

from hcpcs_jcodes import (
    AdministrationOption,
    JCode,
    administration_codes,
    codeset,
    pair,
)
from hcpcs_jcodes.administration.rules import (
    AdministrationRule,
    administration_rules,
    techniques_of,
)

from ..strategies import packaged_versions

SETTINGS: Final = ("facility", "professional")
TODAY: Final = date(2026, 9, 30)
DAY: Final = timedelta(days=1)
BEST_FIRST: Final = ("accepted", "needs documentation", "refused")

GROUPS: Final = {
    "CELLS": (
        "Q2041 Q2042 Q2053 Q2054 Q2055 Q2056 Q2057 Q2058 Q2040 C9073 C9076 C9081 C9098 C9301"
    ),
    "STEROIDS": "J0702 J1010 J1020 J1030 J1040 J1100 J3301",
    "MABS": "J9312 Q5115 Q5119 Q5123 J9310 J0202 Q9979",
    "plain": "clotting factor, growth factor, immune globulin, other, supportive care",
    "biologic": "biologic response modifier, gene or cell therapy",
}

# rule | drugs by code or class | routes | technique, family | codes | role, and the codes one
# of which must be reported with it | outcome, the only setting, dates
PINNED: Final = """
001 | J0517 J0717 J0897 J1826 J2357 Q3027 Q3028 C9272 C9466 J0718 Q3025 Q3026 | subcutaneous,
    intramuscular | injection, complex | 96401 | injection | needs documentation
002 | J0517 J1826 J2357 Q3027 Q3028 C9466 Q3025 Q3026 | subcutaneous, intramuscular
    | injection, therapeutic | 96372 | injection | accepted
003 | J0717 J0718 | subcutaneous, intramuscular | injection, therapeutic | 96372 | injection | needs
    documentation
004 | J1950 J3315 | subcutaneous, intramuscular | injection, hormonal | 96402 | injection |
    needs documentation
005 | J1950 J3315 | subcutaneous, intramuscular | injection, therapeutic | 96372 | injection |
    needs documentation
006 | MABS | intravenous | infusion, therapeutic | 96365 | initial | needs documentation
007 | MABS | intravenous | infusion, therapeutic | 96366 | additional hour | needs documentation
008 | MABS | intravenous | infusion, therapeutic | 96367 | sequential | needs documentation
009 | MABS | intravenous | infusion, therapeutic | 96368 | concurrent | needs documentation
010 | CELLS | intravenous | procedure | 0540T | administration | accepted 2019-01-01..2024-12-31
011 | CELLS | intravenous | procedure | 38228 | administration | accepted 2025-01-01..
012 | CELLS | intravenous | procedure | 0537T 0538T 0539T | preparation | needs documentation
    2019-01-01..2024-12-31
013 | CELLS | intravenous | procedure | 38225 38226 38227 | preparation | needs documentation
    2025-01-01..
014 | 90380 90381 | intramuscular | injection | 96380 96381 | injection | accepted 2023-10-06..
015 | 90380 90381 | intramuscular | injection, therapeutic | 96372 | injection | accepted
    ..2023-10-05
016 | J2505 J2506 Q5111 | subcutaneous | on-body injector, therapeutic | 96377 | on-body
    injector | accepted 2017-01-01..
017 | J7312 J7313 J7314 C9450 | intravitreal implant | procedure | 67028 | injection | accepted
018 | J7311 | intravitreal implant | procedure | 67027 | insertion | accepted
019 | J2779 C9093 | intravitreal implant | procedure | 67027 67028 | insertion or refill | needs
    documentation
020 | J3403 | intravitreal implant | procedure | 67027 67028 | insertion | needs documentation
021 | J0775 | intralesional | procedure | 20527 | injection | accepted
022 | J2997 J3364 | catheter clearance | procedure | 36593 | clearance | accepted
023 | J2997 | intrapleural | procedure | 32561 32562 | instillation | needs documentation
024 | J0270 J2440 | intracavernosal | procedure | 54235 | injection | accepted
025 | J0475 J2274 J2278 J7999 J7799 J2275 Q9974 | intrathecal, epidural | procedure | 62369 62370 95990
    95991 | pump refill | accepted
026 | J0475 J0476 J2274 J2278 J2275 Q9974 | intrathecal, epidural | procedure | 62322 62323 | injection |
    accepted
027 | J1096 C9048 | lacrimal insert | procedure | 68841 | insertion | accepted 2022-01-01..
028 | J1096 C9048 | lacrimal insert | procedure | 0356T | insertion | accepted ..2021-12-31
029 | J1642 | intravenous | flush | 96523 | flush | needs documentation
030 | any | endotracheal, intraosseous | none | - | none | accepted
031 | any | any | visit | 99211 | visit | refused
032 | any | any | access | 36000 36410 | access | refused
033 | any | any | flush | 96523 | flush | refused
034 | any | any | procedure | 11982 | removal | refused
035 | any | any | procedure | 0661T | removal | refused
036 | any | any | injection | 95115 95117 95120 95125 95144 95145 95146 95147 95148 95149 95165
    95170 | allergen | refused
037 | antineoplastic | intravenous | infusion, complex | 96413 | initial | accepted
038 | antineoplastic | intravenous | infusion, complex | 96415 | additional hour | accepted
039 | antineoplastic | intravenous | infusion, complex | 96417 | sequential | accepted
040 | antineoplastic | intravenous | push, complex | 96409 | initial | accepted
041 | antineoplastic | intravenous | push, complex | 96411 | new drug | accepted
042 | antineoplastic | intravenous | pump, complex | 96416 | prolonged | accepted facility
043 | antineoplastic | intravenous | pump, complex | G0498 | started in the office | needs
    documentation professional 2016-01-01..
044 | antineoplastic | intravenous | pump, complex | 96416 | prolonged | needs documentation
    professional
045 | antineoplastic | intravenous | refill | 96521 | refill | needs documentation
046 | antineoplastic | intravenous, hepatic arterial, intra-arterial | refill | 96522 | refill |
    needs documentation
047 | plain | intravenous | infusion, therapeutic | 96365 | initial | accepted
048 | plain | intravenous | infusion, therapeutic | 96366 | additional hour | accepted
049 | plain | intravenous | infusion, therapeutic | 96367 | sequential | accepted
050 | plain | intravenous | infusion, therapeutic | 96368 | concurrent | accepted
051 | plain | intravenous | push, therapeutic | 96374 | initial | accepted
052 | plain | intravenous | push, therapeutic | 96375 | new drug | accepted
053 | plain | intravenous | push, therapeutic | 96376 | same drug | accepted facility
054 | biologic | intravenous | infusion, complex | 96413 | initial | needs documentation
055 | biologic | intravenous | infusion, complex | 96415 | additional hour | needs documentation
056 | biologic | intravenous | infusion, complex | 96417 | sequential | needs documentation
057 | biologic | intravenous | push, complex | 96409 | initial | needs documentation
058 | biologic | intravenous | push, complex | 96411 | new drug | needs documentation
059 | biologic | intravenous | infusion, therapeutic | 96365 | initial | needs documentation
060 | biologic | intravenous | infusion, therapeutic | 96366 | additional hour | needs
    documentation
061 | biologic | intravenous | infusion, therapeutic | 96367 | sequential | needs documentation
062 | biologic | intravenous | infusion, therapeutic | 96368 | concurrent | needs documentation
063 | biologic | intravenous | push, therapeutic | 96374 | initial | needs documentation
064 | biologic | intravenous | push, therapeutic | 96375 | new drug | needs documentation
065 | biologic | intravenous | push, therapeutic | 96376 | same drug | needs documentation
    facility
066 | diagnostic | intravenous | infusion, therapeutic | 96365 | initial | needs documentation
067 | diagnostic | intravenous | infusion, therapeutic | 96366 | additional hour | needs
    documentation
068 | diagnostic | intravenous | infusion, therapeutic | 96367 | sequential | needs
    documentation
069 | diagnostic | intravenous | infusion, therapeutic | 96368 | concurrent | needs
    documentation
070 | diagnostic | intravenous | push, therapeutic | 96374 | initial | needs documentation
071 | diagnostic | intravenous | push, therapeutic | 96375 | new drug | needs documentation
072 | diagnostic | intravenous | push, therapeutic | 96376 | same drug | needs documentation
    facility
073 | plain | intravenous | pump, therapeutic | C8957 | prolonged | accepted facility
074 | hydration fluid | intravenous | infusion, hydration | 96360 | initial | accepted
075 | hydration fluid | intravenous | infusion, hydration | 96361 | additional hour | accepted
076 | hydration fluid | intravenous | infusion, therapeutic | 96365 96366 96367 | infusion |
    needs documentation
077 | antineoplastic | subcutaneous, intramuscular | injection, complex | 96401 | injection |
    accepted
078 | hormonal antineoplastic | subcutaneous, intramuscular | injection, hormonal | 96402 |
    injection | accepted
079 | plain | subcutaneous, intramuscular | injection, therapeutic | 96372 | injection |
    accepted
080 | biologic | subcutaneous, intramuscular | injection, therapeutic | 96372 | injection |
    needs documentation
081 | biologic | subcutaneous, intramuscular | injection, complex | 96401 | injection | needs
    documentation
082 | diagnostic | subcutaneous, intramuscular | injection, therapeutic | 96372 | injection |
    needs documentation
083 | plain | intradermal | injection, therapeutic | 96372 | injection | needs documentation
084 | plain | subcutaneous | infusion, therapeutic | 96369 | initial | accepted
085 | plain | subcutaneous | infusion, therapeutic | 96370 | additional hour | accepted
086 | plain | subcutaneous | infusion, therapeutic | 96371 | additional site | accepted
087 | biologic | subcutaneous | infusion, therapeutic | 96369 96370 96371 | infusion | needs
    documentation
088 | plain, biologic | subcutaneous | on-body injector, therapeutic | 96377 | on-body injector
    | needs documentation 2017-01-01..
089 | antineoplastic | intra-arterial, hepatic arterial | push, complex | 96420 | push |
    accepted
090 | antineoplastic | intra-arterial, hepatic arterial | infusion, complex | 96422 | initial |
    accepted
091 | antineoplastic | intra-arterial, hepatic arterial | infusion, complex | 96423 | additional
    hour | accepted
092 | antineoplastic | intra-arterial, hepatic arterial | pump, complex | 96425 | prolonged |
    accepted
093 | plain | intra-arterial | push, therapeutic | 96373 | push | accepted
094 | antineoplastic | intrapleural | procedure | 96440 | instillation | accepted
095 | antineoplastic | intraperitoneal | procedure | 96446 | instillation | accepted
096 | antineoplastic | intraperitoneal | procedure | 96547 96548 | instillation | needs
    documentation 2024-01-01..
097 | antineoplastic | intrathecal | procedure | 96450 | injection | accepted
098 | antineoplastic | intraventricular, intrathecal | procedure | 96542 | injection | needs
    documentation
099 | other | intraventricular | procedure | 96542 96450 | injection | needs documentation
100 | biologic, other | intrathecal | procedure | 62322 62323 96450 | injection | needs
    documentation
101 | plain, diagnostic | epidural | procedure | 62320 62321 62322 62323 64479 64483 | injection
    | accepted
102 | plain | perineural | procedure | 64400 64405 64408 64415 64416 64417 64418 64420 64425
    64430 64435 64445 64446 64447 64448 64449 64450 64451 64454 64455 64490 64493 | injection |
    accepted
103 | plain, hyaluronan | intra-articular | procedure | 20600 20605 20610 | injection | accepted
104 | plain, hyaluronan | intra-articular | procedure | 20604 20606 20611 | injection | accepted
    2015-01-01..
105 | plain | infiltration | procedure | 20526 20550 20551 20552 20553 | injection | accepted
106 | plain, biologic response modifier, immune globulin | intralesional | procedure | 11900
    11901 | injection | accepted
107 | antineoplastic | intralesional | procedure | 96405 96406 | injection | accepted
108 | any | intravitreal | procedure | 67028 | injection | accepted
109 | any | suprachoroidal | procedure | 67516 | injection | accepted 2024-01-01..
110 | any | suprachoroidal | procedure | 0465T | injection | accepted ..2023-12-31
111 | J7355 | intracameral implant | procedure | 0660T | insertion | accepted
112 | any | retrobulbar | procedure | 67500 | injection | accepted
113 | any | subconjunctival | procedure | 68200 | injection | accepted
114 | any | subretinal | procedure | 0810T | injection | needs documentation 2023-07-01..
115 | botulinum toxin | intramuscular, intradermal | procedure | 64612 64615 64616 64617 64642
    64644 64646 64647 | chemodenervation | accepted
116 | botulinum toxin | intradetrusor | procedure | 52287 | chemodenervation | accepted
117 | any | intravesical | procedure | 51720 | instillation | accepted
118 | any | pyelocalyceal | procedure | 50391 52005 | instillation | needs documentation
119 | J1073 S0189 | subdermal implant | procedure | 11980 | insertion | accepted
120 | any | subdermal implant | procedure | 11981 11983 | insertion | accepted
121 | any | intrauterine | procedure | 58300 | insertion | accepted
122 | other, supportive care | inhalation | procedure | 94640 94644 94645 | inhalation | needs
    documentation
123 | dme only | inhalation | procedure | 94640 94644 94645 | inhalation | needs documentation
124 | J7308 J7309 J7345 | topical | procedure | 96567 | treatment | accepted
125 | J7308 J7309 J7345 | topical | procedure | 96573 96574 | treatment | accepted 2018-01-01..
126 | vaccine | any | injection | 90471 90472 90473 90474 90460 90461 G0008 G0009 G0010 |
    vaccination | needs documentation
127 | plain | intravenous, intra-arterial | unlisted, therapeutic | 96379 | unlisted | needs documentation
128 | antineoplastic | any | unlisted, complex | 96549 | unlisted | needs documentation
129 | any | oral, enteral, buccal | none | - | none | accepted
130 | any | nasal, topical, transdermal, otic, rectal, vaginal, urethral, ophthalmic | none | -
    | none | accepted
131 | any | intraocular, intracameral, intracoronary, surgical site, sinus implant | none | - |
    none | accepted
132 | dme only | any | none | - | none | accepted
133 | any | catheter clearance, extracorporeal, none | none | - | none | accepted
134 | J3475 J3480 | intravenous | infusion, hydration | 96360 | initial | needs documentation
135 | J3475 J3480 | intravenous | infusion, hydration | 96361 | additional hour | needs
    documentation
136 | J0775 | intralesional | procedure | 54200 | injection | accepted
137 | plain, diagnostic | epidural | procedure | 62324 62325 62326 62327 | injection | accepted
138 | J7351 | intracameral implant | procedure | 0660T 66030 | insertion | needs documentation
139 | botulinum toxin | intramuscular, intradermal | procedure | 64643 | additional limb beside
    64642 64644 | accepted
140 | botulinum toxin | intramuscular, intradermal | procedure | 64611 64650 64653 67345 |
    chemodenervation | accepted
141 | diagnostic | inhalation | procedure | 94070 | test | needs documentation
142 | vaccine | any | injection | 90480 | vaccination | needs documentation 2023-09-11..
143 | J0013 S0013 | nasal | procedure | G2082 G2083 | supervised visit | needs documentation
    2020-01-01..
144 | J7336 J7335 | topical | procedure | 17999 | unlisted | needs documentation
145 | J2787 | ophthalmic | procedure | 0402T | treatment | accepted
146 | 90371 90375 90376 90377 90378 | intramuscular | injection, therapeutic | 96372 | injection
    | accepted
147 | CELLS | intravenous | unlisted | 96413 96415 96416 96417 96409 96411 96521 96522 96549
    G0498 | administration | refused 2019-01-01..
148 | STEROIDS | epidural | procedure | 62320 62321 62322 62323 64479 64483 | injection | needs
    documentation
149 | J3475 J3480 | intravenous | infusion, therapeutic | 96365 | initial | needs documentation
150 | J3475 J3480 | intravenous | infusion, therapeutic | 96366 | additional hour | needs
    documentation
151 | J3475 J3480 | intravenous | infusion, therapeutic | 96367 | sequential | needs
    documentation
152 | J3475 J3480 | intravenous | infusion, therapeutic | 96368 | concurrent | needs
    documentation
153 | plain, diagnostic | epidural | procedure | 64480 | additional level beside 64479 | accepted
154 | plain | perineural | procedure | 64421 | additional nerve or level beside 64420 | accepted
155 | STEROIDS | epidural | procedure | 64480 | additional level beside 64479 | needs documentation
156 | botulinum toxin | intramuscular, intradermal | procedure | 64645 | additional limb beside
    64644 | accepted
157 | plain, diagnostic | epidural | procedure | 64484 | additional level beside 64483 | accepted
158 | plain | perineural | procedure | 64491 64492 | additional nerve or level beside 64490 |
    accepted
159 | plain | perineural | procedure | 64494 64495 | additional nerve or level beside 64493 |
    accepted
160 | STEROIDS | epidural | procedure | 64484 | additional level beside 64483 | needs documentation
161 | J0897 C9272 | subcutaneous, intramuscular | injection, therapeutic | 96372 | injection | needs
    documentation
162 | J2507 C9281 | intravenous | infusion, complex | 96413 | initial | needs documentation
163 | J2507 C9281 | intravenous | infusion, complex | 96415 | additional hour | needs documentation
164 | J2507 C9281 | intravenous | infusion, complex | 96417 | sequential | needs documentation
"""


class Row(NamedTuple):
    """A rule as it is pinned."""

    rule: str
    codes: tuple[str, ...]
    classes: tuple[str, ...]
    routes: tuple[str, ...]
    technique: Any
    family: Any
    cpts: tuple[str, ...]
    role: str
    beside: tuple[str, ...]
    outcome: str
    settings: tuple[str, ...]
    since: str
    until: str

    def applies(self, day: date, setting: Any) -> bool:
        in_time = (self.since or "0000") <= str(day) <= (self.until or "9999")
        return in_time and setting in self.settings

    def gives_by(self, route: Any) -> bool:
        return "any" in self.routes or route in self.routes


def parsed(text: str) -> Row:
    rule, who, by, what, cpts, role, tail = (cell.strip() for cell in text.split("|"))
    for short, long in GROUPS.items():
        who = re.sub(rf"\b{short}\b(?! response)", long, who)
    by_code = who[-1].isdigit()
    technique, _, family = what.partition(", ")
    role, _, beside = role.partition(" beside ")
    found = re.fullmatch(r"([a-z ]+?)(?: (facility|professional))?(?: (\S*)\.\.(\S*))?", tail)
    assert found is not None, text
    outcome, setting, since, until = found.groups()
    return Row(
        rule,
        tuple(who.split()) if by_code else (),
        () if by_code else tuple(who.split(", ")),
        tuple(by.split(", ")),
        technique,
        family,
        tuple(cpts.split()) if cpts != "-" else ("",),
        role,
        tuple(beside.split()),
        outcome,
        (setting,) if setting else SETTINGS,
        since or "",
        until or "",
    )


ROWS: Final = [parsed(re.sub(r"\n +", " ", each)) for each in re.split(r"\n(?=\d)", PINNED.strip())]
CPTS: Final = sorted({cpt for row in ROWS for cpt in row.cpts if cpt})
DATED: Final = [row for row in ROWS if row.since or row.until]
LOADED: Final[dict[str, list[AdministrationRule]]] = {}
for each in administration_rules():
    LOADED.setdefault(each.rule, []).append(each)


# what a rule need not name beside a code of the same substance, with the reason
NOT_NAMED: Final = {
    "C9016": "triptorelin for early puberty, unlike J3315",
    "C9469": "triamcinolone for the knee alone, unlike J3301",
    "J1094": "dexamethasone acetate, never given into the epidural space",
    "J1954": "leuprolide for prostate cancer alone, unlike J1950",
    "J2920": "methylprednisolone succinate, never given into the epidural space",
    "J2930": "methylprednisolone succinate, never given into the epidural space",
    "J9010": "alemtuzumab for leukemia alone, unlike J0202",
    "Q9993": "triamcinolone for the knee alone, unlike J3301",
}


# --- the rows as they are loaded -----------------------------------------------------


def test_no_rule_is_missing_and_none_is_new() -> None:
    assert (
        list(LOADED) == [row.rule for row in ROWS] == [f"{n:03}" for n in range(1, len(ROWS) + 1)]
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.rule)
def test_each_rule_is_as_it_was_read(row: Row) -> None:
    loaded = LOADED[row.rule]
    assert tuple(rule.cpt for rule in loaded) == row.cpts
    for rule in loaded:
        assert (
            Row(
                rule.rule,
                rule.codes,
                rule.classes,
                rule.routes,
                rule.technique,
                rule.family,
                row.cpts,
                rule.role,
                rule.beside,
                rule.outcome.replace("_", " "),
                rule.settings,
                rule.since,
                rule.until,
            )
            == row
        )


@pytest.mark.parametrize("row", DATED, ids=lambda row: row.rule)
def test_a_rule_applies_from_its_first_day_to_its_last(row: Row) -> None:
    for rule in LOADED[row.rule]:
        if row.since:
            first = date.fromisoformat(row.since)
            assert (rule.holds_on(first - DAY), rule.holds_on(first)) == (False, True)
            assert rule.holds_on(date(2100, 1, 1)) is not bool(row.until)
        if row.until:
            last = date.fromisoformat(row.until)
            assert (rule.holds_on(last), rule.holds_on(last + DAY)) == (True, False)
            assert rule.holds_on(date(2000, 1, 1)) is not bool(row.since)


# --- a second reading of the rows, to check the first -------------------------

DECIDING: Final = (
    "oral",
    "hormonal antineoplastic",
    "antineoplastic",
    "gene or cell therapy",
    "biologic response modifier",
)
PRODUCTS: Final = ("90371", "90375", "90376", "90377", "90378", "90380", "90381")


class Drug(NamedTuple):
    """The facts of a drug that decide."""

    code: str
    classes: frozenset[str]
    known: tuple[str, ...]
    is_product: bool = False

    def fits(self, row: Row) -> bool:
        if row.codes:
            return self.code in row.codes
        return "any" in row.classes or bool(self.classes & set(row.classes))

    @property
    def judged(self) -> bool:
        """Whether rules that go by class apply to it."""
        return bool(self.classes) or self.is_product

    @cache  # noqa: B019 - the drugs are few, and last as long as the tests
    def routes(self, route: Any) -> tuple[str, ...]:
        """The routes in question: the given one, or all that are known or named by a rule."""
        if route is not None:
            return (route,)
        named = [name for row in ROWS if self.code in row.codes for name in row.routes]
        return (*self.known, *named) if self.known else ()

    def outcome(self, row: Row, route: Any) -> str:
        by_label = any(row.gives_by(name) for name in self.routes(route) if name in self.known)
        if row.outcome == "accepted" and self.known and not by_label:
            return "needs documentation"
        return row.outcome


def drug_of(version: JCode) -> Drug:
    listed = set(version.drug.classes) - {"unknown", "not otherwise classified"}
    first = [name for name in DECIDING if name in listed][:1]
    known = tuple(name for name in version.drug.routes if name != "unknown")
    return Drug(version.code, frozenset(first or listed), known)


def product_of(code: str) -> Drug:
    known = tuple(dict.fromkeys(name for row in ROWS if code in row.codes for name in row.routes))
    return Drug(code, frozenset(), known, is_product=True)


def read_pair(drug: Drug, cpt: str, day: date, setting: Any, route: Any) -> str:
    about = [row for row in ROWS if cpt in row.cpts]
    named = [row for row in about if drug.code in row.codes]
    if not about:
        return "not checked"
    if not named and any(row.outcome == "refused" and row.classes for row in about):
        return "refused"
    if (not named and not drug.judged) or not drug.routes(route):
        return "not checked"
    outcomes = [
        drug.outcome(row, route)
        for row in named or about
        if drug.fits(row)
        and row.applies(day, setting)
        and any(row.gives_by(name) for name in drug.routes(route))
    ]
    return min(outcomes, key=BEST_FIRST.index, default="refused")


def read_options(
    drug: Drug, day: date, setting: Any, route: Any, technique: Any
) -> dict[str, tuple[str, str, str, str, tuple[str, ...]]]:
    """For each code its outcome, role, technique, family, and what must be reported with it."""
    named = [row for row in ROWS if drug.code in row.codes]
    taken = {cpt for row in named for cpt in row.cpts}
    found: dict[str, tuple[str, str, str, str, tuple[str, ...]]] = {}
    for row, cpt in ((each, cpt) for each in ROWS for cpt in each.cpts):
        by = [name for name in drug.routes(route) if row.gives_by(name)]
        if not by or not drug.fits(row) or not row.applies(day, setting):
            continue
        if row.outcome == "refused" or technique not in (None, row.technique):
            continue
        named_elsewhere = cpt in taken or (not cpt and any(by[0] in each.routes for each in named))
        if row.classes and (not drug.judged or named_elsewhere):
            continue
        outcome = drug.outcome(row, route)
        if cpt not in found or BEST_FIRST.index(outcome) < BEST_FIRST.index(found[cpt][0]):
            found[cpt] = outcome, row.role, row.technique, row.family, row.beside
    return found


def as_read(
    options: tuple[AdministrationOption, ...],
) -> dict[str, tuple[str, str, str, str, tuple[str, ...]]]:
    return {
        each.code: (
            each.outcome.replace("_", " "),
            each.role,
            each.technique,
            each.family,
            each.beside,
        )
        for each in options
        if each.outcome != "not_checked"
    }


@cache
def drugs_on(day: date) -> tuple[Drug, ...]:
    """Every code that a rule names, and one of each mixture of classes and routes."""
    codes = codeset(day)
    versions = [*codes.values(), *(v for v in codes.related.values() if v.code[0] != "J")]
    named = {code for row in ROWS for code in row.codes}
    found: dict[object, Drug] = {}
    for version in versions:
        drug = drug_of(version)
        key = drug.code if drug.code in named else (drug.classes, drug.known, version.scope.routes)
        found.setdefault(key, drug)
    return (*found.values(), *map(product_of, PRODUCTS))


def worded_for(code: str, day: date) -> tuple[str, ...]:
    codes = codeset(day)
    if code in PRODUCTS:
        return ()
    return (codes[code] if code in codes else codes.related[code]).scope.routes


def routes_to_ask(drug: Drug, day: date) -> list[str | None]:
    """No route, those known, and some that are on no label, except those that the wording excludes."""
    others = ("intravenous", "subcutaneous", "intraosseous")
    worded = worded_for(drug.code, day)
    named = dict.fromkeys((*drug.known, *others))
    return [None, *(name for name in named if not worded or name in worded)]


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_second_reading_of_the_rules_pairs_the_same(setting: Any) -> None:
    asked = set()
    for drug, cpt in product(drugs_on(TODAY), [*CPTS, "12345"]):
        found = pair(drug.code, cpt, on=TODAY, setting=setting).outcome.replace("_", " ")
        expected = read_pair(drug, cpt, TODAY, setting, None)
        assert found == expected, (drug, cpt)
        asked.add(expected)
    assert asked == {*BEST_FIRST, "not checked"}


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_second_reading_of_the_rules_pairs_the_same_by_each_route(setting: Any) -> None:
    for drug in drugs_on(TODAY):
        for route in routes_to_ask(drug, TODAY):
            possible = [c for row in ROWS if route is None or row.gives_by(route) for c in row.cpts]
            for cpt in dict.fromkeys(filter(None, possible)):
                found = pair(drug.code, cpt, on=TODAY, setting=setting, route=route)  # type: ignore[arg-type]
                expected = read_pair(drug, cpt, TODAY, setting, route)
                assert found.outcome.replace("_", " ") == expected, (drug, cpt, route)


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_second_reading_of_the_rules_lists_the_same_options(setting: Any) -> None:
    for drug in drugs_on(TODAY):
        for route in routes_to_ask(drug, TODAY):
            for technique in (None, *(techniques_of(None) if route is None else ())):
                options = administration_codes(
                    drug.code,
                    on=TODAY,
                    setting=setting,
                    route=route,  # type: ignore[arg-type]
                    technique=technique,  # type: ignore[arg-type]
                )
                expected = read_options(drug, TODAY, setting, route, technique)
                assert as_read(options) == expected, (drug, route, technique)
                outcomes = [
                    BEST_FIRST.index(as_read(options)[each.code][0]) for each in options if expected
                ]
                assert outcomes == sorted(outcomes)


@pytest.mark.parametrize("row", DATED, ids=lambda row: row.rule)
def test_a_second_reading_of_the_rules_pairs_the_same_at_the_edges_of_their_dates(row: Row) -> None:
    edges = [date.fromisoformat(text) for text in (row.since, row.until) if text]
    for day in (edge + shift * DAY for edge in edges for shift in (-1, 0, 1)):
        for drug in drugs_on(day):
            if not drug.fits(row) or not any(map(row.gives_by, drug.routes(None))):
                continue
            for cpt, setting in product(row.cpts, SETTINGS):
                found = pair(drug.code, cpt, on=day, setting=setting).outcome.replace("_", " ")  # type: ignore[arg-type]
                assert found == read_pair(drug, cpt, day, setting, None), (drug, cpt, day)
            options = administration_codes(drug.code, on=day, setting="facility")
            assert as_read(options) == read_options(drug, day, "facility", None, None), (drug, day)


def test_a_rule_names_the_past_codes_of_what_it_names() -> None:
    """By a route that both share: what was true of a drug was true under its old code."""
    named = {code for row in ROWS for code in row.codes}
    newest = codeset(TODAY)
    missing = set()
    for version in packaged_versions():
        ended = version.valid_to
        if version.code in named or not version.drug.substance or ended is None:
            continue
        if not codeset("2011").start <= ended < TODAY:
            continue
        if any(
            {*newest_of.drug.routes} & {*version.drug.routes} and newest_of.code in named
            for newest_of in (*newest.values(), *newest.related.values())
            if newest_of.drug.substance == version.drug.substance
        ):
            missing.add(version.code)
    assert missing == NOT_NAMED.keys()
