"""The terminal: ``python -m hcpcs_jcodes show|find|units|bill|pair|packages|...``."""

from __future__ import annotations

import argparse
import os
import re
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from .administration.pairing import administration_codes, pair
from .amounts.arguments import shown
from .billing.billing import bill
from .billing.bills import Bill
from .codes.code import JCode
from .codes.codesets import codeset, version_of
from .errors import BadInterchange, JCodesError
from .lookup.identification import Identification, identify
from .lookup.meaning import code_meant, codes_ever_named
from .migration.histories import history
from .migration.migrations import migrate
from .migration.reports import migrate_codes
from .ndc.numbers import is_written_as_ndc
from .ndc.packages import packages_of
from .options import command_parser
from .units.from_dose import billing_units

if TYPE_CHECKING:
    from .claims.claim import Claim

__all__ = ["main"]


def _described(version: JCode) -> str:
    until = f" to {version.valid_to}" if version.valid_to else ", still active"
    rows = [
        ("in force", f"{version.valid_from}{until} ({version.begins})"),
        ("drug", version.drug.name),
        ("brands", ", ".join(version.drug.brands)),
        ("routes", ", ".join(version.drug.routes)),
        ("classes", ", ".join(version.drug.classes)),
        ("one unit", str(version.billing_unit)),
        ("scope", str(version.scope)),
        ("seen in", version.source.releases),
        ("dates", _basis(version)),
        ("by hand", version.source.correction),
    ]
    title = f"{version.code}  {version.long_description or version.short_description}"
    return "\n".join([title, *(f"  {name:<9} {text}" for name, text in rows if text)])


def _basis(version: JCode) -> str:
    source = version.source
    if source.starts == "bounded":
        return f"began between {source.not_before} and {version.valid_from}; the day is not known"
    return "" if source.starts == "published" else f"first day {source.starts}"


def _run(arguments: argparse.Namespace) -> str:  # noqa: C901, PLR0912 - a case for each command
    match arguments.command:
        case "show":
            return _described(_version(arguments))
        case "find":
            return str(codeset(arguments.on).find(" ".join(arguments.words), arguments.limit))
        case "units":
            version = _version(arguments)
            units = billing_units(
                version,
                arguments.dose,
                concentration=arguments.concentration,
                component=arguments.component,
            )
            return f"{version.code} x {units}   ({version.billing_unit} each)"
        case "bill":
            return _as_typed_here(str(_bill(arguments)), arguments)
        case "pair":
            return _as_typed_here(_paired(arguments), arguments)
        case "packages":
            what = arguments.what
            if not is_written_as_ndc(what):
                what = code_meant(what, arguments.on)
            listed = packages_of(what, on=arguments.on, nearest=arguments.nearest)
            return "\n".join(map(str, listed)) or f"no package of {what} is listed"
        case "migrate":
            return _migrated(arguments)
        case "claim":
            return _claimed(arguments)
        case "explain-denial":
            return _explained(arguments)
        case "rules":
            from .reviews.registry import rules

            return "\n".join(map(str, rules()))
        case "history":
            found = history(arguments.code)
            return found.svg().rstrip("\n") if arguments.svg else str(found)
        case _:
            return _identified(identify(arguments.text))


def _version(arguments: argparse.Namespace) -> JCode:
    return version_of(code_meant(arguments.code, arguments.on), arguments.on)


def _identified(found: Identification) -> str:
    codes = codes_ever_named(found.given) if found.system == "unknown" else ()
    return f"{found.given!r}: a name of {', '.join(codes)}" if codes else str(found)


def _paired(arguments: argparse.Namespace) -> str:
    facts = {"on": arguments.on, "setting": arguments.setting, "route": arguments.route}
    narrowed = {"technique": arguments.technique, "minutes": arguments.minutes}
    if arguments.cpt is None:
        return "\n".join(map(str, administration_codes(arguments.code, **facts, **narrowed)))
    named = [name for name, value in narrowed.items() if value is not None]
    if named:
        command_parser().error(f"--{named[0]} is for a list of codes: omit {arguments.cpt}")
    return str(pair(arguments.code, arguments.cpt, **facts))


# options that apply to one code and never to a list
_OF_ONE_CODE: Final = (
    "units",
    "dose",
    "concentration",
    "component",
    "product",
    "ndc",
    "route",
    "indication",
)


