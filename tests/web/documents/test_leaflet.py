"""The leaflet of a public model: what everybody reads, on paper, made once until it says something else."""

import pypdfium2
import pypdfium2.raw as raw
import pytest

from registry.catalogue.rows import ResultRow
from registry.core.transaction import transaction
from registry.documents.printing import is_able
from registry.replication.states import ReplicationState
from registry.web.documents import leaflet
from registry.web.words import words_of_state
from tests.web.documents.test_bag import text_of

pytestmark = pytest.mark.skipif(not is_able(), reason="no Pango here")


@pytest.fixture
def model(make):
    model = make.exemplar(
        public=True, title="Hũ gạo tiết kiệm", situation="Nhiều hộ thiếu gạo tháng giáp hạt",
        method="Mỗi bữa bớt một nắm gạo", needs_people="Một tổ trưởng",
        results=[ResultRow("Hộ tham gia", 18, 84, "hộ")],
    )  # fmt: skip
    make.replication(
        source=model,
        state=ReplicationState.CONFIRMED,
        unit=make.unit(name="xã Suối Mơ"),
        adaptation="Góp tiền lẻ",
    )
    return model


def path(model):
    return f"/mo-hinh/{model.reference}/to-gioi-thieu.pdf"


def test_whoever_asks_gets_text_figures_copies_and_the_way_to_the_page(client, model):
    page = client.get(f"/mo-hinh/{model.reference}").text
    assert f'href="{path(model)}"' in page
    assert "Tải PDF" in page
    # One way to a PDF: the other button prints.
    assert ("In trang này" in page, "In hoặc lưu PDF" in page) == (True, False)

    sent = client.get(path(model))

    assert (sent.status_code, sent.mimetype) == (200, "application/pdf")
    assert sent.headers["Content-Disposition"] == f"attachment; filename={model.reference}.pdf"
    content = sent.get_data()
    text = text_of(content)
    assert str(words_of_state(ReplicationState.CONFIRMED)[0]) in text
    for words in (
        "Hũ gạo tiết kiệm", "Nhiều hộ thiếu gạo", "Mỗi bữa bớt một nắm gạo", "Hộ tham gia", "84",
        "Xã Suối Mơ", "Góp tiền lẻ", "Một tổ trưởng", f"http://127.0.0.1:8000/mo-hinh/{model.reference}",
    ):  # fmt: skip
        assert words in text, words
    with pypdfium2.PdfDocument(content) as document:
        assert raw.FPDFCatalog_IsTagged(document.raw)
        letters = [
            raw.FPDFTextObj_GetFont(one.raw) for one in document[0].get_objects([raw.FPDF_PAGEOBJ_TEXT])
        ]
        assert all(raw.FPDFFont_GetIsEmbedded(one) for one in letters)


def test_it_is_made_once_until_it_says_something_else(client, model, monkeypatch):
    made = []
    monkeypatch.setattr(leaflet, "_kept", type(leaflet._kept)())
    monkeypatch.setattr(leaflet, "pdf_of", lambda *_content, **told: made.append(told) or b"%PDF-1 %%EOF")
    first = client.get(path(model))
    assert client.get(path(model)).get_data() == first.get_data()
    assert len(made) == 1
    known = client.get(path(model), headers={"If-None-Match": first.headers["ETag"]})
    assert (known.status_code, known.get_data(), len(made)) == (304, b"", 1)
    with transaction():
        model.public_version.title = "Hũ gạo nghĩa tình"
    again = client.get(path(model), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, len(made)) == (200, 2)
    assert again.headers["ETag"] != first.headers["ETag"]


def test_what_is_not_public_has_none_for_anybody(make, client):
    closed = make.exemplar(public=False)
    assert client.get(path(closed)).status_code == 404
    client.sign_in(make.member(closed.lead_unit))
    assert client.get(path(closed)).status_code == 404
    assert "to-gioi-thieu.pdf" not in client.get(f"/mo-hinh/{closed.reference}").text
