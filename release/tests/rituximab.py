"""Rituximab on the maintainers' side: what a file states, and the resulting version."""

from __future__ import annotations

from datetime import date

from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.codes.code import BillingUnit, Scope
from jcodes_release.releases.ledger import Wording
from jcodes_release.releases.records import Record, Release
from jcodes_release.wordings.descriptors import Description
from jcodes_release.wordings.versions import Version

__all__ = ["RECORD", "VERSION", "WORDING"]

RECORD = Record(
    "J9312",
    long_description="Injection, rituximab, 10 mg",
    short_description="Inj., rituximab, 10 mg",
    added=date(2019, 1, 1),
    action_date=date(2019, 1, 1),
    action="A",
    coverage="D",
    betos="O1D",
)
WORDING = Wording(
    code="J9312",
    use=1,
    valid_from=date(2019, 1, 1),
    valid_to=None,
    starts="published",
    ends="",
    not_before=None,
    long_description="Injection, rituximab, 10 mg",
    short_description="Inj., rituximab, 10 mg",
    billing_unit=None,
    releases=(Release("2019Q1"),),
)
VERSION = Version(
    wording=WORDING,
    description=Description(
        name="rituximab",
        substance="rituximab",
        synonyms=(),
        scope=Scope(),
        unit=BillingUnit("measured", Amount("10 mg")),
        is_noc=False,
    ),
    unit=BillingUnit("measured", Amount("10 mg")),
    unit_source="long description",
)
