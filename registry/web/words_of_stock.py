"""What people read of the yearly review of stock; part of the table of `words`."""

from flask_babel import LazyString

from registry.core.i18n import _l

STATES: dict[str, dict[str, tuple[LazyString | str, str, str]]] = {
    "stock": {
        "open": (_l("Under way"), "info", "clock"),
        "closed": (_l("Closed"), "", "lock"),
    },
    "stock_entry": {
        "waiting": (_l("Waiting for the unit"), "", "clock"),
        "answered": (_l("Answered"), "info", "circle-check"),
        "judged": (_l("Result noted"), "ok", "circle-check"),
    },
    "stock_answer": {
        "running": (_l("Goes on"), "ok", "circle-check"),
        "paused": (_l("Rests for now"), "warn", "player-pause"),
        "ended": (_l("Has ended"), "", "circle-off"),
    },
    "stock_result": {
        "keep": (_l("Kept"), "ok", "circle-check"),
        "replicate": (_l("Worth copying"), "seal", "plant-2"),
        "strengthen": (_l("To be strengthened"), "warn", "alert-triangle"),
        "drop": (_l("Dropped from the list"), "", "circle-off"),
    },
    "stock_standing": {
        "confirmed": (_l("Confirmed by its unit"), "ok", "circle-check"),
        "unverified": (_l("Not confirmed"), "warn", "alert-triangle"),
        "archived": (_l("Archived"), "", "circle-off"),
    },
}
FAMILIES = {
    "StockState": "stock",
    "EntryState": "stock_entry",
    "StockAnswer": "stock_answer",
    "StockResult": "stock_result",
    "StockStanding": "stock_standing",
}
