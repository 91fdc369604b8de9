"""All releases merged into versions: one meaning of one code over one interval.

A pure function of the evidence and the reviewed exceptions. Anything it cannot
explain is reported, and then nothing is written.

Dates, in order of precedence:

- A code is valid from its added date to its termination date, both inclusive.
- A number with a different added date is another use of the code: it was reused.
- A termination that a later file withdraws after it took effect leaves a gap.
- A wording changes on the action date of the first file that shows it, if that
  date lies between the two files; otherwise the change can only be bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from attrs import define, evolve, field, frozen

from hcpcs_jcodes.codes.code import comparing_form

from ..wordings.spelling import corrected, is_upper_case
from .evidence import Evidence
from .records import Record, Release

__all__ = ["ReleaseException", "Wording", "apply_exceptions", "seen_by_code", "wordings_of"]

_DAY = timedelta(days=1)
# the files of 2011 to 2013 are upper case or damaged; later texts are shown if there are any
_CLEAN_SINCE = Release("2016Q1")


@frozen
class ReleaseException:
    """An error in a release itself: a row of ``release/ledger/release_exceptions.csv``."""

    release: str
    code: str
    field: str
    value: str
    reason: str


@frozen
class Wording:
    """One wording of one code over one interval, not yet read by the grammar.

    ``starts`` and ``ends`` say how the two dates are known; ``not_before`` is the
    earliest possible day of a change that could only be bounded. ``use`` counts the uses
    of a number; ``gap`` is True if the code came back after an interruption.
    """

    code: str
    use: int
    valid_from: date
    valid_to: date | None
    starts: str
    ends: str
    not_before: date | None
    long_description: str | None
    short_description: str | None
    billing_unit: str | None
    releases: tuple[Release, ...]
    gap: bool = False

    def meets(self, first: date, last: date) -> bool:
        """Whether it was valid on any day from the first to the last."""
        return self.valid_from <= last and (self.valid_to is None or first <= self.valid_to)


def apply_exceptions(
    evidence: Evidence, exceptions: Iterable[ReleaseException]
) -> tuple[Evidence, list[str]]:
    """The evidence with the reviewed exceptions applied, and the exceptions that match nothing."""
    changed = {release: dict(records) for release, records in evidence.items()}
    idle: list[str] = []
    for exception in exceptions:
        records = changed.get(Release(exception.release))
        if records is None:
            continue  # a build from fewer releases
        record = records.get(exception.code)
        if exception.field == "missing" and record is None:
            text = exception.value or None
            records[exception.code] = Record(exception.code, long_description=text)
        elif exception.field == "long_description" and record is not None:
            records[exception.code] = evolve(record, long_description=exception.value or None)
        elif exception.field == "added" and record is not None:
            records[exception.code] = evolve(record, added=date.fromisoformat(exception.value))
        elif exception.field == "billing_unit" and record is not None:
            records[exception.code] = evolve(record, billing_unit=exception.value)
        elif exception.field == "ended" and record is not None:
            ended = date.fromisoformat(exception.value)
            records[exception.code] = evolve(record, ended=ended, dates_inferred=True)
        else:
            idle.append(f"{exception.release} {exception.code}: no {exception.field} to correct")
    return changed, idle


Seen = tuple[Release, Record]


@define
class _Use:
    """One use of a number: what releases state of it between one added date and the next."""

    added: date
    starts: str
    seen: list[Seen] = field(factory=list)


@frozen
class _Interval:
    first: date
    last: date | None
    starts: str
    ends: str
    gap: bool
    not_before: date | None = None


@define
class _Segment:
    """Consecutive releases with one wording, and the days on which it applies."""

    text: str | None
    seen: list[Seen]
    first: date = date.min
    last: date | None = None
    starts: str = ""
    not_before: date | None = None


def _uses(code: str, seen: Sequence[Seen], problems: list[str]) -> list[_Use]:
    uses: list[_Use] = []
    undated: list[Seen] = []
    for release, record in seen:
        if record.added is None:
            (uses[-1].seen if uses else undated).append((release, record))
            continue
        if not uses or record.added != uses[-1].added:
            if uses and record.added < uses[-1].added:
                problems.append(
                    f"{code}: added {record.added} in {release.name}, but later in an earlier release"
                )
            uses.append(_Use(record.added, "inferred" if record.dates_inferred else "published"))
            uses[-1].seen += undated
            undated = []
        uses[-1].seen.append((release, record))
    if undated:
        uses.append(_Use(undated[0][0].first_day, "inferred", undated))
    return uses


def _intervals(code: str, use: _Use, problems: list[str]) -> list[_Interval]:
    """The intervals of validity of one use: one, or more if the code came back."""
    intervals = [_Interval(use.added, None, use.starts, "", gap=False)]
    shown_ended = use.added
    for release, record in use.seen:
        current = intervals[-1]
        passed = current.last is not None and current.last < release.first_day
        if record.inactive and record.ended is None and current.last is None:
            problems.append(
                f"{code}: not active in {release.name}, and no file states its last day; list "
                "it in release_exceptions.csv"
            )
        if record.added is None and record.ended is None:
            continue
        if record.ended is not None:
            shown_ended = release.first_day
            ends = "inferred" if record.dates_inferred else "published"
            if record.ended < current.first:
                problems.append(f"{code}: ended {record.ended} before it began {current.first}")
            elif not passed:
                intervals[-1] = evolve(current, last=record.ended, ends=ends)
            elif current.last != record.ended:
                problems.append(f"{code}: ended {current.last}, then {record.ended}")
        elif passed:
            intervals.append(_return(current, release, record, shown_ended))
        elif current.last is not None:
            intervals[-1] = evolve(current, last=None, ends="")  # the ending was withdrawn
    return intervals


def _return(ended: _Interval, release: Release, record: Record, shown_ended: date) -> _Interval:
    """The interval that begins when a code comes back after it ended."""
    assert ended.last is not None
    back = record.action_date
    if back is not None and ended.last < back <= release.last_day:
        return _Interval(back, None, "published", "", gap=True)
    bound = max(ended.last, shown_ended) + _DAY
    return _Interval(release.first_day, None, "bounded", "", gap=True, not_before=bound)


def _over_by(intervals: Iterable[_Interval], day: date) -> bool:
    """Whether all intervals had ended before a day."""
    return all(interval.last is not None and interval.last < day for interval in intervals)


def _segments(use: _Use) -> list[_Segment]:
    segments: list[_Segment] = []
    for release, record in use.seen:
        text = record.long_description
        if text is None and not segments:
            segments.append(_Segment(None, [(release, record)]))
        elif text is None:
            # a list of codes only adds nothing, unless it states that the text changed
            if record.action in {"B", "C"} and segments[-1].text is not None:
                segments.append(_Segment(None, [(release, record)]))
            else:
                segments[-1].seen.append((release, record))
        elif segments and segments[-1].text is None:
            segments[-1].text = text
            segments[-1].seen.append((release, record))
        elif segments and comparing_form(segments[-1].text or "") == comparing_form(text):
            segments[-1].seen.append((release, record))
        else:
            segments.append(_Segment(text, [(release, record)]))
    return segments


def _shown(segment: _Segment) -> tuple[str | None, str | None]:
    """The texts to show: the earliest clean one, so that later small changes have no effect."""
    with_text = [seen for seen in segment.seen if seen[1].long_description is not None]
    clean = [seen for seen in with_text if seen[0] >= _CLEAN_SINCE]
    sentence = [seen for seen in with_text if not is_upper_case(seen[1].long_description or "")]
    best = (clean or sentence or with_text)[:1]
    long = corrected(best[0][1].long_description or "") if best else None
    shorts = [record.short_description for _, record in (*best, *with_text, *segment.seen)]
    return long, next((short for short in shorts if short), None)


def _change_date(
    before: _Segment, after: _Segment, problems: list[str]
) -> tuple[date, str, date | None]:
    """When one wording replaced the previous one, how that is known, and the earliest bound."""
    # a list of codes only is not evidence of their wording
    worded = [release for release, record in before.seen if record.long_description is not None]
    previous, first = (worded or [before.seen[0][0]])[-1], after.seen[0][0]
    dated = [record for _, record in after.seen if record.action_date is not None]
    if dated:
        changed = dated[0].action_date
        assert changed is not None
        if previous.first_day < changed <= first.last_day:
            return changed, "published", None
        if changed <= previous.first_day:
            code = dated[0].code
            problems.append(
                f"{code}: {first.name} dates a change of wording {changed}, but {previous.name} "
                "has the earlier wording; list it in release_exceptions.csv"
            )
    elif any(record.action in {"B", "C"} for _, record in after.seen[:1]):
        return first.first_day, "inferred", None
    return first.first_day, "bounded", previous.first_day + _DAY


def wordings_of(
    code: str, seen: Sequence[Seen], newest: Release
) -> tuple[list[Wording], list[str]]:
    """The wordings of one code in order, and what could not be explained.

    Args:
        code: the code.
        seen: what each release states about it, in the order of the releases.
        newest: the newest release that covers this family of codes.
    """
    problems: list[str] = []
    wordings: list[Wording] = []
    uses = _uses(code, seen, problems)
    for number, use in enumerate(uses, start=1):
        intervals = _intervals(code, use, problems)
        if number < len(uses) and intervals[-1].last is None:
            problems.append(f"{code}: added again {uses[number].added} without an end date")
        elif number == len(uses) and intervals[-1].last is None and use.seen[-1][0] < newest:
            problems.append(f"{code}: gone after {use.seen[-1][0].name} without an end date")
        segments = _segments(use)
        segments[0].first, segments[0].starts = use.added, use.starts
        for before, after in pairwise(segments):
            after.first, after.starts, after.not_before = _change_date(before, after, problems)
            before.last = after.first - _DAY
        for segment in segments:
            cut = list(_cut(code, number, segment, intervals))
            wordings += cut
            release, record = segment.seen[0]
            over = segment.not_before is not None and _over_by(intervals, segment.not_before)
            if not cut and record.added is None and over:
                problems.append(
                    f"{code}: {release.name}, which has no dates, rewords it after it ended"
                )
    return wordings, problems


def _cut(
    code: str, use: int, segment: _Segment, intervals: Iterable[_Interval]
) -> Iterable[Wording]:
    """The part of a wording in each interval of validity that it overlaps."""
    long, short = _shown(segment)
    stating = [release for release, record in segment.seen if record.long_description is not None]
    stating = stating or [release for release, _ in segment.seen]
    unit = next((record.billing_unit for _, record in segment.seen if record.billing_unit), None)
    for interval in intervals:
        begin = max(segment.first, interval.first)
        end = min((day for day in (segment.last, interval.last) if day), default=None)
        if end is not None and end < begin:
            continue
        # the first wording of an interval begins with it, and its date is known the same way
        opens = begin == interval.first
        yield Wording(
            code=code,
            use=use,
            valid_from=begin,
            valid_to=end,
            starts=interval.starts if opens else segment.starts,
            ends="" if end is None else interval.ends if end == interval.last else "derived",
            not_before=interval.not_before if opens else segment.not_before,
            long_description=long,
            short_description=short,
            billing_unit=unit,
            releases=tuple(stating),
            gap=interval.gap and opens,
        )


def seen_by_code(evidence: Mapping[Release, Mapping[str, Record]]) -> dict[str, list[Seen]]:
    """The evidence by code: what each release states about it, in order."""
    seen: dict[str, list[Seen]] = {}
    for release in sorted(evidence):
        for code, record in evidence[release].items():
            seen.setdefault(code, []).append((release, record))
    return dict(sorted(seen.items()))
