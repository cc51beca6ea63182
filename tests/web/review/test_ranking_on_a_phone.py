"""The ranking on a phone: every figure says what it is; the weighty ones stand there before a touch."""

import re

import pytest

from registry.review.states import NominationState as N


@pytest.fixture
def page(make, client):
    case = make.case(state=N.VERIFIED)
    case.assign()
    case.score_all(92, 72)
    client.sign_in(case.secretary)
    return client.get(f"/dot-xet/{case.campaign.reference}/xep-hang").text


def test_every_cell_of_the_ballots_is_labelled(page):
    table = page.split('class="tbl matrix"')[1].split("</table>")[0]
    cells = re.findall(r"<td[^>]*>", table)
    labels = [re.search(r'data-l="([^"]+)"', cell) for cell in cells]

    assert len(cells) == 3 * 4
    assert all(labels)
    assert [one.group(1) for one in labels[-4:]][2:] == ["Điểm trung bình", "Tối đa"]
    assert len({one.group(1) for one in labels}) == 4


def test_spread_lowest_criterion_and_suggestion_are_told_before_anything_is_opened(page):
    row = page.split('class="rank__more')[1]
    before = row.split("<details")[0]

    for told in ("lệch 20", "Tiêu chí thấp nhất", "Gợi ý"):
        assert told in before
