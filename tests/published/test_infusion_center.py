"""Days of an infusion center: what each supports, worked out by hand from published rules.

The comments count: "T" is the time of one drug at one site, 16 to 90 minutes are the first
hour, and an additional hour needs 31 minutes beyond the last (91, 151, 211, ...).
"""

from __future__ import annotations

from typing import Any

from attrs import evolve

from hcpcs_jcodes import Administration

from ..charts import at, chemo, coded, iv, lines, push, saline, shot, subcutaneous


def injector(drug: str, hour: int, minute: int) -> Administration:
    return Administration(
        drug, "subcutaneous", "on-body injector", at(hour, minute), None, "therapeutic"
    )


def pump(drug: str, hour: int, minute: int) -> Administration:
    return Administration(drug, "intravenous", "pump", at(hour, minute), None, "complex")


def test_r_chop_with_an_injector_to_go_home() -> None:
    # rituximab 240 min, the longest complex infusion: 96413, additional hours at 91, 151, 211: 3
    # cyclophosphamide 60 min, next complex drug: 96417
    # doxorubicin 10 min and vincristine 5 min, complex pushes: 96411 each, so 2 units
    # aprepitant 30 min before, another drug: 96367; diphenhydramine push: 96375
    # pegfilgrastim on-body injector with an initial code: 96377-59
    day = [
        push("J1200", at(8, 20)),
        iv("J1453", at(8, 30), at(9)),
        chemo("J9312", at(9), at(13)),
        chemo("cyclophosphamide", at(13, 5), at(14, 5)),
        push("J9000", at(14, 10), at(14, 20), "complex"),
        push("J9370", at(14, 25), at(14, 30), "complex"),
        injector("J2506", 14, 40),
    ]
    billed = "96413 96367 96375 96377-59 96411x2 96415x3 96417"
    assert lines(coded(*day)) == billed
    assert lines(coded(*day, setting="professional", reason="J9312")) == billed


def test_r_chop_of_2014_under_the_code_of_that_year() -> None:
    # as above: rituximab was J9310 until 2018
    def day(year: int, rituximab: str) -> list[Administration]:
        chart = [
            iv(rituximab, at(9), at(13), ""),
            iv("cyclophosphamide", at(13, 5), at(14, 5), ""),
            push("J9000", at(14, 10), at(14, 20), ""),
            push("J9370", at(14, 25), at(14, 30), ""),
        ]
        return [
            evolve(
                event,
                start=event.start.replace(year=year),
                stop=event.stop and event.stop.replace(year=year),
            )
            for event in chart
        ]

    billed = "96413 96411x2 96415x3 96417"
    assert lines(coded(*day(2025, "J9312"))) == billed
    assert lines(coded(*day(2014, "J9310"))) == billed
    office = coded(*day(2014, "J9310"), setting="professional", reason="J9310")
    assert lines(office) == billed


def folfox() -> list[Administration]:
    return [
        push("J2405", at(8)),
        chemo("J9263", at(9), at(11)),
        iv("J0640", at(9), at(11)),
        push("J9190", at(11, 5), at(11, 8), "complex"),
        pump("J9190", 11, 15),
    ]


def test_folfox_with_a_pump_to_go_home_in_the_office() -> None:
    # oxaliplatin 120 min: 96413 and, at 91, 96415; leucovorin at the same time: 96368
    # fluorouracil bolus: 96411; antiemetic push: 96375
    # the pump goes home: Medicare G0498, other payers 96416, and without a choice neither
    base = "96413 96368 96375 96411 96415"
    office = {"setting": "professional", "reason": "J9263"}
    assert lines(coded(*folfox(), **office)) == f"{base} ?96416|G0498"
    medicare = lines(coded(*folfox(), **office, home_pump="started in the office"))
    assert medicare == "96413 96368 96375 96411 96415 G0498"


def test_folfox_with_a_pump_to_go_home_in_the_hospital() -> None:
    # as in the office, with 96416; CMS's edits bundle none of these into it
    assert lines(coded(*folfox())) == "96413 96368 96375 96411 96415 96416"


def test_pembrolizumab_for_thirty_minutes() -> None:
    # 30 min of one complex drug: 96413 alone
    assert lines(coded(chemo("J9271", at(9), at(9, 30)), setting="professional")) == "96413"


