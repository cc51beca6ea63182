"""Somebody objects to what is on public notice while the demonstration is loaded."""

from functools import partial
from typing import Any

from registry.demo.data_files import moment
from registry.demo.days_from_today import read_on_notice
from registry.demo.replay import History
from registry.demo.review_story import Review
from registry.review.service.objecting import Filing, file_objection

# Of the addresses that are kept for examples.
ADDRESS = "192.0.2.21"


def add_objections(history: History, review: Review) -> None:
    """Have somebody object to what is on notice; nobody has answered yet."""
    for row in read_on_notice()["objections"]:
        history.add(moment(row["filed_on"], 10), partial(_object, review, row))


def _object(review: Review, row: dict[str, Any]) -> None:
    filing = Filing(row["text"], row["is_confidential"], row["name"], row["contact"])
    file_objection(review.nomination(row["nomination"]), filing, address=ADDRESS)
