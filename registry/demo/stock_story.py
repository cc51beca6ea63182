"""The yearly review of the invented province: two units have answered, one model has its result."""

from datetime import timedelta
from functools import partial

from registry.core.clock import now, today
from registry.core.db import db
from registry.demo.replay import History
from registry.identity.models import User
from registry.identity.queries import get_user
from registry.stock.models import StockEntry, StockReview
from registry.stock.notices import owners_of
from registry.stock.service import answering, holding, judging
from registry.stock.states import StockAnswer, StockResult
from registry.units.queries import get_unit

STAFF, PROVINCE = "linh.chu", "minh-hoa"
MARKS = "Nhà nào gần mốc, nhà ấy giữ mốc"
TEA = "Tổ liên kết chè của cựu chiến binh: một giá, một sổ, một quy trình"
# By the title of a model: what its unit says of this year.
SAID = {
    MARKS: "46 hộ vẫn đi tuần cùng đồn, mỗi tháng hai lượt; năm nay báo 40 tin có giá trị.",
    TEA: "Tổ giữ một giá thu mua cả năm, họp mỗi tháng một lần, không hộ nào bán phá giá.",
}
NO_FILE = "Ảnh chụp tháng 10 đang ở máy của tổ trưởng, tuần sau gửi."
REASON = "Làm đều, dân tự trông coi, xã biên giới khác làm theo được mà không tốn thêm kinh phí."


def add_stock(history: History) -> None:
    """Have the review of this year opened three weeks ago, and answered in part since."""
    history.add(now() - timedelta(days=21), _open)
    for number, title in enumerate(SAID):
        history.add(now() - timedelta(days=12 - number), partial(_answer, title))
    history.add(now() - timedelta(days=5), _judge)


def _staff() -> User:
    return get_user(STAFF)


def _open() -> None:
    day = today()
    holding.open_review(_staff(), get_unit(PROVINCE), day.year, day + timedelta(days=35))


def _entry(title: str) -> StockEntry:
    return next(one for one in db.session.scalars(db.select(StockReview)).one().entries if one.title == title)


def _answer(title: str) -> None:
    entry = _entry(title)
    owner = owners_of(entry)[0]
    answering.answer(owner, entry, StockAnswer.RUNNING, told=SAID[title], why_no_files=NO_FILE)


def _judge() -> None:
    judging.judge(_staff(), _entry(MARKS), StockResult.REPLICATE, reason=REASON)
