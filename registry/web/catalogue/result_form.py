"""One claim in the form of the results: a short row that opens into period, population, series, funding."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from wtforms import Field, Form, HiddenField, SelectField, StringField
from wtforms.validators import Length

from registry.catalogue.measures import same_measure
from registry.catalogue.rows import FUNDS, ResultRow
from registry.catalogue.states import Qualifier
from registry.core.i18n import _, _l
from registry.core.spoken import Hedge, Spoken
from registry.web.catalogue.fields import AsOfField, SeriesField, SpokenField
from registry.web.fields import CountField, MoneyField
from registry.web.messages import MESSAGES, Messages
from registry.web.words import choices

# What stands behind the short row.
DETAILS = ("since", "of_count", "of_whom", "series", *FUNDS)


class Row(Form):
    """A row inside a form."""

    class Meta:
        def get_translations(self, form: Any) -> Messages:
            return MESSAGES


class ResultForm(Row):
    """A measured result."""

    key = HiddenField()
    indicator = StringField(_l("What was measured"), [Length(max=300)])
    measure = StringField(_l("Unit of measure"), [Length(max=80)])
    before = SpokenField(_l("Before"))
    after = SpokenField(_l("After"))
    qualifier = SelectField(_l("How exact"), default=Qualifier.EXACT)
    as_of = AsOfField(_l("As of"), description=_l("For example 22/11/2026 or 11/2026"))
    since = AsOfField(_l("Counted since"), description=_l("For example 22/11/2026 or 11/2026"))
    of_count = CountField(_l("Of how many"))
    of_whom = StringField(_l("Of whom or what"), [Length(max=120)])
    series = SeriesField(_l("Figures over time"))
    fund_state = MoneyField(_l("State budget"))
    fund_community = MoneyField(_l("People’s contributions"))
    fund_enterprises = MoneyField(_l("Enterprises"))
    fund_other = MoneyField(_l("Other sources"))

    def __init__(self, *given: Any, **values: Any) -> None:
        super().__init__(*given, **values)
        self.qualifier.choices = choices(Qualifier)
        for field in (self.before, self.after):
            spoken = field.spoken if field.data is not None else None
            if spoken is not None and (fault := self._misfit(field, spoken)):
                field.refuse(fault)

    def _misfit(self, field: SpokenField, spoken: Spoken) -> str:
        """Why the words around a figure do not fit its row; empty when they do and the row says them too."""
        word, hedge, of = spoken.word, spoken.hedge, spoken.of
        if hedge is Hedge.BOUND:
            return _("“%(word)s” names a bound. Enter the number alone, say the bound in words.", word=word)
        if hedge and field is not self.after:
            told = {"word": word, "after": self.after.label.text, "exact": self.qualifier.label.text}
            return _("“%(word)s” fits “%(after)s” only, in “%(exact)s”. Enter the number alone.", **told)
        measure = (self.measure.data or "").strip()
        if of and measure and not same_measure(of, measure):
            return _("“%(of)s” is not the unit of measure of this row, “%(unit)s”.", of=of, unit=measure)
        self.measure.data = measure or of
        if hedge:
            self.qualifier.data = Qualifier(hedge.value)
        return ""

    @property
    def is_open(self) -> bool:
        """Whether something stands, or is wrong, behind the short row."""
        more = [self[name] for name in DETAILS]
        return any(field.errors or _shown(field) for field in more)


def typed_result(row: ResultRow) -> dict[str, Any]:
    """A stored result in the shape of the form's fields."""
    typed = asdict(row)
    typed["as_of"] = (row.as_of, row.as_of_month) if row.as_of else None
    typed["since"] = (row.since, row.since_month) if row.since else None
    return {**typed, "series": row.series}


def result_row(row: ResultForm) -> ResultRow:
    """What was typed, in the shape in which the service takes it."""
    as_of, only_month = row.as_of.data or (None, False)
    since, since_month = row.since.data or (None, False)
    return ResultRow(
        row.indicator.data or "",
        figure_or_words(row.before),
        figure_or_words(row.after),
        row.measure.data or "",
        row.qualifier.data or Qualifier.EXACT,
        as_of,
        row.key.data or "",
        only_month,
        since=since,
        since_month=since_month,
        series=row.series.data if row.series.data is not None else _shown(row.series),
        of_count=figure_or_words(row.of_count),
        of_whom=row.of_whom.data or "",
        **{name: figure_or_words(row[name]) for name in FUNDS},
    )


def figure_or_words(field: Field) -> Decimal | int | str | None:
    """What cannot be read stays as it was typed: the row is not empty, and the words are shown again."""
    return field.data if field.data is not None else _shown(field)


def _shown(field: Field) -> str:
    return str(field._value())
