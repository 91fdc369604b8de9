"""The terminal: ``python -m hcpcs_jcodes show|find|units|bill|pair|packages|...``."""

from __future__ import annotations

import argparse
import os
import re
import sys
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, TextIO

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
from .units.from_dose import billing_units

__all__ = ["main"]


_CODE_OR_NAME: Final = "the code, e.g. J9312, or a name or NDC that has one code on the date"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{shown(text)} is not a date of service; write it as 2025-08-01"
        ) from None


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{shown(text)} is not a number of codes: pass 1 or more")
    return int(text)


def _add_migrate(commands: Any) -> argparse.ArgumentParser:
    """The command ``migrate``; argparse has no public type for a list of commands."""
    migrate_parser: argparse.ArgumentParser = commands.add_parser(
        "migrate", help="the code for another date"
    )
    migrate_parser.add_argument(
        "codes", nargs="+", metavar="code", help="one or more codes or names, e.g. J9310"
    )
    migrate_parser.add_argument(
        "--to", type=_day, required=True, help="the other date, e.g. 2019-06-01"
    )
    migrate_parser.add_argument("--units", type=int, help="units of the old code, e.g. 8")
    migrate_parser.add_argument("--dose", help='the dose, if the units depend on it, e.g. "715 mg"')
    migrate_parser.add_argument(
        "--product", help="brand, labeler or presentation, if a code was split"
    )
    migrate_parser.add_argument("--ndc", help="the package, if a code was split")
    migrate_parser.add_argument(
        "--route", help="the route of administration, if a code was split by it"
    )
    migrate_parser.add_argument("--indication", help="the indication, if a code was split by it")
    migrate_parser.add_argument(
        "--csv", action="store_true", help="print a table of all codes as CSV"
    )
    return migrate_parser


