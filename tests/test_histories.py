"""The life of a code and its kin, and the picture of it."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from hcpcs_jcodes import History, UnknownCode, history
from hcpcs_jcodes.drawing import Drawing
from hcpcs_jcodes.successions import successions
from hcpcs_jcodes.tables import ledger
from tests.refusals import careless, refused

SVG = "{http://www.w3.org/2000/svg}"
EVERY_CODE = sorted((*ledger().jcodes, *ledger().neighbours))


def codes(found: History) -> list[str]:
    """The codes of the lives, in order."""
    return [life.code for life in found]


def drawn(text: str) -> ET.Element:
    """The picture, read as XML."""
    return ET.fromstring(text)  # noqa: S314 - made by the library itself


def texts(text: str) -> list[str]:
    """What stands on the picture as text."""
    return ["".join(each.itertext()) for each in drawn(text).iter(f"{SVG}text")]


def arrows(text: str) -> int:
    """How many lines end in an arrowhead."""
    return sum("marker-end" in each.attrib for each in drawn(text).iter(f"{SVG}path"))


def test_a_code_stands_with_what_follows_it() -> None:
    """Rituximab: two codes, one succession."""
    found = history("J9310")
    assert codes(found) == ["J9310", "J9312"]
    assert [(row.code, row.to_code) for row in found.successions] == [("J9310", "J9312")]
    assert len(found) == 2
    assert str(found).splitlines()[-1].endswith("replaced, J9312 from 2019-01-01, x 10")
    assert repr(found) == "<History of J9310: J9310, J9312>"


def test_kin_is_whoever_came_from_or_became_it_however_far() -> None:
    """The five epinephrine codes, their parent, the one merged into them, and their children."""
    kin = {f"J{number:04}" for number in (162, 163, 164, 165, 166, 167, 168, 169, 171, 173)}
    assert set(codes(history("J0171"))) == kin


def test_a_number_used_again_is_there_once_for_each_drug() -> None:
    """J1440: filgrastim with its kin, then fecal microbiota."""
    found = history("J1440")
    assert codes(found) == ["J1440", "J1441", "J1442", "J1440"]
    first, last = found.lives[0], found.lives[-1]
    assert (first.valid_to, last.valid_from, last.valid_to) == (
        date(2013, 12, 31),
        date(2023, 7, 1),
        None,
    )
    assert "fecal microbiota" in str(last)
    assert arrows(found.svg()) == 2


def test_a_gap_in_a_life_is_two_spans() -> None:
    """The buprenorphine implant was without a code for nine months."""
    life = history("J0570").lives[-1]
    assert life.spans == (
        (date(2017, 1, 1), date(2024, 12, 31)),
        (date(2025, 10, 1), None),
    )
    assert str(life).endswith("2017-01-01 to 2024-12-31 and 2025-10-01 on")
    assert 'stroke-dasharray="3 3"' in history("J0570").svg()


def test_a_code_without_kin_is_alone() -> None:
    """Nothing went before it and nothing followed."""
    alone = next(code for code in EVERY_CODE if len(history(code)) == 1)
    assert codes(history(alone)) == [alone]
    assert arrows(history(alone).svg()) == 0


def test_kin_of_one_another_are_the_same_kin() -> None:
    """For every code: it belongs to the history of each of its kin."""
    for code in EVERY_CODE:
        found = history(code)
        assert code in codes(found)
        for other in set(codes(found)) - {code}:
            assert code in codes(history(other))


def test_every_succession_stands_in_the_history_of_both_its_codes() -> None:
    """No row of the table is lost."""
    for listed in successions().after.values():
        for row in listed:
            assert row in history(row.code).successions
            if row.to_code and row.kind != "reused":
                assert row in history(row.to_code).successions


# --- the picture ---------------------------------------------------------------


def test_every_picture_is_xml_with_its_codes_and_factors_as_text() -> None:
    """For each code: all kin is named, and there is an arrow for each move to another code."""
    for code in EVERY_CODE[::7]:
        found = history(code)
        picture = found.svg()
        words = texts(picture)
        for life in found:
            assert any(word.startswith(f"{life.code}  ") for word in words)
        moves = [
            row
            for row in found.successions
            if row.to_code and row.kind != "reused" and row.code != row.to_code
        ]
        assert arrows(picture) == len(moves)
        for row in moves:
            assert row.factor is None or f"x {row.factor}" in words


def test_bars_lie_where_their_days_are() -> None:
    """J9310 ends where J9312 begins, and the later one reaches the right edge."""
    bars = [each for each in drawn(history("J9310").svg()).iter(f"{SVG}rect") if "y" in each.attrib]
    (old, new) = (
        (int(each.attrib["x"]), int(each.attrib["x"]) + int(each.attrib["width"])) for each in bars
    )
    assert new[0] - old[1] in {0, 1}
    assert old[0] == 60
    assert new[1] == 900


def test_the_picture_is_read_without_colour() -> None:
    """Black, white and greys; the code asked for is filled, its kin is not."""
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
        EVERY_CODE, key=lambda each: len(str(history(each).lives[0])) if each[0] == "J" else 0
    )
    assert any(word.endswith("…") for word in texts(history(code).svg()))
    assert "…" not in str(history(code))


def test_a_notebook_shows_the_picture_and_the_versions() -> None:
    """SVG where it is asked for, and a table beside it in HTML."""
    found = history("J9310")
    assert found._repr_svg_() == found.svg()
    shown = found._repr_html_()
    assert shown.startswith(found.svg())
    assert "<td>now open</td>" in shown


def test_a_picture_is_saved(tmp_path: Path) -> None:
    """As a text or as a path; only under a name that opens as a picture."""
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
        (careless(history, "j9312 "), "j9312 ", "J9312"),
        (careless(history, ""), "", "no code ''"),
        (careless(history, None), None, "no code None"),
        (careless(history, ["J9312"]), ["J9312"], "no code ['J9312']"),
    ],
)
def test_a_code_that_never_was_has_no_history(
    call: Callable[[], object], value: object, names: str
) -> None:
    """The text names what was given, and what may have been meant."""
    refused(call, UnknownCode, value, names)
