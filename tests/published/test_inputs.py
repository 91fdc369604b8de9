"""Inputs that came out wrong, or were needlessly refused: section E of the public cases, and two rows of A.

Source: ``public-cases.md``, tried at commit 8523adb; siblings of each kind were found here.
"""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from hcpcs_jcodes import (
    Administration,
    Amount,
    BadAdministration,
    BadAmount,
    BadArgument,
    BadClaimLine,
    BadDate,
    BadNdc,
    ClaimLine,
    Concentration,
    Given,
    JCodesError,
    Mue,
    Ndc,
    NdcQuantity,
    Payer,
    Rounding,
    Scoped,
    administration_codes,
    bill,
    code_encounter,
    codeset,
    coverage,
    dose_for,
    exceeded,
    migrate,
    migrate_codes,
    mue,
    ncci_edit,
    ndc_of,
    packages_of,
    pair,
    payment_limit,
    status_indicator,
)
from hcpcs_jcodes.display.html import html_text
from hcpcs_jcodes.display.svg import Drawing
from hcpcs_jcodes.errors import UnknownCode
from tests.laws.test_hostile import Int64, NaTType, NAType, Refusing, Wordy
from tests.refusals import careless

from ..bills import plan_x

ON = date(2025, 8, 1)
NAT, NA = NaTType(1, 1, 1), NAType()


def as_text(call: Callable[[], object], error: type[JCodesError]) -> str:
    """The text of the error that a call raises."""
    with pytest.raises(error) as raised:
        call()
    return str(raised.value)


# --- decimal commas -------------------------------------------------------------------


@pytest.mark.parametrize("text", ["0,500 mg", "0,125 mg", "00,500 units", "1,5 mg", "1,50 g"])
def test_no_group_of_thousands_begins_with_0_or_has_fewer_than_three_digits(text: str) -> None:
    """``Amount("0,500 mg")`` was 500 mg once."""
    assert "a comma separates thousands" in as_text(careless(Amount, text), BadAmount)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("weight", "70,500 kg"),
        ("weight", "651 kg"),
        ("weight", "0.199 kg"),
        ("weight", "1,500 lb"),
        ("weight", Amount("71 g")),
        ("surface", "1,910 m2"),
        ("surface", "6.1 m2"),
        ("surface", "0.039 m2"),
        ("surface", "191 cm2"),
    ],
)
def test_a_weight_and_a_surface_are_those_of_a_person(name: str, value: str | Amount) -> None:
    """``weight="70,500 kg"`` was a dose of 423 g."""
    per = "6 mg/kg" if name == "weight" else "6 mg/m2"
    text = as_text(careless(dose_for, per, **{name: value}), BadAmount)
    assert f"is not the {name} of a person" in text
    assert "check the decimal point and the unit" in text


@pytest.mark.parametrize("weight", ["0.2 kg", "212 g", "650 kg", "1400 lb"])
def test_the_lightest_and_the_heaviest_are_people_too(weight: str) -> None:
    """From an infant of 212 g to an adult of 635 kg."""
    assert dose_for("1 mg/kg", weight=weight) == Amount(Amount(weight).to("kg").value, "mg")


# --- two numbers ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("500/125 mg", "100/25 mg", "250/250 mg", "10/325 mg", "5/325 mg", "800/160 mg"),
        *("7.5/325 mg", "1/2 mg", "0/3 mg", "1,000/3 mg", "1e3/3 mg", "1 /3 mg", "+1/3 mg"),
    ],
)
def test_two_strengths_are_not_a_ratio(text: str) -> None:
    """``Amount("500/125 mg")`` was 4 mg."""
    assert "is two numbers: pass one amount" in as_text(careless(Amount, text), BadAmount)


@pytest.mark.parametrize("text", ["UN500/125", "ML 10/5", "100/25 ML", "1/2 UN", "4/2"])
def test_two_quantities_are_not_a_ratio(text: str) -> None:
    """``NdcQuantity("UN500/125")`` was 4 UN."""
    assert "is two numbers" in as_text(careless(NdcQuantity, text), BadClaimLine)


