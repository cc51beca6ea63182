"""Builders of replications."""

from datetime import date

from registry.identity.models import Role
from registry.replication.models import Replication
from registry.replication.readiness import BY_NAME, gaps_of
from registry.replication.service import adopting, confirming, planning, preparing, reporting, running
from registry.replication.states import GapWay, Readiness, ReplicationKind, ReplicationState, Treatment
from tests.make.at_once import at_once


class Replications:
    """make.replication()."""

    @at_once
    def replication(
        self, *, source=None, unit=None, state=ReplicationState.PROPOSED, copy=None, started_on=None, **texts
    ) -> Replication:
        """A copy of a public model by another unit, led to a state by way of the commands."""
        source = source or self.exemplar(public=True)
        unit = unit or self.unit()
        actor = self._member_of(unit)
        if state is ReplicationState.PREPARING:
            reason = texts.get("reason", "Xã cũng có đường hẹp")
            return preparing.prepare_copy(
                actor, unit, source, kind=texts.get("kind", ReplicationKind.ADAPTED), reason=reason
            )
        replication = adopting.register_copy(
            actor,
            unit,
            source,
            kind=texts.get("kind", ReplicationKind.ADAPTED),
            started_on=started_on or date(2026, 3, 1),
            reason=texts.get("reason", "Xã cũng có đường hẹp, dân ở hai bên"),
            adaptation=texts.get("adaptation", "Bỏ bước cắm mốc thử, thêm tổ hòa giải"),
        )
        owner = self._holder_at(source.lead_unit, Role.UNIT_LEAD) or self.lead(source.lead_unit)
        if state is ReplicationState.DECLINED:
            return confirming.decline(owner, replication, "Cách làm khác hẳn")
        if state is not ReplicationState.PROPOSED:
            confirming.confirm(owner, replication, "Đã cử người sang giúp")
        if state in {ReplicationState.REPORTED, ReplicationState.SUSTAINED}:
            reporting.report_result(
                actor, replication, adaptation=replication.adaptation, copy=copy,
                result=texts.get("result", "92 trong 94 hộ hiến đất"),
            )  # fmt: skip
        if state is ReplicationState.SUSTAINED:
            running.sustain(actor, replication, note="Tổ hòa giải họp đều mỗi tháng")
        if state is ReplicationState.STOPPED:
            reporting.stop(actor, replication, reason="Hết kinh phí")
        return replication

    @at_once
    def fill_in(self, replication, *, answer=Readiness.YES):
        """Complete every step of the preparation of a copy."""
        actor = self._member_of(replication.unit)
        planning.save_answers(actor, replication, {name: planning.Said(answer) for name in BY_NAME})
        remedy = planning.Remedy(GapWay.TO_DO, "Họp dân", "Tổ dân vận", date(2026, 12, 20))
        planning.save_gaps(actor, replication, {one.question: remedy for one in gaps_of(replication)})
        keep = planning.Marked(Treatment.KEEP)
        planning.save_components(actor, replication, {one.id: keep for one in replication.components})
        planning.save_plan(
            actor, replication, people="Tổ năm người", budget_vnd=50_000_000, funding="Ngân sách xã",
            started_on=replication.started_on, checkpoints=[planning.Day(date(2026, 12, 31), "Họp xong")],
        )  # fmt: skip
        return replication
