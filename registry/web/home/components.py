"""One page with every component, looked at and tested like any other; only in demonstration and tests."""

from datetime import UTC, date, datetime
from typing import Any

from flask import abort, current_app, render_template
from flask.typing import ResponseReturnValue
from wtforms import (
    BooleanField,
    FileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from registry.catalogue.states import EntryKind, Level
from registry.core.i18n import _l
from registry.core.paging import Page
from registry.units.states import Area
from registry.web.assets import asset_url
from registry.web.fields import DayField, FigureField, MoneyField
from registry.web.forms import Form
from registry.web.guard import public
from registry.web.home.blueprint import bp
from registry.web.words import choices, families

SCENES = ("duong", "hop", "congtrinh", "sinhke", "ansinh", "anninh", "hoctap", "moitruong")
AREAS = choices(Area)
LEVELS = choices(Level)
BANDS = (
    ("Chưa đạt", "0–11", ""),
    ("Đạt", "12–18", ""),
    ("Tốt", "19–24", "có số liệu trước và sau."),
    ("Xuất sắc", "25–30", "có số liệu trước và sau, nguồn độc lập xác nhận ít nhất hai chỉ số chính."),
)


class SampleForm(Form):
    """Every kind of field once."""

    title = StringField(_l("Name of the model"), [InputRequired(_l("Enter the name of the model"))])
    summary = TextAreaField(_l("Summary"), [Length(max=600)])
    cost = MoneyField(_l("Total cost"))
    started_on = DayField(_l("Start date"))
    level = SelectField(_l("Level"), choices=LEVELS)
    kind = RadioField(_l("Kind of entry"), choices=choices(EntryKind))
    areas = SelectMultipleField(_l("Areas"), choices=AREAS)
    photo = FileField(_l("Photo or PDF file"))
    agreed = BooleanField(_l("I confirm the information is correct and the unit is responsible for it."))
    points = FigureField(_l("Points"))
    comment = TextAreaField(_l("Comment"), [Length(max=2000)])


def _form() -> SampleForm:
    form = SampleForm(formdata=None, kind="model", areas=["border"], points=25)
    form.title.errors = [_l("Enter the name of the model")]
    form.cost.errors = [_l("Cost must be a number, for example 1,900,000,000")]
    form.cost.raw_data = ["1,9 tỷ"]
    form.kind.errors = [_l("Choose the kind of entry")]
    return form


def _ballot(form: SampleForm) -> list[dict[str, Any]]:
    bands = [
        {"value": n, "label": label, "range": points, "text": text, "checked": n == 3}
        for n, (label, points, text) in enumerate(BANDS)
    ]
    opened = {
        "id": "tc-3", "title": "Hiệu quả thực tế", "most": 30, "points": 25, "open": True, "done": False,
        "bands": bands,
        "band_name": "muc-3", "points_field": form.points, "points_hint": "từ 25 đến 30",
        "comment_field": form.comment, "refs": [("MC2", "#mc"), ("MC4", "#mc")],
    }  # fmt: skip
    return [opened]


def _lineage() -> dict[str, Any]:
    first, second = [{"title": "Xã Phú Lâm"}], [{"title": "Xã Tân Lập", "pending": True}]
    nodes = [
        {"title": "Xã Hồng Quang", "detail": "2025, có kết quả", "children": first},
        {"title": "Xã Mường Lai", "detail": "2025, có kết quả", "children": second},
        {"title": "Xã Bản Vược", "detail": "2026, đang làm", "pending": True},
    ]
    return {"root": {"title": "Xã An Bình", "detail": "Mô hình gốc, 2024"}, "nodes": nodes}


def sample() -> dict[str, Any]:
    """Everything the page shows. The content is sample text in Vietnamese, as content is not translated."""
    form = _form()
    return {
        "form": form,
        "scenes": [asset_url(f"img/scenes/{name}.svg") for name in SCENES],
        "words": families(),
        "page": Page(items=[], number=3, size=10, total=128),
        "href": lambda number: f"?trang={number}",
        "criteria": _ballot(form),
        "day": date(2026, 11, 22),
        "moment": datetime(2026, 11, 22, 2, 10, tzinfo=UTC),
        **_lineage(),
    }


@bp.get("/thanh-phan")
@public
def show_components() -> ResponseReturnValue:
    """Every component on one page."""
    if not (current_app.testing or current_app.extensions["registry.settings"].demonstration):
        abort(404)
    return render_template("home/show_components.html", **sample())
