"""tantivy, a search engine in Rust, through its Python binding."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import tantivy
from tantivy import Filter, Occur, Order, Query, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from benchmarks.finding.asking import BUCKETS, FACETS, FIELDS, WEIGHTS, Alone, Answer, Question, show
from registry.search.base import Document
from registry.search.text import fold, words

STORED = ("title", "body")
BUILDING, CHANGING = 300_000_000, 50_000_000


class Tantivy(Alone):
    """tantivy with folded words; a word counts in the field where it weighs most, and a little elsewhere."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        builder = SchemaBuilder()
        builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("date", indexed=True, fast=True)
        for name in FIELDS:
            builder.add_text_field(name, stored=name in STORED, tokenizer_name="vi", index_option="position")
        for name in FACETS:
            builder.add_text_field(name, tokenizer_name="raw", fast=True, index_option="basic")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(folder))
        folded = (
            TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.ascii_fold())
        )
        self._index.register_tokenizer("vi", folded.build())
        self._writer: tantivy.IndexWriter | None = None

    def build(self, documents: Iterable[Document]) -> None:
        writer = self._index.writer(heap_size=BUILDING, num_threads=2)
        for document in documents:
            writer.add_document(self._document(document))
        writer.commit()
        writer.wait_merging_threads()

    def _document(self, document: Document) -> tantivy.Document:
        made = tantivy.Document()
        made.add_text("key", document.key)
        made.add_integer("date", int(document.sort_keys.get("updated", 0)))
        for name in FIELDS:
            value = getattr(document, name)
            made.add_text(name, value if isinstance(value, str) else " ; ".join(value))
        for name in FACETS:
            for code in document.facets.get(name, ()):
                made.add_text(name, code)
        return made

    def open(self) -> None:
        self._index.reload()
        self._index.searcher()

    def ask(self, question: Question, limit: int) -> Answer:
        # What others have committed is seen after a reload only.
        self._index.reload()
        searcher, query = self._index.searcher(), self._query(question)
        newest = question.newest or not question.words
        order = {"order_by_field": "date", "order": Order.Desc} if newest else {}
        found = searcher.search(query, limit=limit, count=True, **order)
        hits = [searcher.doc(address) for _score, address in found.hits]
        counts = {}
        if question.facets:
            asked = {name: {"terms": {"field": name, "size": BUCKETS}} for name in FACETS}
            counts = {name: _buckets(one) for name, one in searcher.aggregate(query, asked).items()}
        if question.shown:
            show([(hit.get_first("title"), hit.get_first("body")) for hit in hits], question.words)
        return Answer(found.count, [hit.get_first("key") for hit in hits], counts)

    def _query(self, question: Question) -> Query:
        asked, given = self._words(question), question.filters.items()
        exactly = [Query.term_query(self._schema, name, value, "basic") for name, value in given]
        return Query.boolean_query(
            [*asked, *((Occur.Must, Query.const_score_query(one, 0.0)) for one in exactly)]
        )

    def _words(self, question: Question) -> list[tuple[Occur, Query]]:
        schema, given = self._schema, list(question.words)
        if not given:
            return [(Occur.Must, Query.all_query())]
        if question.how == "phrase" and len(given) > 1:
            each = [Query.phrase_query(schema, name, given) for name in FIELDS]
            return [(Occur.Must, Query.boolean_query([(Occur.Should, one) for one in each]))]
        if question.how == "prefix":
            each = [Query.regex_query(schema, name, f"{given[0]}.*") for name in FIELDS]
            return [(Occur.Must, Query.boolean_query([(Occur.Should, one) for one in each]))]
        if question.how == "any":
            return [(Occur.Must, Query.boolean_query([(Occur.Should, self._word(word)) for word in given]))]
        return [(Occur.Must, self._word(word)) for word in given]

    def _word(self, word: str) -> Query:
        each = [
            Query.boost_query(Query.term_query(self._schema, name, word, "freq"), WEIGHTS[name])
            for name in FIELDS
        ]
        return Query.disjunction_max_query(each, 0.3)

    def judged(self, text: str, filters: Mapping[str, str], limit: int) -> list[str]:
        return self.ask(Question(tuple(map(fold, words(text))), "any", filters), limit).keys

    def put(self, document: Document) -> None:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=CHANGING, num_threads=1)
        self._writer.delete_documents_by_term("key", document.key)
        self._writer.add_document(self._document(document))
        self._writer.commit()


def _buckets(counted: Mapping[str, list[Mapping[str, object]]]) -> dict[str, int]:
    return {str(one["key"]): int(str(one["doc_count"])) for one in counted["buckets"]}
