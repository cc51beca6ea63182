"""A commune with its staff, and a list on its way through the work."""

import pytest
from sqlalchemy import select

from registry.core.db import db
from registry.jobs import worker
from registry.legacy.models import ImportRow
from registry.legacy.service import running, uploading
from registry.legacy.states import ListKind, RunState
from tests.make.lists import models, workbook


@pytest.fixture
def commune(make):
    """Xã Mường Đán below a province, with the usual fields of the movement."""
    make.field()
    province = make.province(name="Tỉnh Minh Họa", code="minh-hoa")
    return make.unit(name="Xã Mường Đán", code="muong-dan", parent=province)


@pytest.fixture
def lead(make, commune):
    return make.lead(commune)


class Desk:
    """Uploads lists and lets the worker work."""

    def __init__(self, app):
        self.storage = app.extensions["registry.storage"]

    def upload(self, actor, unit, content, *, kind=ListKind.MODELS, name="so-theo-doi.xlsx"):
        return uploading.start_run(actor, unit, kind, uploading.receive_list(self.storage, content, name))

    def check(self, actor, run, **choice):
        uploading.check_list(actor, run, uploading.Choice(run.header, dict(run.columns), **choice))
        self.work()
        return run

    def take(self, actor, unit, content, **values):
        """Upload, check and take over a list by the guessed columns."""
        choice = {"as_drafts": values.pop("as_drafts", False)}
        run = self.check(actor, self.upload(actor, unit, content, **values), **choice)
        if run.state is RunState.CHECKED and any(row.fate in ("new", "changed") for row in rows_of(run)):
            running.import_list(actor, run)
            self.work()
        return run

    def work(self):
        while worker.run_due(limit=50):
            pass


def rows_of(run):
    query = select(ImportRow).where(ImportRow.run_id == run.id)
    return list(db.session.scalars(query.order_by(ImportRow.number)))


@pytest.fixture
def desk(app):
    return Desk(app)


@pytest.fixture
def small_list(commune):
    """Three rows of a register."""
    return workbook(models(3, commune.name))
