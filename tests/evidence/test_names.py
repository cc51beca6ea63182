"""File names as they are shown and sent (U08)."""

import unicodedata

import pytest

from registry.evidence.names import LONGEST, clean_name, sent_name, short_name

JPEG = (".jpg", ".jpeg")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("hop-thon.jpg", "hop-thon.jpg"),
        ("Họp thôn [lần 2] – Nà Lại (1).JPG", "Họp thôn [lần 2] – Nà Lại (1).JPG"),
        ("../../etc/passwd", "passwd.jpg"),
        ("/tuyet/doi.jpg", "doi.jpg"),
        ("C:\\anh\\..\\anh.jpeg", "anh.jpeg"),
        ("a\x00b\r\nSet-Cookie: x=1.jpg", "abSet-Cookie_ x=1.jpg"),
        ("anh\u202egpj.exe", "anhgpj.exe.jpg"),
        ("an\u200bh\u2066.jpg", "anh.jpg"),
        ('<img src=x onerror="alert(1)">.jpg', "_img src=x onerror=_alert(1)__.jpg"),
        ("CON", "anh-CON.jpg"),
        ("com1.txt.jpg", "anh-com1.txt.jpg"),
        ("-rf.jpg", "rf.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("...", "anh.jpg"),
        ("", "anh.jpg"),
        (None, "anh.jpg"),
        ("   .jpg", "anh.jpg"),
        ("trang.html", "trang.html.jpg"),
        ("ban-do.PNG", "ban-do.jpg"),
        ("????.jpg", "anh.jpg"),
    ],
)
def test_u08_names_are_shown_without_their_tricks(given, shown):
    assert clean_name(given, JPEG, "anh") == shown


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_u08_long_vietnamese_names_are_composed_and_cut_between_letters(form):
    given = unicodedata.normalize(form, "Đường liên thôn " * 20) + ".jpg"

    shown = clean_name(given, JPEG, "anh")

    assert shown == unicodedata.normalize("NFC", shown)
    assert len(shown.encode()) <= LONGEST
    assert shown.startswith("Đường liên thôn Đường")
    assert shown.endswith(".jpg")


def test_u08_a_download_has_the_extension_of_what_is_sent():
    assert sent_name("ban-do.png", ".jpg") == "ban-do.jpg"
    assert sent_name("biên bản.PDF", ".pdf") == "biên bản.pdf"
    assert sent_name("trang.html.jpg", ".jpg") == "trang.html.jpg"


def test_u08_a_name_in_a_sentence_is_short_and_clean():
    assert short_name("a/b\u202e.docx") == "b.docx"
    assert len(short_name("ạ" * 300).encode()) <= 120
