"""Who is told of a paper or a file: whoever drew it up, asked for it, or has to act on it."""

from datetime import date

from flask_babel import force_locale

from registry.core.i18n import _, _n
from registry.documents.models import DossierBag, OfficialPaper
from registry.documents.states import BagState
from registry.identity.models import Role, User
from registry.identity.queries import list_holders
from registry.notifications.service import notify


def tell_signed(actor: User, paper: OfficialPaper, path: str) -> None:
    """The number and the date of a paper were entered."""
    if paper.drawn_by_id == actor.id:
        return
    with force_locale(paper.drawn_by.language):
        subject = _("Signed: paper %(number)s", number=paper.number)
        body = _(
            "%(name)s entered the number and the date of paper %(code)s.", name=actor.name, code=paper.code
        )
        notify(paper.drawn_by, "paper.signed", subject, body, path)


def tell_withdrawn(actor: User, paper: OfficialPaper, path: str) -> None:
    """A signed paper no longer holds."""
    if paper.drawn_by_id == actor.id:
        return
    with force_locale(paper.drawn_by.language):
        subject = _("Withdrawn: paper %(number)s", number=paper.number)
        notify(paper.drawn_by, "paper.withdrawn", subject, paper.withdraw_reason, path)


def tell_archive(unit_id: int, count: int, first: date) -> None:
    """Closed files of a council are to be given to the archive."""
    for person in list_holders([unit_id], Role.REGISTRY_STAFF):
        with force_locale(person.language):
            subject = _n(
                "%(num)s closed file goes into the archive", "%(num)s closed files go into the archive", count
            )
            day = f"{first:%d/%m/%Y}"
            body = _("The first of them is due by %(day)s, a year after its decision.", day=day)
            notify(person, "dossier.due", subject, body, "/luu-tru")


def tell_bag(bag: DossierBag) -> None:
    """The whole file of a nomination can be taken, or could not be made. Part of a command."""
    code = bag.nomination.reference
    with force_locale(bag.asked_by.language):
        if bag.state is BagState.READY:
            subject = _("The whole file of %(code)s can be taken", code=code)
            body = _("It is kept for a day. It says what was so when it was made.")
        else:
            subject, body = _("The whole file of %(code)s could not be made", code=code), bag.problem
        notify(bag.asked_by, f"dossier.{bag.state}", subject, body, f"/de-cu/{code}/van-ban")


def tell_over(paper: OfficialPaper) -> None:
    """A notice of a unit has hung for its thirty days: whoever drew it up and the leads of the unit."""
    leads = list_holders([paper.issuer_id], Role.UNIT_LEAD)
    for person in dict.fromkeys([paper.drawn_by, *leads]):
        with force_locale(person.language):
            subject = _("The notice has hung for 30 days: %(number)s", number=paper.number)
            body = _("It may be taken down. Note on it until when it hung, and keep it with the file.")
            notify(person, "paper.over", subject, body, f"/van-ban/{paper.code}")
