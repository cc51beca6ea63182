"""An installation of the size of a large province: 5,000 nominations, 60 reviewers, 15,000 ballots.

One nomination is led through the real commands; the others are copies of its rows under other names, so that
the whole is written in seconds. Nothing here is audited: it is for measuring reading and a single saving.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert, text, update

from registry.app import create_app
from registry.campaigns.states import CampaignState
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.core.clock import now
from registry.core.db import db
from registry.discovery import indexing
from registry.review.models import Assignment, Mark, Nomination, StageVisit
from registry.review.service import scoring
from registry.review.states import AssignmentState, NominationState
from registry.settings import Settings
from tests.make import Make
from tests.make.people import PASSWORD

SECRET = "only for measuring, and long enough"
UNITS = 60
# How the points of a ballot fall on its two criteria, in hundredths.
SHARES = (60, 40)
# Copies are numbered from here on.
FIRST = 100_000
PLACES = ("Sương Nắng", "Đèo Mơ", "Biên Sao", "Bến Trăng", "Lũng Mây", "Nà Sương", "Khe Nắng", "Gương Hạ")
THINGS = (
    "hiến đất mở đường thôn",
    "hũ gạo tình thương",
    "camera an ninh tự quản",
    "nhà sạch vườn đẹp",
    "tổ hòa giải ở cơ sở",
    "con đường hoa phụ nữ tự quản",
    "tiết kiệm làm theo lời Bác",
    "giúp nhau thoát nghèo",
    "dạy chữ buổi tối cho người lớn",
)
WHO = ("Chi hội phụ nữ", "Tổ dân phố", "Đoàn thanh niên", "Hội cựu chiến binh", "Mặt trận thôn", "Nhân dân")


@dataclass(frozen=True)
class Large:
    """Where to look: names and references of what the measurements open. Everybody has the same password."""

    secretary: str
    reviewer: str
    campaign: str
    nomination: str
    ballot: str
    password: str = PASSWORD


def at(instance: Path, nominations: int, reviewers: int, reads: int) -> Large:
    """The installation in a folder, built when the folder holds none."""
    known = instance / "large.json"
    if known.exists():
        return Large(**json.loads(known.read_text("utf-8")))
    instance.mkdir(parents=True, exist_ok=True)
    it = build(instance, nominations, reviewers, reads)
    known.write_text(json.dumps(asdict(it)), "utf-8")
    return it


def build(instance: Path, nominations: int, reviewers: int, reads: int) -> Large:
    """Make the installation in an empty folder."""
    app = create_app(Settings(instance=instance, password_cost=1, secret_key=SECRET))
    with app.app_context():
        upgrade()
        return _filled(app, nominations, reviewers, reads)


def _filled(app: Flask, nominations: int, reviewers: int, reads: int) -> Large:
    make, chance = Make(app), random.Random(7)
    province = make.province(name="tỉnh Đo Đạc")
    campaign = make.campaign(province, state=CampaignState.OPEN, reviews_wanted=reads)
    units = [make.unit(parent=province, name=f"xã {chance.choice(PLACES)} {n}") for n in range(UNITS)]
    first = make.case(campaign=campaign, unit=units[0], reviewers=reviewers, state=NominationState.VERIFIED)
    first.assign(*first.reviewers[:reads])
    for given in first.assignments[1:]:
        first.score(given, 80)
    scoring.declare_no_conflict(first.reviewers[0], first.assignments[0])
    members = [person.id for person in first.reviewers]
    _copy(first, units, members, nominations - 1, reads, chance)
    db.session.commit()
    db.session.execute(text("ANALYZE"))
    db.session.commit()
    indexing.rebuild(app.extensions["registry.search"])
    return Large(
        first.secretary.username, first.reviewers[0].username, campaign.reference,
        first.nomination.reference, first.assignments[0].reference,
    )  # fmt: skip


def _copy(
    first: Any, units: Sequence[Any], members: Sequence[int], count: int, reads: int, chance: random.Random
) -> None:
    """So many nominations like the first, each of another model, scored by so many reviewers."""
    model, version, nomination = first.exemplar, first.nomination.exemplar_version, first.nomination
    given, criteria = first.assignments[1], [one.id for one in first.campaign.rubric.criteria]
    rows: dict[Any, list[dict[str, Any]]] = {
        table: [] for table in (Exemplar, ExemplarVersion, Nomination, StageVisit, Assignment, Mark)
    }
    likes = {table: row_of(one) for table, one in (
        (Exemplar, model), (ExemplarVersion, version), (Nomination, nomination),
        (StageVisit, nomination.visits[-1]), (Assignment, given), (Mark, given.marks[0]),
    )}  # fmt: skip
    for number in range(1, count + 1):
        here, unit = FIRST + number, chance.choice(units)
        title = f"{chance.choice(WHO)} {chance.choice(PLACES)} {chance.choice(THINGS)} ({number})"
        at = now() - timedelta(minutes=number)
        rows[Exemplar].append({
            **likes[Exemplar], "id": here, "reference": f"MH-2020-{here}", "lead_unit_id": unit.id,
            "lead_unit_name": unit.name, "is_public": True,
        })  # fmt: skip
        rows[ExemplarVersion].append({
            **likes[ExemplarVersion], "id": here, "exemplar_id": here, "title": title,
            "published_at": at,
        })  # fmt: skip
        rows[Nomination].append({
            **likes[Nomination], "id": here, "reference": f"HS-2020-{here}", "exemplar_id": here,
            "version_id": here, "unit_id": unit.id, "unit_name": unit.name, "submitted_at": at,
        })  # fmt: skip
        rows[StageVisit].append({**likes[StageVisit], "id": here, "nomination_id": here, "entered_at": at})
        for ballot, marks in _ballots(likes, here, criteria, members, reads, chance):
            rows[Assignment].append({**ballot, "submitted_at": at})
            rows[Mark] += marks
    for table, all_of_it in rows.items():
        db.session.execute(insert(table), all_of_it)
    db.session.execute(update(Exemplar).where(Exemplar.id > FIRST).values(public_version_id=Exemplar.id))


def _ballots(
    likes: Mapping[Any, Mapping[str, Any]],
    nomination: int,
    criteria: Sequence[int],
    members: Sequence[int],
    reads: int,
    chance: random.Random,
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The ballots of some members on a nomination, each with its marks."""
    quality = chance.gauss(78, 9)
    for place, member in enumerate(chance.sample(members, reads)):
        number = nomination * 10 + place
        points = min(100, max(0, round(chance.gauss(quality, 5))))
        given = [Decimal(points * share // 100) for share in SHARES]
        ballot = {
            **likes[Assignment], "id": number, "reference": f"PC-2020-{number}", "nomination_id": nomination,
            "reviewer_id": member, "number": place + 1, "state": AssignmentState.SUBMITTED,
            "total": sum(given),
        }  # fmt: skip
        marks = [
            {**likes[Mark], "id": number * 10 + at, "assignment_id": number, "criterion_id": criterion,
             "points": one}
            for at, (criterion, one) in enumerate(zip(criteria, given, strict=True))
        ]  # fmt: skip
        yield ballot, marks


def row_of(one: Any) -> Mapping[str, Any]:
    """What is stored of an object, by the names of its columns."""
    columns = type(one).__mapper__.column_attrs
    return {attribute.key: getattr(one, attribute.key) for attribute in columns}
