"""The history of a code and the codes linked to it, and its picture."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve

from hcpcs_jcodes import (
    AmbiguousName,
    Drug,
    History,
    UnknownCode,
    codeset,
    coverage,
    history,
)
from hcpcs_jcodes.codes.ledger import code_ledger
from hcpcs_jcodes.codes.successions import all_successions
from hcpcs_jcodes.display.svg import Drawing
from hcpcs_jcodes.migration import timelines as timelines_module
from hcpcs_jcodes.migration.timelines import timeline
from hcpcs_jcodes.migration.uses import CodeUse
from tests.refusals import careless, refused
from tests.strategies import code_with

SVG = "{http://www.w3.org/2000/svg}"
EVERY_CODE = sorted((*code_ledger().jcodes, *code_ledger().related))


def codes(found: History) -> list[str]:
    """The codes of the uses, in order."""
    return [use.code for use in found]


def drawn(text: str) -> ET.Element:
    """The picture, read as XML."""
    return ET.fromstring(text)  # noqa: S314 - made by the library itself


def texts(text: str) -> list[str]:
    """The text in the picture."""
    return ["".join(each.itertext()) for each in drawn(text).iter(f"{SVG}text")]


def arrows(text: str) -> int:
    """How many lines end in an arrowhead."""
    return sum("marker-end" in each.attrib for each in drawn(text).iter(f"{SVG}path"))


def test_a_code_is_listed_with_its_successor() -> None:
    """Rituximab: two codes, one succession."""
    found = history("J9310")
    assert codes(found) == ["J9310", "J9312"]
    assert [(row.code, row.to_code) for row in found.successions] == [("J9310", "J9312")]
    assert len(found) == 2
    assert str(found).splitlines()[-1].endswith("replaced, J9312 from 2019-01-01, x 10")
    assert repr(found) == "<History of J9310: J9310, J9312>"


def test_a_history_includes_every_code_it_came_from_or_became_however_far() -> None:
    """The five epinephrine codes, their parent, the one merged into them, and their children."""
    linked_uses = {f"J{number:04}" for number in (162, 163, 164, 165, 166, 167, 168, 169, 171, 173)}
    assert set(codes(history("J0171"))) == linked_uses


def test_a_number_used_again_is_there_once_for_each_drug() -> None:
    """J1440: filgrastim with the codes linked to it, then fecal microbiota."""
    found = history("J1440")
    assert codes(found) == ["J1440", "J1441", "J1442", "J1440"]
    first, last = found.uses[0], found.uses[-1]
    assert (first.valid_to, last.valid_from, last.valid_to) == (
        date(2013, 12, 31),
        date(2023, 7, 1),
        None,
    )
    assert "fecal microbiota" in str(last)
    assert arrows(found.svg()) == 2


def test_a_gap_in_a_use_is_two_spans() -> None:
    """The buprenorphine implant was without a code for nine months."""
    use = history("J0570").uses[-1]
    assert use.spans == (
        (date(2017, 1, 1), date(2024, 12, 31)),
        (date(2025, 10, 1), None),
    )
    assert str(use).endswith("2017-01-01 to 2024-12-31 and 2025-10-01 on")
    assert 'stroke-dasharray="3 3"' in history("J0570").svg()


def test_a_code_without_linked_codes_is_alone() -> None:
    """Nothing went before it and nothing followed."""
    alone = next(code for code in EVERY_CODE if len(history(code)) == 1)
    assert codes(history(alone)) == [alone]
    assert arrows(history(alone).svg()) == 0


def test_linked_codes_have_the_same_history() -> None:
    """For every code: it belongs to the history of each code in its own history."""
    for code in EVERY_CODE:
        found = history(code)
        assert code in codes(found)
        for other in set(codes(found)) - {code}:
            assert code in codes(history(other))


def test_every_succession_is_in_the_history_of_both_its_codes() -> None:
    """No row of the table is lost."""
    for listed in all_successions().after.values():
        for row in listed:
            assert row in history(row.code).successions
            if row.to_code and row.kind != "reused":
                assert row in history(row.to_code).successions


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        (
            "J0570",
            [
                "history of J0570",
                "  J0570  penicillin g benzathine (up to 1200000 units), 1982-01-01 to 2010-12-31",
                "  J0570  buprenorphine (74.2 mg), 2017-01-01 to 2024-12-31 and 2025-10-01 on",
                "  J0570 to 2010-12-31: reused, J0570 from 2017-01-01",
                "  J0570 to 2024-12-31: reinstated, J0570 from 2025-10-01, x 1",
            ],
        ),
        (
            "J1440",
            [
                "history of J1440",
                "  J1440  filgrastim (300 mcg), 1994-01-01 to 2013-12-31",
                "  J1441  filgrastim (480 mcg), 1994-01-01 to 2013-12-31",
                "  J1442  filgrastim (1 mcg), 2014-01-01 on",
                "  J1440  fecal microbiota (1 mL), 2023-07-01 on",
                "  J1440 to 2013-12-31: reused, J1440 from 2023-07-01",
                "  J1440 to 2013-12-31: merged, J1442 from 2014-01-01, x 300",
                "  J1441 to 2013-12-31: merged, J1442 from 2014-01-01, x 480",
            ],
        ),
    ],
)
def test_a_history_reads_line_by_line(code: str, lines: list[str]) -> None:
    """Uses by their first day, then successions by their date."""
    assert str(history(code)).splitlines() == lines
    assert repr(history("J1440")) == "<History of J1440: J1440, J1441, J1442>"


def test_versions_that_meet_are_one_time_in_force() -> None:
    """J7321 has four versions, each from the day after the one before."""
    use = history("J7321").uses[0]
    assert (use.code, len(use.versions)) == ("J7321", 4)
    assert use.spans == ((date(2008, 1, 1), None),)
    assert (use.valid_from, use.valid_to) == (date(2008, 1, 1), None)
    gone = next(use for use in history("J7321") if use.code == "J7333")
    assert gone.spans == ((gone.valid_from, date(2021, 3, 31)),)


def test_versions_after_a_gap_are_one_time_in_force_of_their_own() -> None:
    """A day between makes two; each goes on with the versions that follow it."""
    spans = [
        (date(2011, 1, 1), date(2011, 12, 31)),
        (date(2012, 1, 1), date(2012, 6, 30)),
        (date(2012, 7, 2), date(2012, 12, 31)),
        (date(2013, 1, 1), date(2013, 3, 31)),
        (date(2013, 4, 1), None),
    ]
    versions = [evolve(code_with("1 mg"), valid_from=first, valid_to=last) for first, last in spans]
    use = CodeUse("J0001", tuple(versions))
    assert use.spans == ((date(2011, 1, 1), date(2012, 6, 30)), (date(2012, 7, 2), None))
    assert str(use) == ("J0001  examplumab (1 mg), 2011-01-01 to 2012-06-30 and 2012-07-02 on")


# --- the picture ---------------------------------------------------------------

# a bar: x, y, width, fill; a text: x, y, anchor, size, whether bold, words
Bar = tuple[int, int, int, str]
Label = tuple[int, int, str, str, bool, str]


@pytest.fixture
def until_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    """A later release widens the page: positions are those of 2011 to 2026."""
    known = evolve(coverage(), first=date(2011, 1, 1), last=date(2026, 12, 31))
    monkeypatch.setattr(timelines_module, "coverage", lambda: known)


@pytest.mark.parametrize(
    ("code", "height", "bars", "lines", "labels"),
    [
        (
            "J9310",
            136,
            [(60, 54, 419, "#000"), (480, 100, 420, "#ccc")],
            ["M479 61L485 61L485 100"],
            [
                (70, 48, "start", "12", True, "J9310  rituximab, 100 mg"),
                (490, 94, "start", "12", False, "J9312  rituximab, 10 mg"),
                (478, 108, "end", "10", False, "x 10"),
            ],
        ),
        (
            "J0570",
            136,
            [(60, 54, 1, "#000"), (375, 100, 419, "#000"), (834, 100, 66, "#000")],
            ["M834 97L834 117", "M794 107L834 107"],
            [
                (
                    70,
                    48,
                    "start",
                    "12",
                    True,
                    "J0570  penicillin g benzathine, up to 1200000 units",
                ),
                (385, 94, "start", "12", True, "J0570  buprenorphine, 74.2 mg"),
            ],
        ),
        (
            "J1440",
            228,
            [
                (60, 54, 157, "#000"),
                (60, 100, 157, "#ccc"),
                (217, 146, 683, "#ccc"),
                (716, 192, 184, "#000"),
            ],
            ["M217 61L222 61L222 146", "M217 107L222 107L222 146"],
            [
                (70, 48, "start", "12", True, "J1440  filgrastim, 300 mcg"),
                (70, 94, "start", "12", False, "J1441  filgrastim, 480 mcg"),
                (227, 140, "start", "12", False, "J1442  filgrastim, 1 mcg"),
                (726, 186, "start", "12", True, "J1440  fecal microbiota, 1 mL"),
                (213, 65, "end", "10", False, "x 300"),
                (213, 111, "end", "10", False, "x 480"),
            ],
        ),
        (
            "C9043",
            136,
            [(85, 54, 79, "#000"), (138, 100, 762, "#ccc")],
            ["M164 61L169 61L169 100"],
            [
                (95, 48, "start", "12", True, "C9043  levoleucovorin, 1 mg"),
                (148, 94, "start", "12", False, "J0642  levoleucovorin, 0.5 mg"),
                (136, 108, "end", "10", False, "x 2"),
            ],
        ),
        (
            "J9259",
            182,
            [(60, 54, 840, "#ccc"), (716, 100, 78, "#000"), (742, 146, 39, "#ccc")],
            [
                "M715 61L721 61L721 100",
                "M742 61L747 61L747 146",
                "M781 153L786 153L786 68",
                "M794 107L800 107L800 68",
            ],
            [
                (
                    70,
                    48,
                    "start",
                    "12",
                    False,
                    "J9264  paclitaxel protein-bound particles, 1 mg",
                ),
                (676, 111, "end", "12", True, "J9259  paclitaxel protein-bound particles, 1 mg"),
                (702, 157, "end", "12", False, "J9258  paclitaxel protein-bound particles, 1 mg"),
                (714, 108, "end", "10", False, "x 1"),
                (740, 154, "end", "10", False, "x 1"),
                (777, 157, "end", "10", False, "x 1"),
                (790, 111, "end", "10", False, "x 1"),
            ],
        ),
        (
            "J7311",
            90,
            [(60, 54, 840, "#000")],
            ["M519 51L519 71"],
            [(70, 48, "start", "12", True, "J7311  fluocinolone acetonide, 0.01 mg")],
        ),
    ],
)
@pytest.mark.usefixtures("until_2026")
def test_each_bar_line_and_label_is_in_its_place(
    code: str, height: int, bars: list[Bar], lines: list[str], labels: list[Label]
) -> None:
    """One after the other, in a gap, merged, overlapping, returned to its old code, and redefined."""
    picture = drawn(history(code).svg())
    assert (picture.attrib["width"], picture.attrib["height"]) == ("960", str(height))
    assert [
        (int(bar["x"]), int(bar["y"]), int(bar["width"]), bar["fill"])
        for bar in (each.attrib for each in picture.iter(f"{SVG}rect"))
        if bar.get("height") == "14"
    ] == bars
    drawn_lines = [each.attrib for each in picture.iter(f"{SVG}path")]
    assert [line["d"] for line in drawn_lines if line.get("stroke") == "#000"] == lines
    dashed = [line["d"] for line in drawn_lines if "stroke-dasharray" in line]
    assert dashed == [line for line in lines if code == "J0570" and line.startswith("M794")]
    assert [
        (
            int(each.attrib["x"]),
            int(each.attrib["y"]),
            each.attrib["text-anchor"],
            each.attrib["font-size"],
            "font-weight" in each.attrib,
            each.text,
        )
        for each in picture.iter(f"{SVG}text")
        if each.attrib["y"] != "24"
    ] == labels


@pytest.mark.usefixtures("until_2026")
@pytest.mark.parametrize(("code", "since"), [("J9310", 2011), ("C9043", 2019), ("J0162", 2011)])
def test_each_year_has_a_line_where_it_begins(code: str, since: int) -> None:
    """From the year of the oldest code, not before 2011, to the last that is covered."""
    found = history(code)
    picture = drawn(found.svg())
    years = [each for each in picture.iter(f"{SVG}text") if each.attrib["y"] == "24"]
    assert [each.text for each in years] == [str(year) for year in range(since, 2027)]
    assert {each.attrib["font-size"] for each in years} == {"10"}
    first = date(since, 1, 1)
    left = [
        60 + (date(year, 1, 1) - first).days * 840 // (date(2027, 1, 1) - first).days
        for year in range(since, 2027)
    ]
    assert [int(each.attrib["x"]) - 2 for each in years] == left
    lines = [each.attrib for each in picture.iter(f"{SVG}path") if "#bbb" in each.attrib.values()]
    foot = 34 + 46 * len(found) + 4
    assert [line["d"] for line in lines] == [f"M{x} 28L{x} {foot}" for x in left]
    assert picture.findtext(f"{SVG}title") == f"history of {code}, {since} to 2026"


def test_each_bar_states_its_code_and_its_days() -> None:
    """On hover."""
    (_, *says) = [each.text for each in drawn(history("J9310").svg()).iter(f"{SVG}title")]
    assert says == ["J9310, 1999-01-01 to 2018-12-31", "J9312, from 2019-01-01, still active"]


def use_named(name: str, since: date) -> CodeUse:
    """A use of a code made by hand, whose label is 14 characters longer than the name."""
    version = evolve(code_with("10 mg"), drug=Drug(name), valid_from=since)
    return CodeUse("J0001", (version,))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("x" * 66, f"J0001  {'x' * 66}, 10 mg"),
        ("x" * 67, f"J0001  {'x' * 67}, 10 …"),
        ("x" * 99, f"J0001  {'x' * 72}…"),
    ],
)
def test_a_label_of_eighty_characters_is_whole_and_a_longer_one_is_cut(
    name: str, shown: str
) -> None:
    """The last of eighty characters is an ellipsis if there were more."""
    assert len(shown) == 80
    assert texts(timeline("J0001", [use_named(name, date(2011, 1, 1))], []))[-1] == shown


@pytest.mark.usefixtures("until_2026")
def test_a_label_is_right_of_its_beginning_while_the_page_has_room() -> None:
    """Seven pixels a character, up to the edge at 960 and not beyond."""
    oldest = use_named("x", date(2011, 1, 1))
    for letters, since, anchor in (
        (46, date(2021, 1, 1), "start"),  # begins at 585: 585 + 7 * 53 = 956
        (47, date(2021, 1, 1), "end"),
        (46, date(2021, 1, 29), "start"),  # at 589 it just ends at 960
        (46, date(2021, 2, 5), "end"),
    ):
        use = use_named("x" * (letters - 7), since)
        picture = drawn(timeline("J0002", [oldest, evolve(use, code="J0002")], []))
        label = list(picture.iter(f"{SVG}text"))[-1]
        assert label.attrib["text-anchor"] == anchor, (letters, since)


def test_each_part_of_an_image_has_one_form() -> None:
    """Text, bar and line with every attribute; a bar is a pixel wide at the least."""
    drawing = Drawing(100, 50, "a title")
    drawing.text((1, 2), "a text")
    drawing.text((3, 4), "another", "small", "middle")
    drawing.bar((5, 6), (7, 8), "uncounted", "a bar")
    drawing.bar((5, 6), (0, 8), "filled", "thin")
    drawing.line([(1, 2), (3, 4)])
    drawing.line([(1, 2), (3, 4), (5, 6)], "dashed", arrow=True)
    rim = 'stroke="#fff" stroke-width="3" paint-order="stroke"'
    open_line = 'fill="none" stroke="#000"'
    assert drawing.svg() == (
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" width="100" height="50" '
        'viewBox="0 0 100 50" font-family="sans-serif"><title>a title</title>'
        '<defs><marker id="hcpcs-jcodes-arrow" viewBox="0 0 8 8" refX="7" refY="4" '
        'markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#000"/>'
        '</marker></defs><rect width="100" height="50" fill="#fff"/>'
        f'<text x="1" y="2" text-anchor="start" font-size="12" {rim}>a text</text>'
        f'<text x="3" y="4" text-anchor="middle" font-size="10" {rim}>another</text>'
        '<rect x="5" y="6" width="7" height="8" fill="#fff" stroke="#000" '
        'stroke-dasharray="3 3"><title>a bar</title></rect>'
        '<rect x="5" y="6" width="1" height="8" fill="#000" stroke="#000">'
        "<title>thin</title></rect>"
        f'<path d="M1 2L3 4" {open_line}/>'
        f'<path d="M1 2L3 4L5 6" {open_line} stroke-dasharray="3 3" '
        'marker-end="url(#hcpcs-jcodes-arrow)"/></svg>\n'
    )


def test_every_picture_is_xml_with_its_codes_and_factors_as_text() -> None:
    """For each code: every linked code is named, and each move to another code has an arrow."""
    for code in EVERY_CODE[::7]:
        found = history(code)
        picture = found.svg()
        words = texts(picture)
        for use in found:
            assert any(word.startswith(f"{use.code}  ") for word in words)
        moves = [
            row
            for row in found.successions
            if row.to_code and row.kind != "reused" and row.code != row.to_code
        ]
        assert arrows(picture) == len(moves)
        for row in moves:
            assert row.factor is None or f"x {row.factor}" in words


def test_bars_are_at_the_position_of_their_days() -> None:
    """J9310 ends where J9312 begins, and the later one reaches the right edge."""
    bars = [each for each in drawn(history("J9310").svg()).iter(f"{SVG}rect") if "y" in each.attrib]
    (old, new) = (
        (int(each.attrib["x"]), int(each.attrib["x"]) + int(each.attrib["width"])) for each in bars
    )
    assert new[0] - old[1] in {0, 1}
    assert old[0] == 60
    assert new[1] == 900


def test_the_picture_is_read_without_colour() -> None:
    """Black, white and grays; the requested code is filled, the others are not."""
    picture = history("J9310").svg()
    for each in drawn(picture).iter():
        for name in ("fill", "stroke"):
            assert each.attrib.get(name, "none") in {"none", "#000", "#fff", "#ccc", "#bbb"}
    fills = [each.attrib["fill"] for each in drawn(picture).iter(f"{SVG}rect")][1:]
    assert fills == ["#000", "#ccc"]


def test_texts_of_the_picture_are_escaped() -> None:
    """A name with markup in it is a name."""
    drawing = Drawing(100, 50, "<b> & co")
    drawing.text((1, 1), "</text><script>", "bold", "end")
    drawing.bar((0, 0), (0, 5), "open", '"<&>"')
    root = drawn(drawing.svg())
    assert texts(drawing.svg()) == ["</text><script>"]
    assert [each.text for each in root.iter(f"{SVG}title")] == ["<b> & co", '"<&>"']
    assert [each.attrib["width"] for each in root.iter(f"{SVG}rect")] == ["100", "1"]


def test_a_long_name_is_cut_on_the_picture_and_kept_in_the_data() -> None:
    """A label longer than the page ends in an ellipsis."""
    code = max(
        EVERY_CODE, key=lambda each: len(str(history(each).uses[0])) if each[0] == "J" else 0
    )
    assert any(word.endswith("…") for word in texts(history(code).svg()))
    assert "…" not in str(history(code))


def test_a_notebook_shows_the_picture_and_the_versions() -> None:
    """SVG on request, and a table with it in HTML."""
    found = history("J9310")
    assert found._repr_svg_() == found.svg()
    shown = found._repr_html_()
    assert shown.startswith(found.svg())
    assert "<td>still active</td>" in shown


def test_the_table_of_a_notebook_has_a_row_for_each_version() -> None:
    """Code, description, first and last day, how it began; markup is escaped."""
    found = history("J9310")
    assert found._repr_html_() == found.svg() + (
        "<table><tr><th>code</th><th>description</th><th>from</th><th>to</th><th>begins</th></tr>"
        "<tr><td>J9310</td><td style='text-align:left'>Injection, rituximab, 100 mg</td>"
        "<td>1999-01-01</td><td>2018-12-31</td><td>added</td></tr>"
        "<tr><td>J9312</td><td style='text-align:left'>Injection, rituximab, 10 mg</td>"
        "<td>2019-01-01</td><td>still active</td><td>added</td></tr></table>"
    )
    attack = "<script>alert('& co')</script>"
    version = evolve(code_with("1 mg"), long_description=attack, begins=attack, drug=Drug(attack))
    shown = History("J0001", (CodeUse("J0001", (version,)),), ())._repr_html_()
    assert "<script" not in shown
    assert unescape(shown).count(attack) == 3


def test_a_picture_is_saved(tmp_path: Path) -> None:
    """As a text or as a path; only with a name that opens as a picture."""
    found = history("J9310")
    for file in (tmp_path / "rituximab.svg", str(tmp_path / "RITUXIMAB.SVG")):
        assert found.save(file).read_text("utf-8") == found.svg()
    with pytest.raises(ValueError, match=r"'picture\.png' would not be opened.* '\.svg'"):
        found.save("picture.png")


def test_a_history_is_a_value() -> None:
    """Compared, hashed and pickled."""
    found = history("J9310")
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301
    assert hash(found) == hash(history("J9310"))


@pytest.mark.parametrize(
    ("call", "value", "names"),
    [
        (careless(history, "JO129"), "JO129", "J0129"),
        (careless(history, "J93l2"), "J93l2", "J9312"),
        (careless(history, ""), "", "no code or name ''"),
        (careless(history, None), None, "None is not a code"),
        (careless(history, ["J9312"]), ["J9312"], "['J9312'] is not a code"),
    ],
)
def test_a_code_that_never_was_has_no_history(
    call: Callable[[], object], value: object, names: str
) -> None:
    """The text names the given code, and the code that may have been meant."""
    refused(call, UnknownCode, value, names)


def test_a_name_has_the_history_that_all_of_its_codes_share() -> None:
    """Rituxan was J9310 and is J9312: one history; rituximab has several."""
    assert history("Rituxan") == history("J9310")
    assert history("j9312 ") == history(codeset(2025)["J9312"]) == history("J9312")
    with pytest.raises(AmbiguousName, match="has had several codes: pass one of J9310, J9312"):
        history("rituximab")
