"""From a code on one date to the code or codes that replace it on another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from attrs import frozen

from ..amounts.concentration import Concentration, read_concentration
from ..codes.code import JCode, comparing_form
from ..codes.codesets import version_of
from ..codes.ledger import code_ledger, row_on, same_use
from ..codes.paths import Path, paths_between
from ..codes.periods import DateLike, check_covered, plain_date
from ..codes.successions import EVERY_OTHER, Succession, all_successions
from ..errors import UncoveredDate
from ..lookup.meaning import code_meant
from ..ndc.numbers import Ndc
from ..units.conversions import conversion
from ..words import MigrationKind
from .selection import Move, Wanted, among_packages
from .targets import Dose, Target

__all__ = ["Migration", "migrate"]

_UNCHANGED: Final = (Fraction(1), "exact")


@frozen(repr=False)
class Migration:
    """The code or codes that replace a code on another date.

    Attributes:
        code: the requested code.
        on: its date of service.
        to: the date migrated to.
        kind: what happened between the two: "unchanged", "reworded", "rescoped",
            "replaced", "split", "merged", "redefined", "reused" (on the other date the
            number stands for another drug), "reinstated", "ended" (nothing follows, or
            not yet) or, backward, "added" (the data do not show what was billed before).
        version: the code version in force on ``on``.
        targets: the codes that replace it on ``to``, sorted.
        without_code: successions that lead to no code on ``to``: nothing follows, or only
            after a gap.
        notes: what a biller should know.
    """

    code: str
    on: date
    to: date
    kind: MigrationKind
    version: JCode
    targets: tuple[Target, ...]
    without_code: tuple[Succession, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def single(self) -> Target | None:
        """The one target; None if a person must choose or nothing follows."""
        return self.targets[0] if len(self.targets) == 1 and not self.without_code else None

    @property
    def gap(self) -> tuple[date, date] | None:
        """First and last day of the gap without a code that includes ``to``; None if there is none."""
        gaps = [found.gap for found in self.without_code if found.gap]
        return next((gap for gap in gaps if gap[0] <= self.to <= gap[1]), None)

    @property
    def steps(self) -> tuple[Succession, ...]:
        """Every succession between the two dates, in order."""
        passed = {step: None for target in self.targets for step in target.steps}
        return tuple(sorted({**passed, **dict.fromkeys(self.without_code)}, key=_by_date))

    def __str__(self) -> str:
        lines = [f"{self.code} of {self.on} on {self.to}: {self.kind}"]
        lines += [f"  {target}" for target in self.targets]
        lines += [f"  {step}" for step in self.without_code]
        return "\n".join((*lines, *(f"  note: {note}" for note in self.notes)))

    def __repr__(self) -> str:
        found = ", ".join(target.code for target in self.targets) or "no code"
        return f"<Migration of {self.code} from {self.on} to {self.to}: {self.kind}, {found}>"

    def _repr_html_(self) -> str:
        from ..display.html import html_notes, html_table  # few programs show a notebook

        rows = (
            (
                target.code,
                target.version.long_description or "",
                ", ".join(target.takes),
                "" if target.factor is None else f"x {target.factor}",
                target.convert,
            )
            for target in self.targets
        )
        caption = str(self).partition("\n")[0]
        header = ("code", "description", "for", "units", "conversion")
        table = html_table(caption, header, rows, left={1, 2})
        return table + html_notes(self.notes)


def migrate(  # noqa: PLR0913 - each states what a split leaves open
    code: str | JCode,
    *,
    on: DateLike,
    to: DateLike,
    dose: Dose | None = None,
    concentration: Concentration | str | None = None,
    component: str | None = None,
    product: str | None = None,
    ndc: Ndc | str | None = None,
    route: str | None = None,
    indication: str | None = None,
) -> Migration:
    """The code or codes that replace a code on another date, and how its units convert.

    Args:
        code: a J code, a code outside J that is linked to one, or a name that has one code
            on ``on``.
        on: the date of service of the code.
        to: the date to migrate to, later or earlier.
        dose: the dose, as for ``billing_units``; the targets then give its units.
        concentration: the strength, if the unit of a code is a volume.
        component: for a combination, the ingredient that the dose measures.
        product: a brand, labeler or presentation. It chooses among the codes of a split; if
            it is known of none, that is an error, as it is for the next three.
        ndc: the package.
        route: the route of administration.
        indication: the indication it was given for.

    Returns:
        The kind of change, the targets with factors, and what a biller should know.

    Raises:
        UnknownCode: there is no such code; NotInForce: not on ``on``; AmbiguousName: a name
            that has several.
        UncoveredDate: the data do not cover one of the dates; the data for codes outside
            J end earlier than for J codes.
        NoSuchTarget: neither the code nor a target is known to be for that product, NDC,
            route or indication, also where there is nothing to choose.
        BadNdc: ``ndc`` is not an NDC, or the crosswalk does not list it.
        BadDate: ``on`` or ``to`` is not a date.
        BadAmount: the concentration cannot be read.

    Source: CMS's HCPCS releases, cross-references and NDC crosswalks; each step of a
    target states which.

    >>> from datetime import date
    >>> found = migrate("J9310", on=date(2018, 6, 1), to=date(2019, 6, 1), dose="715 mg")
    >>> found.kind, found.single.code, found.single.units()
    ('replaced', 'J9312', 72)
    """
    on, to = plain_date(on), plain_date(to, "a date to migrate to")
    check_covered(on, on)
    check_covered(to, to)
    version = version_of(code_meant(code, on), on)
    code = version.code
    move = Move(code, on, to)
    wanted = Wanted(product, route, indication)
    strength = read_concentration(concentration)
    every = paths_between(code, on, to)
    kept: Sequence[Path] = every
    if wanted.given:
        split = paths_between(code, on, to, wanted.among)
        kept = wanted.among_the_rest(split, move)
    if ndc is not None:
        kept = among_packages(ndc, kept, move)
    several = len({path.code for path in every}) > 1
    targets = []
    for found in sorted({path.code for path in kept} - {""}):
        new = _successor(found, code, to)
        # of several paths to a code, the least specific shows what the code is for
        steps = min((path.steps for path in kept if path.code == found), key=_specificity)
        factor, convert = _conversion(version, new, strength)
        targets.append(
            Target(
                version=new,
                factor=factor,
                convert=convert,
                takes=_takes(steps, new, forward=to >= on) if several else (),
                steps=steps,
                old=version,
                dose=dose,
                concentration=strength,
                component=component,
            )
        )
    lost = [path.lost for path in kept if path.lost is not None]
    return Migration(
        code=code,
        on=on,
        to=to,
        kind=_kind(version, on, to, every),
        version=version,
        targets=tuple(targets),
        without_code=tuple(dict.fromkeys(lost)),
        notes=tuple(dict.fromkeys(_notes(code, on, to, kept))),
    )


def _successor(code: str, of: str, to: date) -> JCode:
    """The version, in force on the other date, of a code that replaces another."""
    try:
        return version_of(code, to)
    except UncoveredDate as error:
        raise UncoveredDate(
            to, f"{error.reason}" if of == code else f"{of} is followed by {code}: {error.reason}"
        ) from None


def _conversion(
    old: JCode, new: JCode, concentration: Concentration | None
) -> tuple[Fraction | None, str]:
    unit = old.billing_unit
    if old == new:
        return _UNCHANGED
    if old.code == new.code and unit == new.billing_unit and unit.kind != "unknown":
        return _UNCHANGED
    return conversion(unit, new.billing_unit, concentration)


def _named(steps: Iterable[Succession]) -> tuple[str, ...]:
    """The products named by the splits on a path."""
    texts = dict.fromkeys(text for step in steps if step.kind == "split" for text in step.takes)
    texts.pop(EVERY_OTHER, None)
    return tuple(texts)


def _specificity(steps: Sequence[Succession]) -> tuple[int, int]:
    return len(_named(steps)), len(steps)


def _takes(steps: Sequence[Succession], new: JCode, *, forward: bool) -> tuple[str, ...]:
    """The products a target is for: by the splits that lead to it, or by its wording."""
    if forward:
        return _named(steps) or (EVERY_OTHER,)
    return (str(new.scope),) if new.scope else ()


def _kind(old: JCode, on: date, to: date, every: Sequence[Path]) -> MigrationKind:
    """What happened between the two dates, regardless of what the caller chooses."""
    forward = to >= on
    codes = {path.code for path in every} - {""}
    kinds = {step.kind for path in every for step in path.steps}
    if row_on(old.code, to) is not None and not same_use(old.code, on, to):
        return "reused"
    if not codes:
        if forward:
            return "ended"
        return "reinstated" if "reinstated" in kinds else "added"
    if len(codes) > 1 or len({path.code for path in every}) > 1:
        return "split" if forward else "merged"
    if codes == {old.code}:
        return _change_in_place(old, version_of(old.code, to), kinds)
    if "split" in kinds and not forward:
        return "split"
    return "merged" if kinds & {"merged", "split"} else "replaced"


def _change_in_place(old: JCode, new: JCode, kinds: Collection[str]) -> MigrationKind:
    """How a code changed whose number stands for the same drug on both dates.

    Whether a new wording alters the scope or the unit is decided once, where a release is
    added; what was changed and changed back is no change.
    """
    if "reinstated" in kinds:
        return "reinstated"
    if old == new:
        return "unchanged"
    begun = _begun_between(old, new)
    units = {old.billing_unit, new.billing_unit}
    known = "unknown" not in {unit.kind for unit in units}
    if len(units) > 1 and (known or "redefined" in begun):
        return "redefined"
    wordings = [comparing_form(each.long_description or "") for each in (old, new)]
    scopes = {(each.scope, each.drug.name) for each in (old, new)}
    # without a wording on file the scope is not known
    rescoped = len(scopes) > 1 and "rescoped" in begun if all(wordings) else "rescoped" in kinds
    if rescoped:
        return "rescoped"
    return "reworded" if wordings[0] != wordings[1] else "unchanged"


def _begun_between(one: JCode, other: JCode) -> set[str]:
    """How the versions of a code came about that lie between two of them, with the later one."""
    first, last = sorted((one.valid_from, other.valid_from))
    versions = map(code_ledger().version, code_ledger().rows(one.code))
    return {each.begins for each in versions if first < each.valid_from <= last}


def _notes(code: str, on: date, to: date, kept: Sequence[Path]) -> Iterator[str]:
    """What a biller should know about the paths: gaps, overlaps, and the notes of the rows."""
    if (other := row_on(code, to)) is not None and not same_use(code, on, to):
        drug = code_ledger().version(other).drug.name
        yield f"on {to} the number {code} stands for another drug: {drug}"
    steps = sorted({step for path in kept for step in path.steps}, key=_by_date)
    for step in steps:
        if step.gap is not None:
            yield f"no code from {step.gap[0]} to {step.gap[1]}, between {step.code} and {step.to_code}"
        if step.gap_days and step.gap_days < 0:
            yield f"{step.code} and {step.to_code} were both in force from {step.since} to {step.until}"
        if step.note:
            yield step.note
    successions = all_successions()
    for found in sorted({path.code for path in kept} - {""}):
        for step in (*successions.after.get(found, ()), *successions.before.get(found, ())):
            if step not in steps and step.since and step.since <= to <= step.until:
                other_code = step.to_code if step.code == found else step.code
                yield f"{other_code} is also in force on {to}, along with {found}: {step}"


def _by_date(step: Succession) -> tuple[date, str, str]:
    return step.until, step.code, step.to_code
