"""HTML for notebooks: small, escaped, and with no style except text alignment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from html import escape
from typing import Final

__all__ = ["html_code", "html_facts", "html_list", "html_notes", "html_table", "html_text"]

_LEFT: Final = " style='text-align:left'"


def html_table(
    caption: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    left: Collection[int] = (),
) -> str:
    """A table with a row of headings.

    Args:
        caption: the text above it; "" for none.
        header: the heading of each column.
        rows: the cells of each row, as plain text.
        left: the columns, from 0, that contain running text and are aligned left.

    >>> html_table("units", ["code", "units"], [["J9312", "72"]])
    '<table><caption>units</caption><tr><th>code</th><th>units</th></tr><tr><td>J9312</td><td>72</td></tr></table>'
    """
    head = "".join(f"<th>{escape(name)}</th>" for name in header)
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{_LEFT if column in left else ''}>{escape(cell)}</td>"
            for column, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return f"<table>{_caption(caption)}<tr>{head}</tr>{body}</table>"


def html_facts(caption: str, facts: Iterable[tuple[str, str]]) -> str:
    """A table of names with their values; a fact without a value is left out."""
    body = "".join(
        f"<tr><th{_LEFT}>{escape(name)}</th><td{_LEFT}>{escape(text)}</td></tr>"
        for name, text in facts
        if text
    )
    return f"<table>{_caption(caption)}{body}</table>"


def html_list(entries: Iterable[tuple[str, str]], *, numbered: bool = False) -> str:
    """A list of texts, each with its source in small letters; "" for no source."""
    kind = "ol" if numbered else "ul"
    body = "".join(
        f"<li>{escape(text)}{f' <small>{escape(source)}</small>' if source else ''}</li>"
        for text, source in entries
    )
    return f"<{kind}>{body}</{kind}>"


def html_notes(texts: Iterable[str]) -> str:
    """A paragraph for each text."""
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def html_text(text: str) -> str:
    """A text of several lines, as it is printed."""
    return f"<pre>{escape(text)}</pre>"


def html_code(text: str) -> str:
    """A text in one line, as it is typed."""
    return f"<code>{escape(text)}</code>"


def _caption(text: str) -> str:
    return f"<caption>{escape(text)}</caption>" if text else ""
