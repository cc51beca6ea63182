"""Every page that shows who people are is written down when it is opened, or it says here why not."""

import pytest
from sqlalchemy import select

from registry.core.db import db
from registry.identity.models import User
from registry.web.people_pages import PAGES
from tests.make.demonstration import ROLES
from tests.make.tour import tour

# Pages that name an officer for what they do in their office, to those who work on the same thing.
BESIDE = {
    "catalogue.edit_section": "who is at the same section just now",
    "catalogue.show_history": "who of the unit or the staff changed the model",
    "catalogue.show_receipt": "who of the unit registered it",
    "catalogue.show_tasks": "who of the unit or the staff wrote last",
    "documents.draw_paper": "who will sign the paper",
    "documents.edit_paper": "who will sign the paper",
    "documents.sign_paper": "who will sign the paper",
    "documents.show_paper": "who signed it; kinds that name those who judge are noted by the paper",
    "identity.sign_in": "made-up accounts of the demonstration, for everybody",
    "imports.confirm_paper": "who typed the paper in",
    "imports.show_import": "who runs the import",
    "periodic.edit_report": "who drew the report up",
    "periodic.list_reports": "who drew up or filed a report",
    "periodic.show_report": "who filed the report and whom to ask",
    "periodic.show_table": "who filed the reports",
    "reports.list_tables": "who shared a table",
    "review.declare": "whom of the unit a reviewer may be close to",
    "review.extend_deadline": "who extended it before",
    "review.list_inbox": "who asks for what",
    "review.show_decision": "who signed the decision",
    "review.show_nomination": "who of the unit and the staff signed and checked",
}


@pytest.fixture
def naming(demonstration):
    """The pages that name somebody with an account who is not the reader, each with an example."""
    with demonstration.app_context():
        people = {one.name: one.username for one in db.session.scalars(select(User))}
    return {
        page.endpoint: (page.role, name)
        for page in tour(demonstration)
        if page.status == 200
        for name, username in people.items()
        if username != ROLES[page.role] and name in page.html
    }


def test_b17_no_page_that_names_people_is_left_out(naming):
    assert {page: naming[page] for page in naming.keys() - PAGES.keys() - BESIDE.keys()} == {}


def test_what_is_said_here_is_still_so(naming):
    assert sorted(BESIDE.keys() - naming.keys()) == []
    assert sorted(BESIDE.keys() & PAGES.keys()) == []
