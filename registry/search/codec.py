"""A codec for Whoosh that keeps a segment as two files of arrays: lists of words and cards of documents.

`.words` is described in `word_lists`, `.cards` in `card_columns`. Whoosh's own queries, merges and
deletions work through the readers here; the engine reads the arrays themselves.
"""

from array import array
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Segment
from whoosh.fields import FieldType
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Format
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from registry.search.arrays import ArraysFile
from registry.search.card_columns import CardColumns, CardDraft
from registry.search.inverting import FIRST, Block, Inverter, Piece, Wide
from registry.search.stems import is_stem
from registry.search.word_lists import WordLists, write_lists

WORDS, CARDS = ".words", ".cards"


class ArraysCodec(base.Codec):
    """Segments of arrays: one indexed field of placed words, and a card for each document."""

    length_stats = False

    def per_document_writer(self, storage: FileStorage, segment: "ArraysSegment") -> "CardsWriter":
        return CardsWriter(segment.create_file(storage, CARDS))

    def field_writer(self, storage: FileStorage, segment: "ArraysSegment") -> "ListsWriter":
        return ListsWriter(segment.create_file(storage, WORDS), Path(storage.folder))

    def terms_reader(self, storage: FileStorage, segment: "ArraysSegment") -> "ListsReader":
        return ListsReader(WordLists(Path(storage.folder) / segment.make_filename(WORDS)))

    def per_document_reader(self, storage: FileStorage, segment: "ArraysSegment") -> "CardsReader":
        return CardsReader(CardColumns(Path(storage.folder) / segment.make_filename(CARDS)), segment)

    def new_segment(self, storage: FileStorage, indexname: str) -> "ArraysSegment":
        return ArraysSegment(self, indexname)


class ArraysSegment(W3Segment):
    """What the table of segments remembers of one: its name, its size and what was deleted of it."""

    def should_assemble(self) -> bool:
        """Two files need not be packed into one."""
        return False


class ListsWriter(base.FieldWriter):
    """Takes posting lists one posting at a time, as Whoosh gives them, or whole."""

    def __init__(self, file: Any, folder: Path) -> None:
        self._file, self._folder = file, folder
        self._field = ""
        self._word = ""
        # By document the words of each place: a stem behind the word it is of.
        self._texts: dict[int, list[tuple[int, bool, str]]] = {}
        self.is_closed = False

    def start_field(self, fieldname: str, fieldobj: FieldType) -> None:
        if self._field:
            raise ValueError("These segments have one indexed field.")
        self._field = fieldname

    def start_term(self, text: bytes) -> None:
        self._word = text.decode("utf-8")

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        text = self._texts.setdefault(docnum, [])
        text.extend((place, is_stem(self._word), self._word) for place in array("I", vbytes))

    def finish_term(self) -> None:
        self._word = ""

    def write(self, field: str, pieces: Iterable[Piece]) -> None:
        """Write whole lists instead."""
        write_lists(self._file, self._folder, field, pieces)
        self.is_closed = True

    def close(self) -> None:
        if not self.is_closed:
            inverter = Inverter()
            for document in range(max(self._texts, default=-1) + 1):
                text = sorted(self._texts.get(document, ()))
                inverter.add([word for _place, _stem, word in text], [place for place, _stem, _word in text])
            self.write(self._field, [inverter.piece()])


