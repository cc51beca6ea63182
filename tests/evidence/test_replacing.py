"""A newer file in the place of an older one, a link as evidence, and what was removed too long ago."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from registry.catalogue.states import Visibility
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, StaleVersion
from registry.evidence import queries
from registry.evidence.claims import link_claim, links_of
from registry.evidence.models import EvidenceItem
from registry.evidence.service.editing import Description
from registry.evidence.service.linking import attach_link
from registry.evidence.service.preparing import Upload, prepare_file
from registry.evidence.service.redacting import redact_item
from registry.evidence.service.removing import list_restorable, remove_item, restore_item
from registry.evidence.service.replacing import replace_file
from tests.make.files import LIMITS

BOX = {"page": 1, "x": 25, "y": 25, "w": 50, "h": 50}


@pytest.fixture
def newer(make, storage):
    return prepare_file(storage, Upload(BytesIO(make.photo()), "mới.jpg"), LIMITS)


def _count():
    return db.session.scalar(select(func.count()).select_from(EvidenceItem))


def test_the_newer_file_has_the_place_and_the_links_of_the_old_one(make, exemplar, member, newer):
    item, other = make.evidence(exemplar), make.evidence(exemplar)
    key = exemplar.latest.results[0].key
    link_claim(member, item, key)
    reference, old = item.reference, item.digest

    replace_file(member, item, newer, limits=LIMITS)

    assert queries.list_items(exemplar.latest) == [item, other]
    assert (item.reference, item.digest, item.file_name) == (reference, newer.digest, "mới.jpg")
    assert [link.item for link in links_of(exemplar.latest)[key]] == [item]
    (earlier,) = queries.list_earlier(item)
    assert (earlier.digest, earlier.visibility) == (old, Visibility.INTERNAL)


def test_an_earlier_version_is_no_removed_file(make, exemplar, member, newer):
    item = make.evidence(exemplar)
    replace_file(member, item, newer, limits=LIMITS)

    assert list_restorable(exemplar.latest) == []
    with pytest.raises(InvalidTransition):
        restore_item(member, queries.list_earlier(item)[0])


def test_boxes_and_reasons_are_of_the_old_file(make, exemplar, member, newer, storage):
    item = make.evidence(exemplar, visibility=Visibility.PUBLIC)
    redact_item(member, item, [BOX], storage=storage)

    replace_file(member, item, newer, limits=LIMITS)

    assert (item.public_digest, item.redaction, item.visibility) == (None, [], Visibility.COUNCIL)
    assert item.has_personal_data


def test_the_same_file_and_a_stale_page_replace_nothing(make, exemplar, member, newer):
    item = make.evidence(exemplar)
    seen = item.version
    replace_file(member, item, newer, limits=LIMITS, version=seen)
    stored = _count()

    with pytest.raises(InvalidInput):
        replace_file(member, item, newer, limits=LIMITS)
    with pytest.raises(StaleVersion):
        replace_file(member, item, newer, limits=LIMITS, version=seen)

    assert _count() == stored


def test_a_removed_file_comes_back_for_thirty_days(make, exemplar, member):
    item = remove_item(member, make.evidence(exemplar))
    assert list_restorable(exemplar.latest) == [item]
    item.removed_at = now() - timedelta(days=31)
    db.session.commit()

    assert list_restorable(exemplar.latest) == []
    with pytest.raises(InvalidTransition):
        restore_item(member, item)
    assert item.removed_at is not None


def test_a_link_is_kept_as_text(exemplar, member):
    key = exemplar.latest.results[0].key
    item = attach_link(
        member, exemplar, " https://baominhhoa.vn/phim?x=1 ", about=Description("Phóng sự", result_key=key)
    )

    assert (item.link, item.file, item.file_name) == ("https://baominhhoa.vn/phim?x=1", None, "baominhhoa.vn")
    assert [link.item for link in links_of(exemplar.latest)[key]] == [item]


BAD = [
    "", "javascript:alert(1)", "data:text/html,x", "//baominhhoa.vn", "ftp://baominhhoa.vn/x", "https://",
    "https://ten:matkhau@baominhhoa.vn/", 'https://a.vn/"onclick=x', "https://a.vn/<script>", "https://a.vn:x/",
    "https://[::1", "https://a.vn/\x00", "https://a.vn/\u202egpj.exe", "mailto:a@b.vn", "x" * 2001,
]  # fmt: skip


@pytest.mark.parametrize("address", BAD)
def test_u18_an_address_that_is_no_web_page_is_refused(exemplar, member, address):
    with pytest.raises(InvalidInput) as refusal:
        attach_link(member, exemplar, address, about=Description("Phóng sự"))

    assert refusal.value.field == "link"
    assert _count() == 0
