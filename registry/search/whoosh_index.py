"""The Whoosh side of the index: its fields, its writers, its careful commit, its table of segments."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import STORED, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Positions
from whoosh.index import TOC, FileIndex, clean_files
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from registry.search.base import Document
from registry.search.codec import ArraysCodec
from registry.search.corpus import FIELDS, GIST_FIELDS, analyse
from registry.search.inverting import Inverter, Source, Wide, joined_lists
from registry.search.parts import Segment
from registry.search.places import STRIDE
from registry.search.segments import MappedSegment, WhooshSegment
from registry.search.word_lists import WordLists, write_lists

INDEX_NAME = "registry"
FIELD = "words"
# A segment is joined with what is no smaller than this part of it; the largest with no less than a quarter.
SMALLER = 6
LARGE_SHARE = 4
# Words in memory before a build puts their lists aside.
WORDS_AT_ONCE = 1_000_000

PlacedWords = Sequence[tuple[str, int]]


class PlacedFormat(Positions):
    """Places of words that were already separated: `field * STRIDE + position`, as 32-bit numbers."""

    def __init__(self, fields: Sequence[str] = FIELDS) -> None:
        super().__init__()
        self._kept = frozenset(FIELDS.index(name) for name in fields)

    def word_values(
        self, value: PlacedWords, analyzer: object, **kwargs: object
    ) -> Iterator[tuple[str, int, float, bytes]]:
        """Each word with how often, how much and where."""
        places: dict[str, list[int]] = {}
        for word, place in value:
            if place // STRIDE in self._kept:
                places.setdefault(word, []).append(place)
        for word, found in places.items():
            yield word, len(found), float(len(found)), self.encode(found)

    def encode(self, poslist: Sequence[int]) -> bytes:
        """The bytes of the numbers."""
        return array("I", poslist).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """The numbers again."""
        return array("I", valuestring).tolist()

    def decode_frequency(self, valuestring: bytes) -> int:
        """How many there are."""
        return len(valuestring) // 4


class PlacedWordsField(FieldType):
    """The one field of words with places; nothing of the text is stored."""

    def __init__(self) -> None:
        self.format = PlacedFormat()
        self.analyzer = None
        self.scorable = False
        self.stored = False
        self.unique = False
        self.vector = PlacedFormat(GIST_FIELDS)
        self.column_type = None
        self.multitoken_query = "default"
        self.spelling = False


def make_schema() -> Schema:
    """The words of a document, its key, and a card of codes and numbers."""
    return Schema(key=STORED, card=STORED, **{FIELD: PlacedWordsField()})


class CarefulWriter(SegmentWriter):
    """Commits so that a generation either is whole and named by a manifest or does not exist."""

    def __init__(self, index: FileIndex, seal: Callable[[int], None]) -> None:
        super().__init__(index, codec=self._codec())
        self._seal = seal

    def _codec(self) -> Any:
        return W3Codec()

    def _commit_toc(self, segments: list) -> None:
        """Whoosh deletes the old generation as soon as the new one is written; the manifest comes between."""
        TOC(self.schema, segments, self.generation).write(self.storage, self.indexname)
        self._seal(self.generation)
        clean_files(self.storage, self.indexname, self.generation, segments)


class ArraysWriter(CarefulWriter):
    """Inverts documents with whole arrays instead of Whoosh's pool of postings.

    Lists that were put aside, those of the last documents and those of segments to be joined are merged word
    by word when the segment is finished, so a build needs memory for a part of it only.
    """

    def __init__(self, index: FileIndex, seal: Callable[[int], None]) -> None:
        super().__init__(index, seal)
        self._inverter = Inverter()
        self._sources: list[Source] = []

    def _codec(self) -> Any:
        return ArraysCodec()

    def add_document(self, **fields: Any) -> None:
        """Add the words and the card of a document."""
        draft = self.perdocwriter.draft
        draft.begin()
        draft.note("key", fields["key"])
        draft.note("card", fields["card"])
        words, places = [word for word, _ in fields[FIELD]], [place for _, place in fields[FIELD]]
        self._inverter.add(words, places)
        for word, place in fields[FIELD]:
            if FIELDS[place // STRIDE] in GIST_FIELDS:
                draft.add_gist(word, (place,))
        self._added = True
        self.docnum += 1
        if self._inverter.size > WORDS_AT_ONCE:
            self._put_aside()

    def _put_aside(self) -> None:
        """Write the lists of the documents so far to a file of their own."""
        name, folder = f"{len(self._sources)}.words", Path(self._tempstorage.folder)
        write_lists(self._tempstorage.create_file(name), folder, FIELD, [self._inverter.piece()])
        lists = WordLists(folder / name)
        self._sources.append(Source(lists, np.arange(self.docnum)))
        self._inverter = Inverter(self.docnum)

    def add_reader(self, reader: SegmentReader) -> None:
        """Take in what is left of a segment, behind all new documents."""
        kept = np.ones(reader.doc_count_all(), dtype=bool)
        kept[list(reader._perdoc.deleted_docs())] = False
        if self._inverter.size:
            self._put_aside()
        numbers: Wide = np.where(kept, self.docnum + np.cumsum(kept) - 1, -1)
        self._sources.append(Source(reader._terms.lists, numbers))
        self.perdocwriter.draft.take_in(reader._perdoc.columns, kept)
        self.docnum += int(kept.sum())
        self._inverter = Inverter(self.docnum)
        self._added = True

    def _flush_segment(self) -> None:
        """Write the columns and the lists of the new segment."""
        self.perdocwriter.close()
        if not self._sources:
            self.fieldwriter.write(FIELD, [self._inverter.piece()])
            return
        if self._inverter.size:
            self._put_aside()
        self.fieldwriter.write(FIELD, joined_lists(self._sources))


def add(writer: SegmentWriter, document: Document) -> None:
    """Index a document: its words, codes and numbers, and no readable text."""
    fields = analyse(document)
    card = {
        "version": document.version,
        "facets": {str(name): tuple(map(str, codes)) for name, codes in document.facets.items()},
        "sort_keys": dict(document.sort_keys),
        "lengths": [len(fields[name]) for name in FIELDS],
    }
    placed = [
        (word, index * STRIDE + position)
        for index, name in enumerate(FIELDS)
        for word, position in fields[name]
    ]
    writer.add_document(key=document.key, card=card, **{FIELD: placed})


def create_index(folder: Path) -> FileIndex:
    """An empty index."""
    return FileIndex.create(FileStorage(str(folder)), make_schema(), INDEX_NAME)


def open_index(folder: Path, generation: int) -> FileIndex:
    """The index for writing on top of that generation; a later one is the rest of an interrupted commit."""
    for path in folder.glob(f"_{INDEX_NAME}_*.toc"):
        if int(path.stem.rsplit("_", 1)[1]) > generation:
            path.unlink()
    return FileIndex(FileStorage(str(folder)), make_schema(), INDEX_NAME)


def segments_of(folder: Path, generation: int) -> tuple[FileStorage, list]:
    """The segments of one generation, without reading the schema pickled beside them."""
    storage = FileStorage(str(folder))
    return storage, TOC.read(storage, INDEX_NAME, gen=generation, schema=make_schema()).segments


def opened(storage: FileStorage, segment: Any, *, plain: bool) -> Segment:
    """A segment for reading."""
    reader = SegmentReader(storage, make_schema(), segment)
    if plain:
        return WhooshSegment(reader, FIELD)
    return MappedSegment(reader._terms.lists, reader._perdoc.columns)


def files_of(folder: Path, generation: int) -> list[Path]:
    """The files that make up one generation."""
    segments = {segment.segment_id() for segment in segments_of(folder, generation)[1]}
    table = f"_{INDEX_NAME}_{generation}.toc"
    return [p for p in folder.iterdir() if p.name == table or p.name.split(".", 1)[0] in segments]


def merge_small(writer: SegmentWriter, segments: list) -> list:
    """Join the new documents with the segments beside the largest, from the smallest on, as long as each is
    no more than a few times what is joined already; with the largest when they have grown by its side.

    Each question pays for each segment, and each change for each document that is written again: so there
    are few segments, each several times the next, and a document is written again the more seldom the more
    there are.
    """
    if not writer.docnum:
        return segments
    ordered = sorted(segments, key=lambda segment: segment.doc_count())
    small, largest = ordered[:-1], ordered[-1:]
    joined, total = [], writer.docnum
    while small and small[0].doc_count() <= total * SMALLER:
        total += small[0].doc_count()
        joined.append(small.pop(0))
    if not small and largest and total * LARGE_SHARE > largest[0].doc_count():
        joined, largest = [*joined, *largest], []
    for segment in joined:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return small + largest
