"""What cannot be divided into a table, for other programs: the overview, by its own definitions."""

import pytest

from registry.catalogue.queries import list_fields
from registry.reports.figures.days import spreads_of
from registry.reports.figures.overdue import list_late
from registry.reports.figures.present import blanks_of, freshness_of
from registry.reports.scope import Period, Scope
from registry.reports.service.booking import catch_up
from registry.reports.states import WHOLE
from registry.review.states import NominationState

PATH = "/api/v1/figures/standing"


@pytest.fixture
def case(make):
    case = make.case(state=NominationState.RECOGNISED)
    catch_up()
    return case


def test_it_tells_what_the_overview_tells(client, case):
    client.sign_in(case.staff)
    told = client.get(f"{PATH}?unit={case.campaign.unit.code}").json
    day = Period.of_year(int(told["last_day"][:4]))
    scope = Scope(case.staff, day, case.campaign.unit)
    spreads = spreads_of(scope)
    assert told["days"]["whole"]["median"] == spreads.pop(WHOLE).median
    assert {one["stage"]: one["count"] for one in told["days"]["stages"]} == {
        str(part): one.count for part, one in spreads.items()
    }
    fresh = freshness_of(scope)
    assert [told["fresh"][name] for name in ("running", "evidence", "results")] == [
        fresh.running, fresh.evidence, fresh.results,
    ]  # fmt: skip
    codes = {one.id: one.code for one in list_fields()}
    places, blanks = blanks_of(scope, codes)
    assert told["coverage"]["places"] == places
    assert [one["unit"] for one in told["coverage"]["blanks"]] == [one.place.code for one in blanks]
    late = [(one["what"], one["count"], one["days"]) for one in told["overdue"]["rows"]]
    assert late == [(one.what.value, one.count, one.days) for one in list_late(scope)]
    assert all(told[part]["note"] for part in ("overdue", "days", "coverage", "fresh"))


def test_only_what_was_asked_for_is_told(client, case):
    client.sign_in(case.staff)
    told = client.get(f"{PATH}?part=fresh&period=2025-q1").json
    assert (told["first_day"], told["last_day"]) == ("2025-01-01", "2025-03-31")
    assert [told[part] is None for part in ("overdue", "days", "coverage", "fresh")] == [True] * 3 + [False]
    assert client.get(f"{PATH}?part=x").status_code == 422
    assert client.get(f"{PATH}?unit=khong-co").status_code == 404


def test_whoever_reads_no_figures_gets_none(client, case):
    assert client.get(PATH).status_code == 401
    client.sign_in(case.member)
    assert client.get(PATH).status_code == 403
