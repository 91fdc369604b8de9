"""Errors: each by name, as the builtin that a caller expects, with the value and the fix."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from hcpcs_jcodes import (
    Administration,
    AmbiguousDose,
    AmbiguousName,
    AmbiguousNdc,
    Amount,
    BadAdministration,
    BadAmount,
    BadArgument,
    BadClaimLine,
    BadDate,
    BadInterchange,
    BadNdc,
    ClaimLine,
    Concentration,
    CorruptData,
    FingerprintChanged,
    IncompatibleUnits,
    JCodesError,
    Mue,
    Ndc,
    NdcQuantity,
    NeedsDose,
    NoSuchTarget,
    NotInForce,
    Rounding,
    UncoveredDate,
    UnknownCode,
    UnknownUnit,
    add_on_parents,
    administration_codes,
    bill,
    billing_units,
    choose_vials,
    code_encounter,
    codeset,
    coverage,
    dose_for,
    exact_units,
    exceeded,
    history,
    listed_single_dose,
    migrate,
    mue,
    ncci_edit,
    packages_of,
    pair,
    sizes_of,
    status_indicator,
)
from hcpcs_jcodes import errors as errors_module
from hcpcs_jcodes.codes.codesets import suggestion
from tests.charts import at
from tests.refusals import Refusal, careless, refused

from .bills import plan_x

BUILTINS = [
    (UnknownCode, (KeyError, LookupError)),
    (NotInForce, (UnknownCode, KeyError)),
    (UncoveredDate, (LookupError,)),
    (BadDate, (TypeError, ValueError)),
    (BadAmount, (ValueError,)),
    (BadArgument, (TypeError, ValueError)),
    (BadAdministration, (ValueError,)),
    (IncompatibleUnits, (ValueError,)),
    (AmbiguousDose, (ValueError,)),
    (UnknownUnit, (ValueError,)),
    (NeedsDose, (ValueError,)),
    (NoSuchTarget, (LookupError,)),
    (BadNdc, (ValueError,)),
    (BadInterchange, (ValueError,)),
    (AmbiguousName, (UnknownCode, KeyError)),
    (AmbiguousNdc, (BadNdc, ValueError)),
    (BadClaimLine, (ValueError,)),
    (CorruptData, (RuntimeError,)),
    (FingerprintChanged, (ValueError,)),
]
ALL = [error for error, _ in BUILTINS]


def one_of(error: type[JCodesError]) -> JCodesError:
    """An error of this type, as raised by the library."""
    value, reason = "j9312 ", "there is no J code 'j9312 '"
    if issubclass(error, UnknownCode) and error is not AmbiguousName:
        return error(value, reason, suggestion, argument="drug", event=3)
    return error(value, reason, argument="drug", event=3)


@pytest.mark.parametrize(("error", "builtins"), BUILTINS)
def test_every_error_is_a_jcodes_error_and_the_builtin_that_callers_expect(
    error: type[JCodesError], builtins: tuple[type[Exception], ...]
) -> None:
    """One except clause catches them all, and code that knows only builtins catches each."""
    assert issubclass(error, JCodesError)
    for builtin in builtins:
        assert issubclass(error, builtin)


def test_every_error_of_the_module_is_listed_here() -> None:
    """A new error is tested as the others are."""
    named = {getattr(errors_module, name) for name in errors_module.__all__ if name != "REFUSALS"}
    assert named == {*ALL, JCodesError}


def test_a_damaged_table_is_no_refusal_of_what_was_asked() -> None:
    """Whoever takes a refusal for "not known" lets a damaged table through."""
    refused = {error for error in ALL if issubclass(error, errors_module.REFUSALS)}
    assert {*ALL} - refused == {CorruptData, FingerprintChanged}


@pytest.mark.parametrize("error", ALL)
def test_an_error_carries_the_value_and_reads_without_quotes(error: type[JCodesError]) -> None:
    """The value is an attribute and an argument; the text is a sentence, even that of a KeyError."""
    raised = one_of(error)
    assert raised.value == "j9312 "
    assert raised.args == ("j9312 ", raised.reason)
    assert str(raised).startswith("there is no J code 'j9312 '")
    assert str(raised)[0] not in "\"'"


@pytest.mark.parametrize("error", ALL)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_an_error_pickles(error: type[JCodesError], protocol: int) -> None:
    """An error passed between processes is the same error with the same text."""
    raised = one_of(error)
    for again in (
        pickle.loads(pickle.dumps(raised, protocol)),  # noqa: S301
        copy.copy(raised),
        copy.deepcopy(raised),
    ):
        assert type(again) is error
        assert (again.value, again.reason) == (raised.value, raised.reason)
        assert (again.argument, again.event) == ("drug", 3)
        assert (str(again), repr(again)) == (str(raised), repr(raised))


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_the_readings_of_an_ambiguous_ndc_cross_a_process(protocol: int) -> None:
    """The candidates can be chosen from in the other process, too."""
    with pytest.raises(AmbiguousNdc) as caught:
        Ndc("5024205121")
    raised = caught.value
    assert raised.candidates == ("05024-2051-21", "50242-0051-21", "50242-0512-01")
    for again in (
        pickle.loads(pickle.dumps(raised, protocol)),  # noqa: S301
        copy.copy(raised),
        copy.deepcopy(raised),
    ):
        assert type(again) is AmbiguousNdc
        assert again.candidates == raised.candidates
        assert (again.value, str(again)) == ("5024205121", str(raised))


def test_an_ambiguous_ndc_without_readings_has_none() -> None:
    """If no reading is known, the candidates are empty, not missing."""
    assert AmbiguousNdc("5024205121", "ten digits").candidates == ()


def test_an_error_still_suggests_after_pickling() -> None:
    """Suggestions are worked out in the process that reads the text."""
    again = pickle.loads(pickle.dumps(one_of(UnknownCode)))  # noqa: S301
    assert str(again) == "there is no J code 'j9312 '; did you mean J9312?"


def test_a_suggestion_is_worked_out_only_when_the_text_is_read() -> None:
    """Creating, catching and pickling an error looks for no suggestion."""
    suggested_for = []

    def suggest(value: object) -> str:
        suggested_for.append(value)
        return "; did you mean this?"

    error = UnknownCode("x", "there is no J code 'x'", suggest)
    assert error.value == "x"
    assert copy.copy(error).reason == "there is no J code 'x'"
    assert repr(error)
    assert suggested_for == []
    assert str(error) == "there is no J code 'x'; did you mean this?"
    assert suggested_for == ["x"]


# --- every wrong call, none of which leaves anything behind -------------------

MOMENT = datetime(2025, 8, 1, 9, 30, tzinfo=UTC)
AFTER = coverage().last + timedelta(days=1)
HUGE = "1" * 10_000_000 + " mg"
INFINITE = float("inf")


def dose(code: str, given: object, component: object = None) -> Callable[[], int]:
    """A call of billing_units with whatever a careless caller passes."""
    return lambda: billing_units(  # type: ignore[call-overload]
        codeset(2025)[code],
        given,
        component=component,
    )


def period(given: object) -> Callable[[], object]:
    """A call of codeset with whatever a careless caller passes."""
    return lambda: codeset(given)  # type: ignore[arg-type]


def amount(*given: object) -> Callable[[], Amount]:
    """An Amount of whatever a careless caller passes."""
    return lambda: Amount(*given)  # type: ignore[arg-type]


def line(code: object, units: object, **parts: Any) -> Callable[[], ClaimLine]:
    """A ClaimLine of whatever a careless caller passes."""
    return lambda: ClaimLine(code, units, **{"on": date(2025, 8, 1), **parts})


REFUSALS: list[Refusal] = [
    (dose("J9312", "10"), BadAmount, "10", "'10' has no unit", "such as mg"),
    (dose("J9312", "ten mg"), BadAmount, "ten mg", "'ten mg' does not begin", "then its unit"),
    (
        dose("J9312", "5 mL"),
        IncompatibleUnits,
        "5 mL",
        "5 mL is an amount of volume",
        "concentration=",
    ),
    (dose("J9312", "1e999999999 mg"), BadAmount, "1e999999999 mg", "'1e999999999 mg'", "write mg"),
    (dose("J9312", HUGE), BadAmount, HUGE[:80], "(10000003 characters)", "too long"),
    (dose("J9312", ""), BadAmount, "", "''", "then its unit"),
    (dose("J9312", "-5 mg"), BadAmount, "-5 mg", "'-5 mg' is negative", "zero or more"),
    (
        dose("J9312", "0 mg"),
        BadAmount,
        "0 mg",
        "a dose of 0 mg is not billable",
        "nothing was administered",
    ),
    (dose("J9312", True), BadAmount, True, "True is not a dose", "such as mg"),
    (dose("J9312", None), BadAmount, None, "None is not a dose", "such as mg"),
    (dose("J9312", 715), BadAmount, 715, "715 has no unit", "'715 mg'"),
    (dose("J9312", 715.0), BadAmount, 715.0, "715.0 is a binary float", "'715.0 mg'"),
    (dose("J9312", "1 mg", "x"), AmbiguousDose, "x", "one strength, 10 mg", "omit component="),
    (
        dose("J0702", "6 mg", 5),
        AmbiguousDose,
        5,
        "5 does not name one ingredient of J0702",
        "component='beta",
    ),
    (
        careless(exact_units, codeset(2025)["J0702"], "6 mg", component=["x"]),
        AmbiguousDose,
        ["x"],
        "['x'] does not name one ingredient of J0702",
        "component='beta",
    ),
    (
        careless(billing_units, "J9312", "715 mg"),
        BadArgument,
        "J9312",
        "'J9312' is not a version of a code",
        "codeset(2025)['J9312']",
    ),
    (
        careless(exact_units, codeset(2025)["J9312"], "5 mL", concentration=50),
        BadAmount,
        50,
        "50 is not a concentration",
        "as the label does",
    ),
    (careless(exact_units, None, 1), BadArgument, None, "None is not a version", "codeset(2025)"),
    (dose("J0702", "6 mg"), AmbiguousDose, "6 mg", "of the 6 mg", "component='beta"),
    (
        dose("J0574", "12 mg"),
        AmbiguousDose,
        "12 mg",
        "12 mg is outside that band",
        "bill J0575",
    ),
    (dose("J1162", "40 mg"), IncompatibleUnits, "40 mg", "per vial, not by mass", "'1 vial'"),
    (dose("J1162", 0), BadAmount, 0, "0 is not a valid count", "a whole number, 1 vial or more"),
    (amount(0.1, "mg"), BadAmount, 0.1, "0.1 is a binary float", "'0.1 mg'"),
    (
        amount(Decimal("Infinity"), "mg"),
        BadAmount,
        Decimal("Infinity"),
        "Infinity",
        "plausible amount",
    ),
    (amount(True, "mg"), BadAmount, True, "True is not a number", "pass an int"),
    (amount(715), BadAmount, 715, "715 has no unit", "'mg'"),
    (amount(5, ["mg"]), BadAmount, ["mg"], "['mg'] is not a unit", "'mg'"),
    (careless(Amount("5 mg").to, 5), BadAmount, 5, "5 is not a unit", "'mg'"),
    (amount("5 mg/kg"), BadAmount, "5 mg/kg", "'5 mg/kg': 'mg/kg' is a ratio", "with its unit"),
    (lambda: Amount("5 mg").to("mL"), IncompatibleUnits, "5 mg", "5 mg is an amount of mass", "mL"),
    (lambda: Concentration("50 mg"), BadAmount, "50 mg", "'50 mg' is not", "as the label does"),
    (period(AFTER), UncoveredDate, AFTER, f"{AFTER} is not covered", "newer release"),
    (period(2010), UncoveredDate, date(2010, 1, 1), "2010-01-01 is not covered", "2011-01-01 to"),
    (period("2026Q5"), BadDate, "2026Q5", "'2026Q5' is not a period", "'2025Q3'"),
    (period(True), BadDate, True, "True is not a period", "a year (2025)"),
    (period(None), BadDate, None, "None is not a period", "datetime.date"),
    (period(MOMENT), BadDate, MOMENT, "09:30", "pass its .date()"),
    (lambda: codeset(2025)["j9312 "], UnknownCode, "j9312 ", "'j9312 '", "did you mean J9312?"),
    (lambda: codeset(2025)["J9310"], NotInForce, "J9310", "J9310 is not in force", "to 2018-12-31"),
    (
        lambda: codeset(2025)["Q5115"],
        UnknownCode,
        "Q5115",
        "Q5115 is not a J code",
        ".related",
    ),
    (
        lambda: codeset(2025).on(date(2024, 1, 1)),
        UncoveredDate,
        date(2024, 1, 1),
        "2024-01-01 is outside",
        "2025-01-01 to 2025-12-31",
    ),
    (
        lambda: billing_units(codeset(2016)["J7340"], "100 mL"),
        UnknownUnit,
        "J7340",
        "the billing unit of J7340 from 2016-01-01 is not known",
        "look it up in CMS's file",
    ),
    (
        lambda: billing_units(codeset(2025)["J9312"], "715 mg", rounding=Rounding.EXACT),
        BadAmount,
        Fraction(143, 2),
        "71.5 units is not a whole number",
        "Rounding.UP",
    ),
    (
        amount(INFINITE, "mg"),
        BadAmount,
        INFINITE,
        "inf is not a plausible amount",
        "check the number",
    ),
    (line("j9312", 8), BadClaimLine, "j9312", "'j9312' is not a HCPCS", "'J9312'"),
    (line("J9312", 0), BadClaimLine, 0, "cannot have 0 units", "above 0"),
    (line("J9312", 7.5), BadAmount, 7.5, "7.5 is a binary float", "Decimal('7.5')"),
    (line("J9312", 8, ndc="5024205121"), AmbiguousNdc, "5024205121", "'5024205121'", "hyphens"),
    (line("J9312", 8, ndc="50242"), BadNdc, "50242", "'50242'", "50242-051-21"),
    (line("J9312", 8, on=MOMENT), BadDate, MOMENT, "09:30", "pass its .date()"),
    (
        lambda: dose_for("6 mg/m2", weight="71 kg"),
        IncompatibleUnits,
        "71 kg",
        "6 mg/m2 and a weight of 71 kg",
        "one is an amount of area",
    ),
    (lambda: dose_for("6 mg", weight="71 kg"), BadAmount, "6 mg", "'6 mg'", "the form mg/kg"),
    (
        lambda: choose_vials("715 mg", 100),  # type: ignore[arg-type]
        BadAmount,
        100,
        "not 100",
        "one entry for each container",
    ),
    (
        lambda: choose_vials("715 mL", ["100 mg"]),
        IncompatibleUnits,
        "100 mg",
        "100 mg is an amount of mass",
        "mL measures volume",
    ),
]


@pytest.mark.parametrize(("call", "error", "value", "names", "fix"), REFUSALS)
def test_a_wrong_call_is_refused_by_name_and_changes_nothing(
    call: Callable[[], object], error: type[JCodesError], value: object, names: str, fix: str
) -> None:
    """Each error has its type, its value and a text with the value and the fix, the same each time."""
    cs, codes = codeset(2025), list(codeset(2025))
    version, shown = cs["J9312"], repr(cs["J9312"])
    text = refused(call, error, value, names, fix)
    assert refused(call, error, value) == text
    assert len(text) < 400
    assert list(cs) == codes
    assert cs["J9312"] is version
    assert repr(version) == shown
    assert billing_units(version, "715 mg") == 72


# --- the same slip is the same error everywhere --------------------------------------


ON = date(2025, 8, 1)
EXAMPLE: dict[str, Any] = {"on": ON, "policy": "medicare", "setting": "professional"}
CHART: Any = Administration("J2405", "intravenous", "push", at(9))
SLIPS: list[tuple[type[JCodesError], object, list[Callable[[Any], object]]]] = [
    (
        BadClaimLine,
        "office",
        [
            lambda setting: bill("J9312", administered="10 mg", **EXAMPLE | {"setting": setting}),
            lambda setting: mue("J9312", on=ON, setting=setting),
            lambda setting: pair("J9312", "96413", on=ON, setting=setting),
            lambda setting: administration_codes("J9312", on=ON, setting=setting),
            lambda setting: code_encounter([CHART], setting=setting),
            lambda setting: ncci_edit("96413", "96372", setting=setting, on=ON),
            lambda setting: add_on_parents("96415", setting=setting, on=ON),
        ],
    ),
    (
        BadClaimLine,
        "1",
        [
            lambda place: bill("J9312", administered="10 mg", place_of_service=place, **EXAMPLE),
            lambda place: code_encounter([CHART], setting="professional", place_of_service=place),
            lambda place: ClaimLine("J9312", 1, on=ON, place_of_service=place),
        ],
    ),
    (
        UnknownCode,
        9312,
        [
            lambda code: bill(code, administered="10 mg", **EXAMPLE),
            lambda code: migrate(code, on=ON, to=ON),
            history,
            lambda code: pair(code, "96413", on=ON, setting="facility"),
            lambda code: administration_codes(code, on=ON, setting="facility"),
            lambda code: mue(code, on=ON, setting="facility"),
            lambda code: status_indicator(code, on=ON),
            listed_single_dose,
            lambda code: sizes_of(code, on=ON),
        ],
    ),
    (
        NotInForce,
        "Q5103",
        [
            lambda code: bill(code, administered="10 mg", **EXAMPLE | {"on": date(2012, 1, 1)}),
            lambda code: migrate(code, on=date(2012, 1, 1), to=ON),
            lambda code: pair(code, "96413", on=date(2012, 1, 1), setting="facility"),
            lambda code: administration_codes(code, on=date(2012, 1, 1), setting="facility"),
            lambda code: codeset(date(2012, 1, 1)).related[code],
        ],
    ),
    (
        BadAmount,
        0.5,
        [
            lambda number: Amount(number, "mg"),
            lambda number: billing_units(codeset(2025)["J9312"], number),
            lambda number: bill("J9312", administered=number, **EXAMPLE),
            lambda number: ClaimLine("J9312", number, on=ON),
            lambda number: ClaimLine("J9312", 1, on=ON, charge=number),
            lambda number: NdcQuantity(number, "ML"),
            lambda number: exceeded(Mue.given(5, mai=3), [number]),
        ],
    ),
    (
        BadNdc,
        50242005121,
        [
            Ndc,
            lambda ndc: ClaimLine("J9312", 1, on=ON, ndc=ndc),
            lambda ndc: bill("J9312", administered="10 mg", ndc=ndc, **EXAMPLE),
            lambda ndc: packages_of(ndc, on=ON),
        ],
    ),
    (
        BadAmount,
        5,
        [
            Concentration,
            lambda strength: billing_units(codeset(2025)["J9312"], "1 mL", concentration=strength),
            lambda strength: bill("J9312", administered="1 mL", concentration=strength, **EXAMPLE),
            lambda strength: migrate("J9310", on=ON.replace(2018), to=ON, concentration=strength),
            lambda strength: NdcQuantity.of_dose("1 mg", "ML", concentration=strength),
        ],
    ),
    (
        BadAmount,
        "up",
        [
            lambda mode: billing_units(codeset(2025)["J9312"], "1 mg", rounding=mode),
            lambda mode: plan_x(rounding=mode),
        ],
    ),
]


@pytest.mark.parametrize(
    ("error", "value", "call"),
    [(error, value, call) for error, value, calls in SLIPS for call in calls],
)
def test_the_same_slip_is_the_same_error(
    error: type[JCodesError], value: object, call: Callable[[Any], object]
) -> None:
    """Of one class, with the value that was given, whichever function was called."""
    with pytest.raises(error) as raised:
        call(value)
    assert type(raised.value) is error
    assert raised.value.value == value


@pytest.mark.parametrize("slip", SLIPS, ids=[error.__name__ for error, _, _ in SLIPS])
def test_the_same_slip_reads_the_same(
    slip: tuple[type[JCodesError], object, list[Callable[[Any], object]]],
) -> None:
    """The texts begin alike: what was given, and that it is not what was expected."""
    error, value, calls = slip
    begins = set()
    for call in calls:
        with pytest.raises(error) as raised:
            call(value)
        begins.add(str(raised.value).split(":")[0].split(",")[0].split(";")[0][:24])
    assert len(begins) == 1, begins
