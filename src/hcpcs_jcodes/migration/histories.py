"""The history of a code and of the codes it is linked to, as data and as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from pathlib import Path

from attrs import frozen

from ..amounts.arguments import shown
from ..codes.code import JCode
from ..codes.codesets import checked_code, suggestion
from ..codes.successions import Succession
from ..errors import AmbiguousName, BadArgument, UnknownCode
from ..lookup.meaning import code_of_any_date
from .timelines import timeline
from .uses import CodeUse, left_by, linked_uses, uses

__all__ = ["History", "history"]


@frozen(repr=False)
class History:
    """A code with every code that it came from or became, directly or through others.

    Attributes:
        code: the requested code.
        uses: each drug that the code number has stood for, and each use of another code
            that a succession links to one of these, in order of their first day.
        successions: which code replaced which, in order of the dates.
    """

    code: str
    uses: tuple[CodeUse, ...]
    successions: tuple[Succession, ...]

    def __iter__(self) -> Iterator[CodeUse]:
        return iter(self.uses)

    def __len__(self) -> int:
        return len(self.uses)

    def __str__(self) -> str:
        return "\n".join(
            (
                f"history of {self.code}",
                *(f"  {use}" for use in self.uses),
                *(f"  {step}" for step in self.successions),
            )
        )

    def __repr__(self) -> str:
        found = ", ".join(dict.fromkeys(use.code for use in self.uses))
        return f"<History of {self.code}: {found}>"

    def svg(self) -> str:
        """The history as a picture: a bar for each period in force, an arrow for each succession.

        Returns:
            The text of an SVG image in black and white, with its labels as text.
        """
        return timeline(self.code, self.uses, self.successions)

    def _repr_svg_(self) -> str:
        return self.svg()

    def _repr_html_(self) -> str:
        from ..display.html import html_table  # few programs show a notebook

        rows = (
            (
                use.code,
                version.long_description or "",
                str(version.valid_from),
                str(version.valid_to or "still active"),
                version.begins,
            )
            for use in self.uses
            for version in use.versions
        )
        header = ("code", "description", "from", "to", "begins")
        return self.svg() + html_table("", header, rows, left={1})

    def save(self, path: str | Path) -> Path:
        """Write the picture to a file and return its path.

        Raises:
            BadArgument: the name does not end in ".svg".
        """
        named: object = path
        if not isinstance(named, str | PathLike) or Path(path).suffix.casefold() != ".svg":
            raise BadArgument(
                path, f"{shown(path)} would not be opened as a picture: the name must end in '.svg'"
            )
        file = Path(path)
        file.write_text(self.svg(), "utf-8", newline="\n")
        return file


def history(code: JCode | str) -> History:
    """The history of a code: what it came from, what it became, and every other code linked to it.

    Args:
        code: a J code, or a code outside J that is linked to one; its version; or a name of
            which all codes have one history.

    Returns:
        Each drug that the code number has stood for, with the codes linked to each,
        and the successions between them; a notebook shows it as a picture.

    Raises:
        UnknownCode: there has been no such code since 2011. AmbiguousName: a name with codes
            of several histories.

    Source: CMS's HCPCS releases; each succession states its evidence.

    >>> for use in history("J9310"):
    ...     print(use)
    J9310  rituximab (100 mg), 1999-01-01 to 2018-12-31
    J9312  rituximab (10 mg), 2019-01-01 on
    """
    known = uses()
    code = code.code if isinstance(code, JCode) else _code_of(checked_code(code))
    requested = [key for key in known if key[0] == code]
    if not requested:
        raise UnknownCode(code, f"there is no code {shown(code)}", suggestion)
    linked, steps = linked_uses()
    keys = dict.fromkeys(member for key in requested for member in linked.get(key, (key,)))
    found = (known[key] for key in keys)
    passed = (step for step in steps if left_by(step) in keys)
    return History(
        code,
        tuple(sorted(found, key=lambda use: (use.valid_from, use.code))),
        tuple(sorted(passed, key=lambda step: (step.until, step.code, step.to_code))),
    )


def _code_of(text: str) -> str:
    """The code itself, or the first code of a name whose codes all have one history."""
    codes = code_of_any_date(text)
    if len(codes) > 1:
        together = {use.code for use in history(codes[0]).uses}
        if not together.issuperset(codes):
            raise AmbiguousName(
                text, f"{shown(text)} has had several codes: pass one of {', '.join(codes)}", codes
            )
    return codes[0]
