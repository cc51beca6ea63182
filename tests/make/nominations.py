"""Builders of nominations: a case is a nomination with everybody who has to do with it."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from registry.core.clock import today
from registry.core.db import db
from registry.evidence.models import EvidenceItem, StoredFile
from registry.evidence.queries import list_items
from registry.review.service import assigning, deciding, nominating, scoring, verifying
from registry.review.states import NominationState, Outcome
from tests.make.at_once import at_once

N = NominationState
# What a nomination lives through on its way to each state.
ROADS = {
    N.DRAFT: (),
    N.TO_SIGN: ("ask_to_sign",),
    N.SUBMITTED: ("sign",),
    N.RETURNED: ("sign", "return_to_unit"),
    N.VERIFIED: ("sign", "verify"),
    N.WITHDRAWN: ("withdraw",),
    N.RECOGNISED: ("sign", "verify", "assign", "score_all", "decide"),
    N.PRAISED: ("sign", "verify", "assign", "score_all", "decide"),
    N.NOT_CHOSEN: ("sign", "verify", "assign", "score_all", "decide"),
}


@dataclass
class Case:
    """One nomination, its unit's people and its council, and the usual way on."""

    campaign: Any
    unit: Any
    member: Any
    lead: Any
    staff: Any
    secretary: Any
    signer: Any
    reviewers: list
    exemplar: Any
    nomination: Any = None
    assignments: list = field(default_factory=list)

    def start(self):
        self.nomination = nominating.start_nomination(self.member, self.exemplar, self.campaign)
        return self.nomination

    def ask_to_sign(self):
        return nominating.ask_to_sign(self.member, self.nomination)

    def sign(self):
        answer = "Biên bản đã có trong hồ sơ giấy" if self.nomination.submitted_at else ""
        return nominating.sign(self.lead, self.nomination, answer=answer)

    def withdraw(self):
        return nominating.withdraw(self.lead, self.nomination, reason="Đơn vị cần thêm thời gian")

    def verify(self):
        return verifying.verify(self.staff, self.nomination)

    def return_to_unit(self):
        return verifying.return_to_unit(
            self.staff, self.nomination, reason="Thiếu biên bản", sections=["method", "evidence"]
        )

    def assign(self, *reviewers):
        new = assigning.assign_reviewers(self.secretary, self.nomination, reviewers or self.reviewers)
        self.assignments += new
        return new

    def marks(self, total):
        """Marks that add up to `total`, with a comment each."""
        first, second = self.campaign.rubric.criteria
        high = min(Decimal(total), first.max_points)
        return {
            first.id: (high, "Số liệu khớp minh chứng"),
            second.id: (Decimal(total) - high, "Hai xã đã làm theo"),
        }

    def score(self, assignment, total, overall=""):
        """The whole of one ballot."""
        if assignment.state == "assigned":
            scoring.declare_no_conflict(assignment.reviewer, assignment)
        return scoring.submit_ballot(
            assignment.reviewer, assignment, marks=self.marks(total), overall_comment=overall
        )

    def score_all(self, *totals):
        for assignment, total in zip(self.assignments, totals or (85,) * 99, strict=False):
            self.score(assignment, total)

    def decide(self, outcome=Outcome.RECOGNISED, **values):
        values = {
            "number": "38-QĐ/BTGDVTU",
            "decided_on": today(),
            "reason": "Theo ý kiến của Hội đồng",
            **values,
        }
        return deciding.decide(self.signer, self.nomination, outcome=outcome, **values)


class Nominations:
    """make.case(), make.nomination(), make.evidence_of()."""

    @at_once
    def case(
        self,
        *,
        state=N.DRAFT,
        campaign=None,
        unit=None,
        reviewers=2,
        start=True,
        exemplar_state="draft",
        exemplar_of=None,
        **exemplar,
    ) -> Case:
        """A nomination of a commune in a campaign of its province, in a state, with everybody around it.

        What is given by another name goes into the model.
        """
        campaign = campaign or self.campaign()
        unit = unit or self.unit(parent=campaign.unit)
        council = campaign.unit
        case = Case(
            campaign=campaign,
            unit=unit,
            member=self.member(unit),
            lead=self.lead(unit),
            staff=self.staff(council),
            secretary=self.secretary(council),
            signer=self.signer(council),
            reviewers=[self.reviewer(council) for _ in range(reviewers)],
            exemplar=exemplar_of or self.exemplar(unit=unit, state=exemplar_state, **exemplar),
        )
        self.evidence_of(case.exemplar)
        if start:
            case.start()
            for step in ROADS[state]:
                getattr(case, step)(*([Outcome(state.value)] if step == "decide" else []))
            assert case.nomination.state is state
        return case

    def nomination(self, *, state=N.DRAFT, **values):
        """Only the nomination of a case."""
        return self.case(state=state, **values).nomination

    def evidence_of(self, exemplar):
        """The model with one file at least: a row, without bytes behind it."""
        if not list_items(exemplar.latest):
            number = self.number()
            digest = f"{number:064x}"
            db.session.add(StoredFile(digest=digest, size=1000, media_type="image/jpeg"))
            db.session.add(
                EvidenceItem(
                    reference=f"MC-2026-{number:06}",
                    exemplar_version=exemplar.latest,
                    digest=digest,
                    file_name="hop-thon.jpg",
                    caption="Họp thôn",
                )
            )
            db.session.commit()
        return exemplar
