"""Measures search beside other engines and prints a page of figures: `make bench-search SIZE=20000`."""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.finding import goals, report, run, visible
from benchmarks.finding.room import CLOCKS, ENGINES


def main() -> None:
    """Build, ask, change, judge, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--size", type=int, default=20_000)
    asked.add_argument("--smaller", type=int, help="the size that growth is told from; 0 for none")
    asked.add_argument("--folder", type=Path, help="keep corpora and indexes here, and use what is there")
    asked.add_argument("--engines", nargs="+", choices=list(ENGINES), default=list(ENGINES))
    asked.add_argument("--clock", choices=list(CLOCKS), default="wall", help="what questions cost")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--readers", type=int, nargs="*", default=[0, 2, 4])
    asked.add_argument("--write", type=Path, help="also write the page here")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
        page = measured(given, folder)
    if given.write:
        given.write.write_text(page, "utf-8")


def measured(given: argparse.Namespace, folder: Path) -> str:
    """Everything, printed as it comes."""
    parts: list[str] = []

    def tell(text: str) -> None:
        parts.append(text)
        print(text, flush=True)

    absent = run.installed(given.engines, folder)
    names = [name for name in given.engines if not absent[name]]
    for name, why in absent.items():
        if why:
            print(f"{name} is left out: {why}", file=sys.stderr)
    smaller = given.size // 4 if given.smaller is None else given.smaller
    result = run.at(given.size, names, folder, given.rounds, given.clock)
    for part in (report.speeds, report.anew, report.first_round, report.hits, report.weights):
        tell(part(result, names))
    if smaller:
        tell(report.growth(run.at(smaller, names, folder, given.rounds, given.clock), result, names))
    judged = run.judged(names, folder)
    tell(report.relevance(judged))
    if given.readers:
        run.delays(result, names, folder, given.readers)
        tell(report.delays(result, visible.disk(folder)))
    if goals.OURS in names:
        tell(goals.goals(result, judged[goals.OURS]))
    tell(report.machine())
    return "\n".join(parts)


if __name__ == "__main__":
    main()
