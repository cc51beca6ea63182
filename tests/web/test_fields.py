"""What people type as a day, as money and as a figure."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms import Form

from registry.web.fields import AmountField, DayField, FigureField, MoneyField, OfMonth, parse_day


class Sample(Form):
    day = DayField()
    begun = DayField(of_month=OfMonth.FIRST)
    due = DayField(of_month=OfMonth.LAST)
    money = MoneyField()
    figure = FigureField()
    amount = AmountField()


@pytest.fixture
def typed(app):
    def read(**texts):
        form = Sample(MultiDict(texts))
        form.validate()
        return form

    with app.test_request_context(), force_locale("vi"):
        yield read


DAYS = ("22/11/2026", "22-11-2026", "22.11.2026", "22112026", "2026-11-22", "22 11 2026")
NO_FIGURES = ("", "1.2.3", "1,,2", "1e5", "NaN", "Infinity", "1,23,4.5", "0,001", "9" * 26, ".", "-")


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_read_however_it_is_typed(text):
    assert parse_day(text) == date(2026, 11, 22)


@pytest.mark.parametrize(
    "text", ["2/2028", "02/2028", "2.2028", "02-2028", "022028", "tháng 2 năm 2028", "tháng 2/2028"]
)
def test_a_month_will_do_only_where_it_is_said_what_it_means(typed, text):
    form = typed(day=text, begun=text, due=text)
    assert (form.begun.data, form.due.data) == (date(2028, 2, 1), date(2028, 2, 29))
    assert (form.day.data, bool(form.day.errors)) == (None, True)
    assert [typed(begun=one).begun.data for one in DAYS] == [date(2026, 11, 22)] * len(DAYS)


@pytest.mark.parametrize("text", ["13/2027", "0/2027", "132027", "3/27", "3/0027", "2027"])
def test_a_month_that_is_none_is_refused(typed, text):
    form = typed(begun=text, due=text)
    assert [form.begun.data, form.due.data] == [None, None]
    assert "ngày hoặc tháng có thật" in form.due.errors[0]
    assert f'value="{text}"' in form.due()


@pytest.mark.parametrize("text", ["30/02/2026", "22/11/26", "hôm qua", "9" * 26, "00/00/0000", "22/11/20266"])
def test_a_day_that_is_none_is_refused_and_kept(typed, text):
    form = typed(day=text)
    assert form.day.errors
    assert form.day.data is None
    assert f'value="{text}"' in form.day()


@pytest.mark.parametrize(
    "text", ["1.900.000.000", "1,900,000,000", "1900000000", "1 900 000 000", "1,9 tỷ", "1 tỷ 900 triệu đồng"]
)
def test_money_is_read_with_any_grouping(typed, text):
    form = typed(money=text)
    assert form.money.data == 1_900_000_000
    assert not form.errors


@pytest.mark.parametrize(
    "text",
    [
        "gần hai tỷ",
        "0,5",
        "-2 triệu",
        "-5",
        "1.90",
        "0,500",
        "0.125",
        "000.125",
        "9" * 26,
        "１００",
        "1.900.00",
    ],
)
def test_money_that_is_no_number_is_refused_and_kept(typed, text):
    form = typed(money=text)
    assert form.money.errors
    assert form.money.data is None
    assert text in form.money()


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("88,4", "vi", "88.4"), ("88.4", "vi", "88.4"), ("1.284", "vi", "1284"), ("1,284", "en", "1284"),
        ("18.600,5", "vi", "18600.5"), ("18,600.5", "vi", "18600.5"), ("1.284.000", "en", "1284000"),
        ("-3", "vi", "-3"),
    ],
)  # fmt: skip
def test_a_figure_is_read_as_the_reader_writes_it(typed, text, language, number):
    with force_locale(language):
        form = typed(figure=text, amount=text)
    assert (form.figure.data, form.amount.data) == (Decimal(number), Decimal(number))


def test_only_an_amount_is_said_in_words(typed):
    form = typed(figure="20 triệu", amount="20 triệu")
    assert form.amount.data == 20_000_000
    assert form.figure.data is None
    assert form.figure.errors


@pytest.mark.parametrize("text", NO_FIGURES)
def test_a_figure_that_is_none_is_refused(typed, text):
    form = typed(figure=text)
    assert form.figure.data is None
    assert bool(form.figure.errors) is bool(text)


def test_stored_values_are_shown_as_they_are_typed(app):
    with app.test_request_context(), force_locale("vi"):
        form = Sample(data={"day": date(2026, 11, 2), "money": 1_900_000_000, "figure": Decimal("88.40")})
        assert [field._value() for field in form] == ["02/11/2026", "", "", "1.900.000.000", "88,4", ""]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("stored", ["0.125", "1284.0625", "-3.333333", "88.40", "412"])
def test_a_stored_figure_is_the_same_after_an_untouched_page_was_sent(app, language, stored):
    with app.test_request_context(), force_locale(language):
        shown = Sample(data={"figure": Decimal(stored), "amount": Decimal(stored)})
        sent = MultiDict({name: shown[name]._value() for name in ("figure", "amount")})
        form = Sample(sent, data={"figure": Decimal(stored), "amount": Decimal(stored)})
        assert form.validate(), form.errors
        assert (form.figure.data, form.amount.data) == (Decimal(stored), Decimal(stored))


def test_a_third_decimal_is_refused_when_it_is_typed_anew(app):
    with app.test_request_context(), force_locale("vi"):
        form = Sample(MultiDict({"figure": "0,126"}), data={"figure": Decimal("0.125")})
        assert not form.validate()


def test_the_example_of_a_day_is_today_here_or_ahead(app):
    class Days(Form):
        past = DayField()
        ahead = DayField(is_ahead=True)

    # Three in the morning of Monday in Vietnam, still Sunday in UTC.
    with time_machine.travel(datetime(2026, 11, 22, 20, tzinfo=UTC), tick=False), app.test_request_context():
        assert Days().past.example() == "23/11/2026"
        assert Days().ahead.example() == "07/12/2026"
