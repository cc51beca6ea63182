"""The empty registration on paper, as a document and as a sheet to fill in."""

import io

from docx import Document
from docx.shared import Pt, RGBColor
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from registry.catalogue.paper_form import HEADINGS, HINTS, NOTE, TITLE

GREY = RGBColor(0x5B, 0x57, 0x50)


def template_document() -> bytes:
    """A DOCX with the ten contents as headings, each with a hint and room to write."""
    document = Document()
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(13)
    document.add_heading(TITLE, level=1)
    document.add_paragraph(NOTE)
    for number, (name, texts) in enumerate(HEADINGS.items(), start=1):
        document.add_heading(f"{number}. {texts[0]}", level=2)
        hint = document.add_paragraph().add_run(HINTS[name])
        hint.italic, hint.font.size, hint.font.color.rgb = True, Pt(11), GREY
        document.add_paragraph("")
    body = io.BytesIO()
    document.save(body)
    return body.getvalue()


def template_sheet() -> bytes:
    """An XLSX with one row for each of the ten contents."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Phiếu đăng ký"
    sheet["A1"], sheet["A2"] = TITLE, NOTE
    sheet["A1"].font = Font(bold=True, size=14)
    for number, (name, texts) in enumerate(HEADINGS.items(), start=1):
        row = number + 3
        for column, value in enumerate((number, texts[0], HINTS[name]), start=1):
            cell = sheet.cell(row, column, value)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
        sheet.cell(row, 2).font = Font(bold=True)
        sheet.cell(row, 3).font = Font(italic=True, color="5B5750")
        sheet.cell(row, 4).alignment = Alignment(vertical="top", wrap_text=True)
        sheet.cell(row, 4).fill = PatternFill("solid", start_color="FFF9EC")
        sheet.row_dimensions[row].height = 60
    for letter, width in zip("ABCD", (5, 30, 40, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()
