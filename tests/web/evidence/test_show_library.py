"""The gallery of a model."""

from registry.catalogue.states import Visibility
from registry.core.db import db
from registry.jobs import worker


def _address(exemplar):
    return f"/mo-hinh/{exemplar.reference}/thu-vien"


def _with_files(make, **values):
    exemplar = make.exemplar(**values)
    make.evidence(exemplar, visibility=Visibility.PUBLIC, caption="Ảnh cho mọi người")
    make.evidence(
        exemplar, visibility=Visibility.COUNCIL, caption="Biên bản cho Hội đồng", content=make.pdf(pages=3)
    )
    make.evidence(exemplar, visibility=Visibility.INTERNAL, caption="Ảnh của riêng đơn vị")
    return exemplar


def test_everybody_sees_the_public_files_of_a_public_model(make, client):
    text = client.get(_address(make.published(_with_files(make)))).text

    assert "Ảnh cho mọi người" in text
    assert "Biên bản cho Hội đồng" not in text
    assert "Ảnh của riêng đơn vị" not in text


def test_the_unit_sees_everything_and_the_way_to_change_it(make, client):
    exemplar = _with_files(make)
    client.sign_in(make.member(exemplar.lead_unit))

    text = client.get(_address(exemplar)).text

    for words in ("Ảnh cho mọi người", "Biên bản cho Hội đồng", "3 trang", "Ảnh của riêng đơn vị", "Nội bộ"):
        assert words in text
    assert f"/mo-hinh/{exemplar.reference}/minh-chung" in text


def test_staff_sees_what_is_for_the_council_once_it_was_put_forward(make, client):
    province = make.province()
    exemplar = _with_files(make, unit=make.unit(parent=province))
    case = make.case(exemplar_of=exemplar, unit=exemplar.lead_unit, campaign=make.campaign(province))
    case.sign()
    client.sign_in(case.staff)

    text = client.get(_address(exemplar)).text

    assert "Biên bản cho Hội đồng" in text
    assert "Ảnh của riêng đơn vị" not in text


def test_a_model_that_one_may_not_see_has_no_gallery(make, client):
    assert client.get(_address(_with_files(make))).status_code == 404


def test_a_gallery_without_files_says_so(make, client):
    assert "Chưa có ảnh hoặc tài liệu để xem" in client.get(_address(make.exemplar(public=True))).text


def test_u15_a_damaged_file_does_not_break_the_gallery(make, client, app):
    exemplar = make.exemplar()
    item = make.evidence(exemplar, visibility=Visibility.PUBLIC)
    make.published(exemplar)
    digest = item.digest
    (app.extensions["registry.storage"].folder / digest[:2] / digest[2:4] / digest).unlink()

    answer = client.get(_address(exemplar))

    assert answer.status_code == 200
    assert "Tệp hỏng, đã báo" in answer.text
    worker.run_due()
    db.session.expire_all()
    assert item.file.damaged_at is not None
