"""CMS's yearly Table of Drugs, as the text of its PDF.

An entry is either a drug with unit, route and codes or a trade name that says
"see" another entry. The PDF wraps names and cells, indents additional strengths and
products under a heading and, in 2019, shifts words into the line above; what
remains unreadable is returned, never dropped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import define, evolve, field, frozen

from ..releases.records import UnreadableSource

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["DrugEntry", "read_table_of_drugs"]

ROUTES: Mapping[str, str] = {
    "IA": "IA",
    "IM": "IM",
    "INH": "INH",
    "IT": "IT",
    "IV": "IV",
    "Intraocular": "INTRAOCULAR",
    "ORAL": "ORAL",
    "OTH": "OTH",
    "Opthalmic": "OPHTHALMIC",
    "Oral": "ORAL",
    "SC": "SC",
    "SQ": "SC",
    "VAR": "VAR",
    "epidural": "EPIDURAL",
}
"""The routes as printed and in our words; the first page explains the letters."""

QUALIFIERS = frozenset({"NOS", "Subcutaneous"})
"""Lines under a heading that are not names by themselves."""

ADJECTIVES = frozenset({"Liposomal"})
"""Headings that belong before the names under them."""

_CODE = r"[A-V][0-9]{4}"
_CODES = re.compile(
    rf"(?:^|\s)(?P<codes>{_CODE}(?:\s*[,-]\s*{_CODE})*,?)(?:\s+(?P<slipped>\S.*))?$"
)
_RANGE = re.compile(rf"({_CODE})(?:-({_CODE}))?")
_CODE_OF_TARGET = re.compile(rf"(.*\S)\s*\(({_CODE})\)")
_ROUTE = "|".join(ROUTES)
# "other than INH" is a condition, not a route
_ROUTES_AT_END = re.compile(rf"(?<!than)\s(?P<routes>(?:{_ROUTE})(?:,\s*(?:{_ROUTE}))*)$")
# a long name leaves no room before its unit; a name that states strengths has no other unit
_UNIT_AT_END = re.compile(
    r"(?P<name>\D*?[a-z,)])(?:\s*(?P<amount>[0-9.]+ \w+)|(?:\s|(?<=\)))(?P<each>(?:per|each) .+))"
)
_BEFORE_THE_UNIT = " " * 30
_COLUMN_GAP = re.compile(r"\s{2,}")
_PARENTHESIS_AT_END = re.compile(r"\s*\([^()]*\)$")
_NOWHERE = ""

_PAGE_NUMBER = re.compile(r"\s*[0-9]*\s*")
_SECTION = re.compile(r"\s*([A-Z])\s*")
_COLOPHON = "Last updated"
_SEE = re.compile(r",\s*(?:also )?see(?:\s+|$)")
_SEE_ALSO = re.compile(r"(.*\S)\s*\(see also (.*)\)")
# "and" joins two entries if a capital follows, otherwise two substances of one entry
_BETWEEN_TARGETS = re.compile(r";\s*(?:and\s+)?|\s+(?:and|or)\s+(?=[A-Z])")
_MISPRINTED_QUOTES = re.compile(r"\bA([0-9]+),@")


@frozen
class DrugEntry:
    """One entry of a Table of Drugs.

    A drug has ``codes`` (ranges expanded) and, if printed, ``unit`` and
    ``routes``; a trade name or synonym has ``see``, the names of other entries.
    """

    name: str
    unit: str | None
    routes: tuple[str, ...]
    codes: tuple[str, ...]
    see: tuple[str, ...]


@frozen
class _Line:
    """A printed line under the letter of its section."""

    section: str
    text: str

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip())

    @property
    def has_codes(self) -> bool:
        return _CODES.search(self.text) is not None

    @property
    def is_reference(self) -> bool:
        return _SEE.search(self.text) is not None

    @property
    def words(self) -> str:
        return self.text.strip()


@frozen
class _Columns:
    """The cells of a line that ends with codes."""

    name: str
    unit: str | None
    routes: tuple[str, ...]
    codes: tuple[str, ...]
    codes_go_on: bool


def read_table_of_drugs(text: str) -> tuple[list[DrugEntry], list[str]]:
    """Read the entries of one edition, and the lines that could not be read.

    Raises:
        UnreadableSource: the text has no sections headed by a letter.
    """
    reading = _Reading()
    lines = _shifted_columns_restored(_shifted_words_restored(_printed_lines(text)))
    for line in _rejoined_references(lines):
        reading.take(line)
    reading.close_heading()
    if not reading.entries and not reading.unread:
        raise UnreadableSource("a table of drugs has sections headed by a letter")
    entries = [evolve(entry, name=entry.name.rstrip(",")) for entry in reading.entries]
    return entries, reading.unread


def _printed_lines(text: str) -> Iterator[_Line]:
    """The lines of the table, without first page, page numbers and colophon."""
    section = _NOWHERE
    for raw in text.replace("\f", "").splitlines():
        printed = _MISPRINTED_QUOTES.sub(r"\1,", raw.rstrip())
        if match := _SECTION.fullmatch(printed):
            section = match[1]
        elif section and not _PAGE_NUMBER.fullmatch(printed) and not printed.startswith(_COLOPHON):
            yield _Line(section, printed)


def _shifted_words_restored(lines: Iterator[_Line]) -> Iterator[_Line]:
    """Move words printed after the codes of a line to the line below, where they belong."""
    slipped = ""
    for line in lines:
        text = f"{' ' * line.indent}{slipped} {line.words}" if slipped else line.text
        match = _CODES.search(text)
        slipped = (match["slipped"] or "") if match else ""
        yield evolve(line, text=text.removesuffix(slipped).rstrip())
    if slipped:
        yield _Line(_NOWHERE, slipped)


def _shifted_columns_restored(lines: Iterator[_Line]) -> Iterator[_Line]:
    """Move cells printed beside a "see" line to the entry that they belong to.

    That entry follows the reference in the same line, or is in the line below.
    """
    columns = ""
    for printed in lines:
        line = evolve(printed, text=_with_columns(printed.text, columns)) if columns else printed
        columns = ""
        if line.is_reference and _COLUMN_GAP.search(line.words):
            text, columns = _COLUMN_GAP.split(line.words, maxsplit=1)
            name, target = _SEE.split(text, maxsplit=1)
            target, entry = _parted(target, line.section)
            yield evolve(line, text=f"{name}, see {target}")
            if entry:
                yield evolve(line, text=f"{entry}  {columns}")
                columns = ""
        else:
            yield line
    if columns:
        yield _Line(_NOWHERE, columns)


def _with_columns(text: str, columns: str) -> str:
    match = _CODES.search(text)
    start = match.start() if match else len(text)
    return f"{text[:start]}  {columns}  {text[start:].strip()}".rstrip()


def _rejoined_references(lines: Iterator[_Line]) -> Iterator[_Line]:
    """Join wrapped "see" lines, and give each reference a line of its own."""
    reference: _Line | None = None
    for line in lines:
        if reference is not None and _continues(reference, line):
            reference = evolve(reference, text=_joined(reference.text, line.words))
            continue
        if reference is not None:
            yield from _single_references(reference)
        reference = evolve(line, text=line.words) if line.is_reference else None
        if reference is None:
            yield line
    if reference is not None:
        yield from _single_references(reference)


def _continues(reference: _Line, line: _Line) -> bool:
    """Whether a line continues the reference above: names start with their section's letter."""
    return (
        line.section == reference.section
        and not line.has_codes
        and (
            not line.words.startswith(reference.section)
            or reference.text.endswith((",", "-", " see"))
        )
    )


