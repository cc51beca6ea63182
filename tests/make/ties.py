"""People tied to a nomination in every way that the registry can find."""

from datetime import timedelta

from registry.catalogue.models import Exemplar, Partner
from registry.core.clock import today
from registry.core.db import db
from registry.discovery.models import OriginStatement
from registry.discovery.origins import Origin
from registry.review.states import ConflictKind as K
from registry.review.states import NominationState as N

LONG_AGO = today() - timedelta(days=6 * 366)


def belonging(make, unit):
    """Somebody of a unit who also reviews."""
    return make.member(unit)


def publish(exemplar):
    stored = db.session.get_one(Exemplar, exemplar.id)
    stored.is_public, stored.public_version_id = True, stored.latest.id
    db.session.commit()
    return stored


def tied_people(make):
    """A nomination in scoring, and a person for each way of being tied to it, by kind."""
    case = make.case(state=N.VERIFIED)
    province, nomination = case.campaign.unit, case.nomination
    partner, copying, source = (make.unit(parent=province) for _ in range(3))
    nomination.exemplar_version.partners.append(Partner(unit_id=partner.id, name=partner.name))
    db.session.commit()
    make.replication(source=publish(case.exemplar), unit=copying)
    original = make.exemplar(unit=source)
    statement = OriginStatement(exemplar_id=case.exemplar.id, origin=Origin.BUILDS_ON, sentence="Học theo")
    statement.source_id = original.id
    db.session.add(statement)
    db.session.commit()
    author = make.member(case.unit, since=LONG_AGO, until=LONG_AGO + timedelta(days=30))
    nomination.authors = [*nomination.authors, author.id]
    db.session.commit()
    people = {
        K.SIGNED: case.lead,
        K.AUTHOR: author,
        K.OWN_UNIT: belonging(make, case.unit),
        K.FORMER_UNIT: make.member(case.unit, until=today() - timedelta(days=200)),
        K.NEAR_UNIT: belonging(make, make.unit(parent=case.unit)),
        K.PARTNER: belonging(make, partner),
        K.REPLICATES: belonging(make, copying),
        K.SOURCE: belonging(make, source),
    }
    return case, people
