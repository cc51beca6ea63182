"""The notice of voluntary contributions: what people gave and what it was for, posted for thirty days.

The management and use of voluntary contributions in a commune is published (Law 10/2022, art. 11.8), at
offices and village halls for at least 30 consecutive days.
"""

from registry.catalogue.funding import funding_of
from registry.catalogue.models import Exemplar
from registry.catalogue.queries import get_exemplar
from registry.catalogue.states import ExemplarState
from registry.core.errors import NotFound
from registry.core.i18n import _, _l
from registry.documents.contents.words import capital, dong
from registry.documents.kind import Kind, Subject, Told, Whole
from registry.documents.models import OfficialPaper
from registry.documents.states import PaperKind
from registry.identity.models import User

VALUES = {
    "ma_mo_hinh": _l("Code of the model"),
    "ten_mo_hinh": _l("Name of the model"),
    "don_vi": _l("Unit"),
    "nguon_luc": _l("Resources as the model tells them"),
    "tong_so": _l("Sum of the contributions"),
}
ROWS = {
    "tt": _l("Row number"),
    "nguon": _l("Who contributed"),
    "so_tien": _l("Money or money’s worth"),
}
DETAILS = {
    "noi_niem_yet": _l("Where it is posted"),
    "noi_dung": _l("What was used for what, a line each"),
    "dau_moi": _l("Who answers questions"),
}
# As the records call the sources, as the notice names them.
SOURCES = {
    "fund_state": _l("State budget"),
    "fund_community": _l("Residents"),
    "fund_enterprises": _l("Businesses and donors"),
    "fund_other": _l("Other sources"),
}


def find(actor: User, about: str) -> Subject:
    """The model; raises NotFound, also for a draft and for one without a unit here."""
    return _about(_exemplar(actor, about))


def _exemplar(actor: User, about: str) -> Exemplar:
    exemplar = get_exemplar(actor, about)
    if exemplar.lead_unit is None or exemplar.state is ExemplarState.DRAFT:
        raise NotFound(_("There is no such paper."))
    return exemplar


def _about(exemplar: Exemplar) -> Subject:
    if exemplar.lead_unit is None:
        raise NotFound(_("There is no such paper."))
    return Subject(PaperKind.CONTRIBUTIONS, exemplar.reference, exemplar.latest.title, exemplar.lead_unit)


def told(actor: User, paper: OfficialPaper) -> Told:
    """Sums by source, nobody by name: who gave what is written in by the unit where people agreed."""
    exemplar = _exemplar(actor, paper.about)
    version = exemplar.latest
    funding = funding_of(version)
    rows = [
        {"tt": str(number), "nguon": str(SOURCES.get(name, name)), "so_tien": dong(amount)}
        for number, (name, amount) in enumerate(funding.by_source.items(), start=1)
    ]
    values = {
        "ma_mo_hinh": exemplar.reference,
        "ten_mo_hinh": version.title,
        "don_vi": capital(exemplar.lead_unit_name),
        "nguon_luc": version.resources,
        "tong_so": dong(funding.total) if rows else dong(version.budget_vnd),
    }
    return Told(values, rows)


def defaults(actor: User, about: str) -> dict[str, str]:
    """Where it usually hangs."""
    return {"noi_niem_yet": _("the office of the commune and the village halls")}


def _offered(actor: User, whole: Whole) -> list[Subject]:
    if not isinstance(whole, Exemplar) or whole.lead_unit is None or whole.state is ExemplarState.DRAFT:
        return []
    return [_about(whole)]


KIND = Kind(
    PaperKind.CONTRIBUTIONS, "thong-bao-dong-gop", VALUES, find, told,
    rows=ROWS, details=DETAILS, defaults=defaults, offered=_offered, is_posted=True, sign="TB",
)  # fmt: skip
