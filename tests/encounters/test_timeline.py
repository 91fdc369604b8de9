"""The picture of an encounter."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from hcpcs_jcodes import Administration

from ..charts import at, chemo, coded, iv, push, saline, shot

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*events: Administration) -> ET.Element:
    return ET.fromstring(coded(*events).svg())  # noqa: S314 - our own text


def words(picture: ET.Element) -> list[str]:
    return [text.text or "" for text in picture.iter(f"{SVG}text")]


LOOKS = {
    "filled": {"fill": "#000"},
    "gray": {"fill": "#ccc"},
    "uncounted": {"fill": "#fff", "stroke-dasharray": "3 3"},
}


def bars(picture: ET.Element, look: str) -> list[ET.Element]:
    return [bar for bar in picture.iter(f"{SVG}rect") if bar.attrib | LOOKS[look] == bar.attrib]


def test_each_administration_has_a_bar_and_the_codes_that_it_supported() -> None:
    picture = drawn(saline(at(8), at(9)), chemo("J9060", at(9), at(11)), shot("J1100", at(11, 30)))
    said = words(picture)
    assert any(text.startswith("saline") and text.endswith(": 96361 x 1") for text in said)
    assert any(text.endswith(": 96413 x 1, 96415 x 1") for text in said)
    assert any(text.startswith("J1100") and text.endswith(": 96372 x 1") for text in said)
    assert "08:00" in said
    assert len(bars(picture, "uncounted")) == 3
    assert len(bars(picture, "filled")) == 3


def test_minutes_that_were_not_counted_stay_blank() -> None:
    picture = drawn(saline(at(8), at(10)), iv("J3373", at(9), at(10)))
    outline = bars(picture, "uncounted")[0]
    counted = bars(picture, "filled")[0]
    assert float(counted.get("width", "")) == pytest.approx(
        float(outline.get("width", "")) / 2, abs=1
    )


def test_what_needs_documentation_is_gray_and_shows_between_which_codes() -> None:
    picture = drawn(iv("J3373", at(8)))
    assert len(bars(picture, "gray")) == 1
    assert any(text.endswith(": 96374 or 96365?") for text in words(picture))


def test_what_supported_nothing_says_so() -> None:
    assert any(text.endswith(": nothing") for text in words(drawn(saline(at(8), at(8, 20)))))


def test_a_long_encounter_has_few_hours_on_its_scale_and_short_words() -> None:
    bag = iv("a" * 90, at(8), at(8, day=20), also=("b" * 90,))
    picture = drawn(bag, push("J2405", at(9, day=19)))
    assert sum(text.count(":") == 1 and len(text) == 5 for text in words(picture)) <= 25
    assert all(len(text) <= 120 for text in words(picture))


def test_charted_text_is_escaped() -> None:
    text = coded(iv("<script>", at(8), at(9)))._repr_svg_()
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_a_moment_alone_is_drawn() -> None:
    picture = drawn(shot("J3420", at(8)))
    assert len(bars(picture, "filled")) == 1


# --- where things are placed -----------------------------------------------------------------


def boxes(picture: ET.Element, look: str) -> list[tuple[int, int, int, int, str]]:
    """Left, top, width, height and words of each bar of a look."""

    def number(bar: ET.Element, name: str) -> int:
        return int(bar.get(name, ""))

    return [
        (
            number(bar, "x"),
            number(bar, "y"),
            number(bar, "width"),
            number(bar, "height"),
            bar[0].text or "",
        )
        for bar in bars(picture, look)
        if len(bar)
    ]


def places(picture: ET.Element) -> list[tuple[int, int, str, str]]:
    """Where each text is placed, and which part of it is anchored there."""
    return [
        (
            int(text.get("x", "")),
            int(text.get("y", "")),
            text.get("text-anchor", ""),
            text.text or "",
        )
        for text in picture.iter(f"{SVG}text")
    ]


def strokes(picture: ET.Element) -> list[str]:
    return [path.get("d", "") for path in picture.findall(f"{SVG}path")]


def test_a_picture_is_drawn_to_the_minute() -> None:
    # from eight to half past ten there are 150 minutes on 880 pixels, from 20 on
    drug, shot_ = "J3373", "J2405"
    picture = drawn(iv(drug, at(8, 30), at(10, 30)), push(shot_, at(9, 15), at(9, 30)))
    assert (picture.get("width"), picture.get("height")) == ("960", "136")
    assert picture[0].text == "2 administrations from 2025-08-01 08:00"
    infusion = f"{drug}, intravenous infusion, 2025-08-01 08:30 to 10:30"
    pushed = f"{shot_}, intravenous push, 2025-08-01 09:15 to 09:30"
    assert boxes(picture, "uncounted") == [(196, 54, 704, 14, infusion), (460, 100, 88, 14, pushed)]
    assert boxes(picture, "filled") == [
        (196, 54, 704, 14, "120 minutes counted"),
        (460, 100, 88, 14, "15 minutes counted"),
    ]
    assert places(picture) == [
        (22, 24, "start", "08:00"),
        (374, 24, "start", "09:00"),
        (726, 24, "start", "10:00"),
        (196, 48, "start", f"{infusion}: 96365 x 1, 96366 x 1"),
        (460, 94, "start", f"{pushed}: 96375 x 1"),
    ]
    assert strokes(picture) == [f"M{x} 28L{x} 130" for x in (20, 372, 724)]


def test_words_of_what_begins_in_the_right_half_end_at_the_edge() -> None:
    # 461 pixels are beyond the middle, 460 are not
    picture = drawn(iv("a", at(8), at(16, 48)), push("b", at(12, 24)), push("c", at(12, 25)))
    assert [(x, y, anchor) for x, y, anchor, text in places(picture) if "intravenous" in text] == [
        (20, 48, "start"),
        (460, 94, "start"),
        (954, 140, "end"),
    ]


def test_what_takes_no_time_is_four_pixels_wide() -> None:
    picture = drawn(iv("a", at(8), at(9)), push("b", at(8, 30)))
    (_, outline) = boxes(picture, "uncounted")
    assert outline == (460, 100, 4, 14, "b, intravenous push, 2025-08-01 08:30")
    (_, filled) = boxes(picture, "filled")
    assert filled == (460, 100, 4, 14, "takes no time")


def test_what_supported_nothing_has_no_black_bar() -> None:
    picture = drawn(push("b", at(8)), push("b", at(8, 30)))
    assert [says for *_, says in boxes(picture, "filled")] == ["takes no time"]
    assert words(picture)[-1] == "b, intravenous push, 2025-08-01 08:30: nothing"


def test_counted_times_that_touch_are_one_bar() -> None:
    picture = drawn(chemo("J9271", at(8), at(11)))
    assert [says for *_, says in boxes(picture, "filled")] == ["180 minutes counted"]
    wet = drawn(saline(at(8), at(11)), iv("a", at(9), at(10)))
    filled = [says for *_, says in boxes(wet, "filled")]
    assert filled == ["60 minutes counted", "60 minutes counted", "60 minutes counted"]


def test_a_picture_spans_an_hour_at_least() -> None:
    assert strokes(drawn(shot("b", at(8, 59)))) == ["M20 28L20 84", "M900 28L900 84"]
    assert [text for text in words(drawn(shot("b", at(8, 59)))) if len(text) == 5] == [
        "08:00",
        "09:00",
    ]


def test_rows_are_in_order_of_time_and_then_of_the_list() -> None:
    picture = drawn(shot("c", at(9)), shot("b", at(8)), shot("a", at(8)))
    assert [text[0] for text in words(picture) if ", " in text] == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("hours", "lines_", "second"),
    [
        (1, 2, "09:00"),
        (23, 24, "09:00"),
        (24, 25, "09:00"),
        (25, 13, "10:00"),
        (48, 25, "10:00"),
        (49, 13, "12:00"),
        (96, 25, "12:00"),
        (97, 17, "14:00"),
        (144, 25, "14:00"),
        (145, 13, "20:00"),
        (288, 25, "20:00"),
        (289, 13, "08:00"),
        (576, 25, "08:00"),
        (577, 4, "08:00"),
    ],
)
def test_a_scale_has_a_line_an_hour_up_to_24(hours: int, lines_: int, second: str) -> None:
    picture = drawn(iv("a", at(8), at(8) + timedelta(hours=hours)))
    scale = [text for text in words(picture) if len(text) == 5]
    assert len(scale) == len(strokes(picture)) == lines_
    assert scale[1] == second


def test_words_are_cut_at_120_characters() -> None:
    fixed = ", intravenous infusion, 2025-08-01 08:00 to 09:00: 96365 x 1"
    for length in (120, 121):
        drug = "a" * (length - len(fixed))
        (said,) = [text for text in words(drawn(iv(drug, at(8), at(9)))) if ", " in text]
        assert len(said) == 120
        assert said == (f"{drug}{fixed}" if length == 120 else f"{drug}{fixed[:-2]}…")


def test_units_of_a_code_are_added_up_and_what_is_open_follows() -> None:
    picture = drawn(chemo("J9271", at(8), at(13)), chemo("J9045", at(9), at(10)))
    assert words(picture)[-2].endswith(": 96413 x 1, 96415 x 4")
    assert words(picture)[-1].endswith(": 96549?")
    outlines = [len(boxes(picture, look)) for look in ("gray", "uncounted", "filled")]
    assert outlines == [1, 1, 1]


def test_a_pause_is_blank() -> None:
    """Neither an outline nor a black bar is drawn while nothing ran."""
    picture = drawn(iv("J3373", at(8), at(11), pauses=[(at(9), at(10))]))
    for look in ("uncounted", "filled"):
        places = [(int(bar.attrib["x"]), int(bar.attrib["width"])) for bar in bars(picture, look)]
        assert places == [(20, 293), (606, 294)]


def test_a_picture_begins_at_a_full_hour_whatever_the_seconds() -> None:
    """A time with seconds moves no line of the scale."""
    late = iv("J3373", at(8, 10).replace(second=20), at(9).replace(second=30))
    assert "08:00" in words(drawn(late))
    assert bars(drawn(late), "uncounted")[0].attrib["x"] == "165"
