"""What is measured, and the bar of each number: "Numbers to hold" of the design.

Bare is a fresh process that imports ``attrs`` and ``importlib_resources``; F is
``math.ceil(Fraction(143, 2))``.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import NamedTuple

from measure import Program, first, memory

# functions of the design that these rows await
NOT_BUILT = ("frames",)


class Row(NamedTuple):
    """One number: a program beside another, against its bar."""

    program: str
    unit: str
    """What the median is shown in: ms, us or MB."""
    base: str = ""
    """The program that it is a multiple of; none where the bar is in the unit itself."""
    bar: float | None = None
    items: tuple[int, int] = (1, 1)
    """How many events or containers the program and its base work on: growth is told per item."""
    what: str = ""
    """What the row is called, unless it is the program."""
    cause: str = ""
    """Why the bar is missed, where it is: written into RESULTS.md."""

    @property
    def name(self) -> str:
        """What the row is called."""
        return self.what or self.program


BARE = "import attrs, importlib_resources"
LOOK_UP = 'from hcpcs_jcodes import codeset\ncodeset(2026)["J9312"]'
FIND = (
    "from itertools import cycle\nfrom hcpcs_jcodes import codeset\ncs = codeset(2026)\n"
    "assert all(bool(cs.find(word)) is FOUND for word in WORDS)\nwords = cycle(WORDS)"
)
KNOWN = "('rituximab', 'Keytruda', 'J9312', 'iron sucrose', 'methotrexate', 'ritux')"
UNKNOWN = "('xyzzy', 'qqqq', 'plugh', 'wheelchair', 'acupuncture', 'nosuchdrug')"
DAYS = (
    "from datetime import date, timedelta\nfrom hcpcs_jcodes import codeset\n"
    "days = [codeset(date(2025, 1, 1) + timedelta(n)) for n in range(COUNT)]\n"
)
ALL_YEARS = (
    "from hcpcs_jcodes import codeset\nyears = [codeset(year) for year in range(2011, 2027)]\n"
    "for cs in years:\n    for code in cs: cs.versions(code)"
)
# what C functions that calculate checksums take during the first look-up, and their import
CHECKSUMS = f"""
{BARE}
from time import process_time
spent, began = 0.0, 0.0
def watch(frame, event, what):
    global spent, began
    if event not in ("c_call", "c_return"): return
    where = getattr(what, "__module__", None) or type(getattr(what, "__self__", 0)).__module__
    if where in ("_hashlib", "_sha256", "_sha2", "_blake2", "_md5") or what.__name__ in ("crc32", "adler32"):
        used.add(where)
        if event == "c_call": began = process_time()
        else: spent += process_time() - began
