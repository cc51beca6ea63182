"""Where a page of a paper ends: the code that verifies it stands beside the signature, never alone."""

import io
import re

import pypdfium2
import pytest
from docx import Document

from registry.documents import filling
from registry.documents.contents import KINDS
from registry.documents.drafting import shipped
from registry.documents.outline import outline_of
from registry.documents.printing import is_able, pdf_of
from registry.documents.states import Letterhead, PaperKind

SIGNED = (
    PaperKind.DECISION, PaperKind.SUBMISSION, PaperKind.MINUTES, PaperKind.SCORE_SHEET, PaperKind.SLIP,
    PaperKind.RECEIPT, PaperKind.CONTRIBUTIONS,
)  # fmt: skip


def filled(kind, letterhead, rows=1):
    marks = KINDS[kind]
    values = dict.fromkeys(marks.marks, "một") | {"nguoi_ky": "Hùng Thạch", "ma_kiem_tra": "MA-KIEM-TRA"}
    listed = [dict.fromkeys(marks.rows, "dòng") for _row in range(rows)]
    return filling.fill(shipped(kind, letterhead), values, listed, marks.rows, {})


@pytest.mark.parametrize("letterhead", Letterhead)
@pytest.mark.parametrize("kind", SIGNED)
def test_the_signature_stays_with_what_verifies_it(kind, letterhead):
    content = filled(kind, letterhead)
    *_others, signing, code = Document(io.BytesIO(content)).tables
    assert "MA-KIEM-TRA" in code.rows[0].cells[1].text.replace("\n", " ")
    held = [one for cell in signing.rows[0].cells for one in cell.paragraphs]
    assert all(one.paragraph_format.keep_with_next for one in held)
    drawn = outline_of(content, lambda *_picture: "")
    (name,) = re.findall(r"\.paper \.(s\d+)\{break-after:avoid\}", drawn.rules)
    assert drawn.body.count(f'<table class="{name}" role="presentation">') == 1


@pytest.mark.slow
@pytest.mark.parametrize("rows", range(8, 16))
def test_no_page_of_a_decision_holds_the_code_without_the_signature(rows):
    if not is_able():
        pytest.skip("no Pango here")
    content = pdf_of(filled(PaperKind.DECISION, Letterhead.STATE, rows), title="Quyết định", name="x")
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content)]
    assert all("Hùng Thạch" in page for page in pages if "MA-KIEM-TRA" in page)


@pytest.mark.parametrize("letterhead", Letterhead)
@pytest.mark.parametrize("kind", [PaperKind.SLIP, PaperKind.SCORE_SHEET])
def test_who_gets_it_stands_under_its_heading(kind, letterhead):
    """Decree 30/2020, Annex I; Party papers underline it."""
    *_others, signing, _code = Document(io.BytesIO(filled(kind, letterhead))).tables
    head, first, *_rest = signing.rows[0].cells[0].paragraphs
    assert (head.text, first.text) == ("Nơi nhận:", "một")
    is_party = letterhead is Letterhead.PARTY
    assert (bool(head.runs[0].underline), bool(head.runs[0].bold)) == (is_party, not is_party)
