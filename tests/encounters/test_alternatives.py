"""What is open: every way to settle it is tried, and what all of them give is reported."""

from __future__ import annotations

from typing import Any

import pytest

from hcpcs_jcodes import Administration, Encounter
from hcpcs_jcodes.encounters import alternatives
from hcpcs_jcodes.encounters.decisions import Alternative, Point
from hcpcs_jcodes.encounters.merging import merged
from hcpcs_jcodes.encounters.supported import Support
from hcpcs_jcodes.payers.choices import Choices

from ..charts import at, chemo, coded, iv, lines, push, saline, shot

OFFICE = {"setting": "professional"}


def kinds(encounter: Encounter) -> list[str]:
    """The kinds of its questions, without those about edits."""
    return [each.kind for each in encounter.questions if each.severity == "blocks"]


# --- what is asked ----------------------------------------------------------------------


def test_a_question_names_the_event_the_line_the_argument_and_who_can_answer() -> None:
    encounter = coded(push("J1885", at(9), family=""), iv("J0696", at(9, 20), None, ""))
    stop, *_ = encounter.questions
    assert (stop.kind, stop.severity, stop.event) == ("missing_stop", "blocks", 2)
    assert (stop.argument, stop.owner) == ("stop", "nurse")
    assert stop.line is None  # both lines depend on it
    (alone,) = [
        q for q in coded(iv("J0696", at(9), None, "")).questions if q.kind == "missing_stop"
    ]
    assert alone.line == 1


@pytest.mark.parametrize(
    ("day", "more", "kind", "argument", "owner"),
    [
        ([iv("J1745", at(8), at(9), "")], {}, "family", "family", "coder"),
        ([saline(at(8), at(10)), push("J2405", at(10, 5))], OFFICE, "reason", "reason", "coder"),
        (
            [iv("x", at(8), at(10)), iv("y", at(9), at(11))],
            {},
            "partial_overlap",
            "partial_overlap",
            "billing",
        ),
        (
            [Administration("J9190", "intravenous", "pump", at(11), None, "complex")],
            OFFICE,
            "home_pump",
            "home_pump",
            "billing",
        ),
        ([Administration("heparin", "intravenous", "flush", at(8))], {}, "flush", "", "nurse"),
        (
            [Administration("J0178", "intravitreal", "procedure", at(8))],
            {},
            "side",
            "side",
            "nurse",
        ),
        (
            [iv("x", at(8), at(9)), push("x", at(10))],
            {},
            "push_of_infused_drug",
            "push_of_infused_drug",
            "billing",
        ),
        (
            [chemo("x", at(8), at(9)), chemo("y", at(8), at(9))],
            {},
            "unlisted_code",
            "unlisted_code",
            "billing",
        ),
        (
            [Administration("J3301", "intra-articular", "procedure", at(8), side="left")],
            {},
            "procedure",
            "procedure",
            "nurse",
        ),
    ],
)
def test_each_thing_that_is_open_has_its_kind(
    day: list[Administration], more: dict[str, Any], kind: str, argument: str, owner: str
) -> None:
    (asked,) = [each for each in coded(*day, **more).questions if each.severity == "blocks"]
    assert (asked.kind, asked.argument, asked.owner) == (kind, argument, owner)


def test_a_second_visit_and_a_repeated_injection_are_asked_about() -> None:
    morning = coded(iv("x", at(8), at(9)))
    assert kinds(coded(push("y", at(20)), earlier=[morning])) == ["second_visit"]
    both = [shot("J9395", at(8), "hormonal", "intramuscular") for _ in range(2)]
    assert kinds(coded(*both)) == ["repeated_injection"]


def test_edits_that_are_not_included_are_a_note() -> None:
    early = [iv("J2405", at(8).replace(year=2014), at(9).replace(year=2014))]
    (note,) = coded(*early).questions
    assert (note.kind, note.severity, note.owner) == ("edits", "note", "billing")
    assert note.argument == "nearest"
    assert coded(*early, nearest=True).questions == ()


def test_a_choice_that_changes_nothing_is_not_asked_for() -> None:
    # added up or by additional hours, two hours are one initial and one additional hour
    twice = [iv("J0692", at(8), at(9)), iv("J0692", at(20), at(21))]
    assert lines(coded(*twice, **OFFICE)) == "96365 96366"
    assert kinds(coded(*twice, **OFFICE)) == []
    # 45 and 31 minutes are none if they are added up, and one by themselves
    more = [iv("J0692", at(8), at(8, 45)), iv("J0692", at(20), at(20, 31))]
    assert lines(coded(*more, **OFFICE)) == "96365 ?96366"
    # a hospital may also report each as another push of the drug
    assert lines(coded(*twice)) == "96365 ?96366|96376"
    assert kinds(coded(*more, **OFFICE)) == ["repeated_infusion"]


