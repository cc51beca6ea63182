"""A text on how a model is done, split into its steps."""

import pytest

from registry.catalogue.method import Step, method_of


def test_numbered_lines_become_steps_with_names():
    found = method_of(
        "Mở đầu.\n1. Nghe dân trước. Sáu cuộc họp.\nGhi sổ.\n"
        "2) Làm trước: 38 đảng viên ký.\nBước 3. Giám sát."
    )

    assert found.before == "Mở đầu."
    assert found.steps == [
        Step("Nghe dân trước", "Sáu cuộc họp.\nGhi sổ."),
        Step("Làm trước", "38 đảng viên ký."),
        Step("Giám sát"),
    ]


@pytest.mark.parametrize(
    "text",
    ["", "Chỉ một đoạn.", "1. Một mình thì không thành danh sách.", "2024 là năm đầu.\n2025 là năm hai."],
)
def test_other_texts_stay_whole(text):
    found = method_of(text)

    assert (found.before, found.steps) == (text, [])


def test_a_long_first_sentence_is_no_name():
    long = "x" * 120 + ". Rồi."
    assert method_of(f"1. {long}\n2. Ngắn.").steps[0] == Step("", long)