def _joined(text: str, continuation: str) -> str:
    return f"{text}{'' if text.endswith('-') else ' '}{continuation}"


def _single_references(line: _Line) -> Iterator[_Line]:
    """The references of a paragraph, in which each name follows the target before it."""
    name, *targets = _SEE.split(line.text)
    for text in targets[:-1]:
        target, following = _parted(text, line.section)
        yield evolve(line, text=f"{name}, see {target}")
        name = following
    yield evolve(line, text=f"{name}, see {targets[-1]}")


def _parted(text: str, section: str) -> tuple[str, str]:
    """Split the rest of an entry from a name of its section that follows it."""
    match = re.fullmatch(rf"(\S.*?[^,;]) ({section}\S.*)", text)
    return (match[1], match[2]) if match else (text, "")


def _columns(text: str) -> _Columns:
    """The cells of a line with codes, read from the right, where the layout is regular."""
    match = _CODES.search(text)
    assert match is not None
    rest, routes = text[: match.start()].rstrip(), ""
    if found := _ROUTES_AT_END.search(rest):
        rest, routes = rest[: found.start()].rstrip(), found["routes"]
    if rest.startswith(_BEFORE_THE_UNIT):
        name, unit = "", rest.strip()
    else:
        name, *units = _COLUMN_GAP.split(rest.strip())
        unit = " ".join(units)
    if not unit and (found := _UNIT_AT_END.fullmatch(name)):
        name, unit = found["name"], found["amount"] or found["each"]
    return _Columns(
        name=name,
        unit=unit or None,
        routes=tuple(ROUTES[route.strip()] for route in routes.split(",") if route),
        codes=_written_out(match["codes"]),
        codes_go_on=match["codes"].endswith(","),
    )


