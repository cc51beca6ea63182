"""What runs follows the yearly review: an archived model does not, one that nobody confirmed does."""

from datetime import UTC, date, datetime

import pytest

from registry.core.db import db
from registry.reports.definitions import FIGURES
from registry.reports.scope import Period, Scope
from registry.stock.models import StockEntry, StockReview
from registry.stock.states import StockAnswer
from tests.make.books import History


class Reviewed:
    """Two models of 2019, both asked about in three years."""

    def __init__(self, make):
        self.history = history = History(make, date(2019, 3, 1))
        self.reader = make.staff(history.unit, since=date(2010, 1, 1))
        self.model, _other = history.models(2)
        history.book()

    def asked(self, year):
        """Its unit said nothing in the review of a year."""
        self.history.day = date(year, 6, 1)
        review = StockReview(
            reference=f"RS-{year}", unit=self.history.unit, year=year, due_on=self.history.day,
            opened_on=self.history.day,
        )  # fmt: skip
        entry = StockEntry(
            review=review, exemplar=self.model, title="Mô hình", unit_name="Xã", level="commune",
            recognised_in=2019,
        )  # fmt: skip
        with self.history.transaction():
            db.session.add(entry)
        self.history.changed(entry, "stock.silent", silent_on=self.history.day)
        self.history.book()
        return entry

    def running(self, *years):
        running = FIGURES["running"]
        return [running.of(Scope(self.reader, Period.of_year(year), self.history.unit)) for year in years]


@pytest.fixture
def reviewed(make):
    return Reviewed(make)


def test_a_model_of_which_nobody_spoke_in_one_review_still_counts(reviewed):
    reviewed.asked(2020)
    assert reviewed.running(2019, 2020) == [2, 2]


def test_an_archived_model_does_not_run_from_that_day_on(reviewed):
    reviewed.asked(2020)
    reviewed.asked(2021)
    assert reviewed.running(2020, 2021) == [2, 1]


def test_an_answer_puts_it_back(reviewed):
    reviewed.asked(2020)
    entry = reviewed.asked(2021)
    reviewed.history.day = date(2022, 6, 1)
    reviewed.history.changed(
        entry, "stock.answered", answer=StockAnswer.RUNNING, answered_at=datetime(2022, 6, 1, 5, tzinfo=UTC)
    )
    reviewed.history.book()
    assert reviewed.running(2020, 2021, 2022) == [2, 1, 2]


def test_one_that_was_closed_before_is_not_taken_away_twice(reviewed):
    reviewed.asked(2020)
    reviewed.history.changed(reviewed.model, "exemplar.closed", state="closed")
    reviewed.asked(2021)
    assert reviewed.running(2020, 2021) == [1, 1]