def test_carboplatin_and_paclitaxel_with_premedication() -> None:
    # paclitaxel 180 min, the longest: 96413, additional hours at 91 and 151: 2
    # carboplatin 60 min: 96417; dexamethasone, famotidine, diphenhydramine pushes: 96375 x 3
    # palonosetron push: a fourth 96375
    day = [
        push("J1100", at(8)),
        push("famotidine", at(8, 5)),
        push("J1200", at(8, 10)),
        push("J2469", at(8, 15)),
        chemo("J9267", at(8, 30), at(11, 30)),
        chemo("J9045", at(11, 35), at(12, 35)),
    ]
    assert lines(coded(*day)) == "96413 96375x4 96415x2 96417"


def test_bortezomib_subcutaneously() -> None:
    # one complex subcutaneous injection, no initial code: 96401
    assert lines(coded(shot("J9041", at(9), "complex"), setting="professional")) == "96401"


def test_fulvestrant_in_both_buttocks() -> None:
    # a hormonal antineoplastic, one dose in two sites: once an encounter (AAPC) or each (CMS, MUE)
    two = [shot("J9395", at(9, minute), "hormonal", "intramuscular") for minute in (0, 2)]
    assert lines(coded(*two, setting="professional")) == "96402 ?96402"
    assert lines(coded(*two, setting="professional", repeated_injection="once")) == "96402"


def test_infliximab_coded_as_complex() -> None:
    # 2 h 10 min = 130 min: 96413, and one additional hour (91 to 150): 96415
    # methylprednisolone push before: 96375
    day = [push("J2919", at(8)), chemo("J1745", at(8, 15), at(10, 25))]
    assert lines(coded(*day, setting="professional", reason="J1745")) == "96413 96375 96415"


def test_infliximab_coded_as_therapeutic() -> None:
    # the payer takes the biologic as an ordinary drug: 96365 and 96366
    day = [push("J2919", at(8)), iv("J1745", at(8, 15), at(10, 25))]
    assert lines(coded(*day, setting="professional", reason="J1745")) == "96365 96366 96375"


def test_iron_by_infusion_and_by_push() -> None:
    # ferric carboxymaltose 15 min is a push, iron sucrose 16 min an infusion
    assert lines(coded(iv("J1439", at(9), at(9, 15)))) == "96374"
    assert lines(coded(iv("J1756", at(9), at(9, 16)))) == "96365"


def test_immune_globulin_with_rate_changes() -> None:
    # 15 + 15 + 15 + 190 min without a pause are one infusion of 235 min:
    # 96365, additional hours at 91, 151 and 211: 3
    # diphenhydramine push before: 96375
    starts = [at(9), at(9, 15), at(9, 30), at(9, 45), at(12, 55)]
    rates = [iv("J1569", starts[n], starts[n + 1]) for n in range(4)]
    assert lines(coded(push("J1200", at(8, 45)), *rates)) == "96365 96366x3 96375"


def test_immune_globulin_subcutaneously() -> None:
    # two needles at once for 95 min are one set-up: 96369, an additional hour at 91: 96370
    sites = [subcutaneous("J1559", at(9), at(10, 35), site=site) for site in ("a", "b")]
    assert lines(coded(*sites)) == "96369 96370"
    # another 60 min at a new site, set up again: 155 min in all, a second 96370 at 151, 96371
    again = subcutaneous("J1559", at(11), at(12), site="c")
    assert lines(coded(*sites, again)) == "96369 96370x2 96371"


def test_an_antibiotic_twice_a_day() -> None:
    # the same drug again at the same site after a pause: added up 60 + 60 = 120 min are 96365 and
    # 96366, and by additional hours they are the same; Haugen reports 96376 each time
    twice = [iv("J0692", at(8), at(9)), iv("J0692", at(20), at(21))]
    assert lines(coded(*twice)) == "96365 ?96366|96376"
    assert lines(coded(*twice, repeated_infusion="added")) == "96365 96366"


def test_two_antibiotics_one_after_the_other() -> None:
    # vancomycin 90 min, the longest: 96365, no additional hour; ceftriaxone 30 min: 96367
    day = [iv("J0696", at(8), at(8, 30)), iv("J3373", at(8, 35), at(10, 5))]
    assert lines(coded(*day)) == "96365 96367"


