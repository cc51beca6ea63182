"""Boxes over personal data: burned in, for everybody outside the unit and the council, and for good."""

from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from registry.catalogue.service.editing import begin_new_version
from registry.catalogue.states import Visibility
from registry.core.errors import InvalidInput, NotFound, PermissionDenied, StaleVersion
from registry.core.transaction import transaction
from registry.evidence import pages, queries
from registry.evidence.checks import Refused
from registry.evidence.pages import cover_document, cover_photo, picture_of_page
from registry.evidence.rules import shown_file, shown_name
from registry.evidence.service.editing import Description, describe_item
from registry.evidence.service.paging import draw_page
from registry.evidence.service.preparing import Upload, prepare_file
from registry.evidence.service.redacting import redact_item
from registry.evidence.service.serving import Size, open_item
from tests.make.files import LIMITS

BOX = {"page": 1, "x": 25, "y": 25, "w": 50, "h": 50}
RED = (200, 30, 30)


@pytest.fixture
def item(make, exemplar):
    content = make.photo((400, 300), colour=RED)
    return make.evidence(exemplar, content=content, visibility=Visibility.PUBLIC, file_name="Lò Thị Mẩy.jpg")


def _bytes(actor, item, storage, size=Size.WHOLE):
    with open_item(actor, item, storage=storage, size=size).stream as stream:
        return stream.read()


def _pixel(content, across, down):
    picture = Image.open(BytesIO(content)).convert("RGB")
    return picture.getpixel((int(picture.width * across), int(picture.height * down)))


def _is_black(pixel):
    return max(pixel) < 24


def _is_red(pixel):
    return pixel[0] > 150 and max(pixel[1:]) < 90


def test_others_get_the_boxes_and_the_unit_the_photo(make, exemplar, member, item, storage):
    redact_item(member, item, [BOX], storage=storage)
    make.published(exemplar)

    for size in Size:
        outside = _bytes(None, item, storage, size)
        assert _is_black(_pixel(outside, 0.5, 0.5)), size
        assert _is_red(_pixel(outside, 0.1, 0.1)), size
        assert _is_red(_pixel(_bytes(member, item, storage, size), 0.5, 0.5)), size
    assert shown_file(None, item).digest != item.digest
    assert "Lò" not in shown_name(None, item)


def test_what_is_below_a_box_is_nowhere_in_the_covered_photo(make):
    striped = Image.frombytes("L", (64, 48), bytes(n * 7 % 256 for n in range(64 * 48))).convert("RGB")
    source = BytesIO()
    striped.save(source, "JPEG", quality=95)

    covered = [cover_photo(content, [{**BOX, "x": 0, "y": 0, "w": 100, "h": 100}]).content
               for content in (source.getvalue(), make.photo((64, 48)))]  # fmt: skip

    assert covered[0] == covered[1]


