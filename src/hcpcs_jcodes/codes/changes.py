"""What changed between two days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from attrs import frozen

from .code import JCode
from .ledger import code_ledger
from .successions import Succession, all_successions

__all__ = ["Change", "Diff", "changes_between"]


@frozen
class Change:
    """One change of one code.

    Attributes:
        code: the code.
        on: the first day on which it applies; for a code that ended, the day after
            its last day.
        before: the version until then; None for a code that is new.
        after: the version from then on; None for a code that ended.
    """

    code: str
    on: date
    before: JCode | None
    after: JCode | None

    @property
    def successors(self) -> tuple[Succession, ...]:
        """The successions of what the code stood for until the day before.

        Empty for a code that is new, and for a change that alters nothing billable. A
        succession of the kind "ended" means that no code follows.
        """
        until = self.on - timedelta(days=1)
        listed = all_successions().after.get(self.code, ()) if self.before is not None else ()
        return tuple(found for found in listed if found.until == until)

    @property
    def predecessors(self) -> tuple[Succession, ...]:
        """The successions that lead to the code on that day; empty if it follows no code."""
        listed = all_successions().before.get(self.code, ()) if self.after is not None else ()
        return tuple(found for found in listed if found.since == self.on)

    def __str__(self) -> str:
        shown = self.after or self.before
        followed = [
            f"{found.to_code} from {found.since}"
            for found in self.successors
            if self.after is None and found.since is not None and found.kind != "reused"
        ]
        return f"{self.on}  {shown}" + (f" -> {', '.join(followed)}" if followed else "")


@frozen
class Diff:
    """What changed between two days, each change with its date.

    Attributes:
        start: the earlier day.
        end: the later day.
        added: codes that are new, or came back after a gap.
        ended: codes that ended.
        reworded: new wordings that alter nothing billable, or whose new text is
            not available.
        rescoped: changes of labeler, brand, route, indication, exclusions or
            presentation.
        redefined: changes of what one billing unit is.
        reused: codes that were reassigned to another drug.
    """

    start: date
    end: date
    added: tuple[Change, ...]
    ended: tuple[Change, ...]
    reworded: tuple[Change, ...]
    rescoped: tuple[Change, ...]
    redefined: tuple[Change, ...]
    reused: tuple[Change, ...]

    def __str__(self) -> str:
        lines = [f"from {self.start} to {self.end}"]
        for name in ("added", "ended", "reworded", "rescoped", "redefined", "reused"):
            changes = getattr(self, name)
            lines += [f"{name}: {len(changes)}", *(f"  {change}" for change in changes)]
        return "\n".join(lines)


_LISTED_AS: Final = {"reinstated": "added", "changed": "reworded"}


def changes_between(start: date, end: date, *, related: bool) -> Diff:
    """All changes after one day and up to another, of J codes or of their related codes."""
    table = code_ledger().related if related else code_ledger().jcodes
    lists: dict[str, list[Change]] = {
        name: [] for name in ("added", "ended", "reworded", "rescoped", "redefined", "reused")
    }
    for code, rows in table.items():
        versions = [code_ledger().version(row) for row in rows]
        for position, version in enumerate(versions):
            before = versions[position - 1] if position else None
            after = versions[position + 1] if position + 1 < len(versions) else None
            if start < version.valid_from <= end:
                name = _LISTED_AS.get(version.begins, version.begins)
                shown = before if version.begins not in {"added", "reinstated"} else None
                lists[name].append(Change(code, version.valid_from, shown, version))
            if version.valid_to is None:
                continue
            following = date.fromordinal(version.valid_to.toordinal() + 1)
            if start < following <= end and (after is None or after.valid_from != following):
                lists["ended"].append(Change(code, following, version, None))
    ordered = {
        name: tuple(sorted(changes, key=lambda change: (change.on, change.code)))
        for name, changes in lists.items()
    }
    return Diff(start, end, **ordered)