def test_hydration_before_and_after_cisplatin() -> None:
    # saline 60 min before and 120 min after: added 180 = 1 + 2 hours (91, 151), apart
    # 60 = 1 and 120 = 2: three in both cases, so nothing is disputed: 96361 x 3
    # cisplatin 120 min: 96413 and 96415; magnesium in the saline is charted as hydration
    # fosaprepitant 30 min during cisplatin: 96368
    day = [
        saline(at(8), at(9)),
        chemo("J9060", at(9), at(11)),
        iv("J1453", at(9), at(9, 30)),
        saline(at(11), at(13)),
    ]
    assert lines(coded(*day)) == "96413 96361x3 96368 96415"


def test_hydration_alone_for_vomiting() -> None:
    # saline 9:00 to 12:20 = 200 min: 96360, additional hours at 91 and 151: 96361 x 2
    # ondansetron pushed at 9:05 takes the initial in a hospital, and all hours are 96361
    wet = saline(at(9), at(12, 20))
    assert lines(coded(wet)) == "96360 96361x2"
    assert lines(coded(wet, push("J2405", at(9, 5)))) == "96374 96361x3"


def test_pain_in_the_emergency_department() -> None:
    # morphine at 8:00, 8:20 (20 min: nothing), 8:45 (45 min after 8:00: 96376)
    # ketorolac: 96375; tetanus is a vaccine and not charted here
    day = [
        push("J2270", at(8)),
        push("J2270", at(8, 20)),
        push("J2270", at(8, 45)),
        push("J1885", at(8, 2)),
    ]
    assert lines(coded(*day)) == "96374 96375 96376"


def test_a_second_line_that_could_not_be_avoided() -> None:
    # drugs that must not meet: each line has an initial, the second with 59
    # amphotericin 240 min: 96365, 96366 x 3; cefepime 30 min in the other arm: 96365-59
    day = [iv("J0289", at(8), at(12)), iv("J0692", at(9), at(9, 30), site="left arm")]
    assert lines(coded(*day)) == "96365 96365-59 96366x3"


def test_denosumab_with_zoledronic_acid() -> None:
    # zoledronic acid 20 min: 96365; denosumab subcutaneously at the same visit: 96372-59
    day = [iv("J3489", at(9), at(9, 20)), shot("J0897", at(9, 30))]
    assert lines(coded(*day, setting="professional", reason="J3489")) == "96365 96372-59"


def test_a_night_of_antibiotics() -> None:
    # 23:30 to 01:10 = 100 min: the first hour begins on the first day, the further one at
    # 00:30 on the second, and its parent on the day before keeps it from being an orphan
    night = coded(iv("J3373", at(23, 30), at(1, 10, day=2)))
    assert [str(line) for line in night.lines] == [
        "96365 x 1 on 2025-08-01",
        "96366 x 1 on 2025-08-02",
    ]


def eye(drug: str, side: Any, minute: int) -> Administration:
    return Administration(drug, "intravitreal", "procedure", at(9, minute), side=side)


def test_an_injection_into_both_eyes() -> None:
    # aflibercept right, faricimab left, one session: Medicare takes one 67028 with modifier 50,
    # also when the drugs differ; other payers a line for each side; without a choice it is open
    both = [eye("J0178", "right", 0), eye("J2777", "left", 10)]
    office = {"setting": "professional"}
    assert lines(coded(*both, **office)) == "?67028 ?67028"
    assert lines(coded(*both, **office, both_sides="50")) == "67028-50"
    assert lines(coded(*both, **office, both_sides="RT and LT")) == "67028-RT 67028-LT"
    assert lines(coded(both[0], **office)) == "67028-RT"


def test_botox_for_chronic_migraine() -> None:
    # 155 units in 31 places are one session: 64615 once; the drug does not say what it treats
    botox = Administration(
        "J0585", "intramuscular", "procedure", at(9), dose="155 units", procedure="64615"
    )
    assert lines(coded(botox, setting="professional")) == "64615"


def test_both_knees_with_a_gel_and_a_steroid() -> None:
    # hyaluronate and triamcinolone into the same knee are one procedure: 20610 a knee
    knees = [
        Administration(
            drug, "intra-articular", "procedure", at(9), site="knee", side=side, procedure="20610"
        )
        for side in ("right", "left")
        for drug in ("J7325", "J3301")
    ]
    assert lines(coded(*knees, setting="professional", both_sides="50")) == "20610-50"


def test_bcg_into_the_bladder() -> None:
    # retained for two hours, which are not counted: 51720
    bcg = Administration("J9030", "intravesical", "procedure", at(9), at(11))
    assert lines(coded(bcg, setting="professional")) == "51720"
