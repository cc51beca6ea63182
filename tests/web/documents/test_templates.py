"""Templates at their page: another version is brought, and the one that came along holds again."""

import io

from registry.documents import queries
from registry.documents.drafting import shipped
from registry.documents.states import Letterhead, PaperKind

PAGE = "/mau-van-ban/quyet-dinh-cong-nhan/party"


def brought(client):
    """Staff brings a template of its own."""
    content = io.BytesIO(shipped(PaperKind.DECISION, Letterhead.PARTY))
    return client.send_form(PAGE, button=("act", "use"), file=(content, "mẫu.docx"), note="Chữ to hơn")


def test_one_goes_back_to_the_template_that_came_along(make, client):
    client.sign_in(make.staff(make.province()))
    assert brought(client).status_code == 303
    assert queries.current_version(PaperKind.DECISION, Letterhead.PARTY) is not None

    back = client.send_form(PAGE, form_id=f"{PAGE}/mau-goc")

    assert back.location == PAGE, back.status_code
    assert queries.current_version(PaperKind.DECISION, Letterhead.PARTY) is None
    assert "Quay lại mẫu gốc của hệ thống" in client.get(PAGE).text


def test_who_saw_an_earlier_version_is_told_so(make, client):
    client.sign_in(make.staff(make.province()))
    assert brought(client).status_code == 303

    late = client.send_form(PAGE, form_id=f"{PAGE}/mau-goc", version="0")

    assert late.status_code == 409
    assert "Có người khác vừa thay mẫu này" in late.text
    assert queries.current_version(PaperKind.DECISION, Letterhead.PARTY) is not None
