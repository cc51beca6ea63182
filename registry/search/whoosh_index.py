"""The Whoosh side of the index: its fields, its segments read whole words at a time, its careful commit."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import ID, STORED, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Positions
from whoosh.index import TOC, FileIndex, clean_files
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.writing import SegmentWriter

from registry.search.base import Document
from registry.search.columns import Cards
from registry.search.corpus import FIELDS, GIST_FIELDS, Lexicon, analyse
from registry.search.places import STRIDE, Codes, codes_of

INDEX_NAME = "registry"
WORDS_REMEMBERED = 8192
SEGMENTS_KEPT = 8
LARGE_SHARE = 4

PlacedWords = Sequence[tuple[str, int]]


class PlacedFormat(Positions):
    """Positions of words that were already separated, each with its place."""

    def word_values(
        self, value: PlacedWords, analyzer: object, **kwargs: object
    ) -> Iterator[tuple[str, int, float, bytes]]:
        """Each word with how often, how much and where."""
        places: dict[str, list[int]] = {}
        for word, position in value:
            places.setdefault(word, []).append(position)
        for word, found in places.items():
            yield word, len(found), float(len(found)), self.encode(found)


class PlacedWordsField(FieldType):
    """A field of words with places; nothing of the text is stored."""

    def __init__(self, *, vector: bool) -> None:
        self.format = PlacedFormat()
        self.analyzer = None
        self.scorable = False
        self.stored = False
        self.unique = False
        self.vector = PlacedFormat() if vector else None
        self.column_type = None
        self.multitoken_query = "default"
        self.spelling = False


def make_schema() -> Schema:
    """The fields of the index: the words of each part of a document and a card of codes and numbers."""
    parts = {name: PlacedWordsField(vector=name in GIST_FIELDS) for name in FIELDS}
    return Schema(key=ID(unique=True, stored=True), card=STORED, **parts)


class WhooshSegment:
    """One immutable segment, its cards in memory and its words decoded when first asked for."""

    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader
        self._lock = threading.Lock()
        self._decoded: OrderedDict[str, Codes] = OrderedDict()
        stored = [reader.stored_fields(number) for number in range(reader.doc_count_all())]
        cards = [fields["card"] for fields in stored]
        self.keys: list[str] = [fields["key"] for fields in stored]
        self.versions: list[int] = [card["version"] for card in cards]
        self.cards = Cards(
            [card["facets"] for card in cards],
            [card["sort_keys"] for card in cards],
            [card["lengths"] for card in cards],
            len(FIELDS),
        )
        names = set(reader.indexed_field_names())
        self.lexicon = Lexicon(
            word.decode("utf-8") for name in FIELDS if name in names for word in reader.lexicon(name)
        )

    def postings(self, word: str) -> Codes:
        """Where a word stands. The reader's file has one position, so only one thread decodes at a time."""
        with self._lock:
            known = self._decoded.get(word)
            if known is None:
                known = self._decode(word)
                self._decoded[word] = known
                if len(self._decoded) > WORDS_REMEMBERED:
                    self._decoded.popitem(last=False)
            return known

    def _decode(self, word: str) -> Codes:
        places: dict[int, tuple[int, ...]] = {}
        for index, name in enumerate(FIELDS):
            try:
                matcher = self._reader.postings(name, word)
            except TermNotFound:
                continue
            while matcher.is_active():
                found = tuple(index * STRIDE + position for position in matcher.value_as("positions"))
                places[matcher.id()] = places.get(matcher.id(), ()) + found
                matcher.next()
        return codes_of(places)

    def words_of(self, document: int) -> Mapping[str, tuple[int, ...]]:
        """The words of the title, topics and summary of a document."""
        words: dict[str, tuple[int, ...]] = {}
        with self._lock:
            for index, name in enumerate(FIELDS):
                if name not in GIST_FIELDS or not self._reader.has_vector(document, name):
                    continue
                matcher = self._reader.vector(document, name)
                while matcher.is_active():
                    word = matcher.id()
                    found = tuple(index * STRIDE + position for position in matcher.value_as("positions"))
                    words[word] = words.get(word, ()) + found
                    matcher.next()
        return words


class CarefulWriter(SegmentWriter):
    """Commits so that a generation either is whole and named by a manifest or does not exist."""

    def __init__(self, index: FileIndex, seal: Callable[[int], None]) -> None:
        super().__init__(index, codec=W3Codec())
        self._seal = seal

    def _commit_toc(self, segments: list) -> None:
        """Whoosh deletes the old generation as soon as the new one is written; the manifest comes between."""
        TOC(self.schema, segments, self.generation).write(self.storage, self.indexname)
        self._seal(self.generation)
        clean_files(self.storage, self.indexname, self.generation, segments)


def add(writer: SegmentWriter, document: Document) -> None:
    """Index a document: its words, codes and numbers, and no readable text."""
    fields = analyse(document)
    card = {
        "version": document.version,
        "facets": {str(name): tuple(map(str, codes)) for name, codes in document.facets.items()},
        "sort_keys": dict(document.sort_keys),
        "lengths": [len(fields[name]) for name in FIELDS],
    }
    writer.add_document(
        key=document.key, card=card, **{name: fields[name] for name in FIELDS if fields[name]}
    )


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


def files_of(folder: Path, generation: int) -> list[Path]:
    """The files that make up one generation."""
    segments = {segment.segment_id() for segment in segments_of(folder, generation)[1]}
    table = f"_{INDEX_NAME}_{generation}.toc"
    return [p for p in folder.iterdir() if p.name == table or p.name.split(".", 1)[0] in segments]


def merge_small(writer: SegmentWriter, segments: list) -> list:
    """Join all but the largest segment when there are many; all of them when the small ones have grown."""
    if len(segments) < SEGMENTS_KEPT:
        return segments
    ordered = sorted(segments, key=lambda segment: segment.doc_count_all())
    small = sum(segment.doc_count_all() for segment in ordered[:-1])
    kept = [] if small * LARGE_SHARE > ordered[-1].doc_count_all() else ordered[-1:]
    for segment in ordered[: len(ordered) - len(kept)]:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return kept
