"""What other programs may rely on, and which room relies on which."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import hcpcs_jcodes

from . import house

NAMES = """
    ACQUIRED Acquired ADMINISTRATION_SETTINGS AdministrationSetting Administration AdministrationLine WHY_STOPPED WhyStopped
    AdministrationOption AmbiguousDose AmbiguousNdc Amount BadAdministration BadAmount BadArgument
    BadClaimLine BadDate BadNdc Bill BillingUnit Bundle CONTAINERS Change Choices Claim ClaimLine BadInterchange
    CodeSet CodeUse Concentration Container ContainerLabel CorruptData AmbiguousName Candidate
    Coverage Diff Drug Encounter FAMILIES Family Fault FingerprintChanged Found Given History KINDS Kind
    LINES_OF_BUSINESS LineOfBusiness NOC_NEEDS NocNeed
    OWNERS Owner Question SEVERITIES Severity Identification DrugText
    IncludedRelease IncompatibleUnits JCode JCodesError MigratedCode Migration MigrationReport
    Mue Ndc NdcQuantity NeedsDose NoSuchTarget NotChecked NotInForce Package Pairing Payer
    ROUTES Resolution Rounding Route SETTINGS Scope Scoped Setting Sizes Source Span StatusIndicator Step
    Succession Support TECHNIQUES TableCoverage Target Technique UncoveredDate UnknownCode UnknownUnit WorkItem
    PaymentLimit PaymentLimits DoseRange ProductNdc ReceivedLine Record VialChoice add_on_parents administration_codes bill billing_units build_claim choose_vials administration_revenue_code
    code_encounter codeset container_of coverage dose_for dose_range exact_units exceeded history identify
    listed_single_dose migrate migrate_codes mue ncci_edit ndc_of ndc_quantity packages_of pair payment_limit resolve revenue_code_of sizes_of status_indicator units_of from_dict json_schema to_dict
    CERTAINTIES Certainty DENIAL_ACTIONS DENIAL_GROUPS DenialAction DenialGroup FINDING_SEVERITIES FindingSeverity REVIEW_OUTCOMES ReviewOutcome
    Cause DENIAL_ROUTES DENIAL_STATES DenialRoute DenialState Explanation explain_denial Authorization ClaimFacts Denial Example Fix LineFacts Override Place Result Review Rule Verdict review rules
    """
"""The public names: adding or removing one is a decision, made here and in the changelog."""

PUBLIC: list[str] = vars(hcpcs_jcodes)["__all__"]
HOME: dict[str, str] = vars(hcpcs_jcodes)["_HOME"]
DEPENDENCIES = {"attrs", "importlib_resources"}
ROOMS = sorted({house.room_of(module) for module in house.sources() if "." in module})
CHECKOUT = Path(__file__).resolve().parents[1]


# --- the layers ----------------------------------------------------------------


def test_imports_point_only_to_lower_layers() -> None:
    """Imports inside functions count; a room takes nothing from another in its layer or above."""
    assert house.upward() == []


def test_no_imports_run_in_a_circle() -> None:
    """Neither between rooms nor between the modules of one room."""
    assert house.circle() == []


def test_every_room_has_its_layer() -> None:
    """A new room gets its layer before anything is built in it."""
    assert {house.room_of(module) for module in house.sources()} - {"__init__"} <= set(house.LAYER)


def test_the_picture_sees_every_import() -> None:
    """Imports in functions and imports of whole modules are seen too."""
    assert ("codes.codesets", "codes.changes") in house.arrows()
    assert ("billing.billing", "billing.assembly") in house.arrows()
    assert {"attrs", "re", "__future__"} <= {
        taken.module for taken in house.taken_by("codes.code") if not taken.ours
    }


def test_the_picture_names_every_room_and_ends_with_the_imports_that_are_wrong() -> None:
    """``python tests/house.py`` is the map that a new maintainer prints."""
    picture = house.picture()
    assert all(f" {room} " in picture for room in ROOMS)
    assert picture.endswith("upward: none\nin a circle: none")


# --- what a room offers ----------------------------------------------------------


def offered(room: str) -> set[tuple[str, str]]:
    """The module and name of everything that a room lets others take."""
    offers = importlib.import_module(f"hcpcs_jcodes.{room}").OFFERS
    return {(module, name) for module, names in offers.items() for name in names.split()}


def taken_from(room: str) -> set[tuple[str, str]]:
    """The module and name of everything that is taken from a room, by anyone."""
    modules = [module for module in house.sources() if house.room_of(module) != room]
    taken = {(each.module, each.name) for by in modules for each in house.taken_by(by) if each.ours}
    taken |= {(module, name) for name, module in HOME.items()}
    for folder in ("release/jcodes_release", "docs", "benchmarks"):
        for file in (CHECKOUT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module:
                    _, _, module = node.module.partition("hcpcs_jcodes.")
                    taken |= {(module, alias.name) for alias in node.names}
    return {
        (module.removeprefix(f"{room}."), name)
        for module, name in taken
        if module.startswith(f"{room}.")
    }


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_offers_what_is_taken_from_it_and_no_more(room: str) -> None:
    """The face of a room is exact: what no one takes is private, and can be moved freely."""
    assert offered(room) == taken_from(room)


@pytest.mark.parametrize("room", ROOMS)
def test_what_a_room_offers_is_there(room: str) -> None:
    """Each name is in the module that is listed for it."""
    for module, name in offered(room):
        assert hasattr(importlib.import_module(f"hcpcs_jcodes.{room}.{module}"), name)


@pytest.mark.parametrize("room", ["", *ROOMS])
def test_no_module_hides_a_name_of_its_room(room: str) -> None:
    """Importing a module ``review`` would replace a function ``review``."""
    within = [module.split(".") for module in house.sources() if module.startswith(room)]
    depth = 1 if room else 0
    modules = {path[depth] for path in within if len(path) > depth}
    names = {name for _, name in offered(room)} if room else set(PUBLIC)
    assert not modules & names


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_in_a_sentence_what_it_is_for(room: str) -> None:
    """It is the first thing a new maintainer reads about the room."""
    text = importlib.import_module(f"hcpcs_jcodes.{room}").__doc__
    assert text is not None
    assert len(text) > 40
    assert text.endswith(".")


# --- the public names ------------------------------------------------------------


def test_the_public_names_are_pinned() -> None:
    """Adding or removing a name is a decision: change it here and in the changelog."""
    assert sorted(PUBLIC) == sorted(NAMES.split())


def test_a_star_import_brings_every_public_name() -> None:
    """Each public name comes from the package and is the object of its own module."""
    namespace: dict[str, object] = {}
    exec("from hcpcs_jcodes import *", namespace)  # noqa: S102
    for name in PUBLIC:
        module = importlib.import_module(f"hcpcs_jcodes.{HOME[name]}")
        assert namespace[name] is getattr(module, name)
    assert set(namespace) - {"__builtins__"} == set(PUBLIC)


def test_each_public_name_is_listed_under_the_module_that_defines_it() -> None:
    """Not under one that merely imports it; fixed words have no module of their own."""
    for name, module in HOME.items():
        value = getattr(hcpcs_jcodes, name)
        if callable(value) and module != "words":
            assert value.__module__ == f"hcpcs_jcodes.{module}", name


def test_the_names_are_listed_for_completion() -> None:
    """dir() shows names that are not loaded yet."""
    assert set(PUBLIC) <= set(dir(hcpcs_jcodes))
    assert dir(hcpcs_jcodes) == sorted(dir(hcpcs_jcodes))


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    """A misspelled name is refused, as in any module."""
    with pytest.raises(
        AttributeError, match="module 'hcpcs_jcodes' has no attribute 'billing_unit'"
    ):
        _ = hcpcs_jcodes.billing_unit  # type: ignore[attr-defined]
    assert not hasattr(hcpcs_jcodes, "bill_everything")


def test_the_stub_names_what_the_package_has() -> None:
    """A type checker reads the stub, a program the list: both name the same module."""
    stub = Path(hcpcs_jcodes.__file__ or "").with_suffix(".pyi")
    seen = {
        alias.asname: node.module
        for node in ast.parse(stub.read_text("utf-8")).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert seen == HOME


# --- loading -----------------------------------------------------------------------


def loaded_after(program: str) -> set[str]:
    """The modules of this package that a fresh process has after a program."""
    shown = "import sys; print(*(name for name in sys.modules if name.startswith('hcpcs_jcodes')))"
    answer = subprocess.run(
        [sys.executable, "-c", f"{program}\n{shown}"], capture_output=True, text=True, check=True
    )
    return set(answer.stdout.split())


def test_importing_the_package_loads_none_of_its_modules() -> None:
    """A program that imports the package along with fifty others pays only for what it uses."""
    assert loaded_after("import hcpcs_jcodes") == {"hcpcs_jcodes"}
    assert loaded_after("import hcpcs_jcodes; dir(hcpcs_jcodes)") == {"hcpcs_jcodes"}


def test_a_name_loads_its_own_module_and_those_below_it() -> None:
    """Amount loads amounts and errors; the tables stay unread."""
    assert loaded_after("from hcpcs_jcodes import Amount") == {
        "hcpcs_jcodes",
        "hcpcs_jcodes.amounts",
        "hcpcs_jcodes.amounts.amount",
        "hcpcs_jcodes.amounts.arguments",
        "hcpcs_jcodes.amounts.measures",
        "hcpcs_jcodes.errors",
        "hcpcs_jcodes.words",
    }


def test_the_maintainers_package_is_never_imported() -> None:
    """The release package is not part of the library."""
    assert not [
        taken
        for module in house.sources()
        for taken in house.taken_by(module)
        if "release" in taken.module.split(".")[0]
    ]


@pytest.mark.parametrize("module", sorted(house.sources()))
def test_nothing_is_needed_but_attrs_and_importlib_resources(module: str) -> None:
    """Everything else that a module imports is in the standard library."""
    others = {taken.module.split(".")[0] for taken in house.taken_by(module) if not taken.ours}
    assert others - set(sys.stdlib_module_names) <= DEPENDENCIES
