"""What can be charted and chosen: each value that is allowed, with its effect, and each refusal."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

import pytest

from hcpcs_jcodes import Administration, Amount, BadAdministration, Choices, codeset
from hcpcs_jcodes.administration.rules import techniques_of
from hcpcs_jcodes.encounters.charting import NOT_COUNTED
from hcpcs_jcodes.words import FAMILIES, SIDES

from ..charts import at, chemo, coded, iv, lines, push, saline, shot, subcutaneous

BASE: dict[str, Any] = {
    "drug": "J3373",
    "route": "intravenous",
    "technique": "infusion",
    "start": at(8),
    "stop": at(9),
}


def charted(**changed: Any) -> Administration:
    return Administration(**BASE | changed)


# --- what was given, and how ------------------------------------------------------------


def test_the_words_of_a_chart_are_these() -> None:
    assert FAMILIES == ("complex", "hormonal", "therapeutic", "hydration")
    assert NOT_COUNTED == ("carrier", "flush")
    assert SIDES == ("right", "left")


@pytest.mark.parametrize(
    ("given_", "billed"),
    [
        (iv("x", at(8), at(9), "complex"), "96413"),
        (iv("x", at(8), at(9), "therapeutic"), "96365"),
        (iv("x", at(8), at(9), "hydration"), "96360"),
        (push("x", at(8), None, "complex"), "96409"),
        (push("x", at(8), None, "therapeutic"), "96374"),
        (Administration("x", "intravenous", "pump", at(8), None, "complex"), "96416"),
        (Administration("x", "intravenous", "pump", at(8), None, "therapeutic"), "C8957"),
        (shot("x", at(8), "complex"), "96401"),
        (shot("x", at(8), "hormonal"), "96402"),
        (shot("x", at(8), "therapeutic"), "96372"),
        (subcutaneous("x", at(8), at(8, 16)), "96369"),
        (Administration("x", "subcutaneous", "on-body injector", at(8), None, "therapeutic"),
         "96377"),
        (Administration("x", "intra-arterial", "push", at(8), None, "complex"), "96420"),
        (Administration("x", "intra-arterial", "push", at(8), None, "therapeutic"), "96373"),
        (Administration("x", "hepatic arterial", "push", at(8), None, "complex"), "96420"),
        (Administration("x", "intra-arterial", "infusion", at(8), at(8, 15), "complex"), "96420"),
        (Administration("x", "intra-arterial", "infusion", at(8), at(8, 16), "complex"), "96422"),
        (Administration("x", "intra-arterial", "infusion", at(8), at(9, 30), "complex"), "96422"),
        (Administration("x", "intra-arterial", "infusion", at(8), at(9, 31), "complex"),
         "96422 96423"),
        (Administration("x", "hepatic arterial", "pump", at(8), None, "complex"), "96425"),
    ],
)  # fmt: skip
def test_each_family_and_technique_has_its_code(given_: Administration, billed: str) -> None:
    assert lines(coded(given_)) == billed


TIMED: Final = ("infusion", "push", "pump", "injection", "on-body injector")


@pytest.mark.parametrize("technique", [*TIMED, "flush", "carrier", "procedure", "none", "refill"])
def test_a_family_is_only_for_what_is_counted(technique: str) -> None:
    route = next(
        name
        for name in ("intravenous", "subcutaneous", "oral")
        if technique in (*techniques_of(name), *NOT_COUNTED)
    )
    changed = {"route": route, "technique": technique, "stop": None, "family": "therapeutic"}
    if technique in TIMED:
        assert charted(**changed).family == "therapeutic"
        return
    with pytest.raises(BadAdministration) as caught:
        charted(**changed)
    text = f"family='therapeutic' does not apply to technique {technique!r}: omit it"
    assert str(caught.value).endswith(text)


@pytest.mark.parametrize("technique", NOT_COUNTED)
def test_only_the_intravenous_route_has_a_flush_or_a_carrier(technique: str) -> None:
    assert charted(technique=technique).technique == technique
    with pytest.raises(BadAdministration, match="for the subcutaneous route: pass infusion or inj"):
        charted(technique=technique, route="subcutaneous")


@pytest.mark.parametrize("technique", ["infusion", "push", "pump", "flush", "carrier"])
def test_a_procedure_is_named_only_for_what_is_not_counted(technique: str) -> None:
    with pytest.raises(BadAdministration) as caught:
        charted(technique=technique, procedure="96413", stop=None)
    text = f"procedure='96413' does not apply to technique {technique!r}: omit it"
    assert str(caught.value).endswith(text)


@pytest.mark.parametrize("technique", ["injection", "procedure"])
def test_a_procedure_may_be_named_for_an_injection(technique: str) -> None:
    given_ = charted(route="intramuscular", technique=technique, stop=None, procedure="96381")
    assert given_.procedure == "96381"


@pytest.mark.parametrize("side", ["right", "left"])
def test_a_side_is_that_of_a_procedure(side: str) -> None:
    assert charted(technique="procedure", side=side).side == side
    with pytest.raises(BadAdministration) as caught:
        charted(route="oral", technique="none", side=side)
    assert str(caught.value).endswith(f"side='{side}' is for procedures: pass the place in site=")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (" j3301 ", "J3301"),
        ("a9999", "A9999"),
        ("v9999", "V9999"),
        ("w9999", "w9999"),
        ("90380", "90380"),
        (" Keytruda ", "Keytruda"),
        ("j33011", "j33011"),
    ],
)
def test_a_code_is_read_in_any_case_and_a_name_as_written(written: str, read: str) -> None:
    assert charted(drug=written).drug == read
    assert charted(also=(written,)).also == (read,)


def test_a_code_may_be_given_as_its_object_in_a_bag_too() -> None:
    version = codeset(at(8).date())["J9271"]
    assert charted(drug=version, also=(version,)).also == ("J9271",)


@pytest.mark.parametrize(
    ("given_", "text"),
    [
        (
            charted(also=("J3480",), dose="2 mg"),
            "J3373 + J3480 2 mg, intravenous infusion, 2025-08-01 08:00 to 09:00",
        ),
        (charted(technique="push", stop=None), "J3373, intravenous push, 2025-08-01 08:00"),
        (
            charted(technique="procedure", route="intra-articular", side="left", stop=None),
            "J3373, left intra-articular procedure, 2025-08-01 08:00",
        ),
    ],
)
def test_what_was_charted_is_shown_in_one_line(given_: Administration, text: str) -> None:
    assert str(given_) == text


def test_a_dose_is_an_amount_however_it_is_passed() -> None:
    assert charted(dose="715 mg").dose == charted(dose=Amount("715 mg")).dose == Amount("715 mg")
    assert charted().dose is None


# --- times -------------------------------------------------------------------------------


def test_a_chart_lasts_less_than_thirty_one_days() -> None:
    month = timedelta(days=31)
    longest = charted(stop=at(8) + month - timedelta(minutes=1))
    assert longest.minutes == 31 * 24 * 60 - 1
    with pytest.raises(BadAdministration) as caught:
        charted(stop=at(8) + month)
    assert str(caught.value).endswith("it lasts until 2025-09-01 08:00:00: correct the dates")


def test_what_stops_as_it_starts_takes_no_minutes() -> None:
    assert charted(stop=at(8)).minutes == 0
    assert charted(stop=None).minutes is None
    assert charted(stop=None).spans == ()


def test_a_time_keeps_the_offset_that_it_had() -> None:
    start = datetime(2025, 8, 1, 8, tzinfo=timezone(timedelta(hours=-4)))
    given_ = charted(start=start, stop=datetime(2025, 8, 1, 13, tzinfo=UTC))
    assert given_.minutes == 60
    assert given_.start == start


@pytest.mark.parametrize("name", ["start", "stop"])
def test_seconds_are_shown_and_not_counted(name: str) -> None:
    for time in (at(8).replace(second=1), at(8).replace(microsecond=1)):
        given_ = charted(**{"start": at(7), "stop": at(9), name: time})
        assert getattr(given_, name) == time
        assert given_.minutes == 60
        assert str(given_).endswith(", counted in whole minutes")


def test_a_time_zone_is_given_for_both_times_or_for_neither() -> None:
    for changed in ({"stop": at(9).replace(tzinfo=UTC)}, {"start": at(8).replace(tzinfo=UTC)}):
        with pytest.raises(BadAdministration, match="one has a time zone, the other has none"):
            charted(**changed)


# --- refusals, in words ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"drug": " "}, "'' of 2025-08-01 08:00:00: drug='' is empty or not text"),
        ({"site": ""}, "'J3373' of 2025-08-01 08:00:00: site='' is empty or not text"),
        ({"site": 7}, "site=7 is empty or not text"),
        ({"also": ["J3480"]}, "also=['J3480'] is not a tuple of drugs"),
        ({"also": ("J3480", 1)}, "also=('J3480', 1) is not a tuple of drugs"),
        ({"also": ("J3480", " ")}, "also=('J3480', ' ') has an empty name"),
        (
            {"start": None},
            "'J3373': start=None is not a date and time: pass datetime(2025, 8, 1, 9, 30) or '2025-08-01 09:30'",
        ),
        (
            {"stop": "x"},
            "stop='x' is not a date and time: pass datetime(2025, 8, 1, 9, 30) or '2025-08-01 09:30'",
        ),
        ({"stop": at(7, 59)}, "it stops at 2025-08-01 07:59:00, before it starts"),
        (
            {"family": "chemo"},
            "'chemo' is not a family: pass complex, hormonal, therapeutic, hydration",
        ),
        (
            {"technique": "drip"},
            (
                "'drip' is not a technique for the intravenous route: pass carrier or flush or "
                "infusion or procedure or pump or push or refill or unlisted"
            ),
        ),
        (
            {"route": "intramuscular"},
            (
                "'infusion' is not a technique for the intramuscular route: pass injection or "
                "procedure"
            ),
        ),
        ({"side": "RT"}, "side='RT' is not a side: pass right or left"),
        (
            {"dose": "0 mg"},
            "nothing was given; pass not_given='held' or 'refused', or omit the event",
        ),
        ({"technique": "push", "family": "hydration"}, "hydration is an infusion"),
        ({"route": "subcutaneous", "family": "hydration"}, "hydration is intravenous"),
        (
            {
                "route": "intramuscular",
                "technique": "injection",
                "stop": None,
                "procedure": "9638",
            },
            "procedure: '9638' is not an administration code: pass five characters such as '96413'",
        ),
    ],
)
def test_a_wrong_chart_is_refused_with_what_is_right(changed: dict[str, Any], says: str) -> None:
    with pytest.raises(BadAdministration) as caught:
        charted(**changed)
    assert str(caught.value).endswith(says)


# --- choices -----------------------------------------------------------------------------------

PUMP = Administration("J9190", "intravenous", "pump", at(11), None, "complex")
AGAIN = [iv("J0696", at(8), at(8, 40)), iv("J0696", at(20), at(20, 40))]
OVERLAP = [iv("J3373", at(8), at(10)), iv("J0696", at(9), at(11))]
PARTS = [saline(at(8), at(8, 29)), chemo("J9060", at(9), at(11)), saline(at(11), at(11, 20))]
SHOTS = [shot("J3420", at(8)), shot("J3420", at(8, 4))]
EYES = [
    Administration("J0178", "intravitreal", "procedure", at(8), side=side)
    for side in ("right", "left")
]
SITES = [iv("J3373", at(8), at(9)), iv("J2543", at(8), at(8, 30), site="left")]
MORNING = coded(iv("J0692", at(8), at(9)))

# each field with its values, the first being the default
CHOICES: dict[str, tuple[list[Administration], dict[str, Any], dict[Any, str]]] = {
    "missing_stop": ([iv("J3373", at(8))], {}, {None: "?96374|96365", "push": "96374", "nothing": ""}),
    "repeated_infusion": (
        AGAIN,
        {},
        {
            None: "96365 ?96366|96376",
            "added": "96365",
            "additional hours": "96365 96366",
            "same-drug pushes": "96365 96376",
        },
    ),
    "partial_overlap": (
        OVERLAP,
        {},
        {
            None: "96365 96366 ?96367|96368 ?96366",
            "sequential": "96365 96366x2 96367",
            "concurrent": "96365 96366 96368",
        },
    ),
    "shortest_hydration": ([saline(at(8), at(8, 16))], {}, {31: "", 16: "96360"}),
    "hydration_parts": (
        PARTS,
        {},
        {None: "96413 96415 ?96361", "added": "96413 96361 96415", "apart": "96413 96415"},
    ),
    "repeated_injection": (SHOTS, {}, {None: "96372 ?96372", "each": "96372x2", "once": "96372"}),
    "home_pump": (
        [PUMP],
        {"setting": "professional"},
        {None: "?96416|G0498", "prolonged": "96416", "started in the office": "G0498"},
    ),
    "both_sides": (EYES, {}, {None: "?67028 ?67028", "50": "67028-50", "RT and LT":
                              "67028-LT 67028-RT"}),
    "second_visit": (
        [iv("J0692", at(20), at(21))],
        {"earlier": [MORNING]},
        {None: "?96365|96366|96376", "initial": "96365-59", "continued": "?96366|96376"},
    ),
    "push_of_infused_drug": (
        [iv("J2270", at(8), at(9)), push("J2270", at(10))],
        {},
        {None: "96365 ?96375|96376", "new drug": "96365 96375", "same drug": "96365 96376"},
    ),
    "unlisted_code": (
        [chemo("J9271", at(8), at(9)), chemo("J9045", at(8), at(8, 40))],
        {},
        {None: "96413 ?96549", "reported": "96413 96549", "omitted": "96413"},
    ),
    "stopped_early": (
        [chemo("J9271", at(8), at(8, 10), stopped_early=True)],
        {},
        {
            None: "?96413",
            "no modifier": "96413",
            "53": "96413-53",
            "52": "96413-52",
            "74": "96413-74",
            "nothing": "",
        },
    ),
    "distinct": (
        SITES,
        {},
        {
            "59": "96365 96365-59",
            "XE": "96365 96365-XE",
            "XS": "96365 96365-XS",
            "XP": "96365 96365-XP",
            "XU": "96365 96365-XU",
        },
    ),
}  # fmt: skip


def test_every_choice_has_its_values_here() -> None:
    assert list(CHOICES) == list(Choices.__annotations__)


@pytest.mark.parametrize("name", CHOICES)
def test_each_value_of_a_choice_has_its_effect_and_the_first_is_the_default(
    name: str,
) -> None:
    events, more, effects = CHOICES[name]
    found = {value: lines(coded(*events, **more, **{name: value})) for value in effects}
    assert found == effects
    assert lines(coded(*events, **more)) == next(iter(effects.values()))


@pytest.mark.parametrize("name", CHOICES)
def test_a_value_that_is_not_a_choice_is_refused_with_those_that_are(name: str) -> None:
    *_, effects = CHOICES[name]
    with pytest.raises(BadAdministration) as caught:
        Choices(**{name: "perhaps"})  # type: ignore[arg-type]
    allowed = ", ".join(map(repr, effects))
    assert str(caught.value) == f"{name}='perhaps' is not a choice: pass one of {allowed}"
    assert caught.value.value == "perhaps"


@pytest.mark.parametrize("minutes", [0, 15, 17, 30, 32])
def test_hydration_needs_sixteen_or_thirty_one_minutes_and_nothing_else(minutes: int) -> None:
    with pytest.raises(BadAdministration, match="pass one of 31, 16"):
        Choices(shortest_hydration=minutes)


# --- the reasons for injections, subcutaneous and intra-arterial infusions ---------------------------


def reasons(*events: Administration, **more: Any) -> list[tuple[int, str, str, str]]:
    return [(e.event, e.code, e.reason, e.source) for e in coded(*events, **more).events]


EDITS = "CMS, add-on code edits"
HOURS = "UWHC infusion coding manual, 2014; AAPC, 2012"
MANUAL = "NCCI Policy Manual, ch. XI"
RULES = "NCCI Policy Manual of 2026, ch. XI §B and §N"


def test_a_subcutaneous_infusion_shows_its_hours_and_sites() -> None:
    sites = [
        subcutaneous("J1559", at(8), at(10), site="a"),
        subcutaneous("J1559", at(8), at(10), site="b"),
        subcutaneous("J1559", at(10), at(11), site="c"),
        subcutaneous("J1559", at(11), at(12), site="d"),
        subcutaneous("J1559", at(12), at(13), site="a"),
    ]
    further = ("96370", "300 minutes subcutaneous: additional hour", HOURS)
    assert reasons(*sites) == [
        (1, "", "its minutes are counted with event 2, one subcutaneous infusion", HOURS),
        (2, "", "sites of one set-up", EDITS),
        (2, "96369", "300 minutes subcutaneous: initial hour", EDITS),
        (2, *further),
        (3, *further),
        (3, "96371", "an additional set-up of the pump at a new site", EDITS),
        (4, "", "reported once a date", EDITS),
        (4, *further),
        (5, *further),
    ]


def test_a_subcutaneous_infusion_of_a_quarter_hour_is_shown_as_an_injection() -> None:
    (short,) = reasons(subcutaneous("J1559", at(8), at(8, 15)))
    assert short == (
        1,
        "96372",
        "a subcutaneous infusion of 15 minutes or less is an injection",
        MANUAL,
    )
    (injected,) = reasons(shot("J3420", at(8), route="intramuscular"))
    assert injected == (1, "96372", "intramuscular injection", MANUAL)
    (injector,) = reasons(
        Administration("x", "subcutaneous", "on-body injector", at(8), None, "therapeutic")
    )
    assert injector == (1, "96377", "the on-body injector kit is applied", "A54682")


def test_another_injection_shows_why_it_is_counted_or_not() -> None:
    hormone = [shot("J9395", at(8, n), "hormonal", "intramuscular") for n in (0, 1)]
    source = "AAPC forum, 136708; AAPC; CMS, MUE"
    once = "the same drug was already injected at this time: once for a divided dose"
    each = "another injection of the same drug"
    text = (
        "another injection of a dose that was divided: sources disagree; choose "
        "repeated_injection=; possibly no code"
    )
    for shots, code in ((hormone, "96402"), (SHOTS, "96372")):
        assert reasons(*shots, repeated_injection="once")[1] == (2, "", once, source)
        assert reasons(*shots, repeated_injection="each")[1] == (2, code, each, source)
        assert reasons(*shots)[1] == (2, "", text, source)
    later = (2, "96372", "another dose of the drug, at another time", "AAPC forum, 136708")
    assert reasons(shot("J3420", at(8)), shot("J3420", at(8, 15)))[1] == later


def test_an_intra_arterial_infusion_shows_its_hours() -> None:
    infusion = Administration("x", "intra-arterial", "infusion", at(8), at(9, 31), "complex")
    pushed = Administration("y", "intra-arterial", "push", at(10), at(10, 5), "complex")
    pump = Administration("z", "hepatic arterial", "pump", at(11), None, "complex")
    assert reasons(infusion, pushed, pump) == [
        (1, "96422", "91 minutes intra-arterial: initial hour", MANUAL),
        (1, "96423", "91 minutes intra-arterial: additional hour", HOURS),
        (2, "96420", "a push into an artery", RULES),
        (3, "96425", "more than 8 hours into an artery by pump", RULES),
    ]
    counted = [each.minutes for each in coded(infusion, pushed, pump).events]
    assert counted == [60, 31, 5, 0]


def test_an_intra_arterial_infusion_that_pauses_is_one() -> None:
    parts = [
        Administration("x", "intra-arterial", "infusion", at(hour), at(hour + 1), "complex")
        for hour in (8, 11)
    ]
    assert lines(coded(*parts)) == "96422 96423"


def test_an_intra_arterial_push_is_one_whatever_its_minutes() -> None:
    pushed = Administration("x", "intra-arterial", "push", at(8), at(8, 20), "complex")
    assert lines(coded(pushed)) == "96420"


def test_an_intra_arterial_drug_does_not_overlap_itself() -> None:
    twice = [
        Administration("x", "intra-arterial", "infusion", at(hour), at(hour + 2), "complex")
        for hour in (8, 9)
    ]
    with pytest.raises(
        BadAdministration, match="the same drug is already running at access site 1"
    ):
        coded(*twice)


def test_an_injection_of_a_name_that_no_code_has_takes_the_charted_procedure() -> None:
    given_ = Administration("trial drug", "intramuscular", "injection", at(8), procedure="96381")
    assert lines(coded(given_)) == "96381"


def test_dose_side_and_procedure_are_passed_as_keywords_only() -> None:
    more: list[Any] = ["therapeutic", "port", ("J3480",), "2 mg"]
    with pytest.raises(TypeError, match="positional"):
        Administration("J3373", "intravenous", "infusion", at(8), at(9), *more)


def test_a_stored_encounter_goes_on_a_claim_like_a_fresh_one() -> None:
    encounter = coded(chemo("J9271", at(8), at(9)))
    stored = pickle.loads(pickle.dumps(encounter))  # noqa: S301 - our own bytes
    assert stored.claim_lines() == encounter.claim_lines()
    assert [str(line) for line in stored.lines] == [str(line) for line in encounter.lines]
