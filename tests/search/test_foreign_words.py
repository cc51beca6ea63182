"""Questions in Ukrainian and Arabic find what their Vietnamese words find; models in these languages too."""

import json
import zlib

import pytest

from registry.search.base import Query
from registry.search.corpus import ANALYSIS, analyse
from registry.search.memory_engine import MemoryEngine
from registry.search.stems import stem
from registry.search.text import words
from tests.search.conftest import doc

UKRAINIAN = [
    "землю земля земель землею",
    "жінка жінок жінками жінці",
    "сімʼя сімʼї сімей",
    "дорога доріг дорогу дорозі",
    "школа шкіл школи",
    "бідність бідний бідних бідності",
    "молодь молоді молоддю",
    "навчання навчанням навчань",
    "дарувати дарують даруємо",
    "учень учні учнів",
]
ARABIC = [
    "القرية قرية قُرَيَّة والقرية للقرية القرى",
    "الطريق طريق والطريق طريـــق",
    "أرض الأرض بالأرض الارض",
    "النساء نساء للنساء",
    "الأسرة أسرة اسره الأسر",
    "وزارة الوزارة والوزارة بالوزارة للوزارة",
    "وظيفة الوظيفة والوظيفة وبالوظيفة",
    "وسائل الوسائل والوسائل وللوسائل",
    "وثيقة الوثيقة",
    "ورشة الورشة",
    "وحدة الوحدة",
    "والدة الوالدة والدين الوالدين والوالدين",
    "حي الحي والحي",
]


@pytest.fixture(scope="module")
def small():
    engine = MemoryEngine()
    engine.rebuild(
        [
            doc("LAND", "Hiến đất làm đường"),
            doc("RICE", "Hũ gạo tình thương", summary="Chị em phụ nữ giúp hộ nghèo"),
            doc("WASTE", "Phân loại rác tại nguồn"),
            doc("CAMERA", "Camera an ninh khu phố"),
            doc("COWS", "Ngân hàng bò", summary="Vay vốn không lấy lãi"),
            doc("UK", "Здоров'я сімей", summary="Мешканці допомагають школам", lang="uk"),
            doc("AR", "مدرسة القرية", summary="الأهالي يساعدون المدرسة", lang="ar"),
        ],
        1,
    )
    return engine


@pytest.mark.parametrize("forms", UKRAINIAN)
def test_forms_of_a_ukrainian_word_have_one_stem(forms):
    assert len({stem("uk", word) for word in words(forms)}) == 1


@pytest.mark.parametrize("forms", ARABIC)
def test_forms_of_an_arabic_word_have_one_stem(forms):
    assert len({stem("ar", word) for word in words(forms)}) == 1


def test_an_apostrophe_is_a_letter_of_a_ukrainian_word_only():
    assert words("сім'я сім’я сімʼя СІМ`Я don't") == ["сімʼя"] * 4 + ["don", "t"]


@pytest.mark.parametrize(
    ("question", "vietnamese", "first"),
    [
        ("Як мешканці дарували землю для дороги?", "hiến đất làm đường", "LAND"),
        ("сортування сміття", "phân loại rác", "WASTE"),
        ("камери безпеки", "camera an ninh", "CAMERA"),
        ("позики без відсотків на корів", "bò vay vốn không lấy lãi", "COWS"),
        ("жінки допомагають бідним сім'ям", "phụ nữ giúp hộ nghèo", "RICE"),
        ("здоров’я сімʼї", None, "UK"),
        ("школа", None, "UK"),
        ("كيف نتبرع بالأرض لبناء الطريق", "hiến đất làm đường", "LAND"),
        ("فرز النفايات", "phân loại rác", "WASTE"),
        ("كاميرات المراقبة", "camera an ninh", "CAMERA"),
        ("قروض بدون فائدة", "vay vốn không lấy lãi", "COWS"),
        ("النساء يساعدن الأسر الفقيرة", "phụ nữ giúp hộ nghèo", "RICE"),
        ("مَدْرَسَة قرية", None, "AR"),
    ],
)
def test_a_question_finds_what_its_vietnamese_words_find(small, question, vietnamese, first):
    assert small.search(Query(question)).hits[0].key == first
    if vietnamese:
        assert small.search(Query(vietnamese)).hits[0].key == first


def test_whoever_has_texts_read_otherwise_raises_the_number_of_the_analysis(models):
    """Then add the new pair here: indexes of before are built anew by night."""
    foreign = {
        "uk": UKRAINIAN,
        "ar": ARABIC,
        "en": ["villagers donated land, women's unions saving monthly"],
        "fr": ["les habitants ont cédé des terres pour élargir l'école"],
        "es": ["vecinos donaron tierras; señoras ahorradoras"],
    }
    documents = [*models, *(doc(lang, "\n".join(texts), lang=lang) for lang, texts in foreign.items())]
    read = json.dumps([analyse(document) for document in documents], ensure_ascii=False)

    assert (ANALYSIS, zlib.crc32(read.encode())) == (2, 2704547308)
