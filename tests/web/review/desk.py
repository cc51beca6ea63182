"""A reviewer's desk: the ballot of one nomination, and the browser at it."""

from registry.core.db import db
from registry.review.models import Assignment
from registry.review.service import scoring
from registry.review.states import NominationState as N
from tests.make.browser_client import form_of


class Desk:
    def __init__(self, make, client, *, declared=True):
        self.case = make.case(state=N.VERIFIED)
        self.assignment = self.case.assign()[0]
        self.reviewer = self.assignment.reviewer
        if declared:
            scoring.declare_no_conflict(self.reviewer, self.assignment)
        self.client = client
        self.path = f"/cham-diem/{self.assignment.reference}"
        self.first, self.second = self.case.campaign.rubric.criteria
        client.sign_in(self.reviewer)

    def as_(self, person):
        """The browser of somebody else."""
        browser = self.client.application.test_client()
        browser.sign_in(person)
        return browser

    def fields(self):
        return form_of(self.client.get(self.path).text, "phieu")[0]

    def send(self, path=None, **values):
        return self.client.post(path or self.path, data={**self.fields(), **self.named(values)})

    def named(self, values):
        """points_1 to the name of the field of the first criterion, and so on."""
        ids = {"1": self.first.id, "2": self.second.id}
        return {f"{k[:-1]}{ids[k[-1]]}" if k[-2:] in {"_1", "_2"} else k: v for k, v in values.items()}

    def field(self, name):
        return next(iter(self.named({name: ""})))

    def points(self):
        db.session.expire_all()
        marks = {mark.criterion_id: mark for mark in db.session.get(Assignment, self.assignment.id).marks}
        return [marks[one.id].points if one.id in marks else None for one in (self.first, self.second)]

    def state(self):
        db.session.expire_all()
        return db.session.get(Assignment, self.assignment.id).state