@pytest.mark.parametrize("number", [Fraction(1, 3), Fraction(400, 3), Fraction(10**20, 7)])
def test_a_ratio_is_read_as_it_is_printed(number: Fraction) -> None:
    """Decimals that do not end are printed as a ratio, and only such ratios are read."""
    amount, quantity = Amount(number, "mg"), NdcQuantity(min(number, Fraction(400, 3)), "ML")
    assert Amount(str(amount)) == amount
    assert NdcQuantity(str(quantity)) == quantity


# --- units of measure ---------------------------------------------------------------------


@pytest.mark.parametrize("text", ["5 mBq", "5 mbq", "5 mBQ", "5 MCi", "5 Mci", "5 MCi."])
def test_milli_is_not_mega(text: str) -> None:
    """``Amount("5 mBq")`` was 5 MBq, and ``Amount("5 MCi")`` 5 mCi."""
    assert "a small m is milli, a capital M is mega" in as_text(careless(Amount, text), BadAmount)


@pytest.mark.parametrize("text", ["5 MU", "5 mU", "5 MIU", "5 mIU", "5 m[iU]", "5 mmg", "5 Mmol/L"])
def test_a_unit_with_a_prefix_that_is_not_in_use_is_unknown(text: str) -> None:
    """A million units and a thousandth of one are both written with an m."""
    as_text(careless(Amount, text), BadAmount)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        *(("5 MBq", "5 MBq"), ("5 MBQ", "5 MBq"), ("5 mCi", "5 mCi"), ("5 MCI", "5 mCi")),
        *(("5 millicuries", "5 mCi"), ("5 Millicuries", "5 mCi"), ("5 uCi", "5 mcCi")),
        # in capitals throughout, or with a capital, as chargemasters have it
        *(("5 MG", "5 mg"), ("5 Mg", "5 mg"), ("5 ML", "5 mL"), ("5 Ml", "5 mL")),
        *(("5 MCG", "5 mcg"), ("5 MEQ", "5 mEq"), ("5 MMOL", "5 mmol"), ("5 KG", "5 kg")),
    ],
)
def test_capitals_that_can_mean_one_thing_only_are_read(text: str, read: str) -> None:
    """Nobody gives megagrams; hospitals print MG for milligrams."""
    assert str(Amount(text)) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        *(("5 [iU]", "5 IU"), ("5 [IU]", "5 IU"), ("5 k[iU]", "5000 IU")),
        *(("5 10*3.[iU]", "5000 IU"), ("1.5 10*6.[iU]", "1500000 IU")),
        *(("5 [USP'U]", "5 USP units"), ("5 10*3.[USP'U]", "5000 USP units")),
        *(("5 [arb'U]", "5 units"), ("5 U", "5 units"), ("5 {unit}", "5 units")),
        *(("5 ug", "5 mcg"), ("5 uL", "5 mcL"), ("5 umol", "5 mcmol"), ("5 meq", "5 mEq")),
        *(("5 ueq", "5 mcEq"), ("150 [lb_av]", "150 lb"), ("5 [PFU]", "5 pfu")),
        *(("2 {vial}", "2 vials"), ("1 {dose}", "1 dose"), ("3 {cells}", "3 cells")),
    ],
)
def test_an_amount_is_read_as_ucum_writes_it(text: str, read: str) -> None:
    """``Amount("5 [iU]")`` was refused.

    Source: UCUM, section 4.3, tables of arbitrary units; annotations in braces, section 2.1.
    """
    assert str(Amount(text)) == read


@pytest.mark.parametrize("text", ["5 {tbl}", "5 {mg}", "5 10*6.mg", "5 k[lb_av]", "5 [BAU]"])
def test_what_has_no_counterpart_in_ucum_is_refused(text: str) -> None:
    """A tablet is no amount of drug, and an allergen's units are their own."""
    assert "is not a unit" in as_text(careless(Amount, text), BadAmount)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        *(("1 EA", "1 UN"), ("60 GM", "60 GR"), ("1 each", "1 UN"), ("EA1", "1 UN")),
        *(("GM60", "60 GR"), ("60 g", "60 GR"), ("100 IU", "100 F2"), ("100 [iU]", "100 F2")),
        *(("5 mg", "5 ME"), ("10 mL", "10 ML")),
    ],
)
def test_an_ndc_quantity_is_read_as_pharmacies_write_it(text: str, read: str) -> None:
    """``NdcQuantity("1 EA")`` and ``("60 GM")`` were refused.

    Source: NCPDP, Billing Unit Standard: each (EA), gram (GM) and milliliter (ML).
    """
    assert str(NdcQuantity(text)) == read
    number, _, unit = text.partition(" ")
    if unit:
        assert NdcQuantity(int(number), unit) == NdcQuantity(read)