def test_a_covered_document_is_pictures_without_words(make):
    rendition = cover_document(make.pdf(pages=3), [{**BOX, "page": 2}])

    document = pypdfium2.PdfDocument(rendition.content)
    assert rendition.pages == len(document) == 3
    assert not any(document[n].get_textpage().get_text_range() for n in range(3))
    middles = [document[n].render().to_pil().convert("RGB") for n in range(3)]
    found = [_is_black(one.getpixel((one.width // 2, one.height // 2))) for one in middles]
    assert found == [False, True, False]
    assert abs(document[0].get_size()[0] / document[0].get_size()[1] - 200 / 280) < 0.01


def test_pages_are_drawn_from_what_the_person_may_see(make, exemplar, member, storage, app):
    drawings = app.extensions["registry.drawings"]
    item = make.evidence(exemplar, content=make.pdf(pages=2), visibility=Visibility.PUBLIC)
    redact_item(member, item, [BOX], storage=storage)
    make.published(exemplar)

    outside, inside = (
        draw_page(person, item, 1, storage=storage, drawings=drawings) for person in (None, member)
    )

    assert _is_black(_pixel(outside, 0.5, 0.5))
    assert not _is_black(_pixel(inside, 0.5, 0.5))
    for number in (0, 3):
        with pytest.raises(NotFound):
            draw_page(member, item, number, storage=storage, drawings=drawings)


def test_what_shows_personal_data_is_public_only_covered_or_for_a_reason(make, exemplar, member, storage):
    item = make.evidence(exemplar)
    flagged = {"caption": "Ảnh", "visibility": Visibility.PUBLIC, "has_personal_data": True}

    with pytest.raises(InvalidInput) as refusal:
        describe_item(member, item, Description(**flagged))
    assert refusal.value.field == "visibility"
    assert (item.visibility, item.has_personal_data) == (Visibility.COUNCIL, False)

    describe_item(member, item, Description(**flagged, cleared_reason="Mọi người đã đồng ý"))
    assert (item.visibility, item.cleared_by_id) == (Visibility.PUBLIC, member.id)


def test_a_reason_taken_back_takes_the_file_back(make, exemplar, member):
    item = make.evidence(exemplar)
    flagged = {"caption": "Ảnh", "visibility": Visibility.PUBLIC, "has_personal_data": True}
    describe_item(member, item, Description(**flagged, cleared_reason="Mọi người đã đồng ý"))

    with pytest.raises(InvalidInput):
        describe_item(member, item, Description(**flagged))

    assert item.cleared_reason == "Mọi người đã đồng ý"


def test_a_file_uploaded_as_public_with_personal_data_is_not_public(make, exemplar):
    with pytest.raises(InvalidInput):
        make.evidence(exemplar, visibility=Visibility.PUBLIC, has_personal_data=True)


def test_taking_the_boxes_away_takes_the_file_back_to_the_council(member, item, storage):
    redact_item(member, item, [BOX], storage=storage)
    assert (item.has_personal_data, item.visibility) == (True, Visibility.PUBLIC)

    redact_item(member, item, [], storage=storage)

    assert (item.public_digest, item.redaction) == (None, [])
    assert item.visibility is Visibility.COUNCIL


def test_a_new_version_keeps_the_boxes(make, exemplar, member, item, storage):
    redact_item(member, item, [BOX], storage=storage)
    make.frozen(exemplar)

    (copy,) = queries.list_items(begin_new_version(member, exemplar))

    assert (copy.public_digest, copy.redaction) == (item.public_digest, [BOX])


WRONG = [
    {**BOX, "page": 2}, {**BOX, "page": 0}, {**BOX, "x": -1}, {**BOX, "x": 100}, {**BOX, "w": 0},
    {**BOX, "h": 101}, {**BOX, "x": float("nan")}, {**BOX, "w": float("inf")},
]  # fmt: skip


@pytest.mark.parametrize("box", WRONG, ids=str)
def test_a_box_outside_the_picture_is_refused(member, item, storage, box):
    with pytest.raises(InvalidInput):
        redact_item(member, item, [box], storage=storage)

    assert (item.redaction, item.public_digest) == ([], None)


def test_two_people_do_not_overwrite_each_others_boxes(member, item, storage):
    seen = item.version
    redact_item(member, item, [BOX], storage=storage, version=seen)

    with pytest.raises(StaleVersion):
        redact_item(member, item, [], storage=storage, version=seen)

    assert item.redaction == [BOX]


@pytest.mark.parametrize(
    "draw",
    [lambda: picture_of_page(BytesIO(b"%PDF-1.7 torn"), 1), lambda: cover_document(b"%PDF-1.7 torn", [BOX])],
    ids=["picture", "cover"],
)
def test_what_cannot_be_drawn_is_refused(app, draw):
    with pytest.raises(Refused, match="cannot be drawn"):
        draw()


def test_a_cover_that_is_cut_off_halfway_is_refused(make, monkeypatch):
    monkeypatch.setattr(pages, "OF_PAGES", replace(pages.OF_PAGES, answer=10_000))

    with pytest.raises(Refused, match="cannot be drawn"):
        cover_document(make.pdf(pages=3), [BOX])


def test_nobody_else_draws_boxes(make, item, storage):
    with pytest.raises(PermissionDenied):
        redact_item(make.member(make.unit()), item, [BOX], storage=storage)

    assert item.redaction == []


@pytest.mark.parametrize("kind", ["photo", "document"])
def test_nothing_is_drawn_under_the_write_lock(make, exemplar, member, kind, storage):
    """Drawing takes seconds, and everybody who writes would wait for it."""
    content, name = (make.photo(), "a.jpg") if kind == "photo" else (make.pdf(), "a.pdf")
    item = make.evidence(exemplar, content=content, file_name=name)
    with transaction(), pytest.raises(RuntimeError, match="slow work"):
        redact_item(member, item, [BOX], storage=storage)
    with transaction(), pytest.raises(RuntimeError, match="slow work"):
        prepare_file(storage, Upload(BytesIO(content), name), LIMITS)

    assert item.redaction == []


def test_boxes_drawn_in_a_new_version_cover_the_one_that_is_shown(make, exemplar, member, item, storage):
    make.published(exemplar)
    begin_new_version(member, exemplar)
    (copy,) = queries.list_items(exemplar.latest)
    redact_item(member, copy, [BOX], storage=storage)
    assert _is_black(_pixel(_bytes(None, item, storage), 0.5, 0.5))
    assert item.has_personal_data

    # Once they are taken away again, nobody outside sees the file until somebody answers for it.
    redact_item(member, copy, [], storage=storage)
    with pytest.raises(NotFound):
        queries.get_item(None, item.reference)


def test_personal_data_told_of_in_a_new_version_hide_the_file_everywhere(make, exemplar, member, item):
    make.published(exemplar)
    begin_new_version(member, exemplar)
    (copy,) = queries.list_items(exemplar.latest)
    describe_item(member, copy, Description(copy.caption, Visibility.COUNCIL, has_personal_data=True))
    with pytest.raises(NotFound):
        queries.get_item(None, item.reference)


def test_a_covered_file_that_is_attached_once_more_is_covered(make, exemplar, member, item, storage):
    redact_item(member, item, [BOX], storage=storage)
    again = make.evidence(exemplar, content=make.photo((400, 300), colour=RED), visibility=Visibility.PUBLIC)
    assert again.digest == item.digest
    make.published(exemplar)
    assert _is_black(_pixel(_bytes(None, again, storage), 0.5, 0.5))
