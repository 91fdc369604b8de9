"""What other programs may lean on: the public names, and which module leans on which."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys

import importlib_resources
import pytest

import hcpcs_jcodes

NAMES = {
    "hcpcs_jcodes": """
        Administration AdministrationLine AdministrationOption AmbiguousDose AmbiguousNdc Amount BadAdministration BadAmount BadClaimLine BadDate BadNdc Bill Bundle
        BillingUnit Change Choices ClaimLine CodeSet Concentration ContainerLabel CorruptData Coverage Diff
        Drug Earned Encounter Found Given History Identification IncompatibleUnits JCode JCodesError Life MigratedCode
        Migration MigrationReport Mue Ndc NdcQuantity NeedsDose NoSuchTarget NotChecked NotInForce Package Pairing Policy ReleaseHeld Rounding Scope
        Scoped Sizes Source Span StatusIndicator Step Succession Target UncoveredDate UnknownCode UnknownUnit
        VialChoice add_on_parents administration_codes bill billing_units choose_vials code_encounter codeset container_of coverage dose_for exact_units
        exceeded history identify listed_single_dose migrate migrate_codes mue ncci_edit ndc_of ndc_quantity packages_of
        pair sizes_of status_indicator units_of
        """,
    "hcpcs_jcodes.__main__": "main",
    "hcpcs_jcodes.access_sites": "Site",
    "hcpcs_jcodes.administration_lines": "AdministrationLine lines_of",
    "hcpcs_jcodes.administration_rules": """
        AdministrationRule DrugFacts SETTINGS checked_cpt checked_route checked_setting facts_of
        routes rules techniques_of
        """,
    "hcpcs_jcodes.arteries": "ARTERIES into_arteries",
    "hcpcs_jcodes.amounts": "Amount Concentration",
    "hcpcs_jcodes.assembly": "assembled",
    "hcpcs_jcodes.billing": "bill",
    "hcpcs_jcodes.bills": "Bill",
    "hcpcs_jcodes.changes": "Change Diff changes_between",
    "hcpcs_jcodes.charting": """
        Administration Choices FAMILIES INTRAVENOUS NOT_COUNTED SIDES TIMED UNNAMED_SITE tidy_drug
        """,
    "hcpcs_jcodes.codes": "BillingUnit Drug JCode Scope Source comparing_form",
    "hcpcs_jcodes.conversions": "conversion span_of whole_units",
    "hcpcs_jcodes.codesets": "CodeSet codeset suggestion",
    "hcpcs_jcodes.container_labels": "ContainerLabel container_of",
    "hcpcs_jcodes.containers": "MOST_CONTAINERS containers labelled_total listed",
    "hcpcs_jcodes.crosswalk": "Crosswalk PACKAGE_COLUMNS Package crosswalk quarter_held",
    "hcpcs_jcodes.discards": """
        CONTAINERS Circumstances Discard discard_of discard_of_whole discard_without_unit
        """,
    "hcpcs_jcodes.doses": "dose_for",
    "hcpcs_jcodes.drafting": "Draft LineLimit apportioned line_limit split",
    "hcpcs_jcodes.earnings": """
        Earned Event HOURS MANUAL NEEDS_DOCUMENTATION NOT_REPORTED REPORTED Run by_drug events_of
        in_time nothing refuse_overlap time_of to_settle unit_of_code with_the_rest
        """,
    "hcpcs_jcodes.encounter_timelines": "encounter_timeline",
    "hcpcs_jcodes.encounters": "Encounter code_encounter",
    "hcpcs_jcodes.errors": """
        AmbiguousDose AmbiguousNdc BadAdministration BadAmount BadClaimLine BadDate BadNdc
        IncompatibleUnits JCodesError NeedsDose NoSuchTarget NotInForce UncoveredDate
        UnknownCode UnknownUnit
        """,
    "hcpcs_jcodes.families": "Fit fit_of",
    "hcpcs_jcodes.drawing": "Drawing Point",
    "hcpcs_jcodes.histories": "History history",
    "hcpcs_jcodes.hydrations": "Hydration hydration_of",
    "hcpcs_jcodes.identification": "Identification identify",
    "hcpcs_jcodes.injections": "infusions_under_the_skin injections",
    "hcpcs_jcodes.limits": "Mue checked_setting exceeded mue once_a_date",
    "hcpcs_jcodes.lines": """
        ClaimLine DISCARDED LONGEST_NARRATIVE ZERO_DISCARDED checked_modifiers place
        """,
    "hcpcs_jcodes.lives": "Key Life kin left_by lives",
    "hcpcs_jcodes.measures": """
        COUNTED LONGEST_NUMBER LONGEST_TEXT UNITS Unit shown unit_of
        """,
    "hcpcs_jcodes.migration": "Migration migrate",
    "hcpcs_jcodes.migration_reports": "MigratedCode MigrationReport migrate_codes",
    "hcpcs_jcodes.minutes": """
        LONGEST_PUSH SHORTEST_FURTHER_HOUR SHORTEST_HYDRATION Span first_minutes
        further_hours joined left_over
        """,
    "hcpcs_jcodes.ncci": "Bundle NCCI_QUARTER add_on_parents bundles has_edits ncci_edit parents",
    "hcpcs_jcodes.ndc": "Ndc NdcQuantity",
    "hcpcs_jcodes.outpatient": "StatusIndicator status_indicator",
    "hcpcs_jcodes.pairing": "AdministrationOption Pairing administration_codes pair",
    "hcpcs_jcodes.packages": """
        Package Sizes codes_of_product ndc_of packages_of sizes_of version_in
        """,
    "hcpcs_jcodes.periods": "Coverage check_covered coverage period_of plain_date quarter_of",
    "hcpcs_jcodes.policies": "Policy Scoped policy_named",
    "hcpcs_jcodes.procedures": "procedures",
    "hcpcs_jcodes.undecided": "undecided",
    "hcpcs_jcodes.products": "Given Product is_divided products_of",
    "hcpcs_jcodes.quantities": "listed_measures ndc_quantity units_of",
    "hcpcs_jcodes.quarterly": "NotChecked by_quarter value_on",
    "hcpcs_jcodes.questions": "questions_about",
    "hcpcs_jcodes.search": "Found SearchIndex cleaned_code near_codes",
    "hcpcs_jcodes.selection": "Wanted codes_of_ndc codes_of_product_name",
    "hcpcs_jcodes.single_dose": "listed_single_dose",
    "hcpcs_jcodes.steps": "PER_DOSE Step",
    "hcpcs_jcodes.successions": "EVERY_OTHER Succession Successions TRANSITION_COLUMNS successions",
    "hcpcs_jcodes.tables": """
        CLASSIFIED_FROM CODE_COLUMNS CorruptData Ledger ReleaseHeld banded_siblings ledger life_of
        codes_named names_of read_table releases_held row_on same_life substance_named validity
        version_of_row
        """,
    "hcpcs_jcodes.targets": "Dose Target",
    "hcpcs_jcodes.timelines": "timeline",
    "hcpcs_jcodes.totals": "nearest_total smallest_total",
    "hcpcs_jcodes.units": """
        PER_ADMINISTRATION Rounding Units billing_units exact_units in_parts rounding_of units_text
        """,
    "hcpcs_jcodes.vials": "VialChoice choose_vials",
    "hcpcs_jcodes.visits": "Visit busy_dates into_veins is_part",
    "hcpcs_jcodes.ways": "Branch Way ways",
}

# Each may import those of the lines above its own, and none beside or below it.
ORDER = (
    ("drawing", "errors", "minutes"),
    ("measures",),
    ("amounts",),
    ("codes", "ndc"),
    ("conversions", "tables"),
    ("periods", "search", "single_dose", "successions"),
    ("changes", "lives", "ways"),
    ("codesets", "crosswalk", "timelines"),
    ("administration_rules", "histories", "identification", "packages", "quarterly", "units"),
    ("charting", "ncci", "pairing"),
    ("earnings", "families"),
    ("arteries", "encounter_timelines", "hydrations", "injections", "procedures", "undecided"),
    ("access_sites",),
    ("limits", "visits", "lines", "outpatient", "quantities", "selection", "targets"),
    ("administration_lines", "containers", "migration", "policies", "steps"),
    ("container_labels", "encounters", "migration_reports", "products", "totals"),
    ("discards", "doses", "vials"),
    ("bills", "drafting", "questions"),
    ("assembly",),
    ("billing",),
    ("__main__",),
)
RANK = {module: rank for rank, modules in enumerate(ORDER) for module in modules}
DEPENDENCIES = {"attrs", "importlib_resources"}

SOURCES = {
    file.name.removesuffix(".py"): ast.parse(file.read_text("utf-8"))
    for file in importlib_resources.files("hcpcs_jcodes").iterdir()
    if file.name.endswith(".py")
}


def imported_by(module: str) -> tuple[set[str], set[str]]:
    """The modules of this package and the top names of others that a module imports."""
    own: set[str] = set()
    others: set[str] = set()
    for node in ast.walk(SOURCES[module]):
        if isinstance(node, ast.ImportFrom) and node.level:
            assert node.level == 1, f"{module} reaches above the package"
            own.update([node.module] if node.module else [name.name for name in node.names])
        elif isinstance(node, ast.ImportFrom | ast.Import):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [name.name for name in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                top, *rest = name.split(".")
                if top == "hcpcs_jcodes":
                    own.update(rest or ["__init__"])
                else:
                    others.add(top)
    return own, others


# --- names ---------------------------------------------------------------------


@pytest.mark.parametrize("module", sorted(NAMES))
def test_the_public_names_of_a_module_are_pinned(module: str) -> None:
    """A name that comes or goes is a decision: change it here and in the changelog."""
    names = list(importlib.import_module(module).__all__)
    assert sorted(names) == sorted(NAMES[module].split())
    assert len(names) == len(set(names))
    for name in names:
        assert hasattr(importlib.import_module(module), name)


def test_every_module_has_its_names_pinned_and_its_place_in_the_order() -> None:
    """A new module states what it offers and what it may lean on."""
    assert {name.removeprefix("hcpcs_jcodes.") for name in NAMES} - {"hcpcs_jcodes"} == set(RANK)
    assert set(SOURCES) == {*RANK, "__init__"}


def test_a_star_import_brings_every_public_name() -> None:
    """Each name of the package can be had from it and is the one of its own module."""
    namespace: dict[str, object] = {}
    exec("from hcpcs_jcodes import *", namespace)  # noqa: S102
    for name in hcpcs_jcodes.__all__:
        module = importlib.import_module(f"hcpcs_jcodes.{hcpcs_jcodes._HOME[name]}")
        assert namespace[name] is getattr(module, name)
    assert set(namespace) - {"__builtins__"} == set(hcpcs_jcodes.__all__)


def test_the_names_are_listed_for_completion() -> None:
    """dir() shows names that were not touched yet."""
    assert set(hcpcs_jcodes.__all__) <= set(dir(hcpcs_jcodes))
    assert dir(hcpcs_jcodes) == sorted(dir(hcpcs_jcodes))


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    """A misspelt name is refused as by any module."""
    with pytest.raises(
        AttributeError, match="module 'hcpcs_jcodes' has no attribute 'billing_unit'"
    ):
        _ = hcpcs_jcodes.billing_unit
    assert not hasattr(hcpcs_jcodes, "bill_everything")


def test_type_checkers_see_the_names_that_load_on_first_touch() -> None:
    """The imports for type checkers, the table of homes and the public names agree."""
    (block,) = [node for node in SOURCES["__init__"].body if isinstance(node, ast.If)]
    seen = {
        name.name: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    assert seen == hcpcs_jcodes._HOME
    assert sorted(seen) == sorted(hcpcs_jcodes.__all__)


# --- loading -------------------------------------------------------------------


def loaded_after(program: str) -> set[str]:
    """The modules of this package that a fresh process has after a program."""
    shown = "import sys; print(*(name for name in sys.modules if name.startswith('hcpcs_jcodes')))"
    answer = subprocess.run(
        [sys.executable, "-c", f"{program}\n{shown}"], capture_output=True, text=True, check=True
    )
    return set(answer.stdout.split())


def test_importing_the_package_loads_none_of_its_modules() -> None:
    """A program that imports the package beside fifty others pays for what it uses."""
    assert loaded_after("import hcpcs_jcodes") == {"hcpcs_jcodes"}
    assert loaded_after("import hcpcs_jcodes; dir(hcpcs_jcodes)") == {"hcpcs_jcodes"}


def test_a_name_loads_its_own_module_and_those_below_it() -> None:
    """Touching Amount loads amounts, measures and errors; the tables stay unread."""
    assert loaded_after("from hcpcs_jcodes import Amount") == {
        "hcpcs_jcodes",
        "hcpcs_jcodes.amounts",
        "hcpcs_jcodes.errors",
        "hcpcs_jcodes.measures",
    }


def test_using_every_name_loads_nothing_of_the_maintainers_side() -> None:
    """The release package is never loaded by the library."""
    loaded = loaded_after(
        "from hcpcs_jcodes import *\n"
        "cs = codeset(2025); billing_units(cs['J9312'], '715 mg'); cs.find('x'); identify('J9312')"
    )
    assert "hcpcs_jcodes.units" in loaded
    assert not [name for name in loaded if name.startswith("hcpcs_jcodes.release")]


# --- the direction of imports --------------------------------------------------


@pytest.mark.parametrize("module", sorted(RANK))
def test_imports_point_one_way(module: str) -> None:
    """errors < amounts < codes < tables < codesets < lines, units < billing: see ORDER."""
    own, _ = imported_by(module)
    for imported in own:
        assert imported in RANK, f"{module} imports {imported}"
        assert RANK[imported] < RANK[module], f"{module} imports {imported}"


@pytest.mark.parametrize("module", sorted(SOURCES))
def test_nothing_imports_the_maintainers_side(module: str) -> None:
    """Not with an import statement, and not by a name in a text."""
    own, _ = imported_by(module)
    assert "release" not in own
    texts = {
        node.value
        for node in ast.walk(SOURCES[module])
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert not [text for text in texts if text.startswith((".release", "hcpcs_jcodes.release"))]


@pytest.mark.parametrize("module", sorted(SOURCES))
def test_nothing_is_needed_but_attrs_and_importlib_resources(module: str) -> None:
    """All else that a module imports is in the standard library."""
    _, others = imported_by(module)
    assert others - set(sys.stdlib_module_names) <= DEPENDENCIES


def test_the_imports_that_are_judged_are_those_that_are_there() -> None:
    """The reading of the sources is not blind: it sees what units leans on."""
    assert imported_by("units") == (
        {"amounts", "codes", "errors", "measures", "tables"},
        {"__future__", "decimal", "enum", "fractions", "typing"},
    )
    assert "attrs" in imported_by("codes")[1]
