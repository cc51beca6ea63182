"""Builders of fields and models."""

from datetime import date

from sqlalchemy import select

from registry.audit import service as audit
from registry.catalogue import queries
from registry.catalogue.contents import Section, contents_of
from registry.catalogue.models import Exemplar
from registry.catalogue.rows import PartnerRow, ResultRow
from registry.catalogue.service import editing, fields, lifecycle, registering
from registry.catalogue.states import ExemplarState
from registry.core.db import db
from registry.core.transaction import transaction
from registry.identity.models import Role, RoleGrant, User
from tests.make.at_once import at_once

ACTIONS = {
    ExemplarState.DRAFT: (),
    ExemplarState.RUNNING: ("register",),
    ExemplarState.PAUSED: ("register", "pause"),
    ExemplarState.CLOSED: ("register", "close"),
}
COMPLETE = {
    "title": "Nhân dân hiến đất, chung sức mở rộng đường liên thôn",
    "summary": "Công khai từng mét đất, từng đồng chi phí, xã vận động 412 hộ tự nguyện hiến đất mở đường.",
    "started_on": date(2024, 3, 1),
    "topics": ["hiến đất", "đường giao thông"],
    "situation": "Năm 2023, đường nối sáu thôn chỉ rộng 2,5 m, xe tải không vào được.",
    "goals": "Mở rộng 7,2 km đường lên 6 m, không cưỡng chế hộ nào.",
    "target_group": "Hộ dân sáu thôn, dân tộc Tày, Dao, Kinh.",
    "areas": ["mountainous", "rural"],
    "method": "1. Nghe dân trước, vẽ đường sau. Sáu cuộc họp thôn.\n"
    "2. Đảng viên làm trước. 38 đảng viên ký hiến đất.",
    "forces": "Tổ vận động ba người mỗi thôn: Mặt trận, Phụ nữ, trưởng thôn.",
    "partners": [PartnerRow("Hội Liên hiệp Phụ nữ xã", "Vận động từng hộ")],
    "resources": "Ngân sách hỗ trợ xi măng; dân góp cát sỏi và ngày công.",
    "budget_vnd": 1_900_000_000,
    "community_percent": 62,
    "schedule": "Vận động từ 3/2024, thi công từ 9/2024, nghiệm thu 5/2025.",
    "results": [
        ResultRow("Hộ tự nguyện hiến đất", 0, 412, "hộ", as_of=date(2025, 5, 20)),
        ResultRow("Chiều rộng mặt đường", "2,5", "6", "m", as_of=date(2025, 5, 20)),
    ],
    "outputs": "7,2 km đường rộng 6 m; 4 bộ biểu mẫu vận động.",
    "outcome": "Xe tải vào tận thôn, giá ngô tăng.",
    "sources": ["https://example.org/hien-dat"],
    "needs_people": "Tổ vận động 3 người mỗi thôn, ban giám sát 7 đến 9 người.",
    "needs_money": "Khoảng 260 triệu đồng/km.",
    "needs_time": "3 đến 4 tháng vận động trước khi thi công.",
    "pitfalls": "Cắm mốc khi chưa họp dân.",
    "upkeep": "Mỗi thôn tự quản một đoạn.",
}


class Exemplars:
    """make.field(), make.exemplar(), make.version()."""

    def field(self, code="economy"):
        """One of the usual fields."""
        fields.ensure_default_fields()
        return queries.get_field(code)

    @at_once
    def exemplar(
        self,
        *,
        unit=None,
        actor=None,
        state=ExemplarState.RUNNING,
        public=False,
        complete=True,
        field="economy",
        **contents,
    ) -> Exemplar:
        """A model with everything filled in; `complete=False` leaves it as it was begun.

        Contents given by name replace the usual ones. `public` shows its first version to everybody.
        """
        unit = unit or self.unit()
        actor = actor or self._member_of(unit)
        title = contents.get("title", COMPLETE["title"])
        exemplar = registering.start_exemplar(actor, unit, title=title, field=self.field(field))
        self.fill(actor, exemplar, {**(COMPLETE if complete else {}), **contents})
        for action in ACTIONS[ExemplarState(state)]:
            lifecycle.move_exemplar(self._lead_of(unit), exemplar, action, reason="Theo kế hoạch của xã")
        if public:
            with transaction():
                editing.publish(exemplar, exemplar.latest)
                audit.record(None, "exemplar.published", exemplar)
        return exemplar

    @at_once
    def fill(self, actor, exemplar, contents):
        """Save contents, each in its section."""
        for section in Section:
            names = {content.name for content in contents_of(section)}
            values = {name: value for name, value in contents.items() if name in names}
            if values:
                editing.save_section(actor, exemplar, section, values)

    def frozen(self, exemplar) -> Exemplar:
        """The model with its newest version frozen, as if submitted."""
        with transaction():
            editing.freeze_version(exemplar.latest)
            audit.record(None, "nomination.signed", exemplar)
        return exemplar

    def _member_of(self, unit):
        return self._holder_at(unit, Role.UNIT_MEMBER) or self.member(unit)

    def _lead_of(self, unit):
        return self._holder_at(unit, Role.UNIT_LEAD) or self.lead(unit)

    def _holder_at(self, unit, role):
        grant = select(RoleGrant.user_id).where(RoleGrant.unit_id == unit.id, RoleGrant.role == role)
        return db.session.scalar(select(User).where(User.id.in_(grant)).limit(1))
