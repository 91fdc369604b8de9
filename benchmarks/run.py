"""The numbers of the design, measured in one run and printed as ratios.

    python benchmarks/run.py [WHEEL]

Every time is the median of several fresh processes, so that what is compared ran on
the same machine in the same minute. pycountry and simple_icd_10_cm, libraries that ship
a code table as data, are measured for comparison if they are installed.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from statistics import median

RUNS = 15
BARE = "import attrs, importlib_resources"


def fresh(program: str) -> float:
    """The number that a program prints in a fresh process: the median of several runs."""
    numbers = []
    for _ in range(RUNS):
        answer = subprocess.run(
            [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True
        )
        numbers.append(float(answer.stdout))
    return median(numbers)


def timed(statement: str, before: str = "pass") -> float:
    """Milliseconds for a statement in a fresh process."""
    return fresh(
        f"import time\n{before}\nstart = time.perf_counter()\n{statement}\n"
        "print((time.perf_counter() - start) * 1000)"
    )


def each(statement: str, before: str) -> float:
    """Microseconds for one of many runs of a statement."""
    return fresh(
        f"import timeit\n{before}\n"
        f"timer = timeit.Timer({statement!r}, globals=globals())\n"
        "loops, seconds = timer.autorange()\n"
        "print(min(timer.repeat(3, loops)) / loops * 1e6)"
    )


def memory(statement: str) -> float:
    """Megabytes that a statement adds to a fresh process."""
    # the peak of Python's own allocations: the same on every platform
    return fresh(
        f"{BARE}\nimport tracemalloc\ntracemalloc.start()\n{statement}\n"
        "print(tracemalloc.get_traced_memory()[0] / 1e6)"
    )


def row(what: str, value: str, bar: str, *, holds: bool | None) -> bool:
    mark = "" if holds is None else "holds" if holds else "MISSED"
    print(f"{what:<58}{value:>20}  {bar:<22}{mark}")
    return holds is not False


def main() -> int:
    """Measure, print, and fail if a number is missed."""
    bare = timed(BARE)
    library = timed(f"{BARE}\nimport hcpcs_jcodes")
    used = timed("from hcpcs_jcodes import codeset, bill")
    ok = row("import attrs, importlib_resources", f"{bare:.1f} ms", "1", holds=None)
    ratio = library / bare
    ok &= row("import hcpcs_jcodes", f"{ratio:.2f} x", "at most 1.3 x", holds=ratio <= 1.3)
    ratio = used / bare
    ok &= row(
        "from hcpcs_jcodes import codeset, bill",
        f"{ratio:.2f} x",
        "at most 1.8 x",
        holds=ratio <= 1.8,
    )
    imported = "from hcpcs_jcodes import codeset, billing_units, Amount"
    first = timed('codeset(2026)["J9312"]', imported)
    ok &= row('first codeset(2026)["J9312"]', f"{first:.1f} ms", "20 ms", holds=first <= 20)
    loaded = f'{imported}; cs = codeset(2026); code = cs["J9312"]; dose = Amount("715 mg")'
    later = each('cs["J9312"]', loaded)
    ok &= row("every later look-up", f"{later:.3f} us", "under 0.15 us", holds=later < 0.15)
    amount = each("billing_units(code, dose)", loaded)
    ok &= row("billing_units with an Amount", f"{amount:.2f} us", "4 us", holds=amount <= 4)
    text = each('billing_units(code, "715 mg")', loaded)
    ok &= row("billing_units with text", f"{text:.2f} us", "8 us", holds=text <= 8)
    billed = (
        "from datetime import date\nfrom hcpcs_jcodes import bill, choose_vials, packages_of\n"
        "on = date(2025, 8, 1)\n"
        "facts = dict(opened=['500 mg', '3 x 100 mg'], container='single-dose', on=on, "
        "policy='medicare', setting='professional')"
    )
    for what, statement in (
        ("bill, with JW", "bill('J9312', administered='715 mg', **facts)"),
        ("choose_vials, six sizes", "choose_vials('21750 IU', SIZES)"),
        ("choose_vials, awkward sizes", "choose_vials('999.99 mg', AWKWARD)"),
        ("packages_of an NDC", "packages_of('50242-0053-06', on=on)"),
    ):
        sizes = (
            "\nSIZES = ['250 IU', '500 IU', '1000 IU', '1500 IU', '2000 IU', '3000 IU']"
            "\nAWKWARD = ['0.9 mg', '13.33 mg', '133.33 mg']"
        )
        row(what, f"{each(statement, billed + sizes):.0f} us", "", holds=None)
    chargemaster = (
        "from datetime import date\nfrom hcpcs_jcodes import codeset, migrate_codes\n"
        "on, to = date(2019, 6, 1), date(2026, 6, 1)\n"
        "codes = [*codeset(date(2019, 6, 1)), *codeset(date(2019, 6, 1)).related]\n"
        # migrating the list once loads the tables
        "migrate_codes(codes, on=on, to=to)"
    )
    migrated = each("migrate_codes(codes, on=on, to=to)", chargemaster)
    listed = fresh(f"{chargemaster}\nprint(len(codes))")
    milliseconds = migrated / listed
    ok &= row(
        "migrate_codes, 1,000 codes",
        f"{milliseconds:.1f} ms",
        "under 50 ms",
        holds=milliseconds < 50,
    )
    visit = (
        "from datetime import date, datetime\n"
        "from hcpcs_jcodes import Administration, code_encounter, pair\n"
        "at = lambda hour: datetime(2025, 8, 1, hour)\n"
        "day = [Administration('J9312', 'intravenous', 'infusion', at(9), at(13)),\n"
        "    Administration('J1453', 'intravenous', 'infusion', at(8), at(9)),\n"
        "    Administration('J9000', 'intravenous', 'push', at(14)),\n"
        "    Administration('J2506', 'subcutaneous', 'on-body injector', at(15))]\n"
        "code_encounter(day, setting='facility')"
    )
    paired = "pair('J9271', '96413', on=date(2025, 8, 1), setting='facility')"
    row("pair", f"{each(paired, visit):.0f} us", "", holds=None)
    coded = each("code_encounter(day, setting='facility')", visit)
    row("code_encounter, four drugs", f"{coded / 1000:.1f} ms", "", holds=None)
    everything = (
        "from hcpcs_jcodes import codeset\n"
        "for year in range(2011, 2027):\n"
        "    for code in codeset(year): codeset(year).versions(code)\n"
    )
    megabytes = memory(everything)
    ok &= row("memory with all years loaded", f"{megabytes:.1f} MB", "20 MB", holds=megabytes <= 20)
    for wheel in sys.argv[1:]:
        size = Path(wheel).stat().st_size / 1e6
        ok &= row("wheel", f"{size:.2f} MB", "1.5 MB", holds=size <= 1.5)
    print()
    for name, statement, lookup in (
        ("pycountry", "import pycountry", "pycountry.countries.get(alpha_2='DE')"),
        (
            "simple_icd_10_cm",
            "import simple_icd_10_cm",
            "simple_icd_10_cm.get_description('J45.20')",
        ),
    ):
        if importlib.util.find_spec(name) is None:
            print(f"{name}: not installed; pip install '.[benchmark]'")
            continue
        both = timed(f"{statement}\n{lookup}")
        ours = timed('from hcpcs_jcodes import codeset\ncodeset(2026)["J9312"]')
        row(
            f"import and first look-up, {name} / ours",
            f"{both:.0f} / {ours:.0f} ms",
            f"{both / ours:.1f} x",
            holds=None,
        )
        theirs = each(lookup, f"{statement}\n{lookup}")
        row(
            f"later look-up, {name} / ours",
            f"{theirs:.2f} / {later:.2f} us",
            f"{theirs / later:.1f} x",
            holds=None,
        )
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
