"""What a unit must not learn of its reviewers while, and after, they score."""

import io
import re
import zipfile

import openpyxl
import pypdfium2
import pytest
import time_machine

from registry.core.clock import now
from registry.core.db import db
from registry.discovery import indexing
from registry.documents import printing
from registry.documents.contents import KINDS, decision
from registry.documents.service import drawing
from registry.documents.states import Letterhead, PaperKind
from registry.review.states import NominationState as N

REVIEWERS = ("Hoàng Thị Bí Mật", "Lương Văn Kín Đáo")
# What differs each time a page is drawn, whoever reads it.
CHANCE = re.compile(r'(csrf_token|once|of_session|version)"[^>]*value="[^"]*"|value="[^"]*"[^>]*name="once"')


@pytest.fixture
def case(make):
    """A nomination in scoring whose reviewers bear names that nobody else bears."""
    found = make.case(state=N.VERIFIED, reviewers=0)
    found.reviewers = [make.reviewer(found.campaign.unit, name=name) for name in REVIEWERS]
    found.assign()
    return found


def pages(case):
    reference = case.nomination.reference
    return (
        f"/de-cu/{reference}", f"/de-cu/{reference}/da-ky", "/don-vi-cua-toi", "/viec-can-lam",
        f"/mo-hinh/{case.exemplar.reference}", f"/mo-hinh/{case.exemplar.reference}/lich-su",
        "/nhan-rong", f"/tim-kiem/ho-so?q={reference}",
    )  # fmt: skip


def seen(app, case, person):
    """What every page of the nomination says to a person, without what differs by chance."""
    browser = app.test_client()
    browser.sign_in(person)
    found = {}
    for path in pages(case):
        answer = browser.get(path)
        found[path] = (answer.status_code, CHANCE.sub("", answer.text), answer.headers.get("ETag"))
    return found


def changed(before, after):
    return sorted(path for path in before if before[path] != after[path])


def test_b10_number_of_ballots_shows_nowhere_to_the_unit(app, client, make, case):
    plan = f"/de-cu/{case.nomination.reference}/phan-cong"
    client.sign_in(case.secretary)
    # With the second ballot, which the campaign asks for, scoring is done: only of that the unit is told.
    case.assign(make.reviewer(case.campaign.unit))
    with time_machine.travel(now(), tick=False):
        first, plan_first = seen(app, case, case.lead), client.get(plan).text
        case.score(case.assignments[0], 40)
        second, plan_second = seen(app, case, case.lead), client.get(plan).text
        case.score(case.assignments[1], 95)
        third = seen(app, case, case.lead)
        case.score(case.assignments[2], 60)
        fourth = seen(app, case, case.lead)
    assert {status for status, _text, _etag in first.values()} == {200}
    assert changed(first, second) == changed(third, fourth) == []
    # Whoever may know it is told: something was there to be hidden.
    assert CHANCE.sub("", plan_first) != CHANCE.sub("", plan_second)


def test_b12_refusal_is_the_same_whether_it_was_scored_or_not(app, client, make, case):
    reference = case.nomination.reference
    absent = f"{reference[:-4]}9999"
    client.sign_in(make.member(make.unit(parent=case.campaign.unit)))

    def refusals():
        answers = [
            client.get(f"/de-cu/{one}{tail}") for one in (reference, absent) for tail in ("", "/ho-so")
        ]
        return [(one.status_code, CHANCE.sub("", one.text).replace(absent, reference)) for one in answers]

    before = refusals()
    assert {status for status, _text in before} == {404}
    assert before[:2] == before[2:]
    case.score(case.assignments[0], 40)
    assert refusals() == before
    case.score(case.assignments[1], 95)
    case.decide()
    assert refusals() == before


def test_b15_when_somebody_scored_shows_nowhere_to_the_unit(app, case):
    at = now().replace(hour=3, minute=17, second=0)
    with time_machine.travel(at, tick=False):
        case.score_all(80, 90)
    case.decide()
    local = "10:17"
    for person in (case.lead, case.member):
        for path, (_status, text, _etag) in seen(app, case, person).items():
            assert local not in text, path
            assert not any(name in text for name in REVIEWERS), path
            assert "last-seen" not in text, path


