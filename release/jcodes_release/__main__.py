"""The maintainers' commands: ``python -m jcodes_release build|add|transitions``."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from .added import RefusedRelease, add_release, read_file
from .build import build, check_whole, rebuild_transitions
from .folders import Folders
from .releases.records import Release, UnreadableSource
from .releases.sources import AddedFile
from .writing import Built, with_checksums, write

__all__ = ["main"]

_HERE = Folders()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m jcodes_release",
        description="Turn CMS files into the tables that ship and the ledger behind them, in a checkout of the "
        "repository. Nothing is written while anything is unexplained.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    whole = commands.add_parser("build", help="build every table from the sources")
    whole.add_argument("sources", type=Path, help="the folder of CMS files, with hcpcs/YYYY-MM/")
    whole.add_argument("--until", type=Release, help="omit later releases, e.g. 2025Q4")
    whole.add_argument(
        "--check", action="store_true", help="write nothing; fail if a table would change"
    )
    one = commands.add_parser(
        "add", help="merge one new release, or a reissue of one already included"
    )
    one.add_argument("table", type=Path, help="CMS's file")
    one.add_argument("--release", type=Release, required=True, help="the quarter, e.g. 2027Q1")
    one.add_argument("--corrections", type=Path, nargs="*", default=[], help="corrections files")
    one.add_argument(
        "--columns", type=Path, nargs="*", default=[], help="files with further columns"
    )
    one.add_argument("--grade", choices="OCDT", default="O", help="O as CMS published it (default)")
    followed = commands.add_parser(
        "transitions", help="what became of each code, and what is still undecided"
    )
    followed.add_argument(
        "--check", action="store_true", help="write nothing; fail if a table would change"
    )
    for command in (whole, one, followed):
        command.add_argument(
            "--data",
            type=Path,
            default=_HERE.data,
            help="the folder of tables that ship (default: %(default)s)",
        )
        command.add_argument(
            "--ledger",
            type=Path,
            default=_HERE.ledger,
            help="the folder of tables they are built from (default: %(default)s)",
        )
    return parser


def _folders(arguments: argparse.Namespace) -> Folders:
    return Folders(arguments.data, arguments.ledger)


def _summary(built: Built) -> str:
    """The number of versions, by kind of unit, by source of the unit and by how they began."""
    versions = [
        version for code, listed in built.versions.items() if code[0] == "J" for version in listed
    ]
    kinds = Counter(version.unit.kind for version in versions)
    sources = Counter(version.unit_source or "not available" for version in versions)
    begins = Counter(version.begins for version in versions)
    codes = sum(code[0] == "J" for code in built.versions)
    return "\n".join(
        [
            f"{codes} J codes in {len(versions)} versions, {len(built.versions) - codes} related codes",
            *(
                f"{title}: " + ", ".join(f"{name} {count}" for name, count in found.most_common())
                for title, found in (
                    ("billing units", kinds),
                    ("read from", sources),
                    ("begins", begins),
                )
            ),
        ]
    )


def _refused(built: Built) -> int:
    print(f"{len(built.problems)} items are unexplained; nothing was written:")
    for problem in built.problems:
        print(f"  {problem}")
    return 1


def _build(arguments: argparse.Namespace) -> int:
    built = build(arguments.sources, _folders(arguments), print, arguments.until)
    for remark in built.remarks:
        print(f"remark: {remark}")
    print(_summary(built))
    return _written(built, arguments)


def _written(built: Built, arguments: argparse.Namespace) -> int:
    """Write the tables, or with ``--check`` only report what would change."""
    if built.problems:
        return _refused(built)
    folders = _folders(arguments)
    if arguments.check:
        tables = with_checksums(built.tables, folders)
        paths = folders.paths()
        differing = [
            name
            for name, text in sorted(tables.items())
            if paths[name].read_bytes() != text.encode()
        ]
        print(f"would change: {', '.join(differing) or 'nothing'}")
        _report_undecided(built)
        return 1 if differing or built.undecided else 0
    print(f"written: {', '.join(write(built, folders)) or 'nothing changed'}")
    _report_undecided(built)
    return 0


def _report_undecided(built: Built) -> None:
    if built.undecided:
        print(
            f"the transitions are unchanged because {len(built.undecided)} items are "
            "undecided: python -m jcodes_release transitions lists them"
        )


def _transitions(arguments: argparse.Namespace) -> int:
    check_whole(_folders(arguments))
    built = rebuild_transitions(_folders(arguments))
    rows = built.tables["transitions"].splitlines()[1:]
    print(f"{len(rows)} transitions; undecided: {len(built.problems) or 'nothing'}")
    return _written(built, arguments)


def _add(arguments: argparse.Namespace) -> int:
    roles = (
        ("table", [arguments.table]),
        ("columns", arguments.columns),
        ("corrections", arguments.corrections),
    )
    check_whole(_folders(arguments))
    files = [
        AddedFile(arguments.release.name, path.name, role, read_file(path))
        for role, paths in roles
        for path in paths
    ]
    built, report = add_release(files, arguments.grade, _folders(arguments))
    print(report)
    print(_summary(built))
    arguments.check = False
    if status := _written(built, arguments):
        return status
    print("names of new codes are added by the next build, from the crosswalk")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command: 0 if all went well, 1 if it refuses, 2 if a file is unreadable."""
    parsed = _parser().parse_args(arguments)
    try:
        return {"build": _build, "add": _add, "transitions": _transitions}[parsed.command](parsed)
    except RefusedRelease as error:
        print(f"refused: {error}; nothing was written", file=sys.stderr)
        return 1
    except (UnreadableSource, OSError) as error:
        print(f"cannot be read: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
