"""A segment as the ranking reads it: mapped arrays, or stock Whoosh decoded posting by posting."""

import threading
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import SegmentReader, TermNotFound

from registry.search.card_columns import CardColumns
from registry.search.columns import Cards, cards_of
from registry.search.corpus import FIELDS
from registry.search.decoding import chosen, decoded, standing
from registry.search.inverting import Block
from registry.search.lexicon import Lexicon
from registry.search.places import NOWHERE, Codes, Numbers, codes_of, within
from registry.search.succession import Succession
from registry.search.tallies import Stand, stand_of
from registry.search.word_lists import WordLists
from registry.search.worked import Memory


class MappedSegment:
    """A segment of arrays: nothing is decoded but the lists of the words that are asked for."""

    def __init__(self, lists: WordLists, columns: CardColumns) -> None:
        self._lists, self._columns = lists, columns
        self.memory = Memory(len(columns.keys))
        self.succession: Succession | None = Succession(lists)
        self._lexicon: Lexicon | None = None

    @property
    def keys(self) -> NDArray[np.bytes_]:
        return self._columns.keys

    @property
    def versions(self) -> NDArray[np.int64]:
        return self._columns.versions

    @property
    def cards(self) -> Cards:
        return self._columns.cards

    @property
    def lexicon(self) -> Lexicon:
        """The words by their folded form, read when the first query asks."""
        if self._lexicon is None:
            self._lexicon = Lexicon(self._lists.words, self._lists.folds)
        return self._lexicon

    def find(self, key: str) -> list[int]:
        return self._columns.find(key)

    def common_words(self, most: int) -> tuple[list[str], NDArray[np.uint32]]:
        """The words that stand in most documents, the commonest first, and in how many."""
        order = np.argsort(-self._lists.counts.astype(np.int64), kind="stable")[:most]
        return [self._lists.words[index] for index in order], self._lists.counts[order]

    def frequency(self, word: str) -> int:
        number = self._lists.numbers.get(word)
        return 0 if number is None else self._lists.count_of[number]

    def documents(self, word: str) -> Numbers:
        """The documents in which a word stands, without decoding its places."""
        lists, number = self._lists, self._lists.numbers.get(word)
        if number is None:
            return np.zeros(0, dtype=np.uint32)
        return lists.documents_of(number)

    def stand(self, word: str) -> Stand:
        """The documents in which a word stands, and in which fields."""
        lists, number = self._lists, self._lists.numbers.get(word)
        if number is None:
            return stand_of(NOWHERE.codes)
        return standing(lists.documents_of(number), lists.tallies_of(number), lambda: lists.block(number))

    def postings(self, word: str, documents: Numbers | None = None) -> Codes:
        """Where a word stands."""
        number = self._lists.numbers.get(word)
        if number is None:
            return NOWHERE.codes
        return decoded(*self._block(number)) if documents is None else chosen(*self._block(number), documents)

    def _block(self, number: int) -> tuple[Block, int]:
        return self._lists.block(number), int(self._lists.counts[number])

    def words_of(self, document: int) -> Mapping[str, tuple[int, ...]]:
        return self._columns.gist(document)


class WhooshSegment:
    """A segment of stock Whoosh: the reference. Cards are read whole, words one posting at a time."""

    def __init__(self, reader: SegmentReader, field: str) -> None:
        self._reader, self._field = reader, field
        self.memory = Memory(reader.doc_count_all())
        self.succession: Succession | None = None
        self._lock = threading.Lock()
        stored = [reader.stored_fields(number) for number in range(reader.doc_count_all())]
        cards = [fields["card"] for fields in stored]
        self.keys = np.array([fields["key"].encode("utf-8") for fields in stored], dtype=np.bytes_)
        self.versions = np.array([card["version"] for card in cards], dtype=np.int64)
        self.cards = cards_of(
            [card["facets"] for card in cards],
            [card["sort_keys"] for card in cards],
            [card["lengths"] for card in cards],
            len(FIELDS),
        )
        known = field in reader.indexed_field_names()
        self.lexicon = (
            Lexicon(word.decode("utf-8") for word in reader.lexicon(field)) if known else Lexicon(())
        )

    def find(self, key: str) -> list[int]:
        return np.flatnonzero(self.keys == key.encode("utf-8")).tolist()

    def frequency(self, word: str) -> int:
        return len(self.documents(word))

    def documents(self, word: str) -> Numbers:
        return self.stand(word).documents

    def stand(self, word: str) -> Stand:
        return stand_of(self.postings(word))

    def postings(self, word: str, documents: Numbers | None = None) -> Codes:
        """Where a word stands. The reader's file has one position, so only one thread decodes at a time."""
        with self._lock:
            return within(self._decode(word), documents)

    def _decode(self, word: str) -> Codes:
        try:
            matcher = self._reader.postings(self._field, word)
        except TermNotFound:
            return NOWHERE.codes
        places: dict[int, tuple[int, ...]] = {}
        while matcher.is_active():
            places[matcher.id()] = tuple(matcher.value_as("positions"))
            matcher.next()
        return codes_of(places)

    def words_of(self, document: int) -> Mapping[str, tuple[int, ...]]:
        words: dict[str, tuple[int, ...]] = {}
        with self._lock:
            if self._reader.has_vector(document, self._field):
                matcher = self._reader.vector(document, self._field)
                while matcher.is_active():
                    words[matcher.id()] = tuple(matcher.value_as("positions"))
                    matcher.next()
        return words
