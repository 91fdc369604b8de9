"""What the rules of the payer leave to ask about a bill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..checks.payer_rows import about_place, authorization_row, code_row, place_row, row_of_code
from ..checks.unclassified import wanted_noc_code
from ..claims.lines import ClaimLine
from ..claims.questions import Question, ask
from ..payers.scopes import Scoped
from ..words import Kind, Owner, Severity
from .service import Service

__all__ = ["questions_of_payer"]


def questions_of_payer(service: Service, lines: Sequence[ClaimLine]) -> Iterator[Question]:
    """What the payer's rows say of the code, the place, the NDC and the authorization."""
    yield from _about_place(service)
    yield from _about_code(service)
    if not lines:
        return
    yield from _about_unlisted(service)
    yield from _about_required_ndc(service)
    yield from _about_noc_needs(service)
    yield from _about_authorization(service)
    yield from _about_lists(service)


def _about_place(service: Service) -> Iterator[Question]:
    row = place_row(service.payer, service.place_of_service, service.setting, service.on)
    if row is not None and row.in_scope is not True:
        yield about_place(service.place_of_service, row)


def _about_code(service: Service) -> Iterator[Question]:
    row = code_row(service.payer, service.version.code, service.setting, service.on)
    if row is not None and row.in_scope is not True:
        severity: Severity = "verify" if row.in_scope is None else "blocks"
        text = f"{service.version.code}, {service.payer.name}: {row.reason} [{row.source}]"
        yield ask("code_not_taken", text, severity=severity, owner="billing", argument="code")


def _about_unlisted(service: Service) -> Iterator[Question]:
    """A NOC code where the payer wants another for a drug without a code, as ``noc_codes`` says."""
    wanted = wanted_noc_code(service.version, service.payer, service.setting)
    if wanted is not None:
        payer = service.payer
        needs = f", with {', '.join(payer.noc_needs)}" if payer.noc_needs else ""
        text = (
            f"{service.version.code}: {payer.name} takes {wanted}{needs}, for a drug that the FDA "
            f"approved and that has no code of its own [{payer.source('noc_codes')}]"
        )
        yield ask("noc_code", text, severity="verify", owner="coder", argument="code")


def _about_required_ndc(service: Service) -> Iterator[Question]:
    without = any(product.given.ndc is None for product in service.products)
    if service.payer.ndc_required and without and service.product is None:
        text = (
            f"ndc: {service.payer.name} needs the NDC of the package with every drug: pass ndc= "
            f"[{service.payer.source('ndc_required')}]"
        )
        yield ask("ndc", text, owner="pharmacy", argument="ndc", line=1)


def _about_noc_needs(service: Service) -> Iterator[Question]:
    """What the payer wants with a NOC code and a bill does not have; the narrative is asked for."""
    payer, code = service.payer, service.version.code
    if not service.version.is_noc:
        return
    without = any(product.given.ndc is None for product in service.products)
    source = f"[{payer.source('noc_needs')}]"
    if "NDC" in payer.noc_needs and without and not payer.ndc_required:
        text = f"ndc: {payer.name} wants the NDC of the package with {code}: pass ndc= {source}"
        yield ask("ndc", text, severity="verify", owner="pharmacy", argument="ndc", line=1)
    if "invoice" in payer.noc_needs:
        text = f"{payer.name} wants the invoice of the drug with {code}: send it {source}"
        yield ask("narrative", text, severity="note", owner="billing", line=1)


def _about_authorization(service: Service) -> Iterator[Question]:
    row = authorization_row(service.payer, service.version.code, service.setting, service.on)
    if row is not None and row.in_scope is not False:
        severity: Severity = "verify" if row.in_scope is None else "blocks"
        requires = "may require" if row.in_scope is None else "requires"
        text = f"{service.payer.name} {requires} prior authorization of {service.version.code}"
        text = f"{text}: {row.reason}" if row.reason else text
        yield ask(
            "authorization",
            f"{text} [{row.source}]" if row.source else text,
            severity=severity,
            owner="authorization",
            argument="prior_authorization",
            line=1,
        )


def _about_lists(service: Service) -> Iterator[Question]:
    """The lists that the caller passed of drugs not covered, not preferred, or limited in place."""
    code, on, payer = service.version.code, service.on, service.payer
    lists: tuple[tuple[Kind, tuple[Scoped, ...], bool, Owner, str], ...] = (
        (
            "self_administered",
            payer.self_administered,
            True,
            "billing",
            f"usually self-administered, so not covered by {payer.name}",
        ),
        (
            "preferred_product",
            payer.preferred,
            False,
            "authorization",
            f"not preferred by {payer.name}",
        ),
        (
            "site_of_care",
            payer.sites_of_care,
            True,
            "authorization",
            f"{payer.name} limits the site of care",
        ),
    )
    for kind, rows, concerned, owner, says in lists:
        row = row_of_code(rows, code, service.setting, on)
        if row is not None and row.in_scope in {concerned, None}:
            # a row that decides nothing says on what it depends
            text = f"{code}: {row.reason if row.in_scope is None and row.reason else says}"
            more = f" ({row.reason})" if row.reason and row.reason not in text else ""
            source = f" [{row.source}]" if row.source else ""
            yield ask(
                kind, f"{text}{more}{source}", severity="verify", owner=owner, argument="code"
            )
