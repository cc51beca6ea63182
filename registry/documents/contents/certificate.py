"""The certificate of one recognition: A4 across, no seal drawn by us."""

from sqlalchemy import select

from registry.campaigns.models import Campaign
from registry.catalogue.models import Exemplar
from registry.core.db import db
from registry.core.i18n import _, _l
from registry.documents.contents.words import capital, level_name, short_day
from registry.documents.kind import Kind, Subject, Told, Whole
from registry.documents.models import OfficialPaper
from registry.documents.states import PaperKind
from registry.identity.models import User
from registry.review.models import Nomination, Recognition
from registry.review.queries.recognitions import get_recognition
from registry.review.states import RecognitionState

VALUES = {
    "ma_cong_nhan": _l("Code of the recognition"),
    "ma_mo_hinh": _l("Code of the model"),
    "ten_mo_hinh": _l("Name of the model"),
    "don_vi": _l("Unit"),
    "cap": _l("Level of the recognition"),
    "nam": _l("Year of the campaign"),
    "so_quyet_dinh": _l("Number of the decision"),
    "ngay_quyet_dinh": _l("Date of the decision"),
}


def find(actor: User, about: str) -> Subject:
    """The recognition; raises NotFound."""
    return _about(get_recognition(about))


def _about(recognition: Recognition) -> Subject:
    return Subject(
        PaperKind.CERTIFICATE, recognition.reference, _version_title(recognition), recognition.issuer
    )


def _version_title(recognition: Recognition) -> str:
    nomination = recognition.nomination
    version = nomination.exemplar_version if nomination is not None else None
    return (version or recognition.exemplar.latest).title


def told(actor: User, paper: OfficialPaper) -> Told:
    """What is recognised, and by which decision."""
    recognition = get_recognition(paper.about)
    nomination = recognition.nomination
    decision = nomination.decision if nomination is not None else None
    unit = nomination.unit_name if nomination is not None else recognition.exemplar.lead_unit_name
    values = {
        "ma_cong_nhan": recognition.reference,
        "ma_mo_hinh": recognition.exemplar.reference,
        "ten_mo_hinh": _version_title(recognition),
        "don_vi": capital(unit),
        "cap": level_name(recognition.level),
        "nam": str(recognition.year),
        "so_quyet_dinh": decision.number if decision is not None else "",
        "ngay_quyet_dinh": short_day(decision.decided_on if decision else recognition.recognised_on),
    }
    return Told(values)


def hinders(actor: User, paper: OfficialPaper) -> str:
    """Nobody certifies what no longer holds."""
    in_force = get_recognition(paper.about).state is RecognitionState.IN_FORCE
    return "" if in_force else _("The recognition is no longer in force.")


def _offered(actor: User, whole: Whole) -> list[Subject]:
    column = {
        Campaign: Nomination.campaign_id, Nomination: Nomination.id, Exemplar: Nomination.exemplar_id,
    }[type(whole)]  # fmt: skip
    query = (
        select(Recognition)
        .join(Nomination, Nomination.id == Recognition.nomination_id)
        .where(column == whole.id, Recognition.state == RecognitionState.IN_FORCE)
        .order_by(Recognition.reference)
    )
    return [_about(one) for one in db.session.scalars(query)]


KIND = Kind(
    PaperKind.CERTIFICATE,
    "giay-chung-nhan",
    VALUES,
    find,
    told,
    offered=_offered,
    hinders=hinders,
    sign="GCN",
)
