"""Passages that two reports share: found by prints of their sentences, proved by comparing them."""

import hashlib
import re
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import islice

from rapidfuzz import fuzz, process
from sqlalchemy import delete, func, select
from sqlalchemy.orm import aliased

from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.core.db import db
from registry.core.transaction import transaction
from registry.discovery.likeness_forms import FEWEST_WORDS, SENTENCE, sentences_of_forms
from registry.discovery.models import CopiedPassage, ReadText, SentencePrint
from registry.jobs.service import OutboxRows, outbox_changed, outbox_newest
from registry.search.text import words

CONTENTS = (
    "summary", "situation", "goals", "method", "forces", "resources", "schedule", "outputs", "outcome",
    "upkeep", "pitfalls",
)  # fmt: skip
# Where a passage is cut for a reader: a clause that ends with a semicolon is no whole sentence.
WHOLE = re.compile(r"(?:[^.!?\n]|[.!?](?!\s|$))+(?:[.!?]+|\n|$)")
# Words that very many reports use are alike by chance.
WORDS_OF_PRINT = 4
PRINTS_OF_SENTENCE = 4
COMMONPLACE = 12
ALIKE = 82
MOST_OTHERS, MOST_PASSAGES = 10, 20
# A passage that stands in more other models than this is a formula of reports, not a copy of one of them;
# unless it is long: a whole report that many units took over is told of, however many they are.
MOST_SHARING, LONGEST_FORMULA = 5, 300
# A change must be found soon: between so many versions, or seconds, the index is brought up to date.
AT_ONCE, SECONDS_AT_ONCE = 20, 0.25
# Rows of the outbox that are compared; when more have come, all versions are looked through.
WINDOW = 64


@dataclass(frozen=True)
class Sentence:
    """A sentence of a version, where it stands, and its words as they are compared."""

    content: str
    start: int
    end: int
    text: str


def sentences_of(version: ExemplarVersion) -> Iterator[Sentence]:
    """Every sentence that is long enough to be compared."""
    forms = sentences_of_forms()
    for content in CONTENTS:
        text = getattr(version, content)
        for found in SENTENCE.finditer(text):
            spoken = words(found[0])
            if len(spoken) >= FEWEST_WORDS and " ".join(spoken) not in forms:
                start = found.start() + len(found[0]) - len(found[0].lstrip())
                yield Sentence(content, start, found.start() + len(found[0].rstrip()), " ".join(spoken))


def prints_of(sentences: Iterable[Sentence]) -> set[int]:
    """A few numbers for each sentence that a sentence with the same run of words shares with it."""
    prints: set[int] = set()
    for sentence in sentences:
        spoken = sentence.text.split()
        runs = {" ".join(spoken[at : at + WORDS_OF_PRINT]) for at in range(len(spoken) - WORDS_OF_PRINT + 1)}
        prints.update(sorted(map(_number, runs))[:PRINTS_OF_SENTENCE])
    return prints


def _number(run: str) -> int:
    return int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest()) >> 1


class TextReader:
    """Compares each version that was frozen with all others; call it each round of the worker."""

    def __init__(self) -> None:
        self._rows: OutboxRows | None = None

    def __call__(self) -> int:
        rows = outbox_newest("exemplars", WINDOW)
        if rows == self._rows:
            return 0
        unread = list_unread(AT_ONCE, among=outbox_changed(self._rows, rows))
        began, done = time.monotonic(), 0
        for version in unread:
            read_version(version)
            done += 1
            if time.monotonic() - began >= SECONDS_AT_ONCE:
                return done
        if done < AT_ONCE:
            self._rows = rows
        return done


def list_unread(limit: int, among: Collection[str] | None = None) -> list[ExemplarVersion]:
    """Frozen versions that were not compared yet, the oldest first; `among` some models, by reference.

    Looking through all of them takes the longer the more there are.
    """
    query = (
        select(ExemplarVersion)
        .outerjoin(ReadText, ReadText.version_id == ExemplarVersion.id)
        .where(ExemplarVersion.frozen_at.is_not(None), ReadText.version_id.is_(None))
    )
    if among is not None:
        query = query.join(Exemplar, Exemplar.id == ExemplarVersion.exemplar_id)
        query = query.where(Exemplar.reference.in_(among))
    return list(db.session.scalars(query.order_by(ExemplarVersion.id).limit(limit)))


def read_version(version: ExemplarVersion) -> list[CopiedPassage]:
    """Find what a version shares with others, and keep that and its own prints. Again changes nothing.

    Of a model only the newest version is compared with: what it said before it said itself.
    """
    sentences = list(sentences_of(version))
    prints = prints_of(sentences)
    passages = [
        passage for other in _candidates(version, prints) for passage in _passages(version, sentences, other)
    ]
    with transaction():
        if db.session.get(ReadText, version.id) is not None:
            return []
        older = [one.id for one in version.exemplar.versions if one.number < version.number]
        db.session.execute(delete(SentencePrint).where(SentencePrint.version_id.in_(older)))
        db.session.add(ReadText(version_id=version.id))
        db.session.add_all(SentencePrint(print=number, version_id=version.id) for number in prints)
        db.session.add_all(passages)
    return passages