def test_the_reason_for_the_visit_is_asked_for_only_where_it_changes_a_line() -> None:
    # of two infusions one after the other either may be the initial
    apart = [iv("x", at(8), at(10)), iv("y", at(10), at(12))]
    assert lines(coded(*apart, **OFFICE)) == "96365 96366x2 96367"
    assert kinds(coded(*apart, **OFFICE)) == []
    # beside the longer one the other is concurrent, the longer one beside it is not
    beside = [iv("x", at(8), at(12)), iv("y", at(8), at(9))]
    assert kinds(coded(*beside, **OFFICE, partial_overlap="concurrent")) == ["reason"]


# --- what all alternatives give ---------------------------------------------------------


def test_a_line_that_other_events_give_in_other_alternatives_says_so() -> None:
    day = [iv("x", at(8, 30), at(10, 30)), iv("y", at(10, 10), at(11, 40))]
    day.append(iv("z", at(11, 5), at(11, 35)))
    encounter = coded(*day)
    (concurrent,) = [line for line in encounter.lines if line.code == "96368"]
    assert concurrent.events == (2, 3)
    assert concurrent.reason.endswith("; however it is settled, by event 2 or 3")
    assert any(each.reason == "event 2 or this one supports 96368" for each in encounter.events)


def test_one_initial_code_of_a_site_is_one_line_whichever_event_it_is_of() -> None:
    day = [iv("J1745", at(8), at(9), ""), iv("J0692", at(9), at(11), "")]
    encounter = coded(*day)
    assert lines(encounter) == "96366 96367 ?96413|96365"
    (initial,) = encounter.open
    assert initial.events == (1, 2)


def test_a_line_with_different_modifiers_is_open() -> None:
    # with two infusions the later site has the modifier of a distinct service
    day = [iv("J3373", at(8)), iv("J3373", at(8, 10), at(8, 40), site="left")]
    encounter = coded(*day)
    assert lines(encounter) == "96365 ?96374 ?96365"
    settled = coded(iv("J3373", at(8), at(8, 30)), day[1])
    assert lines(settled) == "96365 96365-59"


def test_a_missing_stop_may_count_as_infusion_as_push_or_as_nothing() -> None:
    day = [push("J1885", at(9)), push("J1171", at(9, 10)), iv("J0696", at(9, 20))]
    assert lines(coded(*day)) == "96375 ?96374|96365 ?96375"
    assert lines(coded(*day, missing_stop="push")) == "96374 96375x2"
    assert lines(coded(*day, missing_stop="nothing")) == "96374 96375"
    stopped = [*day[:2], iv("J0696", at(9, 20), at(10))]
    assert lines(coded(*stopped)) == "96365 96375x2"


def test_what_is_not_counted_says_why() -> None:
    encounter = coded(iv("J0696", at(9)), missing_stop="nothing")
    (event,) = encounter.events
    assert event.reason == "no stop time: nothing is counted"
    assert encounter.lines == ()


def test_minutes_of_an_assumed_stop_are_not_shown_as_counted() -> None:
    encounter = coded(iv("x", at(8)), iv("y", at(8), at(9), site="left"))
    assert sum(each.minutes for each in encounter.events if each.event == 1) == 0


def test_what_is_open_in_the_picture_is_what_is_open_in_the_lines() -> None:
    day = [push("J1885", at(9)), push("J1171", at(9, 10)), iv("J0696", at(9, 20))]
    picture = coded(*day).svg()
    assert picture.count("96375 x 1") == 1
    assert "96374 or 96365?" in picture


# --- how much is tried ------------------------------------------------------------------


def drips(number: int) -> list[Administration]:
    """Infusions without a stop time, an hour apart."""
    return [iv(f"drug {n}", at(6 + n % 12, n % 60)) for n in range(number)]


def test_what_does_not_depend_on_much_that_is_open_is_reported() -> None:
    """Infliximab takes the initial code and its hours whatever the others were."""
    encounter = coded(chemo("J1745", at(8), at(10)), *drips(4), shot("J3420", at(8)))
    assert lines(encounter).startswith("96413 96372-59 96415 ?")
    assert [each.kind for each in encounter.questions if each.severity == "note"] == [
        "too_much_open"
    ]


