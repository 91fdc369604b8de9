"""HTML for notebooks: every text escaped, every cell in its place."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes.display.html import (
    html_code,
    html_facts,
    html_list,
    html_notes,
    html_table,
    html_text,
)

ATTACK = "<script>alert('&')</script>"


class Reader(HTMLParser):
    """The texts of a fragment, and the tags that it opened and closed."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.opened: list[str] = []
        self.open: list[str] = []
        self.feed(fragment)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert all(name == "style" for name, _ in attrs)
        self.opened.append(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_a_table_aligns_running_text_alone() -> None:
    assert html_table("a", ["x", "y"], [["1", "two"], ["3", "four"]], left={1}) == (
        "<table><caption>a</caption><tr><th>x</th><th>y</th></tr>"
        "<tr><td>1</td><td style='text-align:left'>two</td></tr>"
        "<tr><td>3</td><td style='text-align:left'>four</td></tr></table>"
    )
    assert html_table("", ["x"], []) == "<table><tr><th>x</th></tr></table>"


def test_a_fact_without_a_value_is_left_out() -> None:
    assert html_facts("J9312", [("drug", "rituximab"), ("scope", "")]) == (
        "<table><caption>J9312</caption><tr><th style='text-align:left'>drug</th>"
        "<td style='text-align:left'>rituximab</td></tr></table>"
    )


def test_a_list_has_its_sources_in_small_type() -> None:
    assert (
        html_list([("a", ""), ("b", "CMS")]) == "<ul><li>a</li><li>b <small>CMS</small></li></ul>"
    )
    assert html_list([("a", "")], numbered=True) == "<ol><li>a</li></ol>"


def test_texts_have_their_tags() -> None:
    assert html_notes(["a", "b"]) == "<p>a</p><p>b</p>"
    assert html_text("a\n b") == "<pre>a\n b</pre>"
    assert html_code("J9312 x 8") == "<code>J9312 x 8</code>"


@given(st.text())
def test_no_text_becomes_markup(text: str) -> None:
    text += ATTACK
    for fragment, allowed in (
        (html_table(text, [text], [[text]], left={0}), {"table", "caption", "tr", "th", "td"}),
        (html_facts(text, [(text, text)]), {"table", "caption", "tr", "th", "td"}),
        (html_list([(text, text)]), {"ul", "li", "small"}),
        (html_notes([text]), {"p"}),
        (html_text(text), {"pre"}),
        (html_code(text), {"code"}),
    ):
        read = Reader(fragment)
        assert set(read.opened) == allowed
        assert read.open == []
        assert ATTACK in "".join(read.texts)