def _written_out(codes: str) -> tuple[str, ...]:
    """The codes of a list, with every code of its ranges."""
    return tuple(
        f"{first[0]}{number:04}"
        for first, last in _RANGE.findall(codes)
        for number in range(int(first[1:]), int((last or first)[1:]) + 1)
    )


def _in_full(text: str) -> str:
    """A name with the word injection restored: CMS replaced its first letters everywhere."""
    return re.sub("^IVection", "Injection", text).replace("IVection", "injection")


@define
class _Reading:
    """The entries read so far, and what the next line may belong to."""

    entries: list[DrugEntry] = field(factory=list)
    unread: list[str] = field(factory=list)
    heading: str | None = None
    heading_is_used: bool = False
    owner: str | None = None
    """The name to which an additional form of a drug, "(for esrd use)", belongs."""
    codes_go_on: bool = False

    @property
    def drug_above(self) -> DrugEntry | None:
        return self.entries[-1] if self.entries and self.entries[-1].codes else None

    def take(self, line: _Line) -> None:
        if line.section == _NOWHERE:
            self.unread.append(line.words)
        elif line.is_reference:
            self.take_reference(line.words)
        elif line.has_codes:
            self.take_codes(line)
        elif self.drug_above and line.indent >= len(_BEFORE_THE_UNIT):
            unit = self.drug_above.unit
            self.amend(unit=f"{unit} {line.words}" if unit else line.words)
        elif self.drug_above and line.words[0].islower() and self.heading is None:
            self.amend(name=f"{self.drug_above.name} {line.words}")
        else:
            self.close_heading()
            self.heading = self.owner = line.words

    def take_reference(self, words: str) -> None:
        self.close_heading()
        self.owner = None
        name, target = _SEE.split(words, maxsplit=1)
        if not name or not target:
            self.unread.append(words)
            return
        codes: tuple[str, ...] = ()
        if match := _CODE_OF_TARGET.fullmatch(target):
            target, codes = match[1], (match[2],)
        see = tuple(_in_full(one) for one in _BETWEEN_TARGETS.split(target))
        self.entries.append(DrugEntry(_in_full(name), None, (), codes, see))

    def take_codes(self, line: _Line) -> None:
        columns = _columns(line.text)
        if self.codes_go_on and not (columns.name or columns.unit or columns.routes):
            self.amend(codes=self.entries[-1].codes + columns.codes)
        elif name := self.full_name(columns.name, line.indent):
            see: tuple[str, ...] = ()
            if match := _SEE_ALSO.fullmatch(name):
                name, see = match[1], (match[2],)
            name = _in_full(name)
            self.entries.append(DrugEntry(name, columns.unit, columns.routes, columns.codes, see))
        else:
            self.unread.append(line.words)
        self.codes_go_on = columns.codes_go_on

    def full_name(self, name: str, indent: int) -> str | None:
        """The name of an entry, with the part of the heading above that belongs to it."""
        if not name:
            self.heading_is_used = True
            return self.heading or (self.drug_above.name if self.drug_above else None)
        if self.heading and (self.heading.endswith(",") or name.startswith("&")):
            self.owner, self.heading = f"{self.heading} {name}", None
            return self.owner
        if self.owner and name.startswith("("):
            self.heading_is_used = True
            return f"{self.owner} {name}"
        if indent == 0:
            self.close_heading()
            self.owner = _PARENTHESIS_AT_END.sub("", name)
            return name
        self.heading_is_used = True
        if self.owner in ADJECTIVES:
            return f"{self.owner} {name}"
        if self.owner and (name in QUALIFIERS or name[0].islower()):
            return f"{self.owner}, {name}"
        return name

    def amend(self, **changes: Any) -> None:
        """Add the text of a wrapped line to the entry above."""
        self.entries[-1] = evolve(self.entries[-1], **changes)

    def close_heading(self) -> None:
        """End a heading; one with nothing under it was not a heading and counts as unread."""
        if self.heading is not None and not self.heading_is_used:
            self.unread.append(self.heading)
        self.heading, self.heading_is_used, self.codes_go_on = None, False, False
