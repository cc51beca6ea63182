"""Looking into a table or a text: the rows around the one asked for, to whom may see the file."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from registry.catalogue.states import Visibility
from registry.core.errors import InvalidInput, NotFound
from registry.evidence.service import looking

ODS_ROWS = (
    "<o:body xmlns:o='o' xmlns:table='t' xmlns:text='x'><table:table table:name='Quý I'>"
    "<table:table-row><table:table-cell><text:p>Hộ</text:p></table:table-cell>"
    "<table:table-cell table:number-columns-repeated='2'><text:p>Gạo</text:p></table:table-cell>"
    "</table:table-row>"
    "<table:table-row table:number-rows-repeated='7'><table:table-cell/></table:table-row>"
    "<table:table-row><table:table-cell><text:p>Hộ thứ nhất</text:p></table:table-cell></table:table-row>"
    "</table:table></o:body>"
)


def _workbook():
    book, target = openpyxl.Workbook(), BytesIO()
    sheet = book.active
    sheet.title = "Sổ thu"
    sheet.append(["Hộ", "Ngày", "Gạo (kg)"])
    for number in range(2, 101):
        sheet.append([f"Hộ {number}", date(2026, 3, 1), 12.5])
    book.create_sheet("Sổ chi").append(["Hộ nhận", "Gạo (kg)"])
    book.save(target)
    return target.getvalue()


@pytest.fixture
def store(app):
    return app.extensions["registry.storage"]


@pytest.fixture
def item(make):
    return make.evidence(make.exemplar(), content=_workbook(), file_name="so-theo-doi.xlsx")


def _unit(make, item):
    return make.member(item.exemplar.lead_unit)


def test_the_rows_around_one_are_read(make, item, store):
    table = looking.table_of(_unit(make, item), item, 1, 57, storage=store)

    assert table.sheets == ["Sổ thu", "Sổ chi"]
    assert table.headings == (1, ["Hộ", "Ngày", "Gạo (kg)"])
    assert (table.rows[0][0], table.rows[-1][0], table.last) == (41, 80, 100)
    assert dict(table.rows)[57] == ["Hộ 57", "01/03/2026", "12,5"]


def test_another_sheet_is_read_and_one_too_many_is_none(make, item, store):
    person = _unit(make, item)

    assert looking.table_of(person, item, 2, 1, storage=store).rows == [(1, ["Hộ nhận", "Gạo (kg)"])]
    assert looking.table_of(person, item, 3, 1, storage=store) is None


def test_rows_of_an_opendocument_keep_their_numbers(make, store):
    content = make.office("ods", parts={"content.xml": ODS_ROWS})
    item = make.evidence(make.exemplar(), content=content, file_name="so.ods")

    table = looking.table_of(_unit(make, item), item, 1, 1, storage=store)

    assert table.sheets == ["Quý I"]
    assert table.rows == [(1, ["Hộ", "Gạo", "Gạo"]), (9, ["Hộ thứ nhất"])]


def test_the_words_of_a_text_are_read(make, store):
    item = make.evidence(
        make.exemplar(), content=make.office("docx", "Dân đã bàn"), file_name="bien-ban.docx"
    )

    assert "Dân đã bàn" in looking.text_of(_unit(make, item), item, storage=store)


def test_whoever_may_not_see_the_file_sees_nothing_in_it(make, store):
    item = make.evidence(
        make.exemplar(), content=_workbook(), file_name="so.xlsx", visibility=Visibility.INTERNAL
    )

    for stranger in (None, make.member(make.unit())):
        with pytest.raises(NotFound):
            looking.table_of(stranger, item, 1, 1, storage=store)


@pytest.mark.parametrize(("sheet", "row", "field"), [(1, 101, "row"), (2, 2, "row"), (3, 1, "page")])
def test_a_row_that_is_not_there_is_refused(make, item, store, sheet, row, field):
    person = _unit(make, item)
    looking.require_row(person, item, 1, 100, storage=store)

    with pytest.raises(InvalidInput) as refusal:
        looking.require_row(person, item, sheet, row, storage=store)

    assert refusal.value.field == field
