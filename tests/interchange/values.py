"""Objects of every kind at random: of the values that its fields take, or by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from attrs import evolve
from hypothesis import strategies as st

import hcpcs_jcodes
from hcpcs_jcodes import (
    ACQUIRED,
    FINDING_SEVERITIES,
    LINES_OF_BUSINESS,
    SETTINGS,
    Amount,
    Authorization,
    Claim,
    ClaimLine,
    Concentration,
    Ndc,
    NdcQuantity,
    Override,
    Payer,
    PaymentLimits,
    ProductNdc,
    ReceivedLine,
    Record,
    Review,
    Rounding,
    codeset,
    review,
    rules,
)
from hcpcs_jcodes.interchange import forms
from hcpcs_jcodes.interchange.building import form_of_kind
from hcpcs_jcodes.interchange.kinds import KINDS_OF_OBJECTS, Kind
from hcpcs_jcodes.interchange.objects import Object, Single
from hcpcs_jcodes.interchange.shipped import ShippedForm
from hcpcs_jcodes.words import QUALIFIERS
from tests.interchange.examples import examples
from tests.laws.at_random import chart
from tests.strategies import amounts, days, numbers, packaged_versions

KINDS = {kind.name: kind for kind in KINDS_OF_OBJECTS}

LEAVES: Mapping[type, st.SearchStrategy[Any]] = {
    Amount: amounts(),
    Concentration: st.sampled_from(["50 mg/mL", "250 mg/5 mL", "0.1 g/L"]).map(Concentration),
    Ndc: st.from_regex("[1-9][0-9]{4}-[0-9]{4}-[0-9]{2}", fullmatch=True).map(Ndc),
    ProductNdc: st.from_regex("[1-9][0-9]{4}-[0-9]{4}", fullmatch=True).map(ProductNdc),
    NdcQuantity: st.builds(
        NdcQuantity,
        numbers().filter(lambda number: number < 10**15),
        st.sampled_from(["UN", "ML", "GR", "F2", "ME"]),
    ),
    Decimal: st.decimals(0, 10**12, places=3),
    Fraction: numbers(),
    date: days(),
    datetime: st.datetimes(
        datetime(2011, 1, 1),  # noqa: DTZ001 - a chart has local times
        timezones=st.sampled_from(
            [None, UTC, timezone(timedelta(hours=-5)), timezone(timedelta(minutes=345))]
        ),
    ),
    Rounding: st.sampled_from(Rounding),
}


def values_of(form: forms.Form) -> st.SearchStrategy[Any]:  # noqa: C901, PLR0912 - one for each form
    """The values that a form takes, as its own parts say."""
    match form:
        case forms.Text(pattern=pattern):
            return st.from_regex(pattern, fullmatch=True) if pattern else st.text(max_size=20)
        case forms.Whole(least=least):
            return st.integers(max(least, 0), 10**6)
        case forms.Flag():
            return st.booleans()
        case forms.Nothing():
            return st.none()
        case forms.Word(words=words):
            return st.sampled_from(words)
        case forms.Leaf(of=of, text=text, matches=matches):
            # a number of units, for one, is above 0
            return LEAVES[of].filter(lambda value: matches(text(value)))
        case forms.Wrapped():
            return st.text(max_size=20)
        case forms.Listed(each=each):
            return st.lists(values_of(each), max_size=3).map(tuple)
        case forms.Fixed(parts=parts):
            return st.tuples(*map(values_of, parts))
        case forms.Keyed(key=key, each=each):
            return st.dictionaries(values_of(key), values_of(each), max_size=3)
        case forms.AnyOf(members=members):
            return st.one_of(*map(values_of, members))
        case ShippedForm(whole=whole):
            shipped = {"jcode": st.deferred(lambda: st.sampled_from(packaged_versions()))}
            assert isinstance(whole, Object)
            return shipped.get(whole.kind.name, values_of(whole))
        case Object(kind=kind):
            return objects_of(kind)
    raise AssertionError(form)


def lines() -> st.SearchStrategy[ClaimLine]:
    """Claim lines, which check their parts."""
    return st.builds(
        ClaimLine,
        st.sampled_from(["J9312", "96413", "0540T", "Q5115"]),
        st.integers(1, 10**6) | st.decimals("0.001", 999, places=3),
        on=st.dates(date(2011, 1, 1), date(2025, 1, 1)),
        to=st.none() | st.dates(date(2025, 1, 1), date(2026, 1, 1)),
        modifiers=st.sampled_from([(), ("JZ",), ("59", "RT")]),
        charge=st.none() | st.decimals(0, 10**6, places=2),
        ndc=LEAVES[Ndc],
        ndc_quantity=st.none() | LEAVES[NdcQuantity],
        administered=st.none() | amounts(),
        revenue_code=st.sampled_from([None, "0636"]),
        events=st.lists(st.integers(1, 99), max_size=3, unique=True),
        record=st.none() | records(),
        reference=st.none() | st.integers(0, 10**6) | st.sampled_from(["order 5", "5"]),
    )


def records() -> st.SearchStrategy[Record]:
    """What was charted of a line."""
    return st.builds(
        Record,
        given=st.none() | amounts(),
        opened=st.none() | st.lists(amounts("mg", "g").filter(bool), max_size=4),
        discarded=st.none() | amounts(),
        container=st.none() | st.sampled_from(["single-dose", "multi-dose", "bulk"]),
        route=st.sampled_from(["", "intravenous", "intravitreal"]),
        acquired=st.none() | st.sampled_from(ACQUIRED),
    ).flatmap(_at_times)


def _at_times(record: Record) -> st.SearchStrategy[Record]:
    """The record with no time, one or both, of which none or each has a time zone."""
    last = datetime(2020, 1, 1)  # noqa: DTZ001 - a chart has local times
    local = st.datetimes(datetime(2011, 1, 1), last), st.datetimes(last)  # noqa: DTZ001
    zoned = [each.map(lambda time: time.replace(tzinfo=UTC)) for each in local]
    return (
        st.builds(evolve, st.just(record), start=st.none() | LEAVES[datetime])
        | st.builds(evolve, st.just(record), start=local[0], stop=st.none() | local[1])
        | st.builds(evolve, st.just(record), start=st.none() | zoned[0], stop=zoned[1])
    )


def read_lines() -> st.SearchStrategy[ReceivedLine]:
    """Lines as others sent them, with whatever is wrong or with nothing."""
    anything = st.none() | st.text(max_size=12)
    return st.builds(
        ClaimLine.received,
        code=st.sampled_from(["J9312", "j9312", "j9312 ", "JO129", ""]) | anything,
        units=st.sampled_from([72, 0, -1, "72.0000", "1e3", "x"])
        | anything
        | st.integers()
        | st.floats(),
        on=st.sampled_from(["2025-08-01", "20250801", "soon"]) | anything | days(),
        to=anything | days(),
        modifiers=st.sampled_from([(), ("JW", "JZ"), ("76",) * 6, ("jw",)])
        | anything
        | st.lists(st.text(max_size=3), max_size=5),
        charge=st.sampled_from(["1234.505", "12", 5])
        | anything
        | st.decimals(allow_nan=False, allow_infinity=False),
        ndc=st.sampled_from(["50242-0053-06", "5024205306", "nothing"]) | anything,
        ndc_quantity=st.sampled_from(["ML10", "ten"]) | anything,
        diagnosis_pointers=anything,
        events=st.lists(st.integers(1, 99), max_size=3, unique=True),
        record=st.none() | records(),
        reference=st.sampled_from([None, "line 7", 7]) | st.integers(0, 10**6),
    )


def claims() -> st.SearchStrategy[Claim]:
    """Claims by hand, with lines made here and lines received."""
    return st.builds(
        Claim,
        st.lists(lines() | read_lines(), min_size=1, max_size=3),
        setting=st.sampled_from(SETTINGS),
        diagnoses=st.lists(st.sampled_from(["C83.30", "Z5111", "z511", "250.00"]), max_size=3),
        prior_authorization=st.sampled_from([None, "AB123"]),
        reference=st.sampled_from([None, "visit 7", 7]),
        payer=st.sampled_from(["", "Plan X"]),
        questions=st.deferred(lambda: st.lists(objects_of(KINDS["question"]), max_size=2)).map(
            lambda asked: [evolve(each, line=None) for each in asked]
        ),
        steps=st.deferred(lambda: st.lists(objects_of(KINDS["step"]), max_size=2)),
        built=st.booleans(),
    )


def payers() -> st.SearchStrategy[Payer]:
    """Payers that are included, and others with some values of their own."""
    changed = st.fixed_dictionaries(
        {"name": st.sampled_from(["Plan Y", "medicare"])},
        optional={
            "line_of_business": st.sampled_from(LINES_OF_BUSINESS),
            "rounding": st.sampled_from(Rounding),
            "charge_limit": st.none() | st.decimals("0.01", 10**6, places=2),
            "most_lines": st.none() | st.integers(1, 99),
            "repeat_modifier": st.sampled_from([None, "", "76"]),
            "discarded_from": st.none() | st.just("not used") | days(),
            "scope": st.lists(
                st.builds(
                    hcpcs_jcodes.Scoped,
                    st.just("code"),
                    st.sampled_from(["J9312", "J1745"]),
                    since=st.none() | days(),
                ),
                max_size=2,
            ),
            "noc_codes": st.dictionaries(st.sampled_from(SETTINGS), st.just("J3490")),
            "ndc_qualifiers": st.lists(st.sampled_from(QUALIFIERS)),
            "cms_mue": st.sampled_from([None, True, False]),
            "missing_stop": st.sampled_from([None, "push"]),
            "sources": st.dictionaries(st.text(max_size=9), st.text(max_size=9), max_size=2),
        },
    )
    included = st.deferred(lambda: st.sampled_from(examples()["payer"]))
    return included | st.tuples(included, changed).map(lambda pair: pair[0].replace(**pair[1]))


def authorizations() -> st.SearchStrategy[Authorization]:
    """Authorizations, which check their parts."""
    return st.builds(
        Authorization,
        number=st.from_regex("[A-Z][0-9]{1,9}", fullmatch=True),
        codes=st.lists(st.sampled_from(["J9312", "Q5115", "96413"]), max_size=3),
        units=st.none() | st.integers(1, 10**6),
        since=st.none() | st.dates(date(2011, 1, 1), date(2025, 1, 1)),
        until=st.none() | st.dates(date(2025, 1, 1), date(2026, 1, 1)),
        place_of_service=st.sampled_from([None, "11", "22"]),
        ndc=st.none() | LEAVES[Ndc],
    )


def overrides() -> st.SearchStrategy[Override]:
    """Overrides of rules that there are."""
    return st.builds(
        Override,
        st.sampled_from([rule.id for rule in rules()]),
        st.sampled_from(["off", *FINDING_SEVERITIES]),
        reason=st.sampled_from(["a test claim", "the clearing house adds it"]),
    )


def reviews() -> st.SearchStrategy[Review]:
    """Reviews of any claim, with rules that are off or of another severity."""
    return st.builds(
        review,
        claims(),
        payer=st.sampled_from(["medicare", "medicaid", "commercial"]) | payers(),
        overrides=st.lists(overrides(), max_size=3, unique_by=lambda each: each.rule),
    )


BY_HAND: Mapping[str, st.SearchStrategy[Any]] = {
    "administration": st.integers(0, 10**6).map(lambda seed: chart(Random(seed))[0])  # noqa: S311
    | st.deferred(lambda: st.sampled_from(examples()["administration"])),
    "authorization": authorizations(),
    "claim": claims(),
    "claim_line": lines(),
    "choices": st.deferred(lambda: st.sampled_from(examples()["choices"])),
    "code_set": st.sampled_from([codeset(2011), codeset(2019), codeset("2026Q4")]),
    "given": st.builds(
        hcpcs_jcodes.Given,
        st.lists(
            amounts() | st.sampled_from(["5 mg", "1/3 mg"]) | st.integers(1, 10**30), min_size=1
        ),
        opened=st.none() | st.lists(amounts("mg", "g"), min_size=1, max_size=4),
        discarded=st.none() | amounts(),
        container=st.sampled_from([None, "single-dose", "bulk"]),
    ),
    "override": overrides(),
    "payer": st.deferred(payers),
    "payment_limits": st.builds(
        PaymentLimits, st.decimals("0.001", 100, places=3), nearest=st.booleans()
    ),
    "received_line": read_lines(),
    "record": records(),
    "review": st.deferred(reviews),
    "scoped": st.builds(
        hcpcs_jcodes.Scoped,
        st.sampled_from(["code", "modifier", "setting"]),
        st.sampled_from(["J9312", "22", ""]),
        st.none() | st.booleans(),
        since=st.none() | days(),
    ),
    "target": st.deferred(
        lambda: st.sampled_from([each.targets[0] for each in examples()["migration"]])
    ),
    "sizes": st.deferred(lambda: st.sampled_from(examples()["sizes"])),
    "vial_choice": st.deferred(lambda: st.sampled_from(examples()["vial_choice"])),
}


def objects_of(kind: Kind) -> st.SearchStrategy[Any]:
    """Objects of a kind: made of the values of its fields, or by hand where it checks them."""
    if kind.name in BY_HAND:
        return BY_HAND[kind.name]
    form = form_of_kind(kind)
    if isinstance(form, Single):
        return LEAVES[kind.cls]
    parts = {part.key: values_of(part.form) for part in form.parts}
    return st.builds(kind.made or kind.cls, **parts)
