"""A recognition decision from its draft to its public page: blank, numbered, kept, verified, withdrawn."""

import io
from datetime import timedelta

import pypdfium2
import pypdfium2.raw as raw
import pytest
from docx import Document
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, NotFound, PermissionDenied, StaleVersion
from registry.core.permissions import Permission, allowed
from registry.documents import queries
from registry.documents.contents import KINDS, decision
from registry.documents.issuers import begun_with
from registry.documents.kind import Subject
from registry.documents.models import OfficialPaper, TemplateVersion
from registry.documents.printing import pdf_of
from registry.documents.service import drawing, posting, templating
from registry.documents.states import Letterhead, PaperKind, PaperState
from registry.documents.verifying import Standing, verify
from registry.documents.writing import write
from registry.evidence.service.preparing import Upload
from registry.notifications.models import Message
from registry.review.models import Recognition
from registry.review.service import recognising
from registry.review.states import NominationState, Outcome
from registry.units.states import UnitKind

PLACE = drawing.Place("https://dvk.example/xac-minh/X", "/van-ban/X")
DECISION = PaperKind.DECISION
WORDING = drawing.Wording(Letterhead.PARTY, {"ky_hieu": "-QĐ/BTGDVTU", "dia_danh": "Minh Họa"})


@pytest.fixture
def case(make):
    return make.case(state=NominationState.RECOGNISED)


def drawn(case):
    subject = KINDS[DECISION].find(case.secretary, case.campaign.reference)
    return drawing.draw_paper(case.secretary, subject, WORDING)


def signed(case):
    paper = drawn(case)
    stands_on = decision.papers_of(case.campaign)[0][0]
    return drawing.sign_paper(case.secretary, paper, number=str(stands_on.id), dated=None, place=PLACE)


def told_by(content):
    document = Document(io.BytesIO(content))
    return "\n".join(one.text for one in document.element.body.iter() if one.tag.endswith("}t") and one.text)


def test_a_draft_is_marked_and_bears_neither_number_nor_date(case):
    paper = drawn(case)

    told = told_by(write(case.secretary, paper, PLACE.public).content)

    assert "DỰ THẢO" in told
    assert "\u00a0-QĐ/BTGDVTU" in told
    assert f"ngày {' ' * 0}\u00a0" in told
    assert verify(paper).standing is Standing.NO_EFFECT


def test_a_signed_paper_bears_the_number_of_its_decisions_and_stays_as_it_was(case):
    paper = signed(case)
    number, title = case.nomination.decision.number, case.nomination.exemplar_version.title

    told = told_by(paper.drawn)
    case.exemplar.latest.title = "Tên khác"
    db.session.commit()

    assert (paper.number, paper.dated) == (number, case.nomination.decision.decided_on)
    assert number in told
    assert title in told
    assert "DỰ THẢO" not in told
    assert title in told_by(queries.find_paper(paper.code.lower().replace("-", " ")).drawn)
    assert verify(paper).standing is Standing.HOLDS
    with pytest.raises(InvalidTransition):
        drawing.edit_paper(case.secretary, paper, WORDING)


def test_x12_names_in_a_paper_are_written_as_they_are(make):
    name = "{{so_van_ban}} {{nguoi_ky}} {% if 1 %} %(so)s {0.__class__}"
    case = make.case(state=NominationState.RECOGNISED, title=f"Đường {name}\r\nhoa")

    told = told_by(signed(case).drawn)

    assert f"Đường {name} hoa" in told
    assert "{{" not in told.replace(name, "")


def test_the_public_page_says_what_was_annulled(case, client):
    paper = signed(case)
    recognition = verify(paper).lines[0].recognition
    recognising.end_recognition(
        case.staff, recognition, "annul", reason="Khai sai số liệu", number="40-QĐ/BTGDVTU", dated=today()
    )

    page = client.get(f"/xac-minh/{paper.code}").text

    assert verify(paper).standing is Standing.HOLDS_NO_MORE
    assert paper.number in page
    assert "40-QĐ/BTGDVTU" in page
    # Neither who signed or drew it nor why it was annulled is for everybody.
    assert not {case.secretary.name, case.signer.name, "Khai sai số liệu"} & set(page.splitlines())
    assert case.secretary.name not in page
    assert case.signer.name not in page
    assert "Khai sai số liệu" not in page


