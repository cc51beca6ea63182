"""The file of a nomination as people take it: beside data and Word files what they can read and print."""

import io
import json

import pypdfium2
import pytest

from registry.documents.contents import KINDS
from registry.documents.printing import is_able
from registry.documents.service import drawing
from registry.documents.states import Letterhead, PaperKind
from registry.review.states import NominationState
from registry.web.documents import readable
from tests.documents.test_bags import checked


@pytest.fixture
def case(make):
    """A recognised nomination with a signed decision."""
    case = make.case(state=NominationState.RECOGNISED)
    subject = KINDS[PaperKind.DECISION].find(case.secretary, case.campaign.reference)
    paper = drawing.draw_paper(case.secretary, subject, drawing.Wording(Letterhead.PARTY, {}))
    number = str(case.nomination.decision.paper_id)
    case.paper = drawing.sign_paper(
        case.secretary, paper, number=number, dated=None, place=drawing.Place("/x", "/x")
    )
    return case


def taken(client, case):
    """What the page gives out."""
    sent = client.send_form(
        f"/de-cu/{case.nomination.reference}/van-ban", form_id=f"/de-cu/{case.nomination.reference}/ho-so.zip"
    )
    assert sent.status_code == 200
    return checked(io.BytesIO(sent.get_data()))


def text_of(content):
    with pypdfium2.PdfDocument(content) as document:
        return " ".join("".join(page.get_textpage().get_text_bounded() for page in document).split())


@pytest.mark.skipif(not is_able(), reason="no Pango here")
def test_the_bag_holds_the_form_and_every_paper_as_pdf(case, client):
    client.sign_in(case.staff)
    held = taken(client, case)
    form = text_of(held["data/ho-so.pdf"])
    for words in (case.nomination.reference, case.nomination.exemplar_version.title, "Kết quả trước và sau"):
        assert words in form
    name = f"data/van-ban/quyet-dinh-cong-nhan-{case.paper.code}"
    assert held[f"{name}.docx"] == case.paper.drawn
    assert "QUYẾT ĐỊNH" in text_of(held[f"{name}.pdf"])
    again = taken(client, case)
    assert all(again[one] == held[one] for one in held if one.endswith((".pdf", ".docx"))), "byte for byte"


def test_without_a_printer_the_bag_says_what_it_lacks(case, client, monkeypatch):
    for module in (readable, __import__("registry.documents.dossiers", fromlist=["x"])):
        monkeypatch.setattr(module, "printed_or_none", lambda *_content, **_told: None)
    client.sign_in(case.staff)
    held = taken(client, case)
    lacks = [one["file"] for one in json.loads(held["data/thieu.json"]) if one["file"].endswith(".pdf")]
    assert lacks == ["ho-so.pdf", f"van-ban/quyet-dinh-cong-nhan-{case.paper.code}.pdf"]
    assert not [name for name in held if name.endswith(".pdf")]
