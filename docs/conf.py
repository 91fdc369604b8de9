"""How the site is built: ``sphinx-build -W -n -b html docs docs/_build/html``."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))

from generated import filled

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "hcpcs_jcodes"
version = release = metadata.version("hcpcs-jcodes")
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"{project} {release}"
html_copy_source = False

# CMS's texts and the contents of cells are shown unchanged
smartquotes = False
myst_heading_anchors = 3

autodoc_default_options = {"members": True, "show-inheritance": True}
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
napoleon_use_ivar = True

nitpicky = True
# the standard library has no pages here, and a build fetches nothing; "date" and "tzinfo" are how a
# module that imports them for its annotations alone names those of datetime; DateLike and Fees are aliases
nitpick_ignore_regex = [
    (
        "py:.*",
        r"(collections\.abc|datetime|decimal|enum|fractions|pathlib)\..*|date|tzinfo|DateLike|Fees",
    ),
    # types that a caller never names
    (
        "py:class",
        r"hcpcs_jcodes\.(claims\.fees\.PricesByDate|payers\.changes\.PayerChanges|reviews\.facts\._Fact)",
    ),
]


# the classes that callers create; all others are results
_MADE_BY_CALLERS = {
    f"hcpcs_jcodes.{name}"
    for name in (
        "Amount",
        "Authorization",
        "Claim",
        "ClaimLine",
        "Concentration",
        "Given",
        "Ndc",
        "NdcQuantity",
        "Override",
        "Payer",
        "Record",
        "Rule",
        "Scoped",
    )
}


def _signature(_: Sphinx, what: str, name: str, *__: object) -> tuple[str, None] | None:
    hidden = what in {"class", "exception"} and name not in _MADE_BY_CALLERS
    return ("", None) if hidden else None


def _fill(_: Sphinx, __: str, content: list[str]) -> None:
    content[0] = filled(content[0])


def setup(app: Sphinx) -> None:
    app.connect("source-read", _fill)
    app.connect("autodoc-process-signature", _signature)
