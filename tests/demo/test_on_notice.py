"""The campaign that is on notice when the demonstration is loaded agrees with the other files."""

from tests.demo.test_data import EXEMPLARS, NOMINATIONS, PEOPLE, RUBRICS, read


def test_what_is_on_notice_is_told_by_people_there_are_and_one_signer_is_left_for_an_appeal():
    told = read("notice")
    [campaign] = told["campaigns"]
    maximum = {c["id"]: c["max_points"] for c in RUBRICS[campaign["rubric"]]["criteria"]}
    taken = {n["exemplar"] for n in NOMINATIONS}
    for n in told["nominations"]:
        assert n["exemplar"] in EXEMPLARS.keys() - taken
        assert EXEMPLARS[n["exemplar"]]["registered_by"] == n["created_by"]
        for score in n["scores"]:
            assert score["marks"].keys() == maximum.keys()
            assert all(0 <= points <= maximum[key] for key, points in score["marks"].items())
            assert n["verified_on"] <= score["submitted_on"] < 0
    stages = {stage["kind"]: stage for stage in campaign["stages"]}
    assert stages["scoring"]["closes_on"] < stages["public_notice"]["opens_on"] < 0
    assert stages["public_notice"]["closes_on"] > 0
    [objection] = told["objections"]
    assert stages["public_notice"]["opens_on"] < objection["filed_on"] < 0
    decided = {n["decision"]["signed_by"] for n in told["nominations"] if n["decision"]}
    signers = {p["username"] for p in PEOPLE.values() if "signer" in {g["role"] for g in p["grants"]}}
    assert decided < signers
