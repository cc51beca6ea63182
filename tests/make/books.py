"""Histories told row by row, on days long past: what figures are counted from, without the commands."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from sqlalchemy import insert, select

from registry.audit import service as audit
from registry.campaigns.models import Campaign, Stage
from registry.campaigns.states import StageKind
from registry.catalogue.models import Exemplar, ExemplarVersion, Field, Result
from registry.catalogue.service.fields import ensure_default_fields
from registry.catalogue.states import ExemplarState, Level
from registry.core import clock
from registry.core.db import db
from registry.core.transaction import transaction
from registry.evidence.models import EvidenceItem
from registry.legacy.models import ExemplarMerger
from registry.replication.models import Replication
from registry.replication.states import ReplicationState
from registry.reports.models import FigureState
from registry.reports.service import booking
from registry.review.models import Decision, Nomination, Recognition, StageVisit
from registry.review.states import NominationState, Outcome, RecognitionState

N = NominationState


class History:
    """A unit and what happened to its models. `day` is its present day; `wait` lets days pass."""

    numbers = count(1)

    def __init__(self, make, begins=date(2019, 1, 1), *, tells=True):
        """Without `tells` the log says nothing: the books begin when all has happened."""
        ensure_default_fields()
        self.unit, self.person = make.province(), make.user()
        self.fields = list(db.session.scalars(select(Field).order_by(Field.id)))
        self.day, self.stages, self.tells = begins, {}, tells
        if tells:
            self.catch_up_from(begins)

    def catch_up_from(self, day):
        """Have the books begin on a day: all that was told before is forgotten."""
        with transaction():
            head = booking._end_of_log()
            db.session.merge(FigureState(id=1, seq=head, booked_at=noon(day)))

    def wait(self, days):
        self.day += timedelta(days=days)

    def book(self):
        """What the worker does."""
        with clock.told(noon(self.day)):
            return booking.catch_up()

    def stage(self, level):
        """The stage of scoring of a campaign at a level."""
        if level not in self.stages:
            campaign = Campaign(
                reference=f"DX-{next(self.numbers)}", title="Đợt xét", unit=self.unit, level=level,
                year=self.day.year, opens_on=self.day, closes_on=self.day,
            )  # fmt: skip
            days = {"starts_on": self.day, "ends_on": self.day, "acting_role": "reviewer"}
            self.stages[level] = Stage(
                campaign=campaign, position=1, kind=StageKind.SCORING, title="Chấm", **days
            )
            db.session.add(self.stages[level])
            db.session.flush()
        return self.stages[level]

    def models(self, number, *, unit=None, field=0, **version):
        """So many models, registered today."""
        unit, at = unit or self.unit, noon(self.day)
        with self.transaction():
            made = self._made(
                Exemplar, "exemplar.registered",
                [
                    {
                        "reference": f"MH-{next(self.numbers)}", "state": ExemplarState.RUNNING,
                        "lead_unit_id": unit.id, "lead_unit_name": "Xã", "created_at": at,
                    }
                    for _ in range(number)
                ],
            )  # fmt: skip
            said = {"field_id": self.fields[field].id, "number": 1, **version}
            self._stored(ExemplarVersion, [{"exemplar_id": one.id, **said} for one in made])
        return made

    def nominated(self, models, level=Level.COMMUNE, upto="appraised"):
        """Put forward today at a level, and found complete and appraised when `upto` says so."""
        at = noon(self.day)
        state = N.SUBMITTED if upto == "nominated" else N.VERIFIED
        with self.transaction():
            stage = self.stage(level)
            made = self._made(
                Nomination, "nomination.signed",
                [
                    {
                        "reference": f"HS-{next(self.numbers)}", "campaign_id": stage.campaign_id,
                        "exemplar_id": one.id, "unit_id": self.unit.id, "unit_name": "Xã", "state": state,
                        "prepared_by_id": self.person.id, "submitted_at": at,
                        "verified_at": None if upto == "nominated" else at,
                    }
                    for one in models
                ],
            )  # fmt: skip
            if upto == "appraised":
                stay = {"stage_id": stage.id, "entered_at": at, "left_at": at, "outcome": "praise"}
                self._stored(StageVisit, [{"nomination_id": one.id, **stay} for one in made])
        return made

    def recognised(self, models, level=Level.COMMUNE, days_ago=0):
        on = self.day - timedelta(days=days_ago)
        with self.transaction():
            return self._made(
                Recognition, "recognition.made",
                [
                    {
                        "reference": f"CN-{next(self.numbers)}", "exemplar_id": one.id, "level": level,
                        "year": on.year, "issuer_id": self.unit.id, "recognised_on": on,
                        "created_at": noon(self.day),
                    }
                    for one in models
                ],
            )  # fmt: skip

    def _stored(self, kind, rows):
        """Rows that belong to others. An insert of no rows would be one of a row that says nothing."""
        if rows:
            db.session.execute(insert(kind), rows)

    def _made(self, kind, action, rows):
        """Rows of a kind, stored at once; the log tells of each when somebody listens."""
        if not rows:
            return []
        ids = list(db.session.scalars(insert(kind).returning(kind.id), rows))
        made = list(db.session.scalars(select(kind).where(kind.id.in_(ids)).order_by(kind.id)))
        if self.tells:
            audit.record_many(None, action, [(one, {}) for one in made])
        return made

    def praised(self, models, level=Level.COMMUNE):
        for nomination in self.nominated(models, level):
            with self.transaction():
                nomination.state = N.PRAISED
                db.session.add(
                    Decision(
                        nomination_id=nomination.id, outcome=Outcome.PRAISED, number="1-QĐ",
                        decided_on=self.day, issuer=self.unit, signer=self.person,
                    )
                )  # fmt: skip
                audit.record(None, "decision.recorded", nomination)

    def copied(self, models, *, reported=True, records=()):
        """A copy of each, confirmed and reported today; `records` are the copies' own models."""
        named = [one.id for one in records] + [None] * (len(models) - len(records))
        with self.transaction():
            return self._made(
                Replication, "replication.reported",
                [
                    {
                        "reference": f"NR-{next(self.numbers)}", "source_id": one.id, "copy_id": record,
                        "unit_id": self.unit.id,
                        "unit_name": "Xã", "started_on": self.day, "registered_by_id": self.person.id,
                        "state": ReplicationState.REPORTED if reported else ReplicationState.CONFIRMED,
                        "confirmed_at": noon(self.day), "reported_on": self.day if reported else None,
                    }
                    for one, record in zip(models, named, strict=True)
                ],
            )  # fmt: skip

    def reported(self, link, *, copy):
        """A further report of a copy, which may name a record of the copy, or none any more."""
        with self.transaction():
            link.copy_id = copy.id if copy else None
            link.reported_on = self.day
            db.session.flush()
            audit.record(None, "replication.reported", link, copy=copy.reference if copy else "")

    def shown(self, models, *, days_ago=0):
        """Evidence of each, added today, of a photo taken so long ago."""
        taken = self.day - timedelta(days=days_ago)
        with self.transaction():
            return self._made(
                EvidenceItem, "evidence.attached",
                [
                    {
                        "reference": f"MC-{next(self.numbers)}", "version_id": one.versions[-1].id,
                        "link": "https://example.invalid/anh", "file_name": "anh", "taken_on": taken,
                        "added_at": noon(self.day),
                    }
                    for one in models
                ],
            )  # fmt: skip

    def measured(self, models, *, days_ago=0, **result):
        """A result of each, told today of a day so long ago."""
        result = {"indicator": "Hộ tham gia", "measure": "hộ", "after": 10, **result}
        made = []
        with self.transaction():
            for one in models:
                said = Result(
                    version_id=one.versions[-1].id, key=f"k{next(self.numbers)}",
                    as_of=self.day - timedelta(days=days_ago), **result,
                )  # fmt: skip
                db.session.add(said)
                db.session.flush()
                audit.record(None, "exemplar.edited", one)
                made.append(said)
        return made

    def corrected(self, model, result, **values):
        """Tell a result of a model otherwise."""
        with self.transaction():
            for name, value in values.items():
                setattr(result, name, value)
            db.session.flush()
            audit.record(None, "exemplar.edited", model)

    def changed(self, subject, action, **values):
        """Change a row, and have the log tell of it."""
        with self.transaction():
            for name, value in values.items():
                setattr(subject, name, value)
            db.session.flush()
            audit.record(None, action, subject)

    def ended(self, recognition, state=RecognitionState.ANNULLED):
        self.changed(recognition, "recognition.ended", state=state)

    def merged(self, loser, survivor):
        with self.transaction():
            query = select(Recognition).where(Recognition.exemplar_id == loser.id)
            for one in db.session.scalars(query):
                one.exemplar = survivor
            for one in db.session.scalars(select(Replication).where(Replication.source_id == loser.id)):
                one.source = survivor
            for one in db.session.scalars(select(Replication).where(Replication.copy_id == loser.id)):
                one.copy = survivor
            loser.state = ExemplarState.MERGED
            db.session.add(ExemplarMerger(loser=loser, survivor=survivor, merged_by=self.person, taken=[]))
            db.session.flush()
            audit.record(None, "exemplar.merged", loser)

    def transaction(self):
        """What is stored in it is stored on the present day of the history."""
        return _Told(noon(self.day))


class _Told:
    """A transaction at a time."""

    def __init__(self, moment):
        self.parts = (clock.told(moment), transaction())

    def __enter__(self):
        for part in self.parts:
            part.__enter__()

    def __exit__(self, *fault):
        for part in reversed(self.parts):
            part.__exit__(*fault)


def noon(day):
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
