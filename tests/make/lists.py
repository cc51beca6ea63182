"""Lists as people keep them: spreadsheets of a few rows or of thousands."""

from io import BytesIO

import openpyxl

HEADINGS = ["STT", "Tên mô hình, điển hình", "Đơn vị chủ trì", "Năm bắt đầu", "Lĩnh vực", "Kết quả cụ thể"]


def workbook(rows, *, headings=HEADINGS, title="Danh sách", more=()):
    """An XLSX file with one sheet of these rows, and further empty sheets."""
    book = openpyxl.Workbook(write_only=True)
    for name in (title, *more):
        sheet = book.create_sheet(name)
        if name == title:
            sheet.append(headings)
            for row in rows:
                sheet.append(row)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def models(count, unit, *, first=1):
    """Rows of a register of models."""
    return [
        [n, f"Tổ tự quản số {n}", unit, 2015 + n % 9, "Kinh tế", f"{n * 3} hộ tham gia góp công làm đường."]
        for n in range(first, first + count)
    ]
