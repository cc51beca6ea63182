"""The files a mark rests on: chosen on the ballot, kept, and told to whoever reads the ballots."""

import pytest

from registry.evidence.queries import list_items
from tests.make.browser_client import form_of
from tests.web.review.desk import Desk


@pytest.fixture
def desk(make, client):
    return Desk(make, client)


def test_chosen_files_stay_chosen_and_are_told_to_the_signer(desk):
    (item,) = list_items(desk.case.nomination.exemplar_version)
    answer = desk.client.send_form(desk.path, **FULL, grounds_1=item.reference)
    assert answer.status_code == 303
    fields, _action = form_of(desk.client.get(desk.path).text, "phieu")
    assert (fields["grounds_1"], "grounds_2" in fields) == (item.reference, False)

    desk.client.send_form(f"{desk.path}/nop")
    assert item.caption in _after(desk.client.get(desk.path).text, 'class="ref"')
    desk.case.score(desk.case.assignments[1], 80)
    page = desk.as_(desk.case.signer).get(f"/de-cu/{desk.case.nomination.reference}/quyet-dinh").text
    assert item.caption in _after(page, "said__file")


def test_a_file_of_another_dossier_is_refused_beside_the_files(desk, make):
    other = make.case().exemplar.latest
    (foreign,) = list_items(other)
    answer = desk.client.send_form(desk.path, **FULL, grounds_2=foreign.reference)
    assert answer.status_code == 422
    assert 'id="grounds_2-e"' in answer.text
    assert "Hãy chọn trong các tệp của hồ sơ này" in answer.text


def _after(page, mark):
    return page.partition(mark)[2][:1500]


FULL = {
    "level_1": "3", "points_1": "55", "comment_1": "Có nguồn độc lập",
    "level_2": "2", "points_2": "30", "comment_2": "",
}  # fmt: skip
