"""What people read for kinds of official papers, their letterheads, and how a paper stands."""

from registry.core.i18n import _l

FAMILIES = {
    "PaperKind": "paper_kind",
    "Letterhead": "letterhead",
    "PaperState": "paper",
    "Standing": "paper_standing",
}
STATES = {
    "paper_kind": {
        "recognition_decision": (_l("Recognition decision"), "", "gavel"),
        "submission": (_l("Submission"), "", "send"),
        "council_minutes": (_l("Minutes of the council"), "", "file-text"),
        "voting_ballot": (_l("Blank ballot"), "", "list-check"),
        "score_sheet": (_l("Score sheet"), "", "scale"),
        "certificate": (_l("Certificate"), "", "certificate"),
        "receipt": (_l("Receipt of a nomination"), "", "inbox"),
        "registration_slip": (_l("Registration slip"), "", "pencil"),
        "contributions_notice": (_l("Notice of contributions"), "", "users"),
        "quarterly_report": (_l("Quarterly report"), "", "calendar"),
    },
    "letterhead": {
        "state": (_l("State body (Decree 30/2020)"), "", "building"),
        "party": (_l("Party body"), "", "building"),
        "front": (_l("Fatherland Front"), "", "building"),
    },
    "paper": {
        "draft": (_l("Draft, not signed"), "warn", "alert-triangle"),
        "signed": (_l("Signed"), "ok", "circle-check"),
        "withdrawn": (_l("No longer holds: withdrawn"), "err", "circle-off"),
    },
    "paper_standing": {
        "no_effect": (_l("A draft: it has no effect"), "warn", "alert-triangle"),
        "holds": (_l("Real and in force"), "ok", "circle-check"),
        "holds_in_part": (_l("Real; part of it no longer holds"), "warn", "alert-triangle"),
        "holds_no_more": (_l("Real, but no longer in force"), "err", "circle-off"),
        "withdrawn": (_l("Withdrawn by its issuer"), "err", "circle-off"),
    },
}
