"""The file of a nomination as a bag: every byte is in its manifest, and only its keepers take it."""

import hashlib
import io
import json
import zipfile
from datetime import date, timedelta

import pytest

from registry.core.clock import today
from registry.core.errors import PermissionDenied
from registry.core.transaction import transaction
from registry.documents.bags import text_part, write_bag
from registry.documents.contents import KINDS
from registry.documents.retention import archived_by
from registry.documents.service import drawing
from registry.documents.service.exporting import write_dossier
from registry.documents.states import Letterhead, PaperKind
from registry.review.service import minuting
from registry.review.states import NominationState, VoteManner
from registry.units.models import UnitName
from tests.make.sessions import sitting as sitting_of


def checked(body):
    """The members of a bag, after everything RFC 8493 asks of it was checked."""
    with zipfile.ZipFile(body) as bag:
        assert bag.testzip() is None
        held = {name.partition("/")[2]: bag.read(name) for name in bag.namelist()}
        assert len({name.partition("/")[0] for name in bag.namelist()}) == 1
    assert held["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    for manifest, is_one in (("manifest-sha256.txt", True), ("tagmanifest-sha256.txt", False)):
        listed = dict(reversed(line.split("  ", 1)) for line in held[manifest].decode().splitlines())
        wanted = {name for name in held if name.startswith("data/") is is_one} - {"tagmanifest-sha256.txt"}
        assert set(listed) == wanted
        assert all(hashlib.sha256(held[name]).hexdigest() == digest for name, digest in listed.items())
    data = [content for name, content in held.items() if name.startswith("data/")]
    assert f"Payload-Oxum: {sum(map(len, data))}.{len(data)}" in held["bag-info.txt"].decode()
    return held


def test_a_bag_is_whole_whatever_its_files_are_called():
    body = io.BytesIO()

    write_bag(
        body, "HS-1", [text_part("a.txt", "Dân"), text_part("minh-chung/ảnh.txt", "")], {"Name": "x\ny"}
    )

    assert "Name: x y" in checked(body)["bag-info.txt"].decode()


def test_the_file_of_a_decided_nomination_goes_out_and_that_is_noted(make, app):
    case = make.case(state=NominationState.RECOGNISED)
    storage, body = app.extensions["registry.storage"], io.BytesIO()

    for person in (case.member, case.reviewers[0], case.secretary, make.staff(make.province())):
        with pytest.raises(PermissionDenied):
            write_dossier(person, case.nomination, storage=storage, into=body)
    assert body.getvalue() == b""
    write_dossier(case.staff, case.nomination, storage=storage, into=body)

    held = checked(body)
    told = json.loads(held["data/ho-so.json"])
    assert told["contents"]["title"] == case.nomination.exemplar_version.title
    assert json.loads(held["data/quyet-dinh.json"])[0]["number"] == case.nomination.decision.number
    assert "nomination.recognise" in held["data/nhat-ky.jsonl"].decode()
    # The builders give rows without bytes: what cannot be opened is told, not left out in silence.
    assert json.loads(held["data/thieu.json"])[0]["name"] == "hop-thon.jpg"
    assert "Retention-Years: 20" in held["bag-info.txt"].decode()


def test_the_file_names_unit_and_issuer_as_they_were_called_then(make, app):
    case = make.case(state=NominationState.RECOGNISED)
    unit, before = case.campaign.unit, case.campaign.unit.name
    subject = KINDS[PaperKind.DECISION].find(case.secretary, case.campaign.reference)
    wording = drawing.Wording(Letterhead.PARTY, {"ten_co_quan": "Ban Dân vận thời ấy"})
    paper, number = drawing.draw_paper(case.secretary, subject, wording), case.nomination.decision.paper_id
    drawing.sign_paper(case.secretary, paper, number=str(number), dated=None, place=drawing.Place("/x", "/x"))
    with transaction():
        unit.names.append(UnitName(name="Tên từ hôm nay", name_key="", valid_from=today()))
        case.nomination.decision.decided_on = today() - timedelta(days=1)
    body = io.BytesIO()

    write_dossier(case.staff, case.nomination, storage=app.extensions["registry.storage"], into=body)

    held = checked(body)
    assert unit.name == "Tên từ hôm nay"
    assert f"Source-Organization: {before}\n" in held["bag-info.txt"].decode()
    assert json.loads(held["data/quyet-dinh.json"])[0]["issuer"] == "Ban Dân vận thời ấy"


def test_a_leap_day_is_archived_within_a_year():
    assert archived_by(date(2028, 2, 29)).isoformat() == "2029-02-28"


def decided(make, manner, text="Biên bản họp Hội đồng."):
    """A nomination the council voted on, with closed minutes, and recognised; and the session."""
    sitting = sitting_of(make, cases=2, manner=manner)
    sitting.open()
    for item in sitting.session.items:
        sitting.vote(9, 1, item)
    sitting.lock()
    minuting.close_session(sitting.secretary, sitting.session, text=text)
    sitting.case.decide()
    return sitting


def taken(make, app, sitting, person=None):
    body = io.BytesIO()
    person = person or make.staff(sitting.case.campaign.unit)
    write_dossier(person, sitting.case.nomination, storage=app.extensions["registry.storage"], into=body)
    return checked(body)


def test_ballots_votes_and_minutes_of_the_nomination_are_in_it(make, app):
    sitting = decided(make, VoteManner.OPEN)
    session, folder = sitting.session, f"data/hoi-dong/{sitting.session.reference}"

    held = taken(make, app, sitting)

    ballots, vote = json.loads(held["data/phieu-cham.json"]), json.loads(held[f"{folder}/bieu-quyet.json"])
    assert [one["number"] for one in ballots] == [1, 2]
    assert {one["total"] for one in ballots} == {"85", "91"}
    assert [one["reviewer"] for one in ballots] == ["UV1", "UV2"]
    assert (vote["agree"], vote["disagree"], vote["carried"]) == (9, 1, True)
    assert (vote["votes"][9]["member"], vote["votes"][9]["choice"]) == (sitting.members[9].name, "disagree")
    assert hashlib.sha256(held[f"{folder}/bien-ban.txt"]).hexdigest() == session.minutes_digest
    assert "data/thieu.json" not in held or "hoi-dong" not in held["data/thieu.json"].decode()


def test_of_a_secret_vote_nothing_but_numbers_goes_out(make, app):
    sitting = decided(make, VoteManner.SECRET)

    held = taken(make, app, sitting)

    vote = json.loads(held[f"data/hoi-dong/{sitting.session.reference}/bieu-quyet.json"])
    assert (vote["manner"], vote["agree"], vote["disagree"]) == ("secret", 9, 1)
    assert "votes" not in vote
    everything = "".join(content.decode(errors="replace") for content in held.values())
    people = [*sitting.members, *(one.reviewer for one in sitting.case.assignments)]
    assert [one.name for one in people if one.name in everything or one.username in everything] == []


def test_signed_minutes_go_along_and_not_to_whoever_is_tied_to_the_agenda(make, app):
    sitting = decided(make, VoteManner.OPEN)
    subject = KINDS[PaperKind.MINUTES].find(sitting.secretary, sitting.session.reference)
    paper = drawing.draw_paper(sitting.secretary, subject, drawing.Wording(Letterhead.PARTY, {}))
    place = drawing.Place("https://dvk.example/xac-minh/X", "/van-ban/X")
    drawing.sign_paper(sitting.secretary, paper, number="", dated=today(), place=place)
    free, tied = (make.staff(sitting.case.campaign.unit) for _one in range(2))
    make.member(sitting.cases[1].unit, user=tied)

    open_to, closed_to = taken(make, app, sitting, free), taken(make, app, sitting, tied)

    name = f"data/van-ban/bien-ban-hoi-dong-{paper.code}.docx"
    text = f"data/hoi-dong/{sitting.session.reference}/bien-ban.txt"
    assert open_to[name] == paper.drawn
    assert text in open_to
    assert not {name, text} & set(closed_to)
    assert sitting.session.reference in closed_to["data/thieu.json"].decode()
    assert f"data/hoi-dong/{sitting.session.reference}/bieu-quyet.json" in closed_to


@pytest.mark.filterwarnings("ignore:pkg_resources is deprecated")
def test_a_program_that_knows_bags_finds_it_valid(make, app, tmp_path):
    import bagit  # noqa: PLC0415 -- it warns of an import of its own

    sitting, body = decided(make, VoteManner.SECRET), io.BytesIO()
    staff = make.staff(sitting.case.campaign.unit)
    write_dossier(staff, sitting.case.nomination, storage=app.extensions["registry.storage"], into=body)

    with zipfile.ZipFile(body) as packed:
        packed.extractall(tmp_path)

    bag = bagit.Bag(str(tmp_path / sitting.case.nomination.reference))
    assert bag.validate()
    assert "data/phieu-cham.json" in bag.payload_entries()
