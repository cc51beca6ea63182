"""The registration slip of a model: its ten contents as the unit signs them (the form of RULES 4.1)."""

from registry.catalogue.models import Exemplar
from registry.catalogue.queries import get_exemplar
from registry.core.errors import NotFound
from registry.core.i18n import _, _l
from registry.core.permissions import Permission, require
from registry.documents.contents.words import capital
from registry.documents.kind import Kind, Subject, Told, Whole
from registry.documents.models import OfficialPaper
from registry.documents.states import PaperKind
from registry.identity.models import User

MARKS = {
    "situation": "tinh_hinh",
    "goals": "muc_tieu",
    "method": "cach_lam",
    "target_group": "dia_ban",
    "forces": "luc_luong",
    "resources": "nguon_luc",
    "schedule": "thoi_gian",
    "outputs": "san_pham",
    "upkeep": "duy_tri",
}
VALUES = {
    "ma_mo_hinh": _l("Code of the model"),
    "ten_mo_hinh": _l("Name of the model"),
    "don_vi": _l("Unit"),
    "linh_vuc": _l("Field"),
    "tinh_hinh": _l("Situation and reason"),
    "muc_tieu": _l("Goals"),
    "cach_lam": _l("What is done and how"),
    "dia_ban": _l("Where and with whom"),
    "luc_luong": _l("Who does what"),
    "nguon_luc": _l("Resources as the model tells them"),
    "thoi_gian": _l("Time"),
    "san_pham": _l("Concrete outputs"),
    "duy_tri": _l("How it is kept going"),
}


def find(actor: User, about: str) -> Subject:
    """The model; raises NotFound for one without a unit here."""
    exemplar = _exemplar(actor, about)
    if exemplar.lead_unit is None:
        raise NotFound(_("There is no such paper."))
    return Subject(PaperKind.SLIP, exemplar.reference, exemplar.latest.title, exemplar.lead_unit)


def _exemplar(actor: User, about: str) -> Exemplar:
    exemplar = get_exemplar(actor, about)
    require(actor, Permission.EXEMPLAR_READ, exemplar)
    return exemplar


def told(actor: User, paper: OfficialPaper) -> Told:
    """The ten contents of the latest version."""
    exemplar = _exemplar(actor, paper.about)
    version = exemplar.latest
    values = {
        "ma_mo_hinh": exemplar.reference,
        "ten_mo_hinh": version.title,
        "don_vi": capital(exemplar.lead_unit_name),
        "linh_vuc": version.field.name if version.field else "",
        **{mark: getattr(version, name) for name, mark in MARKS.items()},
    }
    return Told(values)


def defaults(actor: User, about: str) -> dict[str, str]:
    """Who usually gets it."""
    return {"noi_nhan": _("- The body that registers models;\n- Kept by the unit.")}


def _offered(actor: User, whole: Whole) -> list[Subject]:
    is_ours = isinstance(whole, Exemplar) and whole.lead_unit is not None
    return [find(actor, whole.reference)] if is_ours else []


KIND = Kind(
    PaperKind.SLIP, "phieu-dang-ky", VALUES, find, told, defaults=defaults, offered=_offered, has_number=False
)
