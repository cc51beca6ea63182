"""Results tied to places in the evidence: what may be said, who learns of it, what a new version keeps."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.catalogue.rows import ResultRow, result_rows
from registry.catalogue.service.editing import begin_new_version
from registry.catalogue.states import Visibility
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, NotFound, PermissionDenied
from registry.evidence import claims
from registry.evidence.claims import ClaimLink, Place, PlaceKind
from registry.review.queries.wording import wording_of

BOX = {"x": Decimal(10), "y": Decimal("12.5"), "w": Decimal(40), "h": Decimal(30)}


@pytest.fixture
def key(exemplar):
    return exemplar.latest.results[0].key


def _count():
    return db.session.scalar(select(func.count()).select_from(ClaimLink))


def test_a_part_of_a_photo_shows_a_result(make, exemplar, member, key):
    item = make.evidence(exemplar)

    link = claims.link_claim(member, item, key, Place(PlaceKind.REGION, **BOX, note=" Cột mốc "))

    db.session.expire_all()
    assert claims.links_of(exemplar.latest) == {key: [link]}
    assert (link.kind, link.x, link.y, link.w, link.h) == (PlaceKind.REGION, *BOX.values())
    assert (link.page, link.note, link.added_by_id) == (None, "Cột mốc", member.id)
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert (event.action, event.subject_ref) == ("evidence.linked", item.reference)


def test_several_places_show_one_result_and_the_same_place_once(make, exemplar, member, key):
    paper = make.evidence(exemplar, content=make.pdf(pages=3), file_name="bien-ban.pdf")

    for page in (1, 3, 3):
        claims.link_claim(member, paper, key, Place(PlaceKind.PAGE, page=page))
    claims.link_claim(member, paper, key, Place(PlaceKind.ROW, page=2, row=14))

    kept = claims.links_of(exemplar.latest)[key]
    assert [(link.kind.value, link.page, link.row) for link in kept] == [
        ("page", 1, None), ("page", 3, None), ("row", 2, 14),
    ]  # fmt: skip


WRONG = {
    "no page": (Place(PlaceKind.PAGE), "page"),
    "page 0": (Place(PlaceKind.PAGE, page=0), "page"),
    "page beyond": (Place(PlaceKind.PAGE, page=4), "page"),
    "no row": (Place(PlaceKind.ROW), "row"),
    "row beyond": (Place(PlaceKind.ROW, row=10**25), "row"),
    "a box of no page": (Place(PlaceKind.REGION, **BOX), "page"),
    "a box beyond": (Place(PlaceKind.REGION, page=1, **{**BOX, "w": Decimal(91)}), "w"),
    "a box of nothing": (Place(PlaceKind.REGION, page=1, **{**BOX, "h": Decimal(0)}), "h"),
    "a box outside": (Place(PlaceKind.REGION, page=1, **{**BOX, "x": Decimal(-1)}), "x"),
    "half a box": (Place(PlaceKind.REGION, page=1, x=Decimal(1), y=Decimal(1), w=Decimal(5)), "h"),
    "a time": (Place(PlaceKind.TIME, seconds_from=3), "kind"),
    "a long note": (Place(note="x" * 301), "note"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_place_that_is_not_there_is_refused(make, exemplar, member, key, name):
    place, field = WRONG[name]
    paper = make.evidence(exemplar, content=make.pdf(pages=3), file_name="bien-ban.pdf")

    with pytest.raises(InvalidInput) as refusal:
        claims.link_claim(member, paper, key, place)

    assert (refusal.value.field, _count()) == (field, 0)


def test_a_time_behind_the_end_is_refused_with_the_length(make, exemplar, member, key):
    film = make.evidence(exemplar, content=make.mp4(seconds=5), file_name="hop-thon.mp4")

    with pytest.raises(InvalidInput, match=r"0:05") as refusal:
        claims.link_claim(member, film, key, Place(PlaceKind.TIME, seconds_from=120))

    assert (refusal.value.field, _count()) == ("seconds_from", 0)


def test_a_result_of_another_model_is_refused(make, exemplar, member):
    item, other = make.evidence(exemplar), make.exemplar()

    with pytest.raises(InvalidInput) as refusal:
        claims.link_claim(member, item, other.latest.results[0].key)

    assert (refusal.value.field, _count()) == ("result", 0)


def test_a_stranger_links_and_unlinks_nothing(make, exemplar, member, key):
    item = make.evidence(exemplar, visibility=Visibility.PUBLIC)
    link = claims.link_claim(member, item, key)
    stranger = make.member(make.unit())

    with pytest.raises((PermissionDenied, NotFound)):
        claims.link_claim(stranger, item, exemplar.latest.results[1].key)
    with pytest.raises((PermissionDenied, NotFound)):
        claims.unlink_claim(stranger, link)

    assert _count() == 1


def test_what_was_submitted_keeps_its_links(make, exemplar, member, key):
    item = make.evidence(exemplar)
    link = claims.link_claim(member, item, key)
    make.frozen(exemplar)

    with pytest.raises(InvalidTransition):
        claims.link_claim(member, item, exemplar.latest.results[1].key)
    with pytest.raises(InvalidTransition):
        claims.unlink_claim(member, link)

    assert _count() == 1


def test_a_link_is_taken_away(make, exemplar, member, key):
    item = make.evidence(exemplar)
    link = claims.link_claim(member, item, key)

    claims.unlink_claim(member, link)

    assert (claims.links_of(exemplar.latest), _count()) == ({}, 0)
    with pytest.raises(NotFound):
        claims.get_link(item, link.reference)


def test_a_new_version_keeps_every_place(make, exemplar, member, key):
    item = make.evidence(exemplar)
    claims.link_claim(member, item, key, Place(PlaceKind.REGION, **BOX, note="Cột mốc"))
    old = exemplar.latest
    make.frozen(exemplar)

    new = begin_new_version(member, exemplar)

    (link,) = claims.links_of(new)[key]
    assert link.item.version_id == new.id
    assert claims.place_of(link) == claims.place_of(claims.links_of(old)[key][0])
    claims.unlink_claim(member, link)
    assert list(claims.links_of(old)) == [key]


def test_a_result_that_comes_back_has_its_evidence_again(make, exemplar, member, key):
    claims.link_claim(member, make.evidence(exemplar), key)
    rows = result_rows(exemplar.latest)

    make.fill(member, exemplar, {"results": rows[1:]})
    gone = claims.coverage_of(exemplar.latest)
    make.fill(member, exemplar, {"results": rows})

    assert (gone.supported, gone.total) == (0, 1)
    assert list(claims.links_of(exemplar.latest)) == [key]


@pytest.mark.parametrize("told", ["", "x" * 8, "0" * 40, "A1B2C3D4", "a1b2c3d"])
def test_a_key_that_is_none_is_not_taken(make, exemplar, member, told):
    make.fill(member, exemplar, {"results": [ResultRow("Hộ", after=1, key=told)]})

    assert exemplar.latest.results[0].key != told


def test_two_rows_never_share_a_key(make, exemplar, member, key):
    make.fill(member, exemplar, {"results": [ResultRow(name, after=1, key=key) for name in "ab"]})

    first, second = exemplar.latest.results
    assert (first.key, second.key == key) == (key, False)


def test_only_evidence_that_a_council_sees_counts(make, exemplar, member, key):
    other = exemplar.latest.results[1].key
    claims.link_claim(member, make.evidence(exemplar, visibility=Visibility.INTERNAL), key)
    claims.link_claim(member, make.evidence(exemplar, visibility=Visibility.COUNCIL), other)

    coverage = claims.coverage_of(exemplar.latest)

    assert (coverage.supported, coverage.total, coverage.unsupported) == (1, 2, 1)
    assert claims.coverages_of([exemplar.latest]) == {exemplar.latest.id: coverage}


def test_removed_evidence_counts_for_nothing(make, exemplar, member, key):
    item = make.evidence(exemplar)
    claims.link_claim(member, item, key)
    item.removed_at = item.added_at
    db.session.commit()

    coverage = claims.coverage_of(exemplar.latest)
    assert (claims.links_of(exemplar.latest), coverage.supported) == ({}, 0)
    assert claims.coverages_of([exemplar.latest]) == {exemplar.latest.id: coverage}


def test_the_public_never_learns_of_what_the_council_sees(make, exemplar, member, key):
    other = exemplar.latest.results[1].key
    shown = make.evidence(exemplar, visibility=Visibility.PUBLIC)
    claims.link_claim(member, make.evidence(exemplar), key)
    claims.link_claim(member, shown, other)
    make.published(exemplar)
    version = exemplar.latest

    assert list(claims.visible_links(None, version)) == [other]
    assert claims.coverage_for(None, version).supported == 1
    assert claims.coverage_for(make.member(make.unit()), version).supported == 1
    assert claims.coverage_for(member, version).supported == 2


def test_a_model_without_figures_has_nothing_to_support(make):
    coverage = claims.coverage_of(make.exemplar(results=[]).latest)

    assert (coverage.supported, coverage.total, coverage.unsupported) == (0, 0, 0)


def test_a_link_changes_what_a_signature_would_freeze(make):
    case = make.case()
    exemplar = case.nomination.exemplar
    item = make.evidence(exemplar)
    before = wording_of(case.nomination)

    claims.link_claim(case.member, item, exemplar.latest.results[0].key)

    assert wording_of(case.nomination) != before