def zipped(body):
    """All bytes of a file of an office suite, unpacked."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = archive.namelist()
        return "\n".join([*names, *(archive.read(name).decode("utf-8", "replace") for name in names)])


# Parts of a file of an office suite that say who remarked or changed something.
OF_PEOPLE = re.compile(r"^\S*(comments\d*|persons?\d*|people|docProps/custom)\.xml$", re.M)


def pieces_of(path, body):
    """All that a file says, the parts of an archive and what Word, Excel and PDF tell of a file included."""
    if path.endswith(".pdf"):
        pdf = pypdfium2.PdfDocument(body)
        told = [page.get_textpage().get_text_bounded() for page in pdf]
        return "\n".join([*told, *pdf.get_metadata_dict().values(), body.decode("latin-1")])
    return zipped(body) if path.endswith((".docx", ".xlsx")) else body.decode("utf-8")


def signed_decision(case):
    subject = KINDS[PaperKind.DECISION].find(case.secretary, case.campaign.reference)
    paper = drawing.draw_paper(case.secretary, subject, drawing.Wording(Letterhead.PARTY, {}))
    number = str(decision.papers_of(case.campaign)[0][0].id)
    place = drawing.Place("https://dvk.example/xac-minh/X", "/van-ban/X")
    return drawing.sign_paper(case.secretary, paper, number=number, dated=None, place=place)


def test_b04_b05_no_file_that_is_handed_out_names_who_scored(app, case):
    """Neither in what it shows nor in what the programs of an office note about a file."""
    case.score_all(80, 90)
    case.decide()
    code, model = signed_decision(case).code, case.exemplar.reference
    indexing.rebuild(app.extensions["registry.search"])
    taken = {
        case.secretary: [f"/van-ban/{code}/tep.docx"],
        case.lead: [f"/tim-kiem/ket-qua.docx?q={model}", f"/tim-kiem/ket-qua.xlsx?q={model}"],
    }
    if printing.is_able():
        taken[case.secretary].append(f"/van-ban/{code}/tep.pdf")
        taken[case.lead].append(f"/mo-hinh/{model}/to-gioi-thieu.pdf")
    for person, path in ((person, path) for person, paths in taken.items() for path in paths):
        browser = app.test_client()
        browser.sign_in(person)
        answer = browser.get(path)
        assert answer.status_code == 200, path
        body, path = answer.data, path.partition("?")[0]
        said = pieces_of(path, body)
        for one in (*case.reviewers, case.secretary):
            assert not any(named in said for named in (one.name, one.username, one.reference)), path
        if not path.endswith(".pdf"):
            made_by = re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>([^<]+)<", said)
            assert made_by in ([], ["openpyxl"]), path
            assert not OF_PEOPLE.search(said), path


@pytest.mark.parametrize("kind", ["xlsx", "docx", "csv", "json"])
def test_b05_exports_hold_nothing_hidden(app, client, case, kind):
    case.score_all(80, 90)
    case.assignments[0].overall_comment = "nhan-xet-kin-cua-nguoi-cham"
    db.session.commit()
    indexing.rebuild(app.extensions["registry.search"])
    client.sign_in(case.lead)
    looked_at = 0
    for path in (
        f"/tim-kiem/ket-qua.{kind}?q=",
        f"/bao-cao/so-lieu.{kind}",
        f"/bao-cao/tu-lap.{kind}?so-lieu=registered",
    ):
        answer = client.get(path)
        if answer.status_code != 200:
            continue
        looked_at += 1
        body = zipped(answer.data) if kind in {"xlsx", "docx"} else answer.text
        for hidden in (*REVIEWERS, "nhan-xet-kin-cua-nguoi-cham", case.reviewers[0].username):
            assert hidden not in body, path
        if kind == "xlsx":
            book = openpyxl.load_workbook(io.BytesIO(answer.data))
            assert all(sheet.sheet_state == "visible" for sheet in book)
            assert not any(cell.comment for sheet in book for row in sheet.iter_rows() for cell in row)
            assert not any(one.hidden for sheet in book for one in sheet.column_dimensions.values())
            assert not any(one.hidden for sheet in book for one in sheet.row_dimensions.values())
            assert not any(one in body for one in ("xl/pivot", "definedName ", "veryHidden"))
    assert looked_at


@pytest.mark.parametrize(
    "asked",
    ["{}", '"{}"', 'reviewer:"{}"', 'nguoi-cham:"{}"', "{}*", "-{}"],
    ids=["words", "phrase", "field", "vi field", "prefix", "minus"],
)
def test_b07_a_reviewers_name_is_a_word_nobody_wrote(app, client, case, asked):
    indexing.rebuild(app.extensions["registry.search"])
    client.sign_in(case.lead)
    found = []
    for name in (REVIEWERS[0], "Quàng Thị Vô Danh"):
        answers = [
            client.get(path, query_string={"q": asked.format(name)})
            for path in ("/tim-kiem", "/tim-kiem/ho-so")
        ]
        answers.append(client.get("/api/v1/search", query_string={"q": asked.format(name)}))
        answers.append(client.get("/tim-kiem/goi-y", query_string={"q": name[:9]}))
        found.append(
            [
                (one.status_code, re.findall(r"MH-\d{4}-\d+|\d+ (?:mô hình|kết quả)", one.text))
                for one in answers
            ]
        )
    assert found[0] == found[1]
