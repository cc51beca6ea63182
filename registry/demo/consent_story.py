"""People in the files of the demonstration and what they agreed to; where two of its models come from."""

from functools import partial

from registry.consent import queries
from registry.consent.models import NamedPerson
from registry.consent.service.answering import Telling, record_answers
from registry.consent.service.recording import Details, add_person
from registry.consent.states import Answer, Manner, Purpose
from registry.core.clock import today
from registry.demo.data_files import moment
from registry.demo.exemplars import Models
from registry.demo.replay import History
from registry.discovery.origins import Origin
from registry.discovery.stating import Statement, state_origin
from registry.identity.queries import get_user

MODEL, WHO = "duyen-lanh-khong-thach-cuoi", "may.vang"
# Name, part in the model, the photo they are in (counted from 0), and whether everybody may see them.
PEOPLE: tuple[tuple[str, str, int, Answer | None], ...] = (
    ("Lý Mùi Pham", "Trưởng dòng họ, đọc quy ước trước thôn", 0, Answer.GIVEN),
    ("Vàng Thị Súa", "Thành viên nhóm bà và mẹ", 1, Answer.REFUSED),
    ("Giàng A Tủa", "Trưởng thôn Lũng Mây", 0, None),
)
ORIGINS = (
    (
        "tang-le-khong-vong-hoa", "hien.mong", Origin.BUILDS_ON, MODEL,
        "Lấy cách các dòng họ tự soạn quy ước của Hội Phụ nữ xã, làm cho việc tang.",
    ),
    (MODEL, WHO, Origin.NEW, "", "Quy ước do các dòng họ trong thôn tự soạn, chưa thấy nơi nào làm trước."),
    (
        "rac-duong-hoa-dong-guong", "thom.tran", Origin.INDEPENDENT, "hien-dat-bac-thang",
        "Cùng cách họp công khai từng khoản, nhưng hội tự nghĩ ra khi bán phế liệu.",
    ),
)  # fmt: skip


def add_consents(history: History, models: Models) -> None:
    """Have people recorded and asked, and origins stated, a while after the models were registered."""
    for number, row in enumerate(PEOPLE):
        history.add(moment(f"2026-10-{12 + number}", 9), partial(_record, models, *row))
    for code, who, origin, source, sentence in ORIGINS:
        history.add(moment("2026-10-20", 9), partial(_state, models, code, who, origin, source, sentence))


def _record(models: Models, name: str, part: str, photo: int, public: Answer | None) -> None:
    actor, exemplar = get_user(WHO), models.get(MODEL)
    photos = queries.photos_of(exemplar)
    shown = (photos[photo].digest or "",) if photo < len(photos) else ()
    person = add_person(actor, exemplar, Details(name, part=part, photos=shown))
    if public is not None:
        _ask(person, public)


def _ask(person: NamedPerson, public: Answer) -> None:
    answers = {Purpose.AWARD_FILE: Answer.GIVEN, Purpose.PUBLIC_PAGE: public}
    record_answers(get_user(WHO), person, answers, Telling(Manner.PAPER, today()))


def _state(models: Models, code: str, who: str, origin: Origin, source: str, sentence: str) -> None:
    other = models.get(source) if source else None
    state_origin(get_user(who), models.get(code), Statement(origin, sentence, other))