def _migrated(arguments: argparse.Namespace) -> str:
    if arguments.csv or len(arguments.codes) > 1:
        named = [name for name in _OF_ONE_CODE if getattr(arguments, name) is not None]
        if named:
            command_parser().error(
                f"--{named[0]} applies to one code: pass one code, without --csv"
            )
        report = migrate_codes(arguments.codes, on=arguments.on, to=arguments.to)
        return report.to_csv().rstrip("\n") if arguments.csv else str(report)
    found = migrate(
        arguments.codes[0],
        on=arguments.on,
        to=arguments.to,
        dose=arguments.dose,
        concentration=arguments.concentration,
        component=arguments.component,
        product=arguments.product,
        ndc=arguments.ndc,
        route=arguments.route,
        indication=arguments.indication,
    )
    if arguments.units is None:
        return str(found)
    counted = [(target.code, target.units(arguments.units)) for target in found.targets]
    lines = [
        f"  {code} x {units if isinstance(units, int) else f'{units[0]} to {units[1]}'}"
        for code, units in counted
    ]
    return "\n".join((str(found), f"{arguments.units} units of {found.code} are", *lines))


def _claimed(arguments: argparse.Namespace) -> str:
    # a claim needs every room; the other commands do not wait for them
    from .assembly.building import build_claim
    from .interchange.visits import read_visit

    facts = read_visit(_text_of(arguments.visit))
    for name in ("payer", "setting", "place_of_service", "reason"):
        typed = getattr(arguments, name)
        if typed is not None:
            facts[name] = typed
    if arguments.nearest:
        facts["nearest"] = True
    for name in ("payer", "setting"):
        if name not in facts:
            command_parser().error(f"--{name} is required, unless the file has it")
    claim = build_claim(**facts)
    if arguments.json:
        return _json_of(claim)
    if arguments.work_list:
        listed = "\n".join(map(str, claim.work_list)) or "nothing is open"
        return _as_typed_here(listed, arguments)
    return _as_typed_here(str(claim), arguments)


def _reviewed(arguments: argparse.Namespace) -> tuple[str, int]:
    """The review of a claim, and the status: 1 if it would be denied or a rule could not run."""
    from .reviews.reviewing import review

    found = review(
        _claim_of(arguments.claim), payer=arguments.payer, received_on=arguments.received_on
    )
    is_denied = any(each.severity == "error" for each in found.findings)
    status = int(is_denied or "error" in found.outcomes.values())
    if arguments.json:
        return _json_of(found), status
    return _as_typed_here(str(found), arguments), status


def _explained(arguments: argparse.Namespace) -> str:
    from .reviews.denials import explain_denial

    if arguments.line is not None and arguments.claim is None:
        command_parser().error("--line is the number of a line of --claim: pass both")
    claim = None if arguments.claim is None else _claim_of(arguments.claim)
    line = None
    if claim is not None and arguments.line is not None:
        if arguments.line > len(claim.lines):
            command_parser().error(f"--line {arguments.line}: pass 1 to {len(claim.lines)}")
        line = claim.lines[arguments.line - 1]
    found = explain_denial(
        arguments.carc,
        ",".join(arguments.rarcs),
        arguments.group,
        line=line,
        claim=claim,
        payer=arguments.payer,
        decided_on=arguments.decided_on,
        front_end=arguments.front_end,
    )
    return _json_of(found) if arguments.json else _as_typed_here(str(found), arguments)


def _claim_of(path: str) -> Claim:
    """The claim of a file that ``to_dict`` made.

    Raises:
        BadInterchange: it cannot be read, or is of something else.
    """
    from .claims.claim import Claim
    from .interchange.codec import parsed, read_as

    found: Claim = read_as(Claim, parsed(_text_of(path)), "$")
    return found


def _json_of(obj: object) -> str:
    import json

    from .interchange.codec import to_dict

    return json.dumps(to_dict(obj), indent=2)


def _text_of(path: str) -> str:
    """The text of a file, or of the standard input; JSON is UTF-8, whatever the locale."""
    try:
        content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        why = error.strerror
    except UnicodeDecodeError:
        why = "it is not text in UTF-8"
    raise BadInterchange(path, f"{shown(path)} cannot be read: {why}")


