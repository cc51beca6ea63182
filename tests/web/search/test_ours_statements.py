"""Units like ours asks the database as often for many models as for one."""

import pytest
from sqlalchemy import event

from registry.core.clock import today
from registry.core.db import db
from registry.discovery import indexing
from registry.units.service import reorganising


@pytest.fixture
def statements(app):
    found = []

    def note(*given):
        found.append(given[2])

    event.listen(db.engine, "before_cursor_execute", note)
    yield found
    event.remove(db.engine, "before_cursor_execute", note)


def test_models_of_many_provinces_cost_no_more_statements_than_one(app, make, client, statements):
    engine = app.extensions["registry.search"]
    client.sign_in(make.member(make.unit(parent=make.province())))
    counts = {"relevance": [], "ours": []}
    for more in (1, 3):
        for _number in range(more):
            old = make.province()
            make.exemplar(public=True, unit=make.unit(parent=old), title="Hũ gạo tình thương")
            reorganising.merge_units(None, [old], into=make.province(), on=today())
        indexing.rebuild(engine)
        for sort, asked in counts.items():
            client.get(f"/tim-kiem?q=hu+gao&sap-xep={sort}")
            db.session.remove()
            statements.clear()
            assert client.get(f"/tim-kiem?q=hu+gao&sap-xep={sort}").status_code == 200
            asked.append(len(statements))
    for one, many in counts.values():
        assert many <= one
