"""Results as claims: what other subjects and the pages use of them."""

from registry.evidence.claim_links import (
    Coverage,
    Place,
    copy_links,
    count_supported,
    coverage_for,
    coverage_of,
    coverages_of,
    get_link,
    kinds_for,
    links_of,
    links_of_item,
    place_of,
    supports,
    visible_links,
)
from registry.evidence.claim_models import ClaimLink, PlaceKind
from registry.evidence.service.claiming import link_claim, unlink_claim

__all__ = [
    "ClaimLink",
    "Coverage",
    "Place",
    "PlaceKind",
    "copy_links",
    "count_supported",
    "coverage_for",
    "coverage_of",
    "coverages_of",
    "get_link",
    "kinds_for",
    "link_claim",
    "links_of",
    "links_of_item",
    "place_of",
    "supports",
    "unlink_claim",
    "visible_links",
]
