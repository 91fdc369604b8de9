"""What a code means: versions, the ledger, names, periods, code sets, changes, successions, search, text of chargemasters."""

from __future__ import annotations

from typing import Final

OFFERS: Final = {
    "changes": "Change Diff",
    "chargemaster": "DrugText procedure_in route_in words_of",
    "code": "BillingUnit comparing_form Drug JCode Scope Source",
    "codesets": "checked_code CodeSet codeset restored suggestion version_of",
    "fingerprints": "fingerprint_of DIGITS FINGERPRINT_COLUMNS is_hashed",
    "index": "has_no_code",
    "ledger": "banded_siblings code_ledger family_of row_on same_use unlisted use_of validity reference_of version_referred",
    "misspellings": "allowed_errors errors_between is_slip",
    "names": "names_of",
    "paths": "Branch Chosen Path paths_between",
    "periods": "check_covered Coverage coverage COVERAGE_COLUMNS DateLike IncludedRelease period_of plain_date quarter_number quarter_of quarters_of TableCoverage",
    "rows": "AT CODE_COLUMNS Row unit_of_cells",
    "search": "Found",
    "shapes": "shape",
    "substances": "code_named codes_named name_key named_on NamedBy plain_name printed_names rows_named substance_named substances_named",
    "systems": "LEVEL_TWO near_by_form system_of",
    "successions": "all_successions EVERY_OTHER Succession TRANSITION_COLUMNS",
}
"""What other rooms may take, by module; the rest is private to this room."""