used = set()
begun = process_time()
import hashlib
imported = process_time() - begun
sys.setprofile(watch)
{LOOK_UP}
sys.setprofile(None)
if not used: sys.exit("no table is checked yet")
print(spent + imported * bool(used - {{"zlib", "binascii"}}))
"""
DOSES = (
    "from hcpcs_jcodes import Amount, billing_units, codeset\n"
    'code, dose = codeset(2026)["J9312"], Amount("715 mg")'
)
BILL = (
    "from datetime import date\nfrom hcpcs_jcodes import bill, choose_vials, packages_of\n"
    "on = date(2025, 8, 1)\n"
    "facts = dict(container='single-dose', on=on, policy='medicare', setting='professional')\n"
    "IU = ['250 IU', '500 IU', '1000 IU', '1500 IU', '2000 IU', '3000 IU']\n"
)
VISIT = """
from datetime import date, datetime
from hcpcs_jcodes import Administration, code_encounter, pair
at = lambda hour: datetime(2025, 8, 1, hour)
day = [
    Administration('J9312', 'intravenous', 'infusion', at(9), at(13)),
    Administration('J1453', 'intravenous', 'infusion', at(8), at(9)),
    Administration('J9000', 'intravenous', 'push', at(14)),
    Administration('J2506', 'subcutaneous', 'on-body injector', at(15)),
]
"""
# one event after another, twenty minutes apart
LONG_DAY = """
from datetime import datetime, timedelta
from hcpcs_jcodes import Administration, code_encounter
start, drip = datetime(2025, 8, 1), timedelta(minutes=18)
times = [start + timedelta(minutes=20 * n) for n in range(COUNT)]
kinds = [
    ('J9312', 'intravenous', 'infusion'),
    ('J1453', 'intravenous', 'infusion'),
    ('J9000', 'intravenous', 'push'),
    ('J2506', 'subcutaneous', 'injection'),
]
day = [
    Administration(*kind, at, at + drip if kind[2] == 'infusion' else None)
    for at, kind in zip(times, kinds * (COUNT // 4))
]
"""
CHARGEMASTER = (
    "from datetime import date\nfrom hcpcs_jcodes import codeset, migrate_codes\n"
    "on, to = date(2019, 6, 1), date(2026, 6, 1)\n"
    "codes = [*codeset(on), *codeset(on).related]"
)
# a chemotherapy day with its vials: fluids, premedication, two drugs and an injection
INFUSION_DAY = """
from datetime import datetime
from hcpcs_jcodes import Administration, Payer, build_claim
at = lambda hour, minute=0: datetime(2025, 8, 1, hour, minute)
vial = dict(container='single-dose')
day = [
    Administration('saline', 'intravenous', 'infusion', at(8), at(8, 40), 'hydration'),
    Administration('J1200', 'intravenous', 'push', at(8, 42), dose='50 mg', opened=['50 mg'], **vial),
    Administration('J2405', 'intravenous', 'push', at(8, 45), dose='8 mg', opened=['2 x 4 mg'], **vial),
    Administration('J1453', 'intravenous', 'infusion', at(9), at(9, 30), dose='150 mg',
                   opened=['150 mg'], **vial),
    Administration('J9312', 'intravenous', 'infusion', at(10), at(13), dose='715 mg',
                   opened=['500 mg', '3 x 100 mg'], **vial),
    Administration('J9171', 'intravenous', 'infusion', at(13, 5), at(14, 10), dose='140 mg',
                   opened=['160 mg'], **vial),
    Administration('J9000', 'intravenous', 'push', at(14, 20), dose='95 mg', opened=['2 x 50 mg'], **vial),
    Administration('J2506', 'subcutaneous', 'injection', at(15), dose='6 mg', opened=['6 mg'], **vial),
]
facts = dict(payer=Payer.medicare(), setting='professional', place_of_service='11', reason='J9312')
"""
REVIEWED = (
    INFUSION_DAY + "from hcpcs_jcodes import Claim, ClaimLine, review\n"
    "from datetime import date, timedelta\n"
    "claim = build_claim(day, **facts)\n"
    # a claim of any number of lines: the lines of the day on as many dates as it takes
    "def long(count):\n"
    "    lines = []\n"
    "    for number in range(count):\n"
    "        line = claim.lines[number % len(claim.lines)]\n"
    "        on = date(2025, 7, 1) + timedelta(days=number // len(claim.lines) % 90)\n"
    "        lines.append(ClaimLine(line.code, line.units, on=on, modifiers=line.modifiers))\n"
    "    return Claim(lines, setting='professional', place_of_service='11')\n"
    "lines = long(COUNT)\n"
)
CODED = "code_encounter(day, setting='facility')"

PROGRAMS = {
    "bare": first(BARE, ours=False),
    "F": Program(
        "ceil(Fraction(143, 2))",
        "from fractions import Fraction\nfrom math import ceil",
        ours=False,
    ),
    "isoformat": Program(
        "day.isoformat()", "from datetime import date\nday = date(2026, 1, 1)", ours=False
    ),
    "import hcpcs_jcodes": first(f"{BARE}\nimport hcpcs_jcodes"),
    "from hcpcs_jcodes import codeset, bill": first("from hcpcs_jcodes import codeset, bill"),
    "import and first look-up": first(LOOK_UP),
    "later look-up": Program('cs["J9312"]', LOOK_UP + "\ncs = codeset(2026)"),
    "first find": first("cs.find('rituximab')", LOOK_UP + "\ncs = codeset(2026)"),
    "later find": Program(
        "cs.find(next(words))", FIND.replace("WORDS", KNOWN).replace("FOUND", "True")
    ),
    "find that finds nothing": Program(
        "cs.find(next(words))", FIND.replace("WORDS", UNKNOWN).replace("FOUND", "False")
    ),
    "find on each further day of a year": Program(
        DAYS.replace("COUNT", "365")
        + "from statistics import median\nfrom time import process_time\ntimes = [process_time()]\n"
        "for cs in days:\n    cs.find('rituximab')\n    times.append(process_time())\n"
        "print(median(later - sooner for sooner, later in zip(times[1:], times[2:])))",
        fresh=True,
        runs=1,  # the median of 364 days in one process
    ),
    "memory, all years": memory(ALL_YEARS, BARE),
    **{
        f"memory, {count} of 365 days": memory(
            DAYS.replace("COUNT", str(count)) + "for cs in days: cs['J9312'], list(cs)", BARE
        )
        for count in (1, 40)
    },
    **{
        f"memory, {count} of 365 days searched": memory(
            DAYS.replace("COUNT", str(count)) + "for cs in days: cs.find('rituximab')", BARE
        )
        for count in (1, 40)
    },
    "memory, first look-up": memory(LOOK_UP, BARE),
    "checksums of tables at first use": Program(CHECKSUMS, fresh=True),
    "billing_units with an Amount": Program("billing_units(code, dose)", DOSES),
    "billing_units with text": Program('billing_units(code, "715 mg")', DOSES),
    "bill with JW": Program(
        "bill('J9312', administered='715 mg', opened=['500 mg', '3 x 100 mg'], **facts)", BILL
    ),
    "code_encounter of four drugs": Program(CODED, VISIT),
    "build_claim of eight events": Program("build_claim(day, **facts)", INFUSION_DAY),
    "review of eight events": Program(
        "review(claim, payer='medicare')", REVIEWED.replace("COUNT", "1")
    ),
    **{
        f"review, {count} lines": Program(
            "review(lines, payer='medicare')", REVIEWED.replace("COUNT", str(count))
        )
        for count in (50, 500, 5000)
    },
    **{
        f"code_encounter, {count} events": Program(CODED, LONG_DAY.replace("COUNT", str(count)))
        for count in (4, 16, 64)
    },
    **{
        f"bill, {count} containers": Program(
            f"bill('J9312', administered='{count * 100 - 35} mg', opened=opened, **facts)",
            f"{BILL}opened = ['100 mg'] * {count}",
        )
        for count in (4, 400)
    },
    "pair": Program("pair('J9271', '96413', on=date(2025, 8, 1), setting='facility')", VISIT),
    "choose_vials, six sizes": Program("choose_vials('21750 IU', IU)", BILL),
    "packages_of an NDC": Program("packages_of('50242-0053-06', on=on)", BILL),
    "migrate_codes, a thousand codes": Program("migrate_codes(codes, on=on, to=to)", CHARGEMASTER),
}

ROWS = [
    Row("bare", "ms"),
    Row("import hcpcs_jcodes", "ms", "bare", 1.1),
    Row("from hcpcs_jcodes import codeset, bill", "ms", "bare", 1.5),
    Row("import and first look-up", "ms", "bare", 1.5),
    Row("isoformat", "us", what="date.isoformat()"),
    Row("later look-up", "us", "isoformat", 0.3),
    Row("later find", "ms", "bare", 0.03),
    Row("find that finds nothing", "ms", "bare", 0.07),
    Row("find on each further day of a year", "ms", "bare", 0.03),
    Row(
        "find on each further day of a year",
        "ms",
        "first find",
        what="the same, beside the first find",
    ),
    Row("memory, all years", "MB", bar=10),
    Row(
        "memory, 40 of 365 days",
        "MB",
        "memory, 1 of 365 days",
        1,
        what="memory, 40 days beside one",
    ),
    Row(
        "memory, 40 of 365 days searched",
        "MB",
        "memory, 1 of 365 days searched",
        1.5,  # a second index would nearly double it
        what="memory, 40 days searched beside one",
    ),
    Row("checksums of tables at first use", "ms", "bare", 0.05),
    Row("F", "us"),
    Row("billing_units with an Amount", "us", "F", 1),
    Row("billing_units with text", "us", "F", 5),
    Row("bill with JW", "us", "F", 250),
    Row("code_encounter of four drugs", "us", "F", 900),
    Row("build_claim of eight events", "us", "F", 2500),
    Row("review of eight events", "us", "F", 2500),
    *(
        Row(
            f"{verb}, {many} {items}",
            "us",
            f"{verb}, {few} {items}",
            1.5,
            (many, few),
            f"{verb}, each of {many} {items} beside each of {few}",
        )
        for verb, items, few, many in (
            ("code_encounter", "events", 4, 16),
            ("code_encounter", "events", 16, 64),
            ("bill", "containers", 4, 400),
            ("review", "lines", 50, 500),
            ("review", "lines", 500, 5000),
        )
    ),
    Row("pair", "us", "F"),
    Row("choose_vials, six sizes", "us", "F"),
    Row("packages_of an NDC", "us", "F"),
    Row("migrate_codes, a thousand codes", "ms", "F"),
]

WHEEL = Row("wheel", "MB", bar=1)  # its size, if one is passed

# each peer: a first look-up, the same look-up later, and how often the first is run
PEERS = {
    "pycountry": ("import pycountry", "pycountry.countries.get(alpha_2='DE')", 9),
    "holidays": (
        "import datetime, holidays; us = holidays.country_holidays('US', years=2026)",
        "datetime.date(2026, 7, 4) in us",
        9,
    ),
    "particle": ("from particle import Particle", "Particle.from_pdgid(211)", 9),
    "simple_icd_10_cm": (
        "import simple_icd_10_cm",
        "simple_icd_10_cm.get_description('J45.20')",
        3,
    ),
}
ABSENT = [name for name in PEERS if find_spec(name) is None]
for name, (before, statement, runs) in PEERS.items():
    if name in ABSENT:
        continue
    looked_up = f"{before}\n{statement}"
    PROGRAMS[f"{name}: import and first look-up"] = first(looked_up, runs=runs, ours=False)
    PROGRAMS[f"{name}: later look-up"] = Program(statement, looked_up, ours=False)
    PROGRAMS[f"{name}: memory, first look-up"] = memory(looked_up, BARE, ours=False)
    ROWS += [
        Row(f"{name}: {what}", unit, what)
        for what, unit in (
            ("import and first look-up", "ms"),
            ("later look-up", "us"),
            ("memory, first look-up", "MB"),
        )
    ]
if "pycountry" not in ABSENT:
    ROWS.insert(
        6,
        Row(
            "later look-up", "us", "pycountry: later look-up", 1, what="the same, beside pycountry"
        ),
    )
