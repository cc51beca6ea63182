"""LibreOffice opens every Word document and spreadsheet that the registry makes, and shows what is in it."""

import io
import zipfile
from contextlib import suppress

import pytest
from sqlalchemy import select

from registry.campaigns.models import Campaign
from registry.catalogue.models import Exemplar
from registry.core.db import db
from registry.core.errors import DomainError
from registry.documents import drafting
from registry.documents.contents import KINDS
from registry.documents.issuers import begun_with
from registry.documents.models import OfficialPaper
from registry.documents.service import exporting
from registry.documents.states import Letterhead, PaperState
from registry.documents.writing import write
from registry.evidence.filetypes import DOCX, XLSX
from registry.identity.queries import get_user
from registry.legacy.models import ImportRun
from registry.review.models import Nomination
from registry.units.models import Unit
from tests.make import office
from tests.make.demonstration import ROLES
from tests.make.tour import signed_in, tour

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(office.installed() is None, reason="LibreOffice is not here; see scripts/office.sh"),
]
ADDRESS = "https://dvk.example/xac-minh/0000-0000-0000"
TYPES = {DOCX, XLSX}
# Every endpoint that gives such a file: whose it is, where, and a text of it.
SERVED = {
    "catalogue.send_template": ("unit_member", ("/dang-ky/mau.docx", "/dang-ky/mau.xlsx"), "Tên mô hình"),
    "documents.download_template": (
        "registry_staff", ("/mau-van-ban/quyet-dinh-cong-nhan/party/tep.docx",), "ĐẢNG CỘNG SẢN VIỆT NAM",
    ),
    "imports.download_template": ("registry_staff", ("/nhap-danh-sach/mau/mo-hinh.xlsx",), "Tên mô hình"),
    "reports.take_figures": (
        "registry_staff", ("/bao-cao/so-lieu.xlsx?ky=2025&theo=unit",), "Được công nhận",
    ),
    "reports.take_table": (
        "registry_staff",
        (
            "/bao-cao/tu-lap.xlsx?hang=below&so=running&so=registered",
            "/bao-cao/tu-lap.xlsx?hang=year&cot=field&so=running&tu=2021",
        ),
        "Đang thực hiện",
    ),
    "search.take_results": ("public", ("/tim-kiem/ket-qua.docx?q=", "/tim-kiem/ket-qua.xlsx?q="), "Dân vận"),
}  # fmt: skip
# Periodic reports, their tables, and yearly reviews, where the tour meets them: each kind of file once.
MET = {"periodic.take_report", "periodic.take_table", "stock.take_sheet"}
# These are made below from what the demonstration holds.
MADE = {"documents.download_document", "imports.download_refused"}
# An archive with papers in it, which `documents.download_document` gives one by one.
PACKED = {"documents.export_dossier"}


def _served(app):
    files = {}
    for role, paths, text in SERVED.values():
        client = signed_in(app, role)
        for number, path in enumerate(paths):
            answer = client.get(path)
            assert (answer.status_code, answer.mimetype in TYPES) == (200, True), path
            ending = "docx" if answer.mimetype == DOCX else "xlsx"
            name = path.strip("/").partition("?")[0].partition(".")[0].replace("/", "-")
            files[f"{name}-{number}.{ending}"] = answer.get_data(), text
    return files


def _drafts_of(kind):
    """Papers of a kind that somebody of the demonstration can draw up, one for each letterhead."""
    for whole in (Campaign, Nomination, Exemplar, Unit):
        for one in db.session.scalars(select(whole).order_by(whole.id)):
            for name in filter(None, ROLES.values()):
                person = get_user(name)
                with suppress(DomainError):
                    found = kind.offered(person, one)
                    drafts = {head: _draft(person, kind, found[0], head) for head in Letterhead if found}
                    if drafts:
                        return drafts
    raise AssertionError(f"the demonstration has nothing for a paper of the kind {kind.kind}")


def _draft(person, kind, subject, head):
    paper = OfficialPaper(
        kind=subject.kind, letterhead=head, issuer_id=subject.issuer.id, about=subject.about,
        state=PaperState.DRAFT, details=begun_with(person, kind, subject),
        code="ABCD-EFGH-JKLM",
    )  # fmt: skip
    return write(person, paper, ADDRESS).content


def _papers():
    """A paper of each kind with each letterhead, as somebody draws it up; and the templates as they are."""
    files = {}
    for kind in KINDS.values():
        for head, content in _drafts_of(kind).items():
            files[f"{kind.slug}-{head}.docx"] = content, "ABCD-EFGH-JKLM"
            files[f"mau-{kind.slug}-{head}.docx"] = drafting.shipped(kind.kind, head), "{{ma_kiem_tra}}"
    return files


def _refused(app):
    """The rows of a list that could not be taken over."""
    client, files = signed_in(app, "registry_staff"), {}
    for run in db.session.scalars(select(ImportRun).order_by(ImportRun.id)):
        answer = client.get(f"/nhap-danh-sach/{run.reference}/dong-bi-tu-choi.xlsx")
        if answer.status_code == 200:
            files[f"dong-bi-tu-choi-{run.reference}.xlsx"] = answer.get_data(), "Tên mô hình"
    assert files
    return files


def _packed(app):
    """The papers in the bag of a decided nomination."""
    for nomination in db.session.scalars(select(Nomination).order_by(Nomination.id)):
        for person in map(get_user, filter(None, ROLES.values())):
            bag = io.BytesIO()
            with suppress(DomainError):
                exporting.write_dossier(
                    person, nomination, storage=app.extensions["registry.storage"], into=bag
                )
                with zipfile.ZipFile(bag) as packed:
                    found = {name: packed.read(name) for name in packed.namelist() if name.endswith("docx")}
                if found:
                    return {
                        name.replace("/", "-"): (content, "Dân vận khéo") for name, content in found.items()
                    }
    raise AssertionError("no nomination of the demonstration has a bag with papers")


def _met(app):
    """Files that the tour comes upon."""
    paths = {}
    for page in tour(app):
        media_type = page.headers.get("Content-Type", "").partition(";")[0]
        if page.endpoint in MET and media_type in TYPES:
            paths.setdefault((page.endpoint, media_type), page)
    assert {endpoint for endpoint, _media_type in paths} == MET
    files = {}
    for (endpoint, media_type), page in paths.items():
        content = signed_in(app, page.role).get(page.path).get_data()
        ending = "docx" if media_type == DOCX else "xlsx"
        files[f"{endpoint.replace('.', '-')}-{ending}.{ending}"] = content, "Minh Họa"
    return files


def test_libreoffice_shows_every_file(demonstration, tmp_path):
    app = demonstration
    files = _served(app) | _papers() | _refused(app) | _packed(app) | _met(app)
    shown = office.opened({name: content for name, (content, _text) in files.items()}, tmp_path)
    wrong = {
        name: shown.get(name)
        for name, (_content, text) in files.items()
        if shown.get(name, (0, ""))[0] < 1 or text not in shown[name][1]
    }
    assert wrong == {}


def test_no_endpoint_that_makes_such_a_file_is_missing(demonstration):
    known = SERVED.keys() | MADE | PACKED | MET
    met = {
        page.endpoint for page in tour(demonstration) if page.headers["Content-Type"].split(";")[0] in TYPES
    }
    named = {
        rule.endpoint for rule in demonstration.url_map.iter_rules() if rule.rule.endswith((".docx", ".xlsx"))
    }
    # A file that somebody attached is given back as it came.
    assert (met | named) - known - {"evidence.download", "documents.download_scan"} == set()
    assert {rule.endpoint for rule in demonstration.url_map.iter_rules()} >= known
