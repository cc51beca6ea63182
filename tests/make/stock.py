"""Builders of yearly reviews."""

from datetime import timedelta

from registry.catalogue.states import Level
from registry.core.clock import today
from registry.core.db import db
from registry.core.ids import next_reference
from registry.review.models import Recognition
from registry.stock.models import StockReview
from registry.stock.service import holding
from tests.make.at_once import at_once


class Stock:
    """make.recognised(), make.review_of_stock()."""

    @at_once
    def recognised(self, issuer, *, unit=None, year=None, level=Level.PROVINCE, **exemplar):
        """A public model of a unit below the issuer, recognised in an earlier year."""
        model = self.exemplar(unit=unit or self.unit(parent=issuer), public=True, **exemplar)
        day = today().replace(year=year or today().year - 1, month=6, day=1)
        db.session.add(
            Recognition(
                reference=next_reference("CN", day, 4), exemplar=model, level=level, year=day.year,
                issuer=issuer, recognised_on=day,
            )
        )  # fmt: skip
        return model

    @at_once
    def review_of_stock(self, issuer, *, staff=None, year=None, days=30) -> StockReview:
        """The review of this year, open."""
        due_on = today() + timedelta(days=days)
        return holding.open_review(staff or self.staff(issuer), issuer, year or today().year, due_on)