class ListsReader(base.TermsReader):
    """The terms of a segment as Whoosh asks for them."""

    def __init__(self, lists: WordLists) -> None:
        self.lists = lists

    def _number(self, fieldname: str, text: bytes) -> int:
        if fieldname != self.lists.field:
            raise KeyError(fieldname)
        return self.lists.numbers[text.decode("utf-8")]

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        fieldname, text = term
        return fieldname == self.lists.field and text.decode("utf-8") in self.lists.numbers

    def indexed_field_names(self) -> list[str]:
        return [self.lists.field] if self.lists.words else []

    def cursor(self, fieldname: str, fieldobj: FieldType) -> "WordCursor":
        return WordCursor(self, self.lists.words if fieldname == self.lists.field else [])

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return ((self.lists.field, word.encode("utf-8")) for word in self.lists.words)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        if fieldname > self.lists.field:
            return iter(())
        return (term for term in self.terms() if fieldname < self.lists.field or term[1] >= prefix)

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def _list(self, fieldname: str, text: bytes) -> tuple[Block, Block, Wide]:
        """The documents of a word, its places, and where the places of each document begin and end."""
        lists, number = self.lists, self._number(fieldname, text)
        block = lists.blocks[lists.starts[number] : lists.starts[number + 1]]
        documents, places = block[: lists.counts[number]], block[lists.counts[number] :]
        return documents, places, np.append(np.flatnonzero(places >= FIRST), len(places))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        documents, places, bounds = self._list(fieldname, text)
        most = float(np.diff(bounds).max(initial=0))
        first, last = int(documents[0]), int(documents[-1])
        return TermInfo(float(len(places)), len(documents), 1, 1, most, first, last)

    def matcher(self, fieldname: str, text: bytes, format_: Format, scorer: Any = None) -> ListMatcher:
        try:
            documents, places, bounds = self._list(fieldname, text)
        except KeyError as error:
            raise TermNotFound(f"{fieldname}:{text!r}") from error
        bare = places & (FIRST - 1)
        values = [bare[begin:end].tobytes() for begin, end in pairwise(bounds)]
        weights = np.diff(bounds).astype(float).tolist()
        return ListMatcher(
            documents.tolist(), weights, values, format_, scorer,
            term=(fieldname, text), terminfo=self.term_info(fieldname, text),
        )  # fmt: skip


class WordCursor(base.FieldCursor):
    """Walks through the words in their order."""

    def __init__(self, reader: ListsReader, words: list[str]) -> None:
        self._reader, self._words, self._at = reader, words, 0

    def first(self) -> str | None:
        self._at = 0
        return self.text()

    def find(self, string: str | bytes) -> str | None:
        wanted = string.decode("utf-8") if isinstance(string, bytes) else string
        self._at = int(np.searchsorted(np.array(self._words, dtype=object), wanted))
        return self.text()

    def next(self) -> str | None:
        self._at += 1
        return self.text()

    def text(self) -> str | None:
        return self._words[self._at] if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        word = self.text()
        return (
            None if word is None else self._reader.term_info(self._reader.lists.field, word.encode("utf-8"))
        )

    def is_valid(self) -> bool:
        return self._at < len(self._words)


class CardsWriter(base.PerDocumentWriter):
    """Takes the cards of documents, as Whoosh gives them or by whole segments."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.draft = CardDraft()
        self.is_closed = False

    def start_doc(self, docnum: int) -> None:
        self.draft.begin()

    def add_field(self, fieldname: str, fieldobj: FieldType, value: Any, length: int) -> None:
        if value is not None:
            self.draft.note(fieldname, value)

    def add_vector_items(
        self, fieldname: str, fieldobj: FieldType, items: Iterable[tuple[str, float, bytes]]
    ) -> None:
        for word, _weight, places in items:
            self.draft.add_gist(word, array("I", places))

    def close(self) -> None:
        if not self.is_closed:
            self.draft.write(ArraysFile(self._file))
            self.is_closed = True


class CardsReader(base.PerDocumentReader):
    """The documents of a segment as Whoosh asks for them."""

    def __init__(self, columns: CardColumns, segment: ArraysSegment) -> None:
        self.columns, self._segment = columns, segment

    def doc_count(self) -> int:
        return int(self._segment.doc_count_all() - self._segment.deleted_count())

    def doc_count_all(self) -> int:
        return int(self._segment.doc_count_all())

    def has_deletions(self) -> bool:
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Iterable[int]:
        return self._segment.deleted_docs()  # type: ignore[no-any-return]

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Lengths are on the card; Whoosh's own weighing by length is not used."""
        return default

    def field_length(self, fieldname: str) -> int:
        return 0

    def min_field_length(self, fieldname: str) -> int:
        return 0

    def max_field_length(self, fieldname: str) -> int:
        return 0

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        return bool(self.columns.gist(docnum))

    def vector(self, docnum: int, fieldname: str, format_: Format) -> ListMatcher:
        gist = self.columns.gist(docnum)
        words = sorted(gist)
        values = [array("I", gist[word]).tobytes() for word in words]
        return ListMatcher(words, [float(len(gist[word])) for word in words], values, format_)

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        return {"key": self.columns.key(docnum), "card": self.columns.card(docnum)}
