"""What people read of copies of models, from the check before them on; part of the table of `words`."""

from flask_babel import LazyString

from registry.core.i18n import _l

FAMILIES = {
    "ReplicationState": "replication",
    "ReplicationKind": "replication_kind",
    "Readiness": "readiness",
    "GapWay": "gap_way",
    "Treatment": "treatment",
    "Own": "treatment",
    "Cause": "cause",
    "Reached": "reached",
}
STATES: dict[str, dict[str, tuple[LazyString | str, str, str]]] = {
    "replication": {
        "preparing": (_l("Being prepared"), "", "pencil"),
        "proposed": (_l("Waiting for confirmation"), "info", "clock"),
        "confirmed": (_l("Under way"), "info", "plant-2"),
        "reported": (_l("Result reported"), "ok", "circle-check"),
        "sustained": (_l("Kept going"), "ok", "seedling"),
        "stopped": (_l("Stopped"), "", "circle-off"),
        "declined": (_l("Declined"), "warn", "x"),
    },
    "readiness": {
        "yes": (_l("Yes"), "ok", "circle-check"),
        "partly": (_l("Partly"), "warn", "circle-dashed"),
        "no": (_l("No, not yet"), "err", "circle-off"),
    },
    "treatment": {
        "keep": (_l("Keep as it is"), "ok", "circle-check"),
        "adapt": (_l("Adapt"), "info", "edit"),
        "leave_out": (_l("Leave out"), "", "circle-off"),
        "added": (_l("Added here"), "info", "plus"),
    },
    "reached": {
        "reached": (_l("Reached"), "ok", "circle-check"),
        "partly": (_l("Reached in part"), "warn", "circle-dashed"),
        "missed": (_l("Not reached"), "err", "circle-off"),
    },
}
KINDS: dict[str, dict[str, LazyString]] = {
    "replication_kind": {
        "adopted": _l("Copied as it is"),
        "adapted": _l("Adapted to the place"),
        "scaled_up": _l("Done on a larger scale"),
        "merged_from": _l("Merged from several models"),
        "inspired_by": _l("Inspired by it"),
    },
    "gap_way": {
        "to_do": _l("Something will be done"),
        "accepted": _l("Accepted as it is"),
    },
    "cause": {
        "planned": _l("Planned"),
        "forced": _l("Forced by circumstances"),
    },
}