def _bill(arguments: argparse.Namespace) -> Bill:
    return bill(
        arguments.code,
        administered=arguments.doses,
        on=arguments.on,
        payer=arguments.payer,
        setting=arguments.setting,
        opened=arguments.opened,
        discarded=arguments.discarded,
        container=arguments.container,
        concentration=arguments.concentration,
        component=arguments.component,
        ndc=arguments.ndc,
        route=arguments.route,
        nearest=arguments.nearest,
        sizes=arguments.size,
        place_of_service=arguments.place_of_service,
        status_indicator=arguments.status_indicator,
        narrative=arguments.narrative,
    )


_KEYWORD: Final = re.compile(r"\b([a-z_]+)=(True\b)?(?=(['\"\w\[])?)")


# an option that is given once for each of several values
_SINGULAR: Final = {"rarcs": "rarc"}


def _as_typed_here(text: str, parsed: argparse.Namespace) -> str:
    """A text that names arguments of the library, with the options of the command instead."""

    def option(match: re.Match[str]) -> str:
        name = match[1] if match[1] in parsed else match[1].removesuffix("s")
        if name not in parsed:
            return match[0]
        value_follows = match[3] and not match[2]
        if name == "carc":  # it is typed by itself
            return ""
        name = _SINGULAR.get(name, name)
        return f"--{name.replace('_', '-')}" + (" " if value_follows else "")

    return _KEYWORD.sub(option, text.replace(" to migrate()", ""))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its status: 0 with an answer, 1 with the reason for none.

    A review is 0 without an error, 1 with one, and 2 with the reason for no review.
    """
    try:
        return _answered(arguments)
    except BrokenPipeError:  # of --help
        _discard(sys.stdout)
        return 0
    except OSError as error:
        _discard(sys.stdout)
        return _refused(_unwritten(error))


def _answered(arguments: Sequence[str] | None) -> int:
    try:
        parsed = command_parser().parse_args(
            _typed(sys.argv[1:] if arguments is None else arguments)
        )
    except SystemExit:
        sys.stdout.flush()  # of --help
        raise
    is_review = parsed.command == "review"
    unanswered = 2 if is_review else 1
    try:
        answer, status = _reviewed(parsed) if is_review else (_run(parsed), 0)
    except JCodesError as error:
        return _refused(_as_typed_here(str(error), parsed), unanswered)
    try:
        print(_printable(answer, sys.stdout))
        sys.stdout.flush()
    except BrokenPipeError:
        # the reader (head, less) has seen enough
        _discard(sys.stdout)
    except OSError as error:
        _discard(sys.stdout)
        return _refused(_unwritten(error), unanswered)
    return status


def _unwritten(error: OSError) -> str:
    return f"the answer could not be written: {error.strerror or error}"


def _refused(reason: str, status: int = 1) -> int:
    """Print why there is no answer; the status says it too, where nothing can be printed."""
    try:
        print(_printable(reason, sys.stderr), file=sys.stderr, flush=True)
    except OSError:
        _discard(sys.stderr)
    return status


def _discard(stream: TextIO) -> None:
    """Keep Python from complaining at exit of what could not be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


# what ASCII has for characters that decompose into none
_PLAIN: Final = str.maketrans(
    {
        "\u00a7": "sec. ",
        "\u00ae": "(R)",
        "\u00b5": "u",
        "\u03bc": "u",
        "\u00d7": "x",
        "\u2013": "-",
        "\u2014": "-",
        "\u2018": "'",
        "\u2019": "'",
        "\u2264": "<=",
        "\u2265": ">=",
    }
)


def _typed(arguments: Sequence[str]) -> list[str]:
    """What was typed, read as UTF-8 where the locale has no such characters."""
    return [
        os.fsencode(each).decode("utf-8", "backslashreplace") if not each.isprintable() else each
        for each in arguments
    ]


def _printable(text: str, stream: TextIO) -> str:
    """The text without control characters, and in the characters that the terminal has."""
    text = "".join(
        each if each.isprintable() or each == "\n" else repr(each)[1:-1] for each in text
    )
    encoding = stream.encoding or "ascii"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        plain = unicodedata.normalize("NFKD", text.translate(_PLAIN))
        bare = "".join(each for each in plain if not unicodedata.combining(each))
        return bare.encode(encoding, "replace").decode(encoding)
    return text


if __name__ == "__main__":
    sys.exit(main())
