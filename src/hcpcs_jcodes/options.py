"""The commands of the terminal and their options: what may be typed."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any, Final

from .amounts.arguments import shown

__all__ = ["command_parser"]

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
        raise argparse.ArgumentTypeError(f"{shown(text)} is not a number: pass 1 or more")
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


def _add_reviews(commands: Any) -> None:
    """The commands about what a payer denies."""
    review = commands.add_parser(
        "review",
        help="what would be denied of a claim",
        description="What would be denied of a claim, and what could not be checked. The status "
        "is 0 if no finding is an error, 1 if one is or a rule could not run, 2 if the claim "
        "cannot be read.",
    )
    review.add_argument("claim", help="a claim as JSON, as claim --json prints it; - reads it")
    review.add_argument("--payer", required=True, help="the payer, e.g. medicare")
    review.add_argument(
        "--received-on", type=_day, help="the date on which the payer receives it, e.g. 2025-09-01"
    )
    review.add_argument("--json", action="store_true", help="print the review as JSON")
    denial = commands.add_parser(
        "explain-denial", help="what a denial says, what to look at, and what way is left"
    )
    denial.add_argument(
        "carc", nargs="?", help="the reason code, e.g. 181; omit it with --front-end"
    )
    denial.add_argument(
        "--rarc",
        dest="rarcs",
        action="append",
        default=[],
        help="a remark code beside it, e.g. M20; may be repeated",
    )
    denial.add_argument("--group", help="CO, PR, OA or PI")
    denial.add_argument("--payer", help="the payer that sent it, e.g. medicare")
    denial.add_argument(
        "--decided-on", type=_day, help="the date of the remittance, e.g. 2025-09-01"
    )
    denial.add_argument("--claim", help="the claim as JSON, for its evidence; - reads it")
    denial.add_argument("--line", type=_count, help="the number of the line, with --claim")
    denial.add_argument(
        "--front-end", action="store_true", help="the claim was rejected before any decision"
    )
    denial.add_argument("--json", action="store_true", help="print the explanation as JSON")
    commands.add_parser("rules", help="the rules of a review")


def command_parser() -> argparse.ArgumentParser:
    """The commands of the terminal with their options."""
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
    _add_reviews(commands)
    history_parser = commands.add_parser(
        "history", help="what a code has stood for, and the codes before and after it"
    )
    history_parser.add_argument("code", help="the code, e.g. J9310, or a name")
    history_parser.add_argument("--svg", action="store_true", help="print it as an SVG image")
    identify_parser = commands.add_parser("identify", help="which code system a text belongs to")
    identify_parser.add_argument("text", help="the text as typed, e.g. JO129")
    return parser
