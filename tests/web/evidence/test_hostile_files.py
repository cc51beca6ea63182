"""Hostile and broken files sent by the form: refused with a reason beside the field, nothing kept."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from registry.core.db import db
from registry.evidence.models import EvidenceItem, StoredFile
from tests.make.hostile import files


@pytest.fixture
def page(exemplar, make, client):
    """The address of the page, for somebody of the unit who is signed in."""
    client.sign_in(make.member(exemplar.lead_unit))
    return f"/mo-hinh/{exemplar.reference}/minh-chung"


def _file(content, name="anh.jpg"):
    return BytesIO(content), name


def _count(table=EvidenceItem):
    return db.session.scalar(select(func.count()).select_from(table))


HOSTILE = {
    "svg": (lambda make: b"<svg onload=alert(1)>", "a.jpg", "không phải ảnh"),
    "html": (lambda make: b"<html><script>alert(1)</script>", "a.pdf", "không phải ảnh"),
    "macros": (lambda make: make.office(parts={"word/vbaProject.bin": b"x"}), "a.docx", "chứa macro"),
    "old word": (lambda make: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", "DOCX, XLSX hoặc PDF"),
    "heic": (lambda make: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "a.heic", "bị hỏng"),
    "video": (lambda make: b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "a.mp4", "bị hỏng"),
    "archive": (lambda make: make.office(parts={"[Content_Types].xml": "<a/>"}), "a.zip", "Giải nén"),
    "bomb": (lambda make: make.huge_png(), "a.png", "triệu điểm ảnh"),
    "cut": (lambda make: make.photo((300, 300))[:200], "a.jpg", "bị hỏng"),
    "empty": (lambda make: b"", "a.jpg", "Tệp trống"),
    "script": (
        lambda make: make.pdf(catalog=b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(1)>>>>"),
        "a.pdf", "lệnh tự chạy",
    ),
    "attachment": (
        lambda make: make.pdf(catalog=b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 9 0 R>>>>"),
        "a.pdf", "đính kèm tệp khác",
    ),
    "polyglot": (lambda make: make.pdf() + make.office(), "a.pdf", "dữ liệu lạ"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason_beside_the_field(page, make, client, kind):
    content, name, words = HOSTILE[kind]

    answer = client.send_form(page, files=_file(content(make), name), caption="Ảnh")

    assert answer.status_code == 422
    assert f"{name}: " in answer.text
    assert words in answer.text
    assert (_count(), _count(StoredFile)) == (0, 0)


# Photos are drawn anew, so that nothing behind or beside the picture stays. The papers open as papers: what
# is wrong with them does nothing, or only asks whoever opens them.
KEPT = {
    "photo with a huge comment", "photo with a page behind", "photo with an archive behind",
    "picture of one pixel in width", "picture that moves", "picture without an end",
    "paper of very many pages", "paper that calls outside", "paper under a lock",
    "paper with a packed bomb", "paper with a wrong table", "table of very many rows",
}  # fmt: skip


@pytest.mark.slow
def test_none_of_fifty_five_bad_files_does_harm(page, make, client):
    answers = {}
    assert len(files(make)) == 55
    for case, (name, content) in files(make).items():
        answers[case] = client.send_form(page, "them", files=_file(content, name), caption="Ảnh").status_code
    assert {case: status for case, status in answers.items() if status not in {303, 422}} == {}
    kept = {case for case, status in answers.items() if status == 303}
    assert (kept - KEPT, KEPT - kept) == (set(), set())
    assert client.get(page).status_code == 200
