"""Every text is written in English in the code, passes through the catalogue, and is there in Vietnamese."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords
from babel.messages.frontend import parse_mapping_cfg as parse_mapping
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = ROOT / "registry/translations"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!%)%[sd]")
VIETNAMESE = re.compile(r"[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u01b0\u1ea0-\u1ef9]")
# Names and examples of what people write stay as they are in every language; the longest come first.
NAMES = (
    "Bình xét mô hình Dân vận khéo tỉnh năm", "Ban Tuyên giáo và Dân vận", "Dân vận khéo", "tỉnh Minh Họa",
    "Tiếng Việt", "Việt Nam", "SHA-256", "Cốc Cốc", "QĐ/BTGDVTU", "Trưởng ban", "phân loại rác",
)  # fmt: skip
QUOTED = re.compile(r"“[^”]*”")
# Where Vietnamese is data or what is worked on, not something the program says.
DATA = (
    "registry/demo/", "registry/search/", "registry/migrations/", "registry/core/ids.py",
    "registry/core/figures.py", "registry/core/spoken.py",
    "registry/catalogue/initials.py", "registry/calendar/known_days.py",
    "registry/legacy/columns.py", "registry/legacy/vocabulary.py",
    "registry/catalogue/measures.py", "registry/catalogue/paper_form.py",
    "registry/catalogue/service/paper_template.py", "registry/catalogue/paper_template.py",
    "registry/web/catalogue/share_card.py",
    "registry/catalogue/places.py", "registry/catalogue/source_rows.py",
    "registry/catalogue/service/fields.py", "registry/discovery/codes.py",
    "registry/discovery/documents.py", "registry/units/service/provinces.py",
    "registry/web/home/components.py", "registry/catalogue/method.py",
    "registry/web/catalogue/words.py", "registry/cli/serve.py", "registry/web/search/tiles.py",
    "registry/reports/amounts.py", "registry/documents/contents/decision.py",
)  # fmt: skip
# What only the command line tells, which speaks English.
FOR_COMMANDS = ("registry/units/service/importing.py", "registry/catalogue/service/importing.py")
# One word for one thing: no other words for "đăng ký", "đề nghị công nhận", "đợt xét", "cấp trình" and
# "nhân rộng" are used; "làm theo" only where nothing is replicated.
OTHER_WORDS = re.compile(
    r"ghi danh|đề cử|đợt bình xét|cấp đề nghị|làm theo(?! (?:WCAG|thứ tự))", re.IGNORECASE
)
# The page that shows every part of the design shows it with examples.
SAMPLES = "_components_"
COMMENT = re.compile(r"\{#.*?#\}", re.S)
JINJA = re.compile(r"\{% block bodyclass %\}.*?%\}|\{%.*?%\}|\{\{.*?\}\}", re.S)
SPOKEN = re.compile(r"""\s(?:title|alt|placeholder|aria-label|aria-description)\s*=\s*"([^"]*)\"""")
TAG = re.compile(r"<[^>]*>", re.S)
WORD = re.compile(r"[^\W\d_]{2,}")


@pytest.fixture(scope="module")
def spoken():
    """{msgid: set of the places it stands in} of the whole program."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping(file)
    keywords = DEFAULT_KEYWORDS | parse_keywords(["_l", "_n:1,2"])
    found = {}
    for folder in ("registry", "templates"):
        mapping = [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods]
        named = {pattern.removeprefix(f"{folder}/"): value for pattern, value in options.items()}
        for file, _line, message, _c, _x in extract_from_dir(ROOT / folder, mapping, named, keywords):
            found.setdefault(message if isinstance(message, str) else message[0], set()).add(file)
    return found


def _catalogue(language):
    with (CATALOGUES / language / "LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.fixture(scope="module")
def vietnamese():
    return _catalogue("vi")


def _id(message):
    return message.id if isinstance(message.id, str) else message.id[0]


def _strings(message):
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_every_text_is_there_in_vietnamese(spoken, vietnamese):
    known = {_id(message) for message in vietnamese if message.id and all(_strings(message))}
    assert {text: sorted(places) for text, places in spoken.items() if text not in known} == {}


def test_no_text_hides_from_the_collector():
    """Before Python 3.12 the inside of an f-string is one piece: what stands there is never collected."""
    hidden = [
        f"{file.relative_to(ROOT)}:{call.lineno} {ast.unparse(call)}"
        for file in sorted((ROOT / "registry").rglob("*.py"))
        for text in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"_", "_l", "_n"}
    ]
    assert hidden == []