# --- at once ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (careless(Ndc, "5" + " " * 20_000 + "5"), BadNdc),
        (careless(Ndc, "NDC" + ":" * 20_000), BadNdc),
        (careless(ndc_of, "5 -" * 20_000), BadNdc),
        (careless(Concentration, "5 mg" + " " * 20_000 + "/5"), BadAmount),
        (careless(Concentration, " per" * 20_000), BadAmount),
        (careless(dose_for, "6 mg" + " " * 20_000 + "kg", weight="71 kg"), BadAmount),
        (careless(Amount, "5" + " " * 20_000 + "mg"), BadAmount),
        (careless(Amount, 5, " " * 10**6), BadAmount),
        (careless(NdcQuantity, "UN" + " " * 20_000 + "5"), BadClaimLine),
        (careless(NdcQuantity, 5, "U" * 10**6), BadClaimLine),
        (careless(Given, "5 mg", opened=["3 x" + " " * 20_000 + "mg"]), BadAmount),
        (careless(codeset, "2025" + " " * 10**6 + "x"), BadDate),
    ],
)
def test_a_long_text_is_refused_at_once(
    call: Callable[[], object], error: type[JCodesError]
) -> None:
    """Blanks took 8 seconds, and twice as many four times as long."""
    began = time.process_time()
    assert len(as_text(call, error)) <= 500
    assert time.process_time() - began < 0.2


# --- flags --------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["no", "False", 0, 1, None, NA])
@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda nearest: mue("J9312", on=ON, setting="facility", nearest=nearest), "nearest"),
        (lambda nearest: packages_of("J9312", on=ON, nearest=nearest), "nearest"),
        (lambda nearest: status_indicator("J9312", on=ON, nearest=nearest), "nearest"),
        (lambda nearest: payment_limit("J9312", on=ON, nearest=nearest), "nearest"),
        (
            lambda nearest: code_encounter([charted()], setting="facility", nearest=nearest),
            "nearest",
        ),
        (
            lambda flag: bill(
                "J9312",
                administered="715 mg",
                on=ON,
                policy="medicare",
                setting="facility",
                split_at_mue=flag,
            ),
            "split_at_mue",
        ),
    ],
)
def test_a_flag_is_true_or_false(
    call: Callable[[object], object], name: str, value: object
) -> None:
    """``nearest="no"`` was taken for yes."""
    text = as_text(careless(call, value), BadArgument)
    assert text.startswith(f"{name}=")
    assert text.endswith("is neither True nor False: pass one of them")


def charted(**changed: object) -> Administration:
    """An infusion of 45 minutes."""
    start, stop = datetime(2025, 8, 1, 9), datetime(2025, 8, 1, 9, 45)  # noqa: DTZ001
    facts: dict[str, object] = {"drug": "J9271", "start": start, "stop": stop} | changed
    return Administration(route="intravenous", technique="infusion", **facts)  # type: ignore[arg-type]


# --- dates, numbers, and nothing ------------------------------------------------------------


