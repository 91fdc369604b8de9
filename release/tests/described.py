"""What a long description says, read with a vocabulary of a few words."""

from __future__ import annotations

from collections.abc import Mapping

from jcodes_release.wordings.descriptors import Description, Term, parse_description

__all__ = ["VOCABULARY", "parsed"]

VOCABULARY: Mapping[str, Term] = {
    "accord": Term("labeler"),
    "adrenalin": Term("brand"),
    "antihemophilic factor": Term("synonym"),
    "b. braun": Term("labeler", "b braun"),
    "bound": Term("nonsense"),
    "dimethyl sulfoxide": Term("synonym"),
    "e.g. liquid": Term("filler"),
    "equine": Term("form"),
    "for subcutaneous use": Term("route", "subcutaneous"),
    "hyalgan": Term("brand"),
    "human": Term("form"),
    "imipenem": Term("substance", "and imipenem"),
    "inhalation": Term("route"),
    "recombinant": Term("form"),
    "supartz": Term("brand"),
    "albumin fusion protein": Term("substance"),
}


def parsed(text: str) -> Description:
    """What a text says, all of it explained."""
    description = parse_description(text, VOCABULARY)
    assert description.unexplained == ()
    return description