def _add_claim(commands: Any) -> None:
    """The command that has a file of its own."""
    claim = commands.add_parser("claim", help="the claim of a visit, from its chart as JSON")
    claim.add_argument("visit", help="a file of JSON with the chart; - reads the standard input")
    claim.add_argument("--payer", help="the payer, e.g. medicare, unless the file names it")
    claim.add_argument("--setting", help="professional, facility, asc or supplier")
    claim.add_argument("--place-of-service", help="two digits, e.g. 11")
    claim.add_argument(
        "--reason",
        action="append",
        help="the drug that was the main reason for the visit; may be repeated",
    )
    claim.add_argument(
        "--nearest",
        action="store_true",
        help="if the quarter of a date is not included, use the nearest one that is",
    )
    instead = claim.add_mutually_exclusive_group()
    instead.add_argument("--json", action="store_true", help="print the claim as JSON")
    instead.add_argument(
        "--work-list", action="store_true", help="print what is open, by who settles it"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m hcpcs_jcodes",
        description="US J codes by date of service: what a code means, which code a drug has, "
        "how many units a dose is, which lines go on the claim, which CPT codes bill the "
        "administration, which code applies on another date. There is no default date: pass --on.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    show_parser = commands.add_parser("show", help="what a code means on a date of service")
    show_parser.add_argument("code", help=_CODE_OR_NAME)
    find_parser = commands.add_parser("find", help="codes by drug, brand or part of a description")
    find_parser.add_argument("words", nargs="+", help="words to search for, e.g. rituxan")
    find_parser.add_argument("--limit", type=_count, default=20, help="the most codes to show (20)")
    units_parser = commands.add_parser("units", help="billing units of a dose")
    units_parser.add_argument("code", help=_CODE_OR_NAME)
    units_parser.add_argument("dose", help='the dose with its unit, e.g. "715 mg"')
    bill_parser = commands.add_parser(
        "bill", help="the claim lines for what was administered and opened"
    )
    bill_parser.add_argument("code", help=_CODE_OR_NAME)
    bill_parser.add_argument(
        "doses", nargs="+", metavar="dose", help='each dose of that date, e.g. "715 mg"'
    )
    bill_parser.add_argument(
        "--payer", "--policy", required=True, help="the payer, e.g. medicare or commercial"
    )
    bill_parser.add_argument(
        "--setting",
        required=True,
        help="professional, facility (hospital), asc (surgical center) or supplier (DME)",
    )
    bill_parser.add_argument(
        "--opened",
        action="append",
        help='an opened container, "500 mg" or "3 x 100 mg"; may be repeated',
    )
    bill_parser.add_argument("--container", help="single-dose, single-use, multi-dose or bulk")
    bill_parser.add_argument("--discarded", help='the discarded amount, if charted, e.g. "85 mg"')
    bill_parser.add_argument(
        "--size",
        action="append",
        help='an available container size, e.g. "100 mg"; may be repeated',
    )
    bill_parser.add_argument("--ndc", help="the package, e.g. 50242-0053-06")
    bill_parser.add_argument(
        "--route", help="the route of administration, if the name has several codes"
    )
    bill_parser.add_argument("--place-of-service", help="two digits, e.g. 11")
    bill_parser.add_argument("--status-indicator", help="as in OPPS Addendum B, e.g. K")
    bill_parser.add_argument(
        "--narrative", help="the narrative for a code not otherwise classified (NOC)"
    )
    pair_parser = commands.add_parser("pair", help="which administration codes go with a drug")
    pair_parser.add_argument("code", help=_CODE_OR_NAME)
    pair_parser.add_argument(
        "cpt", nargs="?", help="an administration code, e.g. 96413; all if omitted"
    )
    pair_parser.add_argument("--setting", required=True, help="professional or facility")
    pair_parser.add_argument("--route", help="the route of administration, e.g. intravenous")
    pair_parser.add_argument(
        "--technique", help="if no administration code is named: infusion, push, injection, ..."
    )
    pair_parser.add_argument(
        "--minutes", type=int, help="if no administration code is named: how long it took"
    )
    packages_parser = commands.add_parser(
        "packages", help="the NDCs of a code, or the codes of an NDC"
    )
    packages_parser.add_argument(
        "what", help="a code, a name, or the NDC of a package or product, e.g. 50242-0053-06"
    )
    for command in (bill_parser, packages_parser):
        command.add_argument(
            "--nearest",
            action="store_true",
            help="if the quarter of the date is not included, use the nearest one that is",
        )
    migrate_parser = _add_migrate(commands)
    for command in (units_parser, bill_parser, migrate_parser):
        command.add_argument("--concentration", help='the strength, e.g. "50 mg/mL"')
        command.add_argument(
            "--component", help="for a combination, the ingredient that was measured"
        )
    for command in (
        show_parser,
        find_parser,
        units_parser,
        bill_parser,
        pair_parser,
        packages_parser,
        migrate_parser,
    ):
        command.add_argument(
            "--on", type=_day, required=True, help="the date of service, e.g. 2025-08-01"
        )
    _add_claim(commands)
    history_parser = commands.add_parser(
        "history", help="what a code has stood for, and the codes before and after it"
    )
    history_parser.add_argument("code", help="the code, e.g. J9310, or a name")
    history_parser.add_argument("--svg", action="store_true", help="print it as an SVG image")
    identify_parser = commands.add_parser("identify", help="which code system a text belongs to")
    identify_parser.add_argument("text", help="the text as typed, e.g. JO129")
    return parser


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


def _run(arguments: argparse.Namespace) -> str:  # noqa: C901 - a case for each command
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
        _parser().error(f"--{named[0]} is for a list of codes: omit {arguments.cpt}")
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
            _parser().error(f"--{named[0]} applies to one code: pass one code, without --csv")
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
    import json

    from .assembly.building import build_claim
    from .interchange.codec import to_dict
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
            _parser().error(f"--{name} is required, unless the file has it")
    claim = build_claim(**facts)
    if arguments.json:
        return json.dumps(to_dict(claim), indent=2)
    if arguments.work_list:
        listed = "\n".join(map(str, claim.work_list)) or "nothing is open"
        return _as_typed_here(listed, arguments)
    return _as_typed_here(str(claim), arguments)


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


def _as_typed_here(text: str, parsed: argparse.Namespace) -> str:
    """A text that names arguments of the library, with the options of the command instead."""

    def option(match: re.Match[str]) -> str:
        name = match[1] if match[1] in parsed else match[1].removesuffix("s")
        if name not in parsed:
            return match[0]
        value_follows = match[3] and not match[2]
        return f"--{name.replace('_', '-')}" + (" " if value_follows else "")

    return _KEYWORD.sub(option, text.replace(" to migrate()", ""))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its status: 0 with an answer, 1 with the reason for none."""
    try:
        return _answered(arguments)
    except BrokenPipeError:
        # the reader (head, less) has seen enough
        _discard(sys.stdout)
        return 0
    except OSError as error:
        _discard(sys.stdout)
        return _refused(f"the answer could not be written: {error.strerror or error}")


def _answered(arguments: Sequence[str] | None) -> int:
    try:
        parsed = _parser().parse_args(_typed(sys.argv[1:] if arguments is None else arguments))
    except SystemExit:
        sys.stdout.flush()  # of --help
        raise
    try:
        answer = _run(parsed)
    except JCodesError as error:
        return _refused(_as_typed_here(str(error), parsed))
    print(_printable(answer, sys.stdout))
    sys.stdout.flush()
    return 0


def _refused(reason: str) -> int:
    """Print why there is no answer; the status says it too, where nothing can be printed."""
    try:
        print(_printable(reason, sys.stderr), file=sys.stderr, flush=True)
    except OSError:
        _discard(sys.stderr)
    return 1


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
