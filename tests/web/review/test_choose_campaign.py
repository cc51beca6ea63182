"""Choosing the campaign in which a model is put forward."""

import pytest


@pytest.mark.parametrize(("campaigns", "chosen"), [(1, 1), (2, 0)])
def test_the_only_campaign_there_is_is_chosen_already(make, client, campaigns, chosen):
    first = make.campaign()
    unit = make.unit(parent=first.unit)
    for _ in range(campaigns - 1):
        make.campaign(unit=first.unit)
    exemplar = make.exemplar(unit=unit, state="draft")
    client.sign_in(make.member(unit))

    page = client.get(f"/mo-hinh/{exemplar.reference}/de-cu").text

    options = [line for line in page.split("<input") if 'name="campaign"' in line.partition(">")[0]]
    assert len(options) == campaigns
    assert sum(" checked" in line.partition(">")[0] for line in options) == chosen
