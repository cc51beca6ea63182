"""What people read of periodic reports; part of the table of `words`."""

from flask_babel import LazyString

from registry.core.i18n import _l

STATES: dict[str, dict[str, tuple[LazyString | str, str, str]]] = {
    "report": {
        "draft": (_l("Draft"), "", "pencil"),
        "filed": (_l("Filed"), "ok", "lock"),
    },
}
FAMILIES = {"ReportState": "report"}
