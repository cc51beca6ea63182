"""Names that are withheld become initials, and nothing else in the text changes."""

import time

import pytest

from registry.catalogue.initials import initials_of, mask_of

HOA = mask_of(["Nguyễn Thị Hoà"])


def test_initials_are_the_first_letter_of_each_word():
    assert initials_of("Nguyễn Thị Hoà") == "N.T.H."
    assert initials_of("Đặng Văn  Ơn") == "Đ.V.Ơ."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Bà Nguyễn Thị Hoà hiến đất.", "Bà N.T.H. hiến đất."),
        ("NGUYỄN THỊ HÒA, trưởng thôn", "N.T.H., trưởng thôn"),
        ("ảnh nguyen-thi-hoa.jpg", "ảnh N.T.H.jpg"),
        ("Nguyễn\u00a0Thị\nHòa", "N.T.H."),
        ("Nguyê\u0303n Thi\u0323 Hoa\u0300", "N.T.H."),
        ("Chị Hòa nói trước.", "Chị H. nói trước."),
        ("Hỏi đồng chí Hoà.", "Hỏi đồng chí H."),
        ("bà Hoà ở thôn 3", "bà H. ở thôn 3"),
        ("Bà Hòa đã hiến 200 m²", "Bà H. đã hiến 200 m²"),
        ("vợ chồng bà Hoà đồng ý", "vợ chồng bà H. đồng ý"),
        ("Bà Hoà ủng hộ, ông Sử được khen", "Bà H. ủng hộ, ông Sử được khen"),
        ("bà Hoà\nSau đó", "bà H.\nSau đó"),
        ("gặp bà Hoà Chủ tịch Hội", "gặp bà H. Chủ tịch Hội"),
        ("BÀ HOÀ ĐÃ HIẾN ĐẤT", "BÀ H. ĐÃ HIẾN ĐẤT"),
        ("chị Thị Hoà ủng hộ", "chị T.H. ủng hộ"),
        ("các bà Lan, Mai và Hoà đến", "các bà Lan, Mai và H. đến"),
        ("các chị Nguyễn Thị Lan, Hoà", "các chị Nguyễn Thị Lan, H."),
        ("đ/c Hoà đề nghị", "đ/c H. đề nghị"),
        ("ba Hoa da hien dat", "ba H. da hien dat"),
        ("Nguyễn thị Hòa ký", "N.T.H. ký"),
        ("nguyễn thị hoà ký", "N.T.H. ký"),
        ("Nguyễn Thị\u200bHo\u00adà", "N.T.H."),
        ("anh_NguyenThiHoa.jpg", "anh_N.T.H.jpg"),
        ("don_nguyen_thi_hoa_2.pdf", "don_N.T.H._2.pdf"),
    ],
)
def test_a_name_is_found_however_it_is_written(text, shown):
    assert HOA(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "hoa sen nở",
        "bà hòa giải viên",
        "bà Hòa Sen là người khác",
        "xã Hòa Bình",
        "Nguyễn Thị Hoàng Anh",
        "bà Hoa ở thôn 3",
        "chị Hoài đến",
        "Hòa nhập cộng đồng",
        "các bà ở thôn, Hòa Bình",
        "Nguyê\u0303n Văn Nam",
    ],
)
def test_other_words_and_other_people_stay(text):
    assert HOA(text) == text


def test_other_spellings_are_masked_too_and_the_longer_one_first():
    mask = mask_of(["Lò Thị Mai", "Lò Thị Mai Hương"])
    assert mask("Lò Thị Mai Hương và Lò Thị Mai") == "L.T.M.H. và L.T.M."


def test_common_words_are_not_taken_for_a_name_of_two_words():
    mask = mask_of(["Trần Đạo", "Hà An"])
    assert mask("nuôi trăn đạo, hạ ẩn") == "nuôi trăn đạo, hạ ẩn"
    assert mask("Trần Đạo và trần đạo, tran-dao.jpg") == "T.Đ. và T.Đ., T.Đ.jpg"


def test_people_called_by_two_words_are_found_behind_an_address():
    mask = mask_of(["Nguyễn Ngọc Minh Tuấn", "Giàng A Sử", "Lò Văn Đắc"])
    assert mask("anh Minh Tuấn đưa ông A Sử về") == "anh M.T. đưa ông A.S. về"
    assert mask("ông Đắc đi, ông Sử ở lại") == "ông Đ. đi, ông S. ở lại"


def test_many_names_cost_no_more_than_reading_the_text():
    names = [
        f"Nguyễn Thị {first}{second}" for first in "ABCDEGHIKLMNOPQRSTUV" for second in ("anh", "inh") * 55
    ]
    text = "Bà con trong bản hiến đất làm đường, mỗi hộ góp một ngày công để san gạt mặt bằng. " * 40
    mask = mask_of(names)
    began = time.perf_counter()
    for _round in range(10):
        mask(text)
    assert time.perf_counter() - began < 0.5
    assert mask_of(reversed(names)) is mask
