"""Whoosh as its manual shows it: a searcher for each request, stored texts, facets by `groupedby`."""

from collections.abc import Iterable, Iterator, Mapping

from whoosh import index, query, sorting
from whoosh.analysis import Filter, LowercaseFilter, RegexTokenizer, Token
from whoosh.fields import ID, KEYWORD, NUMERIC, TEXT, Schema

from benchmarks.finding.asking import BUCKETS, FACETS, FIELDS, WEIGHTS, Alone, Answer, Question, show
from registry.search.base import Document
from registry.search.text import fold, words


class Folded(Filter):
    """Takes the marks of words away."""

    def __call__(self, stream: Iterable[Token]) -> Iterator[Token]:
        for token in stream:
            token.text = fold(token.text)
            yield token


def schema() -> Schema:
    """Texts with places, facets as keywords that can be sorted by."""
    analyser = RegexTokenizer() | LowercaseFilter() | Folded()
    texts = {name: TEXT(analyzer=analyser, stored=True) for name in FIELDS}
    facets = {name: ID(sortable=True) for name in FACETS[:-1]}
    return Schema(
        key=ID(unique=True, stored=True),
        date=NUMERIC(sortable=True),
        area=KEYWORD(commas=True, sortable=True),
        **texts,
        **facets,
    )


class Stock(Alone):
    """Whoosh 2.7.4 without anything of the registry's."""

    name = "Whoosh as usual"

    def build(self, documents: Iterable[Document]) -> None:
        writer = index.create_in(self._folder, schema()).writer(limitmb=256)
        for document in documents:
            writer.add_document(**_fields(document))
        writer.commit()

    def open(self) -> None:
        self._index = index.open_dir(self._folder)

    def ask(self, question: Question, limit: int) -> Answer:
        asked: dict[str, object] = {}
        if question.filters:
            asked["filter"] = query.And([query.Term(name, value) for name, value in question.filters.items()])
        if question.newest or not question.words:
            asked |= {"sortedby": "date", "reverse": True}
        if question.facets:
            asked["groupedby"] = {name: _facet(name) for name in FACETS}
        with self._index.searcher() as searcher:
            found = searcher.search(_query(question), limit=limit, **asked)
            if question.shown:
                show([(hit["title"], hit["body"]) for hit in found], question.words)
            counts = {name: _largest(found.groups(name)) for name in FACETS} if question.facets else {}
            return Answer(len(found), [hit["key"] for hit in found], counts)

    def judged(self, text: str, filters: Mapping[str, str], limit: int) -> list[str]:
        question = Question(tuple(map(fold, words(text))), "any", filters)
        return self.ask(question, limit).keys

    def put(self, document: Document) -> None:
        writer = self._index.writer(timeout=30)
        writer.update_document(**_fields(document))
        writer.commit()


def _fields(document: Document) -> dict[str, object]:
    codes = {name: next(iter(document.facets.get(name, ())), "") for name in FACETS[:-1]}
    return {
        **codes,
        "key": document.key, "date": document.sort_keys.get("updated", 0), "title": document.title,
        "summary": document.summary, "body": document.body, "topics": " ; ".join(document.topics),
        "unit": document.unit, "area": ",".join(document.facets.get("area", ())),
    }  # fmt: skip


def _facet(name: str) -> sorting.FacetType:
    overlap = name == "area"
    return sorting.FieldFacet(name, allow_overlap=overlap, maptype=sorting.Count)


def _largest(groups: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(groups.items(), key=lambda pair: -pair[1])[:BUCKETS])


def _query(question: Question) -> query.Query:
    """What Whoosh's parser of several fields makes of the words."""
    if not question.words:
        return query.Every()
    if question.how == "phrase":
        return query.Or([query.Phrase(name, list(question.words), boost=WEIGHTS[name]) for name in FIELDS])
    if question.how == "prefix":
        return query.Or([query.Prefix(name, question.words[0], boost=WEIGHTS[name]) for name in FIELDS])
    each = [
        query.Or([query.Term(name, word, boost=WEIGHTS[name]) for name in FIELDS]) for word in question.words
    ]
    return query.Or(each) if question.how == "any" else query.And(each)
