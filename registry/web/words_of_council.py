"""What people read of the sessions, votes and decisions of a council; part of the table of `words`."""

from flask_babel import LazyString

from registry.core.i18n import _l

STATES: dict[str, dict[str, tuple[LazyString | str, str, str]]] = {
    "session": {
        "planned": (_l("Being prepared"), "", "pencil"),
        "voting": (_l("Voting"), "info", "hand-stop"),
        "locked": (_l("Results locked"), "warn", "lock"),
        "closed": (_l("Closed"), "ok", "circle-check"),
        "cancelled": (_l("Cancelled"), "", "x"),
    },
    "attendance": {
        "unnoted": (_l("Not noted yet"), "", "clock"),
        "present": (_l("Present"), "ok", "circle-check"),
        "absent": (_l("Absent"), "", "circle-off"),
        "excused": (_l("Absent with leave"), "", "circle-dashed"),
    },
    "discrepancy": {
        "rereading": (_l("Disagreement: being read again"), "warn", "clock"),
        "third_wanted": (_l("Disagreement: needs another reader"), "warn", "user-plus"),
        "third_reading": (_l("Disagreement: another reader has it"), "info", "clock"),
        "to_conclude": (_l("Disagreement: needs a conclusion"), "warn", "gavel"),
        "settled": (_l("Disagreement settled"), "ok", "circle-check"),
        "concluded": (_l("Concluded"), "ok", "gavel"),
        "passed_over": (_l("Decided without settling it"), "", "circle-off"),
    },
}
KINDS: dict[str, dict[str, LazyString]] = {
    "look": {
        "unreviewed": _l("Nobody has looked yet"),
        "overdue": _l("Overdue"),
        "conflicted": _l("Conflict of interest"),
        "disagreeing": _l("Ballots that disagree"),
    },
    "vote_choice": {
        "agree": _l("Agree"),
        "disagree": _l("Disagree"),
        "other": _l("Another opinion"),
    },
    "vote_manner": {
        "open": _l("Open vote"),
        "secret": _l("Secret vote"),
    },
    "basis": {
        "mean": _l("Mean of the ballots"),
        "adjusted": _l("Adjusted score"),
        "concluded": _l("Number of the conclusion"),
    },
    "rubric_kind": {
        "points": _l("By points"),
        "checklist_all": _l("By a checklist: all criteria must be met"),
        "precondition_and_any_of": _l("By a precondition and at least one of the criteria"),
    },
    "discrepancy_rule": {
        "line": _l("The sides of the pass mark"),
        "criterion": _l("One criterion"),
        "spread": _l("The totals"),
    },
    "holds": {
        "mean": _l("Mean of the ballots"),
        "third": _l("Total of the further reader"),
        "stated": _l("Another number"),
    },
    "side": {
        "above": _l("Above the line"),
        "below": _l("Below the line"),
        "as_scored": _l("Where the scores put it"),
    },
}
FAMILIES = {
    "RubricKind": "rubric_kind",
    "Look": "look",
    "DiscrepancyState": "discrepancy",
    "DiscrepancyRule": "discrepancy_rule",
    "Holds": "holds",
    "SessionState": "session",
    "Attendance": "attendance",
    "VoteChoice": "vote_choice",
    "VoteManner": "vote_manner",
    "Side": "side",
}