def test_whoever_holds_a_forged_paper_is_told_that_no_paper_bears_its_code(case, client):
    signed(case)
    for address in ("/xac-minh/ABCD-EFGH-JKLM", "/xac-minh?ma=ABCD-EFGH-JKLM"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "Không có văn bản nào mang mã này" in answer.text
        assert 'value="ABCD-EFGH-JKLM"' in answer.text


def test_a_decision_begins_with_the_sessions_of_its_own_campaign_only(case, make):
    kind = KINDS[DECISION]
    earlier = {"can_cu": "Biên bản họp Hội đồng ngày 06/10/2025", "noi_nhan": "Lưu"}
    subject = kind.find(case.secretary, case.campaign.reference)
    drawing.draw_paper(case.secretary, subject, drawing.Wording(Letterhead.PARTY, earlier))

    begun = begun_with(case.secretary, kind, subject)

    assert begun["can_cu"] == ""
    assert begun["noi_nhan"] == "Lưu"


def test_a_decision_that_recognises_does_not_take_the_symbol_of_one_that_refused(case, make):
    other = make.case(state=NominationState.VERIFIED, campaign=case.campaign)
    other.assign()
    other.score_all(40, 40)
    other.decide(Outcome.NOT_CHOSEN, number="112-TB/BTGDVTU")
    kind = KINDS[DECISION]

    begun = begun_with(case.secretary, kind, kind.find(case.secretary, case.campaign.reference))

    assert begun["ky_hieu"] == "-QĐ/BTGDVTU"


def test_no_body_of_the_party_stands_above_a_commune_on_paper_of_the_state(case, make):
    committee = make.unit(parent=case.campaign.unit, name="Tỉnh ủy Mẫu", kind=UnitKind.PARTY_COMMITTEE)
    unit = make.unit(parent=case.campaign.unit, party_parent=committee, name="Xã Chung")
    exemplar, kind = make.exemplar(unit=unit), KINDS[PaperKind.SLIP]
    begun = begun_with(make.lead(unit), kind, kind.find(make.lead(unit), exemplar.reference))
    assert (begun["co_quan_cap_tren"], begun["co_quan_ban_hanh"]) == ("", "ỦY BAN NHÂN DÂN XÃ CHUNG")


def test_a_paper_begins_with_the_only_signer_of_its_issuer(case, make):
    kind = KINDS[DECISION]
    subject = kind.find(case.secretary, case.campaign.reference)
    assert begun_with(case.secretary, kind, subject)["nguoi_ky"] == case.signer.name

    make.signer(case.campaign.unit)

    assert begun_with(case.secretary, kind, subject)["nguoi_ky"] == ""


def test_a_number_is_the_paper_of_one_only_and_a_stale_form_is_told(case):
    paper = signed(case)
    again = drawn(case)

    with pytest.raises(InvalidInput, match="Đã có văn bản"):
        drawing.sign_paper(
            case.secretary, again, number=str(paper.decision_paper_id), dated=None, place=PLACE
        )
    with pytest.raises(StaleVersion):
        drawing.edit_paper(case.secretary, again, WORDING, version=again.version + 1)

    drawing.withdraw_paper(case.secretary, paper, reason="Sai tên đơn vị", path=PLACE.own)
    assert verify(paper).standing is Standing.WITHDRAWN
    drawing.sign_paper(case.secretary, again, number=str(paper.decision_paper_id), dated=None, place=PLACE)
    assert again.state is PaperState.SIGNED


def test_drafts_are_for_those_who_write_them(case, make):
    paper = drawn(case)

    for stranger in (case.member, case.staff, case.reviewers[0], make.secretary(make.province())):
        with pytest.raises(NotFound):
            queries.get_paper(stranger, paper.code)
        with pytest.raises(PermissionDenied):
            drawing.edit_paper(stranger, paper, WORDING)
    subject = KINDS[DECISION].find(case.member, case.campaign.reference)
    with pytest.raises(PermissionDenied):
        drawing.draw_paper(case.member, subject, WORDING)
    assert db.session.scalar(select(func.count()).select_from(OfficialPaper)) == 1


def test_a_signed_paper_is_read_by_its_council_and_its_keepers_alone(case, make):
    paper, people = signed(case), ("secretary", "signer", "staff", "lead", "member")
    may = {name for name in people if allowed(getattr(case, name), Permission.PAPER_READ, paper)}
    assert may == {"secretary", "signer", "staff"}
    for stranger in (*case.reviewers, make.staff(make.province()), make.administrator(make.province())):
        assert not allowed(stranger, Permission.PAPER_READ, paper)


@pytest.mark.parametrize(
    ("kind", "drawn_by", "signed_by"),
    [
        (DECISION, {"secretary", "signer"}, {"secretary", "signer"}),
        (PaperKind.RECEIPT, {"secretary", "staff"}, {"secretary", "staff"}),
        (PaperKind.QUARTERLY, {"secretary", "staff"}, {"secretary", "staff", "signer"}),
    ],
)
def test_who_draws_a_paper_up_and_who_signs_it(case, kind, drawn_by, signed_by):
    subject, people = Subject(kind, "", "", case.campaign.unit), ("secretary", "signer", "staff", "lead")
    for permission, wanted in ((Permission.PAPER_DRAW, drawn_by), (Permission.PAPER_SIGN, signed_by)):
        assert {name for name in people if allowed(getattr(case, name), permission, subject)} == wanted


def test_who_leads_the_unit_of_a_council_does_not_sign_for_the_council(case, make):
    subject = Subject(DECISION, "", "", case.campaign.unit)
    for permission in (Permission.PAPER_DRAW, Permission.PAPER_SIGN):
        assert not allowed(make.lead(case.campaign.unit), permission, subject)


def test_a_file_goes_out_once_it_is_decided_and_by_nobody_who_is_tied(case, make):
    waiting = make.case(state=NominationState.VERIFIED, campaign=case.campaign)
    people = ("staff", "secretary", "signer", "lead")
    may = [
        name for name in people if allowed(getattr(case, name), Permission.DOSSIER_EXPORT, case.nomination)
    ]
    assert may == ["staff"]
    assert not allowed(case.staff, Permission.DOSSIER_EXPORT, waiting.nomination)
    make.member(case.unit, user=case.staff)
    assert not allowed(case.staff, Permission.DOSSIER_EXPORT, case.nomination)


def test_what_a_unit_issues_its_lead_alone_signs(case):
    subject = Subject(PaperKind.SLIP, "", "", case.unit)
    people = ("lead", "member", "secretary", "signer", "staff")
    for permission, wanted in (
        (Permission.PAPER_DRAW, ["lead", "member"]),
        (Permission.PAPER_SIGN, ["lead"]),
    ):
        assert [name for name in people if allowed(getattr(case, name), permission, subject)] == wanted


@pytest.mark.slow
def test_the_pdf_carries_its_letters_and_its_text(case):
    paper = signed(case)

    content = pdf_of(paper.drawn, title="Quyết định", name=paper.code)

    with pypdfium2.PdfDocument(content) as document:
        page = document[0]
        text = page.get_textpage().get_text_bounded()
        letters = [raw.FPDFTextObj_GetFont(one.raw) for one in page.get_objects([raw.FPDF_PAGEOBJ_TEXT])]
        assert all(raw.FPDFFont_GetIsEmbedded(one) for one in letters)
        assert raw.FPDFCatalog_IsTagged(document.raw)
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text
    assert "công nhận mô hình “Dân vận khéo” cấp" in text


def _bring(actor, text, seen=None):
    document = Document()
    for line in (text, "{{du_thao}} {{so_van_ban}} {{ngay_thang}} {{ma_kiem_tra}}"):
        document.add_paragraph(line)
    body = io.BytesIO()
    document.save(body)
    content = templating.check_template(DECISION, Upload(body, "mau.docx"))
    return templating.bring_template(
        actor, DECISION, Letterhead.PARTY, content=content, file_name="mau.docx", seen=seen
    )


def test_a_template_of_staff_holds_until_the_shipped_one_does_again(case, make):
    staff, paper = make.staff(make.province()), drawn(case)

    _bring(staff, "Mẫu riêng của tỉnh {{ten_dot}}")
    own = told_by(write(case.secretary, paper, PLACE.public).content)
    with pytest.raises(StaleVersion):
        _bring(staff, "Mẫu khác", seen=0)
    templating.use_shipped(staff, DECISION, Letterhead.PARTY)
    again = told_by(write(case.secretary, paper, PLACE.public).content)

    assert f"Mẫu riêng của tỉnh {case.campaign.title}" in own
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in again
    assert [one.number for one in queries.list_versions(DECISION, Letterhead.PARTY)] == [2, 1]
    with pytest.raises(PermissionDenied):
        templating.use_shipped(case.member, DECISION, Letterhead.PARTY)


def test_a_template_with_a_strange_mark_is_not_kept(case, make):
    with pytest.raises(InvalidInput, match="mat_khau"):
        _bring(make.staff(make.province()), "{{mat_khau}}")

    assert db.session.scalar(select(func.count()).select_from(TemplateVersion)) == 0
    assert "template.brought" not in set(db.session.scalars(select(AuditEvent.action)))


def test_a_certificate_is_for_what_holds(case):
    recognition = db.session.scalars(select(Recognition)).one()
    subject = KINDS[PaperKind.CERTIFICATE].find(case.secretary, recognition.reference)
    paper = drawing.draw_paper(case.secretary, subject, WORDING)
    drawing.sign_paper(case.secretary, paper, number="01-GCN/ĐU", dated=today(), place=PLACE)
    assert case.nomination.decision.number in told_by(paper.drawn)
    assert verify(paper).standing is Standing.HOLDS

    recognising.end_recognition(case.staff, recognition, "lapse", reason="Mô hình đã dừng")

    assert verify(paper).standing is Standing.HOLDS_NO_MORE
    again = drawing.draw_paper(case.secretary, subject, WORDING)
    with pytest.raises(InvalidTransition, match="không còn hiệu lực"):
        drawing.sign_paper(case.secretary, again, number="02-GCN/ĐU", dated=today(), place=PLACE)


def notice_of(case, make, kind=PaperKind.CONTRIBUTIONS):
    exemplar = make.exemplar(unit=case.exemplar.lead_unit)
    subject = KINDS[kind].find(case.lead, exemplar.reference)
    return drawing.draw_paper(case.lead, subject, drawing.Wording(Letterhead.STATE, {"ky_hieu": "/TB-HPN"}))


def sign_notice(case, paper, number, dated=None):
    drawing.sign_paper(case.lead, paper, number=number, dated=dated or today(), place=PLACE)


def test_a_number_is_given_once_a_year_by_an_issuer_to_papers_of_a_kind(case, make):
    first, again, third = (notice_of(case, make) for _number in range(3))
    day = today().replace(month=3, day=2)
    sign_notice(case, first, "07/TB-HPN", day)

    # The same number in another writing, and without the symbol that the paper bears anyway.
    for number in ("07/TB-HPN", "7 / tb-hpn", "7"):
        with pytest.raises(InvalidInput, match=first.code) as refused:
            sign_notice(case, again, number, day.replace(month=1))
        assert refused.value.field == "number"
    assert (again.state, again.number) == (PaperState.DRAFT, "")

    sign_notice(case, again, "07/TB-HPN", day.replace(year=day.year - 1))
    sign_notice(case, third, "70/TB-HPN", day)
    assert (again.state, third.state) == (PaperState.SIGNED, PaperState.SIGNED)


def test_what_puts_a_withdrawn_paper_right_bears_its_number(case, make):
    first, again = notice_of(case, make), notice_of(case, make)
    sign_notice(case, first, "07/TB-HPN")
    drawing.withdraw_paper(case.lead, first, reason="Sai tên đơn vị", path=PLACE.own)

    sign_notice(case, again, "07/TB-HPN")

    assert again.number == "07/TB-HPN"


def test_other_issuers_and_other_kinds_count_for_themselves(case, make):
    sign_notice(case, notice_of(case, make), "07/TB-HPN")
    elsewhere = make.case(state=NominationState.RECOGNISED)
    other, slip = notice_of(elsewhere, make), notice_of(case, make, PaperKind.SLIP)

    sign_notice(elsewhere, other, "07/TB-HPN")
    sign_notice(case, slip, "07/TB-HPN")

    assert (other.state, slip.state) == (PaperState.SIGNED, PaperState.SIGNED)


def test_a_notice_hangs_for_thirty_days_and_its_unit_is_told_once(case):
    subject = KINDS[PaperKind.CONTRIBUTIONS].find(case.lead, case.exemplar.reference)
    paper = drawing.draw_paper(case.member, subject, WORDING)
    with pytest.raises(PermissionDenied):
        drawing.sign_paper(case.member, paper, number="05/TB-HPN", dated=today(), place=PLACE)
    posted = today() - timedelta(days=30)

    drawing.sign_paper(case.lead, paper, number="05/TB-HPN", dated=posted, place=PLACE)

    assert paper.posted_until == posted + timedelta(days=29)
    assert (posting.tell_over(), posting.tell_over()) == (1, 0)
    told = db.session.scalars(select(Message).where(Message.kind == "paper.over"))
    assert {one.to_id for one in told} == {case.member.id, case.lead.id}