def test_no_text_is_kept_that_nobody_says(spoken, vietnamese):
    assert [_id(message) for message in vietnamese if message.id and _id(message) not in spoken] == []


def test_no_translation_is_a_guess(vietnamese):
    assert [_id(message) for message in vietnamese if message.id and message.fuzzy] == []


def test_translations_keep_the_placeholders(vietnamese):
    broken = {}
    for message in vietnamese:
        wanted = set(PLACEHOLDER.findall(message.id if isinstance(message.id, str) else message.id[1]))
        for text in _strings(message) if message.id else ():
            if text and set(PLACEHOLDER.findall(text)) != wanted:
                broken[_id(message)] = text
    assert broken == {}


def test_texts_of_templates_can_be_filled_in(spoken, vietnamese):
    # In a template every text is filled in, so a percent sign that stands for itself is written twice.
    broken = []
    for message in vietnamese:
        if message.id and any(place.endswith(".html") for place in spoken.get(_id(message), ())):
            ids = [message.id] if isinstance(message.id, str) else message.id
            broken += [
                text for text in (*ids, *_strings(message)) if re.search(r"%(?!%|\(\w+\)s)", _even(text))
            ]
    assert broken == []


def _even(text):
    return text.replace("%%", "")


def test_the_compiled_catalogue_is_the_written_one(app, vietnamese):
    answers = app.extensions["babel"].instance.domain_instance
    with app.test_request_context("/"):
        translations = answers.get_translations()
        simple = [message for message in vietnamese if message.id and isinstance(message.id, str)]
        assert {one.id for one in simple if translations.ugettext(one.id) != one.string} == set()


def _without_names(text):
    text = QUOTED.sub("", text)
    for name in NAMES:
        text = text.replace(name, "")
    return text


def _templates():
    return [path for path in sorted((ROOT / "templates").rglob("*.html")) if SAMPLES not in path.name]


def test_no_vietnamese_stands_in_a_template():
    found = {
        path.relative_to(ROOT).as_posix(): rest
        for path in _templates()
        if (rest := VIETNAMESE.findall(_without_names(COMMENT.sub("", path.read_text("utf-8")))))
    }
    assert found == {}


def test_no_vietnamese_stands_in_the_code():
    found = {}
    for path in sorted((ROOT / "registry").rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        if place.startswith(DATA):
            continue
        for text in _texts_of(ast.parse(path.read_text("utf-8"))):
            if VIETNAMESE.search(_without_names(text)):
                found.setdefault(place, []).append(text)
    assert found == {}


def _texts_of(tree):
    """Every text of a module that is not a docstring."""
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents
    ]


def test_no_words_stand_in_a_template_outside_the_catalogue():
    found = {}
    for path in _templates():
        source = JINJA.sub("", COMMENT.sub("", path.read_text("utf-8")))
        said = [*SPOKEN.findall(source), *TAG.sub("\n", source).split("\n")]
        words = [text.strip() for text in said if WORD.search(_without_names(re.sub(r"&\w+;", "", text)))]
        if words:
            found[path.relative_to(ROOT).as_posix()] = words
    assert found == {}


# What is shown to people, by the position of its text: ("flash", 0) is flash("text").
SHOWN = {"flash": 0, "InvalidInput": 1, "InvalidTransition": 0, "StaleVersion": 0, "ValidationError": 0}


def test_what_people_are_told_passes_through_the_catalogue():
    found = {}
    for path in sorted((ROOT / "registry").rglob("*.py")):
        calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        place = path.relative_to(ROOT).as_posix()
        if place not in FOR_COMMANDS and (bare := [text for call in calls for text in _bare_texts(call)]):
            found[place] = bare
    assert found == {}


def _bare_texts(call):
    """Texts given as they are to something that shows them."""
    name = ast.unparse(call.func).split(".")[-1]
    position = SHOWN.get(name, 0 if name.endswith("Field") else None)
    if position is None:
        return []
    given = call.args[position : position + 1]
    given += [word.value for word in call.keywords if word.arg in {"label", "message", "description"}]
    return [
        node.value
        for node in given
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and WORD.search(node.value)
    ]


def test_one_thing_has_one_vietnamese_word(vietnamese):
    said = [text for message in vietnamese if message.id for text in _texts(message)]

    assert [text for text in said if OTHER_WORDS.search(text)] == []


def _texts(message):
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_who_keeps_the_register_is_not_named_like_who_administers_the_system(vietnamese):
    said = [text for message in vietnamese if message.id for text in _strings(message)]
    assert [text for text in said if "cán bộ quản lý hệ thống" in text.lower()] == []