def _candidates(version: ExemplarVersion, prints: set[int]) -> list[ExemplarVersion]:
    """The versions of other models that share prints, most of them first."""
    shared: Counter[int] = Counter()
    listed = sorted(prints)
    for start in range(0, len(listed), 1000):
        wanted = SentencePrint.print.in_(listed[start : start + 1000])
        common = (
            select(SentencePrint.print)
            .where(wanted)
            .group_by(SentencePrint.print)
            .having(func.count() > COMMONPLACE)
        )
        query = (
            select(SentencePrint.version_id, func.count())
            .join(ExemplarVersion, ExemplarVersion.id == SentencePrint.version_id)
            .where(
                wanted,
                SentencePrint.print.not_in(common),
                ExemplarVersion.exemplar_id != version.exemplar_id,
            )
            .group_by(SentencePrint.version_id)
        )
        for number, count in db.session.execute(query):
            shared[number] += count
    best = [number for number, _count in shared.most_common(MOST_OTHERS)]
    others = select(ExemplarVersion).where(ExemplarVersion.id.in_(best))
    found = {one.id: one for one in db.session.scalars(others)}
    return [found[number] for number in best]


def _passages(
    version: ExemplarVersion, sentences: list[Sentence], other: ExemplarVersion
) -> list[CopiedPassage]:
    theirs = list(sentences_of(other))
    texts = [sentence.text for sentence in theirs]
    passages: list[CopiedPassage] = []
    for mine in sentences:
        best = process.extractOne(mine.text, texts, scorer=fuzz.ratio, score_cutoff=ALIKE)
        if best is None:
            continue
        found = theirs[best[2]]
        if passages and _goes_on(passages[-1], mine, found):
            passages[-1].end, passages[-1].other_end = mine.end, found.end
            passages[-1].percent = min(passages[-1].percent, round(best[1]))
        else:
            passages.append(
                CopiedPassage(
                    version_id=version.id, content=mine.content, start=mine.start, end=mine.end,
                    other_id=other.id, other_content=found.content, other_start=found.start,
                    other_end=found.end, percent=round(best[1]),
                )
            )  # fmt: skip
    return passages[:MOST_PASSAGES]


def _goes_on(last: CopiedPassage, mine: Sentence, found: Sentence) -> bool:
    """Whether two sentences follow directly on a passage, so that the three are one."""
    here = last.content == mine.content and 0 <= mine.start - last.end <= 2
    return here and last.other_content == found.content and 0 <= found.start - last.other_end <= 2


def list_passages(version: ExemplarVersion) -> list[CopiedPassage]:
    """What a version shares with other models, whichever of the two was compared first.

    What stands in many models is left out: `MOST_SHARING`.
    """
    reader, other = aliased(ExemplarVersion), aliased(ExemplarVersion)
    query = (
        select(CopiedPassage, reader.exemplar_id, other.exemplar_id)
        .join(reader, reader.id == CopiedPassage.version_id)
        .join(other, other.id == CopiedPassage.other_id)
        .where((CopiedPassage.version_id == version.id) | (CopiedPassage.other_id == version.id))
        .order_by(CopiedPassage.id)
    )
    rows = [(row[0], row[1], row[2]) for row in db.session.execute(query)]
    return without_formulas(version.exemplar_id, rows)


def without_formulas(exemplar_id: int, rows: Iterable[tuple[CopiedPassage, int, int]]) -> list[CopiedPassage]:
    """Those passages of a model that are no formula of reports; with each the two models, by id."""
    sides = [_side_of(exemplar_id, *row) for row in rows]
    places: dict[tuple[int, str], list[int]] = defaultdict(list)
    for number in sorted(range(len(sides)), key=lambda number: sides[number].start):
        places[sides[number].place].append(number)
    formulas = {number for numbers in places.values() for number in _formulas(sides, numbers)}
    return [one.passage for number, one in enumerate(sides) if number not in formulas]


@dataclass(frozen=True)
class _Side:
    """A passage as it stands in one of its two models, and the other model."""

    passage: CopiedPassage
    place: tuple[int, str]
    start: int
    end: int
    other: int


def _formulas(sides: list[_Side], numbers: Iterable[int]) -> Iterator[int]:
    """The numbers of the short passages of one text, sorted by start, that many other models meet.

    Once more models than that run at one point, every passage there is known for a formula and looked at no
    more: few are ever open at once.
    """
    ending: list[tuple[int, int]] = []
    others: Counter[int] = Counter()
    met: dict[int, set[int]] = {}
    for number in numbers:
        side = sides[number]
        while ending and ending[0][0] <= side.start:
            gone = heappop(ending)[1]
            met.pop(gone, None)
            others[sides[gone].other] -= 1
            if not others[sides[gone].other]:
                del others[sides[gone].other]
        heappush(ending, (side.end, number))
        others[side.other] += 1
        if side.end - side.start <= LONGEST_FORMULA:
            met[number] = set(islice(others, MOST_SHARING + 1))
        for one in list(met):
            met[one].add(side.other)
            if len(met[one]) > MOST_SHARING:
                del met[one]
                yield one


def _side_of(exemplar_id: int, passage: CopiedPassage, reader: int, other: int) -> _Side:
    if reader == exemplar_id:
        return _Side(passage, (passage.version_id, passage.content), passage.start, passage.end, other)
    place = (passage.other_id, passage.other_content)
    return _Side(passage, place, passage.other_start, passage.other_end, reader)


def is_compared(version: ExemplarVersion) -> bool:
    """Whether the worker has read this version already: what it shares is known only then."""
    return db.session.get(ReadText, version.id) is not None


def whole_sentences(text: str, start: int, end: int) -> str:
    """The whole sentences of a text that a passage is part of."""
    touched = [one for one in WHOLE.finditer(text) if one.start() < end and one.end() > start]
    if not touched:
        return text[start:end]
    return text[touched[0].start() : touched[-1].end()].strip()


def other_exemplar(passage: CopiedPassage, version: ExemplarVersion) -> Exemplar:
    """The model on the other side of a passage."""
    return (passage.other if passage.version_id == version.id else passage.version).exemplar
