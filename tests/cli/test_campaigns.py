"""`registry campaigns`: halting, what was kept, what differs, putting back."""

from registry.campaigns.halts import find_halt
from registry.core.db import db
from registry.core.transaction import transaction
from registry.review.snapshots import list_snapshots
from registry.review.states import NominationState


def scored(make):
    case = make.case(state=NominationState.VERIFIED)
    case.assign()
    case.score_all(85, 91)
    return case


def test_b17_the_operator_halts_compares_and_puts_ballots_back(make, run):
    case = scored(make)
    code, ballot = case.campaign.reference, case.assignments[0]
    assert run("campaigns", "snapshot", code).stdout.startswith("1\t1 nominations\t2 ballots\t")
    with transaction():
        ballot.marks[0].points, ballot.total = 1, 1
    told = run("campaigns", "compare", code, "--snapshot", "1")
    assert ballot.reference in told.stdout
    assert "Points for a criterion" in told.stdout

    refused = run("campaigns", "restore", code, "--snapshot", "1", "--reason", "Biên bản số 3")
    assert refused.exit_code == 1
    assert "Halt the campaign first" in refused.stderr
    assert run("campaigns", "halt", code, "--reason", "Nghi sửa điểm").stdout == f"{code} is halted\n"
    done = run("campaigns", "restore", code, "--snapshot", "1", "--reason", "Biên bản số 3")
    assert (done.exit_code, done.stdout) == (0, f"{ballot.reference}\tput back\n")
    assert run("campaigns", "compare", code, "--snapshot", "1").stdout == ""
    assert run("campaigns", "lift", code, "--reason", "Đã khôi phục").exit_code == 0

    db.session.expire_all()
    assert ballot.total == 85
    assert find_halt(case.campaign) is None
    assert [one.occasion for one in list_snapshots(case.campaign)] == ["before_restore", "by_hand"]
    listed = run("campaigns", "snapshots", code).stdout.splitlines()
    assert [line.split("\t")[2] for line in listed] == ["before_restore", "by_hand"]


def test_what_cannot_be_meant_is_one_line(make, run):
    code = scored(make).campaign.reference
    for arguments, told in (
        (("halt", "DX-0", "--reason", "x"), "no campaign has the reference DX-0"),
        (("compare", code), "give --stage or --snapshot"),
        (("compare", code, "--stage", "3"), "no snapshot was made at the end of stage 3"),
        (("restore", code, "--snapshot", "9", "--reason", "x"), "There is no such snapshot"),
        (("lift", code, "--reason", "x"), "The campaign is not halted"),
        (("halt", code, "--reason", " "), "reason: "),
    ):
        done = run("campaigns", *arguments)
        assert done.exit_code != 0, arguments
        assert told in done.stderr
        assert "Traceback" not in done.output
