"""HTML for notebooks: small, escaped, and with no style except text alignment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from html import escape
from typing import Final

__all__ = [
    "escaped",
    "html_code",
    "html_facts",
    "html_list",
    "html_notes",
    "html_table",
    "html_text",
]

_LEFT: Final = " style='text-align:left'"


def escaped(text: str) -> str:
    r"""A text for HTML and XML, in which most control characters may not stand even escaped.

    >>> escaped("5 < 6\x1b[1m")
    '5 &lt; 6\\x1b[1m'
    """
    return escape(text if text.isprintable() else "".join(map(_visible, text)))


def _visible(character: str) -> str:
    return character if character.isprintable() or character in "\t\n" else repr(character)[1:-1]


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
    head = "".join(f"<th>{escaped(name)}</th>" for name in header)
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{_LEFT if column in left else ''}>{escaped(cell)}</td>"
            for column, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return f"<table>{_caption(caption)}<tr>{head}</tr>{body}</table>"


def html_facts(caption: str, facts: Iterable[tuple[str, str]]) -> str:
    """A table of names with their values; a fact without a value is left out."""
    body = "".join(
        f"<tr><th{_LEFT}>{escaped(name)}</th><td{_LEFT}>{escaped(text)}</td></tr>"
        for name, text in facts
        if text
    )
    return f"<table>{_caption(caption)}{body}</table>"


def html_list(entries: Iterable[tuple[str, str]], *, numbered: bool = False) -> str:
    """A list of texts, each with its source in small letters; "" for no source."""
    kind = "ol" if numbered else "ul"
    body = "".join(
        f"<li>{escaped(text)}{f' <small>{escaped(source)}</small>' if source else ''}</li>"
        for text, source in entries
    )
    return f"<{kind}>{body}</{kind}>"


def html_notes(texts: Iterable[str]) -> str:
    """A paragraph for each text."""
    return "".join(f"<p>{escaped(text)}</p>" for text in texts)


def html_text(text: str) -> str:
    """A text of several lines, as it is printed."""
    return f"<pre>{escaped(text)}</pre>"


def html_code(text: str) -> str:
    """A text in one line, as it is typed."""
    return f"<code>{escaped(text)}</code>"


def _caption(text: str) -> str:
    return f"<caption>{escaped(text)}</caption>" if text else ""
