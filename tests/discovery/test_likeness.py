"""What of a model stands elsewhere too: photos, passages, names; and where it comes from."""

import random
import re
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from registry.catalogue.service import taking_over
from registry.catalogue.service.taking_over import OldModel
from registry.core.db import db
from registry.core.errors import InvalidInput, NotFound, PermissionDenied, StaleVersion
from registry.core.transaction import transaction
from registry.discovery import likeness_texts, stating
from registry.discovery.indexing import rebuild
from registry.discovery.likeness_forms import SAID, SENTENCE, sentences_of_forms
from registry.discovery.likeness_photos import photos_used_elsewhere
from registry.discovery.likeness_texts import (
    TextReader,
    list_passages,
    read_version,
    sentences_of,
    whole_sentences,
    without_formulas,
)
from registry.discovery.likeness_typing import find_resembling, list_nominated_alike
from registry.discovery.models import CopiedPassage, OriginStatement, SentencePrint
from registry.discovery.origins import Origin
from registry.discovery.stating import Statement, judge_origin, state_origin
from registry.evidence.models import StoredFile
from registry.review.states import NominationState
from registry.search.memory_engine import MemoryEngine

COPIED = (
    "Tổ vận động đi từng nhà, nghe từng hộ nói điều còn băn khoăn, ghi vào sổ và trả lời trước cuộc "
    "họp thôn sau. "
    "Mỗi tối thứ bảy trưởng thôn đọc công khai số tiền đã thu, đã chi trước toàn thể bà con tại nhà văn hóa."
)
OTHER = "Hội phụ nữ nhận đỡ đầu từng em nhỏ, chuẩn bị sách vở và xe đạp trước ngày khai giảng năm học mới."


def looks(item, perceptual):
    with transaction():
        db.session.get_one(StoredFile, item.digest).perceptual = perceptual
    return item


def test_the_same_file_of_another_unit_is_told_of(make):
    photo = make.photo()
    ours = make.evidence(make.exemplar(), content=photo)
    theirs = make.evidence(make.exemplar(unit=make.unit()), content=photo)

    [pair] = photos_used_elsewhere(ours.exemplar.latest)
    assert (pair.mine, pair.other, pair.is_same_file) == (ours, theirs, True)


def test_a_picture_that_looks_the_same_is_told_of_and_a_far_one_is_not(make):
    ours = looks(make.evidence(make.exemplar()), "0f0f0f0f0f0f0f0f")
    near = looks(make.evidence(make.exemplar(unit=make.unit())), "0f0f0f0f0f0f0f3c")
    looks(make.evidence(make.exemplar(unit=make.unit())), "ff00ff00ff00ff00")

    [pair] = photos_used_elsewhere(ours.exemplar.latest)
    assert (pair.other, pair.is_same_file, pair.apart) == (near, False, 4)


def test_drafts_of_others_and_versions_of_the_same_model_raise_nothing(make):
    photo = make.photo()
    ours = make.evidence(make.exemplar(), content=photo)
    make.evidence(make.exemplar(unit=make.unit(), state="draft"), content=photo)

    assert photos_used_elsewhere(ours.exemplar.latest) == []


def test_copied_passages_are_found_and_kept_as_places(make):
    first = make.frozen(make.exemplar(method=f"Mở đầu riêng của xã.\n{COPIED}"))
    second = make.frozen(make.exemplar(unit=make.unit(), method=f"Nơi này làm khác lúc đầu.\n{COPIED}"))
    read_version(first.latest)
    found = read_version(second.latest)

    ours = [one for one in found if one.content == "method"]
    assert [second.latest.method[one.start : one.end] for one in ours] == [COPIED]
    assert [first.latest.method[one.other_start : one.other_end] for one in ours] == [COPIED]
    assert list_passages(first.latest) == list_passages(second.latest) != []


def test_a_passage_with_a_few_words_changed_is_still_found_and_another_is_not(make):
    changed = COPIED.replace("thứ bảy", "chủ nhật").replace("bà con", "nhân dân")
    plain = dict.fromkeys(("situation", "goals", "summary", "outcome", "outputs"), "Ngắn.")
    first = make.frozen(make.exemplar(method=COPIED, **plain))
    second = make.frozen(make.exemplar(unit=make.unit(), method=changed, **plain))
    third = make.frozen(make.exemplar(unit=make.unit(), method=OTHER, **plain))
    for one in (first, second, third):
        read_version(one.latest)

    assert {one.content for one in list_passages(first.latest)} >= {"method"}
    assert [one for one in list_passages(third.latest) if one.content == "method"] == []


