"""The picture of an encounter."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from hcpcs_jcodes import Administration

from .charts import at, chemo, coded, iv, push, saline, shot

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*events: Administration) -> ET.Element:
    return ET.fromstring(coded(*events).svg())  # noqa: S314 - our own text


def words(picture: ET.Element) -> list[str]:
    return [text.text or "" for text in picture.iter(f"{SVG}text")]


LOOKS = {
    "filled": {"fill": "#000"},
    "grey": {"fill": "#ccc"},
    "uncounted": {"fill": "#fff", "stroke-dasharray": "3 3"},
}


def bars(picture: ET.Element, look: str) -> list[ET.Element]:
    return [bar for bar in picture.iter(f"{SVG}rect") if bar.attrib | LOOKS[look] == bar.attrib]


def test_each_administration_has_a_bar_and_the_codes_that_it_earned() -> None:
    picture = drawn(saline(at(8), at(9)), chemo("J9060", at(9), at(11)), shot("J1100", at(11, 30)))
    said = words(picture)
    assert any(text.startswith("saline") and text.endswith(": 96361 x 1") for text in said)
    assert any(text.endswith(": 96413 x 1, 96415 x 1") for text in said)
    assert any(text.startswith("J1100") and text.endswith(": 96372 x 1") for text in said)
    assert "08:00" in said
    assert len(bars(picture, "uncounted")) == 3
    assert len(bars(picture, "filled")) == 3


def test_minutes_that_were_not_counted_stay_open() -> None:
    picture = drawn(saline(at(8), at(10)), iv("J3373", at(9), at(10)))
    outline = bars(picture, "uncounted")[0]
    counted = bars(picture, "filled")[0]
    assert float(counted.get("width", "")) == pytest.approx(
        float(outline.get("width", "")) / 2, abs=1
    )


def test_what_needs_documentation_is_grey_and_says_between_which_codes() -> None:
    picture = drawn(iv("J3373", at(8)))
    assert len(bars(picture, "grey")) == 1
    assert any(text.endswith(": 96374 or 96365?") for text in words(picture))


def test_what_earned_nothing_says_so() -> None:
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
