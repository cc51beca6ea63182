"""Builders of replications."""

from datetime import date

from registry.identity.models import Role
from registry.replication.models import Replication
from registry.replication.service import adopting, confirming, reporting
from registry.replication.states import ReplicationKind, ReplicationState
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
        replication = adopting.register_copy(
            actor,
            unit,
            source,
            kind=ReplicationKind.ADAPTED,
            started_on=started_on or date(2026, 3, 1),
            reason=texts.get("reason", "Xã cũng có đường hẹp, dân ở hai bên"),
            adaptation=texts.get("adaptation", "Bỏ bước cắm mốc thử, thêm tổ hòa giải"),
        )
        owner = self._holder_at(source.lead_unit, Role.UNIT_LEAD) or self.lead(source.lead_unit)
        if state is ReplicationState.DECLINED:
            return confirming.decline(owner, replication, "Cách làm khác hẳn")
        if state in {ReplicationState.CONFIRMED, ReplicationState.REPORTED, ReplicationState.STOPPED}:
            confirming.confirm(owner, replication, "Đã cử người sang giúp")
        if state is ReplicationState.REPORTED:
            reporting.report_result(
                actor, replication, adaptation=replication.adaptation, copy=copy,
                result=texts.get("result", "92 trong 94 hộ hiến đất"),
            )  # fmt: skip
        if state is ReplicationState.STOPPED:
            reporting.stop(actor, replication, reason="Hết kinh phí")
        return replication
