"""What each kind of paper says, gathered from the records."""

from registry.documents.contents import (
    ballot,
    certificate,
    contributions,
    decision,
    minutes,
    receipt,
    score_sheet,
    slip,
    submission,
)
from registry.documents.kind import Kind
from registry.documents.states import PaperKind

KINDS: dict[PaperKind, Kind] = {
    one.KIND.kind: one.KIND
    for one in (
        slip, receipt, score_sheet, ballot, minutes, submission, decision, certificate, contributions,
    )
}  # fmt: skip
BY_SLUG = {one.slug: one for one in KINDS.values()}


def add_kind(kind: Kind) -> None:
    """Have a kind that is made of what other rooms know; the application wires it."""
    KINDS[kind.kind] = BY_SLUG[kind.slug] = kind
