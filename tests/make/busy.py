"""Units that register and reviewers who score, for an installation at work; `main` makes a small one."""

import json
import sys
from pathlib import Path

from flask_migrate import upgrade

from registry.app import create_app
from registry.campaigns.states import CampaignState
from registry.catalogue.service import fields
from registry.catalogue.states import ExemplarState
from registry.core.clock import today
from registry.core.ids import next_references
from registry.core.transaction import transaction
from registry.review.service import scoring
from registry.review.states import NominationState
from registry.settings import load
from tests.make import Make
from tests.make.at_work import Member, Reviewer

WHO = "at-work.json"


def people(make, province, members, reviewers):
    """Make so many of each; {"members": [(user name, model)], "reviewers": [(user name, ballot)], ...}."""
    fields.ensure_default_fields()
    campaign = make.campaign(province, state=CampaignState.OPEN, reviews_wanted=1)
    writing, judging, council = [], [], {}
    for number in range(members):
        unit = make.unit(parent=province, name=f"xã Bận Rộn {number}")
        who = make.member(unit)
        writing.append(
            (who.username, make.exemplar(unit=unit, actor=who, state=ExemplarState.DRAFT).reference)
        )
    for number in range(reviewers):
        unit = make.unit(parent=province, name=f"xã Chờ Chấm {number}")
        case = make.case(campaign=campaign, unit=unit, reviewers=1, state=NominationState.VERIFIED)
        case.assign(case.reviewers[0])
        scoring.declare_no_conflict(case.reviewers[0], case.assignments[0])
        judging.append((case.reviewers[0].username, case.assignments[0].reference))
        council = {"secretary": case.secretary.username, "staff": case.staff.username}
    ready = make.case(
        unit=make.unit(parent=province), campaign=make.campaign(province), state=NominationState.VERIFIED
    )
    ready.assign()
    ready.score_all(92, 84)
    signers = [ready.signer.username, make.signer(province).username]
    # What was made without a file bears numbers that nobody counted.
    with transaction():
        next_references("MC", today(), make.number(), 6)
    return {
        "members": writing, "reviewers": judging, "campaign": campaign.reference,
        "ready": ready.nomination.reference, "signers": signers, **council,
    }  # fmt: skip


def at_work(url, instance):
    """Those people at the installation's address, not signed in yet."""
    who = json.loads((Path(instance) / WHO).read_text("utf-8"))
    return [
        *(Member(url, *one) for one in who["members"]),
        *(Reviewer(url, *one) for one in who["reviewers"]),
    ]


def main():
    """Make the installation that INSTANCE names, with a few of each."""
    app = create_app(load())
    with app.app_context():
        upgrade()
        make = Make(app)
        who = people(make, make.province(name="tỉnh Bận Rộn"), *map(int, sys.argv[1:] or (4, 4)))
        (Path(app.extensions["registry.settings"].instance) / WHO).write_text(json.dumps(who), "utf-8")


if __name__ == "__main__":
    main()