@pytest.mark.parametrize("number", [5, 12, 20, 64])
def test_much_that_is_open_is_never_an_error_and_bounded_in_work(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = []
    outcome = alternatives._outcome

    def noted(*given: Any) -> Any:
        counted.append(given)
        return outcome(*given)

    monkeypatch.setattr(alternatives, "_outcome", noted)
    encounter = coded(*drips(number))
    assert len(counted) <= max(alternatives._LEAST, alternatives._MOST_WORK // number) + 1
    assert encounter.reported == ()
    assert {event for line in encounter.open for event in line.events} == set(range(1, number + 1))


def test_what_is_open_is_never_credited_if_not_everything_was_tried() -> None:
    """A line that all of the tried alternatives give may be missing in one that was not."""
    encounter = coded(*drips(6), shot("J3420", at(8, day=2)))
    assert [(line.code, line.on.day) for line in encounter.reported] == [("96372", 2)]


def tree(alternative: Alternative) -> list[Support]:
    """Two points, and a third that is met with the second option of the first alone."""
    first = alternative.settle(_point("first", 2))
    alternative.settle(_point("second", 3))
    if first:
        alternative.settle(_point("third", 2))
    return []


def _point(site: str, options: int) -> Point:
    return Point("family", tuple(range(options)), site, "", "", "nurse", site=site)


def test_each_alternative_is_tried_once() -> None:
    found = alternatives.tried(tree, Choices(), 1)
    settled = [tuple(sorted((k[2], v) for k, v in each.settled.items())) for each in found.outcomes]
    assert found.all_tried
    assert len(settled) == len(set(settled)) == 3 + 3 * 2


def test_points_that_only_some_alternatives_meet_may_be_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def deep(alternative: Alternative) -> list[Support]:
        if alternative.settle(_point("first", 2)):
            for n in range(5):
                alternative.settle(_point(str(n), 2))
        return []

    assert len(alternatives.tried(deep, Choices(), 1).outcomes) == 1 + 2**5
    monkeypatch.setattr(alternatives, "_MOST_WORK", 20)
    found = alternatives.tried(deep, Choices(), 1)
    assert (len(found.outcomes), found.all_tried) == (20, False)


def test_what_no_alternative_reports_is_not_open() -> None:
    """A line that is bundled either way needs no answer."""
    one, other = (
        Support(1, "96372", at(9), "not_reported", "bundled", "CMS", modifiers=each)
        for each in ((), ("RT",))
    )
    points = {each.key: each for each in (_point("first", 2),)}
    results = [
        alternatives.Result(dict.fromkeys(points, option), points, [unit])
        for option, unit in enumerate((one, other))
    ]
    assert merged(alternatives.Tried(results, all_tried=True)) == [one]


def test_if_too_many_each_option_of_each_point_is_tried_by_itself_and_then_mixtures() -> None:
    def wide(alternative: Alternative) -> list[Support]:
        for n in range(9):
            alternative.settle(_point(str(n), 3))
        return []

    found = alternatives.tried(wide, Choices(), 1)
    assert not found.all_tried
    settled = [tuple(each.settled.values()) for each in found.outcomes]
    assert len(settled) == alternatives._MOST_WORK
    # three in which all are alike, and two others of nine points beside each; then mixtures
    alike = settled[: 3 + 3 * 9 * 2]
    assert len({*alike}) == len(alike)
    assert all(max(map(each.count, each)) >= 8 for each in alike)
    again = alternatives.tried(wide, Choices(), 1)
    assert [each.settled for each in again.outcomes] == [each.settled for each in found.outcomes]


def test_a_line_of_one_event_or_another_is_open_if_not_everything_was_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The alternatives that were tried may agree where others do not."""
    day = [iv("x", at(8, 30), at(10, 30)), iv("y", at(10, 10), at(11, 40))]
    day.append(iv("z", at(11, 5), at(11, 35)))
    assert lines(coded(*day)) == "96365 96366 96368 ?96367"
    monkeypatch.setattr(alternatives, "_MOST_WORK", 0)
    monkeypatch.setattr(alternatives, "_LEAST", 1)
    assert lines(coded(*day)) == "96365 96366 ?96367 ?96368"


def test_an_infusion_that_starts_soon_before_another_may_be_concurrent_with_it() -> None:
    """From 16 minutes of overlap on, if it was alone for fewer: no other stop time shows that."""
    day = [
        iv("e", at(6, 56)),
        chemo("d", at(7), at(8, 30)),
        iv("e", at(8), at(9, 34)),
        saline(at(7, 45), at(10, 16)),
    ]
    more = {"repeated_infusion": "additional hours", "partial_overlap": "sequential"}
    firm = [line.code for line in coded(*day, **more).reported]
    assert "96367" not in firm
    for stop in (at(7, 15), at(7, 16), at(7, 56)):
        settled = coded(iv("e", at(6, 56), stop), *day[1:], **more)
        assert not {*firm} - {line.code for line in settled.reported}
