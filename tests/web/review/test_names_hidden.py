"""Nobody of the unit, and no other reviewer, ever reads who scores: not in any page, not in any state."""

import pytest

from registry.review.states import NominationState as N

REVIEWERS = ("Đào Thị Người Chấm Một", "Quách Văn Người Chấm Hai")


@pytest.fixture
def case(make):
    case = make.case(state=N.VERIFIED, reviewers=0)
    case.reviewers = [make.reviewer(case.campaign.unit, name=name) for name in REVIEWERS]
    case.assign()
    return case


def pages_of(case):
    nomination, exemplar = case.nomination.reference, case.exemplar.reference
    return [
        f"/de-cu/{nomination}", f"/de-cu/{nomination}/ho-so", f"/de-cu/{nomination}/da-ky",
        f"/de-cu/{nomination}/ket-qua", f"/mo-hinh/{exemplar}", f"/mo-hinh/{exemplar}/lich-su",
        f"/mo-hinh/{exemplar}/de-cu", "/viec-can-lam",
    ]  # fmt: skip


def assert_hidden(client, case, *words):
    for path in pages_of(case):
        answer = client.get(path)
        hidden = [*REVIEWERS, *(one.username for one in case.reviewers), *words]
        found = [word for word in hidden if word in answer.text or word in str(answer.headers)]
        assert found == [], path


@pytest.mark.parametrize("who", ["member", "lead"])
@pytest.mark.parametrize("step", ["assigned", "scored", "decided"])
def test_the_unit_never_reads_who_scores(case, client, who, step):
    if step != "assigned":
        case.score(case.assignments[0], 91, "Nhận xét kín của ủy viên")
        case.score(case.assignments[1], 80)
    if step == "decided":
        case.decide()
    client.sign_in(getattr(case, who))

    assert client.get(f"/de-cu/{case.nomination.reference}").status_code == 200
    assert_hidden(client, case, "Nhận xét kín của ủy viên", "Số liệu khớp minh chứng")


def test_the_unit_cannot_tell_how_many_have_scored(make, case, client):
    client.sign_in(case.member)
    page = f"/de-cu/{case.nomination.reference}"
    before = client.get(page).text
    case.score(case.assignments[0], 91)

    def masked(text):
        return [line for line in text.splitlines() if "csrf" not in line and 'name="once"' not in line]

    assert masked(client.get(page).text) == masked(before)


def test_a_reviewer_never_reads_the_name_of_another(case, client):
    first, second = case.assignments
    case.score(first, 91)
    case.score(second, 80)
    client.sign_in(first.reviewer)

    for path in ("/cham-diem", f"/cham-diem/{first.reference}", "/viec-can-lam"):
        assert second.reviewer.name not in client.get(path).text, path
