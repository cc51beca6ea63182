"""Menus as data: what is in them, in which order, and which permission opens each item."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import LazyString

from registry.core.i18n import _l
from registry.core.permissions import Permission
from registry.web.paths import path_to

Can = Callable[..., bool]


@dataclass(frozen=True)
class Item:
    """One entry; `key` is what a page names with `set here = …`, `covers` are the endpoints it stands for.

    It is offered to whoever has `permission` or one of the `others`.
    """

    key: str
    label: LazyString
    endpoint: str
    permission: Permission | None = None
    others: tuple[Permission, ...] = ()
    covers: tuple[str, ...] = ()
    signed_in: bool | None = None
    at_end: bool = False


@dataclass(frozen=True)
class Link:
    """An item as the page draws it; `current` is the value of aria-current."""

    key: str
    label: LazyString
    url: str
    current: str
    at_end: bool


# Pages of one dossier: of the unit that sent it, and of those who look after the campaign.
DOSSIER = ("review.show_nomination", "review.show_dossier", "review.show_receipt")

MAIN = (
    Item("search", _l("Find models"), "search.show_results", covers=("search.", "catalogue.show_")),
    Item(
        "register", _l("Register a model"), "catalogue.start_registration", Permission.EXEMPLAR_REGISTER,
        covers=("catalogue.", "evidence."), signed_in=True,
    ),
    Item(
        "unit", _l("My unit"), "units.show_mine", Permission.UNIT_WORK,
        covers=("units.", *DOSSIER, "review.start_nomination", "review.sign", "review.send_back",
                "review.withdraw"), signed_in=True,
    ),
    Item(
        "review", _l("Review"), "review.list_assignments", Permission.NOMINATION_SCORE,
        covers=("review.",), signed_in=True,
    ),
    Item(
        "campaigns", _l("Campaigns"), "review.list_boards", Permission.NOMINATION_VERIFY,
        others=(Permission.NOMINATION_ASSIGN, Permission.NOMINATION_RANK, Permission.CAMPAIGN_ADMINISTER),
        covers=("campaigns.", "review.list_nominations", "review.verify", "review.return", "review.assign",
                "review.cancel", "review.show_ranking", "review.decide", *DOSSIER), signed_in=True,
    ),
    Item(
        "replication", _l("Replication"), "replication.list_replications", Permission.ACCOUNT_USE,
        covers=("replication.",), signed_in=True,
    ),
    Item(
        "stock", _l("Yearly review"), "stock.list_reviews", Permission.STOCK_READ,
        covers=("stock.",), signed_in=True,
    ),
    Item("reports", _l("Figures and reports"), "reports.show_overview", Permission.FIGURES_READ,
         covers=("reports.",), signed_in=True),
    Item("periodic", _l("Periodic reports"), "periodic.list_reports", Permission.REPORT_READ,
         covers=("periodic.",), signed_in=True),
    Item("admin", _l("Administration"), "admin.show_admin", Permission.USER_ADMINISTER,
         covers=("admin.",), signed_in=True),
    Item("lists", _l("Older registers"), "imports.list_imports", Permission.EXEMPLAR_MERGE,
         covers=("imports.",), signed_in=True),
    Item("about", _l("About"), "home.show_about", signed_in=False),
    Item("help", _l("Guidance"), "home.show_help", at_end=True),
)  # fmt: skip

ACCOUNT = (
    Item("account", _l("My account"), "identity.show_account"),
    Item("saved", _l("Saved searches"), "search.list_saved"),
    Item("terms", _l("Words of search"), "admin.list_terms", Permission.VOCABULARY_ADMINISTER),
)

# Pages that belong to no item of the bar.
APART = ("review.list_inbox",)


def _current(item: Item, here: str, offered: tuple[Item, ...]) -> str:
    endpoint = request.endpoint or ""
    if endpoint == item.endpoint:
        return "page"
    if here:
        return "true" if here == item.key else ""
    if endpoint in APART:
        return ""
    return "true" if _owner(endpoint, offered) == item.key else ""


def _owner(endpoint: str, offered: tuple[Item, ...]) -> str:
    """Of the items a person is offered, the one that covers the endpoint most closely; else the later."""
    fits = [
        (len(start), place, item.key)
        for place, item in enumerate(offered)
        for start in item.covers
        if endpoint.startswith(start)
    ]
    return max(fits)[-1] if fits else ""


def _open_to(item: Item, actor: Any, can: Can) -> bool:
    if item.signed_in is not None and item.signed_in != bool(actor.is_authenticated):
        return False
    return item.permission is None or any(can(one) for one in (item.permission, *item.others))


def _links(items: tuple[Item, ...], actor: Any, can: Can, here: str) -> list[Link]:
    # A page draws each menu above and below, for one and the same person.
    drawn = request.environ.setdefault("registry.menus", {})
    key = id(items), here, can
    if key not in drawn:
        offered = tuple(item for item in items if _open_to(item, actor, can))
        drawn[key] = [
            Link(item.key, item.label, path_to(item.endpoint), _current(item, here, offered), item.at_end)
            for item in offered
        ]
    return list(drawn[key])


def menu(actor: Any, can: Can, here: str = "") -> list[Link]:
    """The bar under the masthead, for this person."""
    return _links(MAIN, actor, can, here)


def account_menu(actor: Any, can: Can) -> list[Link]:
    """What is behind a person's own name."""
    return _links(ACCOUNT, actor, can, "")
