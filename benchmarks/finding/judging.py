"""Relevance of each engine on the judged samples: nDCG@10, MRR and words that differ by their marks alone."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from json import dumps
from math import inf
from pathlib import Path

from benchmarks.finding.room import Room
from benchmarks.search import DATA, FACETS, ROOT, document_of, ndcg, read

HOMOGRAPHS = ROOT / "tests" / "search" / "data" / "homographs.jsonl"
DEPTH, ALL = 10, 100


@dataclass(frozen=True)
class Judged:
    """How well an engine answers. `accents`: cases in which the spelling that was typed comes first."""

    ndcg: float
    mrr: float
    accents: int
    cases: int


def write_samples(path: Path) -> None:
    """The sample models in a file as documents."""
    documents = [document_of(row) for row in read(DATA / "models.jsonl")]
    lines = (dumps(asdict(document), ensure_ascii=False) + "\n" for document in documents)
    path.write_text("".join(lines), "utf-8")


def judge(room: Room) -> Judged:
    """Ask every judged question of an engine that holds the samples."""
    queries, cases = read(DATA / "queries.jsonl"), read(HOMOGRAPHS)
    asked = [(row["q"], {name: row[name] for name in FACETS if row.get(name)}, DEPTH) for row in queries]
    answers = room.call("judged", asked)
    together = list(zip(answers, queries, strict=True))
    spelled = room.call("judged", [(case["q"], {}, ALL) for case in cases])
    return Judged(
        statistics.mean(ndcg(found, row["relevant"]) for found, row in together),
        statistics.mean(_reciprocal(found, row["relevant"]) for found, row in together),
        sum(_told_apart(found, case) for found, case in zip(spelled, cases, strict=True)),
        len(cases),
    )


def _reciprocal(found: Sequence[str], relevant: Sequence[Mapping]) -> float:
    """One over the rank of the first model that answers."""
    good = {row["id"] for row in relevant if row["grade"] > 0}
    return next((1 / rank for rank, key in enumerate(found, 1) if key in good), 0.0)


def _told_apart(found: Sequence[str], case: Mapping) -> bool:
    """Whether all that have the word as typed come before all that only have one of its homographs."""
    ranks = {key: rank for rank, key in enumerate(found)}
    last = max(ranks.get(key, inf) for key in case["hi"])
    return last < min(ranks.get(key, inf) for key in case["lo"])