class Datetime64:
    """As NumPy's timestamp: it is no date, and prints as ISO text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


Datetime64.__name__ = "datetime64"


class Day(date):
    """A date of another class."""


SAME_DAY = [
    ON,
    "2025-08-01",
    " 2025-08-01 ",
    "2025-08-01 00:00:00",
    "2025-08-01T00:00:00.000000000",
    datetime(2025, 8, 1),  # noqa: DTZ001 - as pandas gives a column of dates
    Datetime64("2025-08-01"),
    Day(2025, 8, 1),
]
DATED: list[Callable[[object], object]] = [
    codeset,  # type: ignore[list-item]
    lambda on: codeset(2025).on(on),  # type: ignore[arg-type]
    codeset(2025)["J9312"].in_force,  # type: ignore[list-item]
    lambda on: coverage().grade("mue", on, "facility"),  # type: ignore[arg-type]
    lambda on: coverage().rests_on(on),  # type: ignore[arg-type]
    lambda on: ClaimLine("J9312", 72, on=on),
    lambda on: ClaimLine("J9312", 72, on="2025-07-31", to=on),
    lambda on: mue("J9312", on=on, setting="facility"),  # type: ignore[arg-type]
    lambda on: status_indicator("J9312", on=on),  # type: ignore[arg-type]
    lambda on: payment_limit("J9312", on=on),  # type: ignore[arg-type]
    lambda on: ncci_edit("96372", "96413", on=on, setting="facility"),  # type: ignore[arg-type]
    lambda on: packages_of("J9312", on=on),  # type: ignore[arg-type]
    lambda on: pair("J9271", "96413", on=on, setting="facility"),  # type: ignore[arg-type]
    lambda on: administration_codes("J9271", on=on, setting="facility"),  # type: ignore[arg-type]
    lambda on: migrate("J9310", on="2018-06-01", to=on).single,  # type: ignore[arg-type]
    lambda on: [*map(str, migrate_codes(["J9310"], on="2018-06-01", to=on))],  # type: ignore[arg-type]
    lambda on: Scoped("code", "J9312", since=on, until=on),
    lambda on: plan_x(discarded_from=on, zero_discarded_from=on),
    lambda on: bill(
        "J9312",
        administered="715 mg",
        on=on,  # type: ignore[arg-type]
        policy="medicare",
        setting="facility",
    ),
]


@pytest.mark.parametrize("call", DATED)
def test_a_date_is_a_date_its_iso_text_or_a_timestamp_at_midnight(
    call: Callable[[object], object],
) -> None:
    """``on="2025-06-01"`` was refused wherever a date is taken."""
    expected = repr(call(ON))
    assert [repr(call(day)) for day in SAME_DAY] == [expected] * len(SAME_DAY)


@pytest.mark.parametrize("call", DATED)
def test_a_time_of_day_is_no_date(call: Callable[[object], object]) -> None:
    """Nor is a midnight in a time zone, which may be the evening before."""
    for value in (datetime(2025, 8, 1, 9), "2025-08-01 09:00", "08/01/2025", 20250801, True):  # noqa: DTZ001
        as_text(careless(call, value), BadDate)


@pytest.mark.parametrize("nothing", [None, NAT, NA, Datetime64("NaT")])
def test_nothing_is_nothing_wherever_it_may_be_omitted(nothing: object) -> None:
    """``pd.NaT`` as a stop was a raw error, and so was ``pd.NA``."""
    assert charted(stop=nothing, dose=nothing) == charted(stop=None)
    line = ClaimLine(
        "J9312",
        72,
        on=ON,
        to=nothing,
        charge=nothing,
        place_of_service=nothing,
        ndc=nothing,
        ndc_quantity=nothing,
        narrative=nothing,
        prior_authorization=nothing,
        administered=nothing,
        discarded=nothing,
    )
    assert line == ClaimLine("J9312", 72, on=ON)
    facts = {"on": ON, "policy": "medicare", "setting": "facility", "administered": "715 mg"}
    names = "opened discarded container concentration component ndc sizes place_of_service"
    more = "status_indicator narrative mue"
    omitted = dict.fromkeys(f"{names} {more}".split(), nothing)
    assert bill("J9312", **facts, **omitted) == bill("J9312", **facts)  # type: ignore[arg-type]
    assert Scoped("code", "J1", since=nothing) == Scoped("code", "J1")
    assert plan_x(line_limit=nothing).line_limit is None
    kept = administration_codes(
        "J9271",
        on=ON,
        setting="facility",
        route=nothing,  # type: ignore[arg-type]
        technique=nothing,  # type: ignore[arg-type]
        minutes=nothing,  # type: ignore[arg-type]
    )
    assert kept == administration_codes("J9271", on=ON, setting="facility")


@pytest.mark.parametrize("nothing", [NAT, NA, float("nan"), Datetime64("NaT")])
def test_nothing_is_refused_where_something_is_needed(nothing: object) -> None:
    """A missing date, and a float that was computed and is no number."""
    as_text(careless(codeset, nothing), BadDate)
    as_text(careless(Amount, nothing, "mg"), BadAmount)
    as_text(careless(lambda: charted(start=nothing)), BadAdministration)


def test_what_was_discarded_may_be_an_amount() -> None:
    """Or its text."""
    assert Given("5 mg", discarded=Amount("1 mg")) == Given("5 mg", discarded="1 mg")


def test_a_number_of_numpy_is_a_whole_number() -> None:
    """It is no int; what it says of itself is its index."""
    assert Amount(Int64(715), "mg") == Amount("715 mg")  # type: ignore[arg-type]
    assert ClaimLine("J9312", Int64(72), on=ON, charge=Int64(5)) == ClaimLine(
        "J9312", 72, on=ON, charge=5
    )
    assert codeset(Int64(2025)) is codeset(2025)  # type: ignore[arg-type]
    assert Mue.given(Int64(8), mai=Int64(1)) == Mue.given(8, mai=1)  # type: ignore[arg-type]
    assert exceeded(Mue.given(8, mai=1), [Int64(9)])  # type: ignore[list-item]
    assert NdcQuantity(Int64(10), "ML").decimal(Int64(0)) == Decimal(10)  # type: ignore[arg-type]
    assert len(codeset(2025).find("rituximab", Int64(1))) == 1  # type: ignore[arg-type]
    found = migrate("J9310", on=date(2018, 6, 1), to=date(2019, 6, 1))
    assert found.targets[0].units(Int64(8)) == (71, 80)  # type: ignore[arg-type]
    assert Rounding.UP.up(Int64(8)) == 8  # type: ignore[arg-type]
    listed = administration_codes("J9271", on=ON, setting="facility", minutes=Int64(90))  # type: ignore[arg-type]
    assert listed == administration_codes("J9271", on=ON, setting="facility", minutes=90)


# --- the library's own errors -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: Amount("5 mg").ratio_to(1), BadAmount, "1 is not an Amount"),  # type: ignore[arg-type]
        (lambda: Amount("5 mg").ratio_to(Amount("0 mg")), BadAmount, "no ratio to anything"),
        (lambda: Rounding.UP.up(1.5), BadAmount, "1.5 is a binary float"),  # type: ignore[arg-type]
        (lambda: Rounding.EXACT.down("8"), BadAmount, "'8' is not a number"),  # type: ignore[arg-type]
        (lambda: codeset(2025).diff(None), BadArgument, "cannot be compared with None"),  # type: ignore[arg-type]
        (lambda: codeset(2025).find(None), BadArgument, "None is not a text"),  # type: ignore[arg-type]
        (lambda: codeset(2025).find("x", "5"), BadArgument, "limit='5' is not a number"),  # type: ignore[arg-type]
        (lambda: codeset(2025).get(["J9312"]), None, ""),  # type: ignore[call-overload]
        (lambda: codeset(2025)[["J9312"]], UnknownCode, "['J9312'] is not a code"),  # type: ignore[index]
        (lambda: Concentration("5 mg/mL").drug_in(None), BadAmount, "None is not a number"),  # type: ignore[arg-type]
        (lambda: coverage().grade(None, ON), BadArgument, "None is not a table"),  # type: ignore[arg-type]
        (careless(Given, "5 mg", opened=10**5000), BadAmount, "a number of 16610 bits"),
        (lambda: Given(None), BadAmount, "None is not a dose"),
        (lambda: Given(0.5), BadAmount, "0.5 is a binary float"),
        (lambda: Given([None]), BadAmount, "None is not a dose"),
        (lambda: Given("5 mg", discarded=10**5000), BadAmount, "a number of 16610 bits"),
        (lambda: Scoped(["code"], "J9312"), BadClaimLine, "is not a kind of scope"),  # type: ignore[arg-type]
        (lambda: Scoped("code", None), BadClaimLine, "value=None"),  # type: ignore[arg-type]
        (lambda: Scoped("code", "J9312", since="soon"), BadDate, "'soon' is not a date"),
    ],
)
def test_a_slip_is_an_error_of_the_library(
    call: Callable[[], object], error: type[JCodesError] | None, says: str
) -> None:
    """These were an AttributeError, a ValueError of Python, or none at all."""
    if error is None:
        assert call() is None
    else:
        assert says in as_text(call, error)


LONG: list[Callable[[], object]] = [
    lambda: 10**5000,
    lambda: -(10**5000),
    lambda: "x" * 10**7,
    lambda: ["x" * 10**7],
    lambda: [10**5000] * 30,
    Wordy,
    lambda: [Wordy()],
    lambda: {1: Wordy()},
    Refusing,
]


@pytest.mark.parametrize(
    "call",
    [
        lambda value: Amount(value, "mg"),
        lambda value: Amount(5, value),
        Ndc,
        lambda value: NdcQuantity("10", value),
        lambda value: ClaimLine(value, 1, on=ON),
        lambda value: ClaimLine("J9312", 1, on=ON, modifiers=(value,)),
        lambda value: ClaimLine("J9312", 1, on=ON, modifiers=(value,) * 10),
        codeset,
        lambda value: codeset(2025, fingerprint=value),
        lambda value: codeset(2025)[value],
        lambda value: dose_for(value, weight="71 kg"),
        lambda value: dose_for("6 mg/kg", weight="71 kg", round_to=["1 mg"], within=value),
        lambda value: Given("5 mg", opened=value),
        lambda value: Given("5 mg", discarded=value),
        lambda value: plan_x(scope=[value]),
        lambda value: bill("J9312", administered="5 mg", on=ON, policy=value, setting="facility"),
    ],
)
def test_an_error_is_short_whatever_was_passed(call: Callable[[object], object]) -> None:
    """Errors of ten megabytes, of a number that Python refuses to print, or of the object itself."""
    for make in LONG:
        with pytest.raises(JCodesError) as raised:
            call(make())
        assert len(str(raised.value)) <= 500
        assert str(raised.value).isprintable()
        assert len(repr(raised.value)) < 600


# --- control characters -------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["rituximab\x1b[31m", "a\x00b", "two\nlines", "\ud800"])
def test_names_have_no_control_characters(text: str) -> None:
    """They broke the XML of a picture and colored the terminal."""
    if text.split() == [text]:  # blanks of any kind are one blank in a name or a site
        as_text(careless(lambda: charted(drug=text, family="complex")), BadAdministration)
        as_text(careless(lambda: charted(site=text)), BadAdministration)
        as_text(careless(lambda: charted(also=(text,))), BadAdministration)
    as_text(careless(lambda: Payer(name=text)), BadClaimLine)
    as_text(careless(lambda: Scoped("code", "J9312", reason=text)), BadClaimLine)
    as_text(careless(lambda: ClaimLine("J3490", 1, on=ON, narrative=text)), BadClaimLine)


def test_a_picture_and_a_table_show_control_characters_as_they_are_typed() -> None:
    """XML has no place for most of them, even escaped; a fragment of HTML neither."""
    drawing = Drawing(100, 100, "a\x00 & <b>")
    drawing.text((0, 0), "b\x1b\ufffe\ud800")
    drawing.bar((0, 0), (5, 5), "gray", "c\r\x0b")
    words = [each.text or "" for each in ET.fromstring(drawing.svg()).iter()]  # noqa: S314
    assert {r"a\x00 & <b>", r"b\x1b\ufffe\ud800", r"c\r\x0b"} <= set(words)
    assert html_text("two\n\tlines\x1b") == "<pre>two\n\tlines\\x1b</pre>"
    assert r"J9\x1b" in migrate_codes(["J9\x1b"], on=ON, to=ON)._repr_html_()


def test_a_carriage_return_stays_in_its_cell() -> None:
    """Before Python 3.13 a CSV writer quotes only its own line ends, and readers split at both."""
    report = migrate_codes(
        ["J9310", "J93\r10", "J9310\r\n"], on=date(2018, 6, 1), to=date(2019, 6, 1)
    )
    rows = list(csv.reader(io.StringIO(report.to_csv(), newline="")))
    assert len(rows) == 1 + len(report)
    assert {row[0] for row in rows[1:]} == {"J9310", "J93\r10", "J9310\r\n"}


# --- words that confused -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: ClaimLine("J9312", 1, on=ON, modifiers=["jg"]), "write it in capitals, 'JG'"),
        (lambda: Concentration("mg/mL"), "'mg/mL' is not a concentration: 'mg'"),
        (
            lambda: bill(
                "J9312",
                administered="5 mg",
                on=ON,
                policy="medicare",
                setting="facility",
                status_indicator="k",
            ),
            "write it as 'K'",
        ),
    ],
)
def test_what_is_nearly_right_is_shown_as_it_should_be(
    call: Callable[[], object], says: str
) -> None:
    """The text says what to write, not only what is wrong."""
    assert says in as_text(call, JCodesError)
