"""What was said of a file that comes in parts still holds when it is there, or is left out."""

from io import BytesIO

from registry.catalogue.states import Visibility
from registry.evidence import queries
from registry.evidence.claims import links_of_item
from registry.evidence.service.finishing import finish_transfer
from registry.evidence.service.uploading import Announced, Part, begin_transfer, receive_part
from registry.evidence.states import Aspect
from tests.make.files import LIMITS


def _sent(app, make, exemplar, visibility, details):
    content, member = make.photo(), make.member(exemplar.lead_unit)
    parts, storage = app.extensions["registry.parts"], app.extensions["registry.storage"]
    announced = Announced(len(content), "a.jpg", "Đường cũ", visibility, details=details)
    transfer = begin_transfer(member, exemplar, announced, limits=LIMITS)
    transfer = receive_part(member, transfer, Part(0, BytesIO(content)), parts=parts)
    finish_transfer(transfer.token, storage=storage, parts=parts, limits=LIMITS)
    (item,) = queries.list_items(exemplar.latest)
    return item


def test_everything_said_of_it_is_said_of_the_evidence(app, make, exemplar):
    key = exemplar.latest.results[0].key
    said = {"aspect": "before", "taken_on": "2025-03-01", "result": key, "personal": "1"}

    item = _sent(app, make, exemplar, Visibility.PUBLIC, said)

    assert (item.aspect, str(item.taken_on), item.caption) == (Aspect.BEFORE, "2025-03-01", "Đường cũ")
    assert [link.result_key for link in links_of_item(item)] == [key]
    assert (item.has_personal_data, item.visibility) == (True, Visibility.COUNCIL)


def test_what_no_longer_holds_costs_no_file(app, make, exemplar):
    item = _sent(app, make, exemplar, Visibility.PUBLIC, {"aspect": "x", "result": "khong-co"})

    assert (item.aspect, links_of_item(item), item.visibility) == (None, [], Visibility.PUBLIC)