@pytest.mark.parametrize(("text", "is_told"), [(OTHER, False), (f"{COPIED} {OTHER}", True)])
def test_a_formula_of_many_reports_is_no_copy_and_a_whole_report_of_many_is(make, text, is_told):
    plain = dict.fromkeys(("situation", "goals", "summary", "outcome", "outputs"), "Ngắn.")
    models = [make.frozen(make.exemplar(unit=make.unit(), method=text, **plain)) for _one in range(7)]
    for one in models[:6]:
        read_version(one.latest)
    assert list_passages(models[0].latest) != [], "five others are not many"
    read_version(models[6].latest)
    assert all(bool(list_passages(one.latest)) is is_told for one in models)


def test_what_the_form_itself_says_is_nobodys_sentence(make):
    hint = "Chưa có số liệu thì ghi tên chỉ số, để trống hai ô số và bổ sung sau."
    said = [one.text for one in sentences_of(make.exemplar(method=f"{hint} {OTHER}").latest)]
    assert [one for one in said if "chỉ số" in one] == []
    assert any("khai giảng" in one for one in said)


def test_every_long_hint_of_the_form_is_known_for_the_forms_own():
    said = set()
    for template in Path("templates/catalogue").glob("_section_*.html"):
        said.update(re.findall(r'_\("((?:[^"\\]|\\.)*)"\)', template.read_text("utf-8")))
    assert {one for one in said if len(one.split()) > 5} == set(SAID)


def passages_in(count, others, seed=1):
    """Passages of model 1, anywhere in one text, each shared with one of so many other models."""
    draw = random.Random(seed)
    for number in range(count):
        start = draw.randrange(3000)
        end = start + draw.choice((20, 90, 150, 400))
        passage = CopiedPassage(version_id=5, content="method", start=start, end=end, percent=number)
        yield passage, 1, draw.randrange(2, 2 + others)


@pytest.mark.parametrize("others", [4, 8, 30])
def test_formulas_are_the_short_passages_that_many_others_meet(others):
    rows = list(passages_in(120, others))

    def is_formula(mine):
        met = {other for one, _, other in rows if one.start < mine.end and mine.start < one.end}
        return mine.end - mine.start <= 300 and len(met) > 5

    assert without_formulas(1, rows) == [one for one, *_ in rows if not is_formula(one)]


def test_reading_again_changes_nothing_and_the_worker_reads_what_was_frozen(make):
    first = make.frozen(make.exemplar(method=COPIED))
    make.frozen(make.exemplar(unit=make.unit(), method=COPIED))
    reader = TextReader()

    assert (reader(), reader()) == (2, 0)
    stored = db.session.scalar(select(func.count()).select_from(CopiedPassage))
    prints = db.session.scalar(select(func.count()).select_from(SentencePrint))
    assert stored > 0
    assert read_version(first.latest) == []
    assert db.session.scalar(select(func.count()).select_from(CopiedPassage)) == stored
    assert db.session.scalar(select(func.count()).select_from(SentencePrint)) == prints


def test_after_a_change_the_worker_looks_at_what_changed_and_not_at_every_version(make, monkeypatch):
    make.frozen(make.exemplar(method=COPIED))
    reader, looked = TextReader(), []
    assert (reader(), reader()) == (1, 0)
    among = likeness_texts.list_unread
    monkeypatch.setattr(
        likeness_texts,
        "list_unread",
        lambda *given, **told: looked.append(told["among"]) or among(*given, **told),
    )

    second = make.frozen(make.exemplar(unit=make.unit(), method=COPIED))
    assert (reader(), reader()) == (1, 0)
    assert looked == [{second.reference}]
    assert list_passages(second.latest)
    # One that has not been seen before knows nothing of what was told already.
    assert TextReader()() == 0
    assert looked[-1] is None


def test_reading_many_texts_gives_way_after_a_moment(make, monkeypatch):
    for _ in range(3):
        make.frozen(make.exemplar(unit=make.unit(), method=COPIED))
    monkeypatch.setattr(likeness_texts, "SECONDS_AT_ONCE", 0)
    reader = TextReader()
    assert [reader() for _ in range(4)] == [1, 1, 1, 0]


def test_what_the_form_says_is_put_together_once():
    assert sentences_of_forms() is sentences_of_forms()


@pytest.fixture
def engine():
    return MemoryEngine()


def test_models_like_what_is_typed_come_first_and_drafts_never(make, engine):
    known = make.exemplar(
        title="Phân loại rác tại nguồn cùng hội phụ nữ", summary="Thùng rác hai ngăn từng ngõ."
    )
    make.exemplar(title="Camera an ninh xóm", summary="Góp tiền lắp camera.")
    draft = make.exemplar(unit=make.unit(), state="draft", title="Phân loại rác tại nguồn ở chợ")
    rebuild(engine)
    person = make.member(make.unit())

    found = find_resembling(
        person, engine, "Vận động phân loại rác tại nguồn", "Hội phụ nữ phát thùng hai ngăn"
    )
    assert [one.exemplar for one in found][:1] == [known]
    assert any("loại rác" in one for one in found[0].shared)
    assert draft not in [one.exemplar for one in found]
    assert find_resembling(person, engine, "Rác", "") == []


def test_an_achievement_nominated_twice_in_a_year_is_told_of(make, engine):
    case = make.case(state=NominationState.SUBMITTED)
    unit = case.nomination.unit
    again = make.exemplar(unit=unit, title=case.nomination.exemplar.latest.title)
    other = make.exemplar(unit=unit, title="Một việc hoàn toàn khác của xã")
    rebuild(engine)
    member = make.member(unit)

    assert list_nominated_alike(member, engine, again) == [case.nomination]
    assert list_nominated_alike(member, engine, other) == []


def test_a_long_list_of_the_unit_is_not_read_to_find_what_was_nominated_twice(make, engine):
    case = make.case(state=NominationState.SUBMITTED)
    unit = case.nomination.unit
    again = make.exemplar(unit=unit, title=case.nomination.exemplar.latest.title)
    old = [OldModel(unit, f"list-{n}", {"title": f"Mô hình cũ {n}"}) for n in range(60)]
    with transaction():
        taking_over.take_over_models(make.lead(unit), old)
    member = make.member(unit)
    queries = []
    db.session.expire_all()
    event.listen(db.engine, "before_cursor_execute", lambda *given: queries.append(given[2]))

    assert list_nominated_alike(member, engine, again) == [case.nomination]
    assert len(queries) < 40


@pytest.fixture
def case(make):
    return make.case(state=NominationState.SUBMITTED)


def test_the_unit_states_and_the_staff_judge_and_both_stay(make, case):
    source = make.exemplar(unit=make.unit())
    member, staff = make.member(case.nomination.unit), case.staff
    stated = state_origin(member, case.nomination.exemplar, Statement(Origin.NEW, "Chúng tôi tự nghĩ ra."))
    judge_origin(
        staff, case.nomination, Statement(Origin.BUILDS_ON, "Rất giống.", source), version=stated.version
    )

    assert (stated.origin, stated.sentence) == (Origin.NEW, "Chúng tôi tự nghĩ ra.")
    assert (stated.judged, stated.judged_source, stated.reason) == (Origin.BUILDS_ON, source, "Rất giống.")


def test_a_source_known_by_its_record_alone_is_stated(make, case):
    source, member = make.exemplar(unit=make.unit()), make.member(case.nomination.unit)
    assert source.id  # read before, as whoever chose it from a list has
    stated = state_origin(member, case.nomination.exemplar, Statement(Origin.BUILDS_ON, "Theo họ.", source))

    assert (stated.origin, stated.source) == (Origin.BUILDS_ON, source)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (Statement(Origin.BUILDS_ON, "Theo mô hình kia."), "source"),
        (Statement(Origin.NEW, " "), "sentence"),
        (Statement(Origin.NEW, "x" * 501), "sentence"),
    ],
)
def test_half_a_statement_is_refused_and_not_stored(make, case, told, field):
    with pytest.raises(InvalidInput) as refusal:
        state_origin(make.member(case.nomination.unit), case.nomination.exemplar, told)
    assert refusal.value.field == field
    assert stating.find_statement(case.nomination.exemplar) is None


def test_only_the_unit_states_only_staff_judge_and_nobody_overwrites_unknowingly(make, case):
    exemplar, member = case.nomination.exemplar, make.member(case.nomination.unit)
    with pytest.raises(PermissionDenied):
        state_origin(make.member(make.unit()), exemplar, Statement(Origin.NEW, "Mới."))
    assert db.session.scalar(select(func.count()).select_from(OriginStatement)) == 0

    stated = state_origin(member, exemplar, Statement(Origin.NEW, "Mới."))
    with pytest.raises(PermissionDenied):
        judge_origin(member, case.nomination, Statement(Origin.NEW, "Không."))
    with pytest.raises(StaleVersion):
        state_origin(member, exemplar, Statement(Origin.NEW, "Khác."), version=stated.version - 1)
    assert (stated.judged, stated.sentence) == (None, "Mới.")


def test_a_draft_of_others_cannot_be_named(make):
    draft = make.exemplar(state="draft")
    with pytest.raises(NotFound):
        stating.find_source(make.member(make.unit()), draft.reference)


def test_a_point_inside_a_number_ends_no_sentence(make):
    text = "Xã có 2.140 hộ. Đã vận động 1.200 hộ; còn lại làm sau."
    version = make.exemplar(situation=text).latest
    start = text.index("140")

    assert [one[0].strip() for one in SENTENCE.finditer(text)] == [
        "Xã có 2.140 hộ.", "Đã vận động 1.200 hộ;", "còn lại làm sau.",
    ]  # fmt: skip
    assert whole_sentences(version.situation, start, start + 3) == "Xã có 2.140 hộ."
    start = text.index("1.200")
    assert whole_sentences(version.situation, start, start + 9) == "Đã vận động 1.200 hộ; còn lại làm sau."
