"""`registry review calibrate` on a large panel as a whole process, beside raw means by numpy in another."""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
OURS = [sys.executable, "-m", "registry", "review", "calibrate"]
# What one gets without a model: read the same scores, take the mean of each nomination, print them in order.
MEANS = """
import json, sys
import numpy as np
scores = json.load(sys.stdin)["scores"]
names, place = np.unique([one["nomination"] for one in scores], return_inverse=True)
means = np.bincount(place, [one["score"] for one in scores]) / np.bincount(place)
order = np.argsort(-means, kind="stable")
json.dump([{"nomination": str(names[at]), "raw_mean": means[at]} for at in order], sys.stdout)
"""


def question(nominations: int, reviewers: int, reads: int) -> str:
    """Scores of a simulated panel in whole points, as the command reads them."""
    chance = np.random.default_rng(1)
    quality, lenient = chance.normal(65, 9, nominations), chance.normal(0, 5, reviewers)
    scores = []
    for one in range(nominations):
        for who in chance.choice(reviewers, reads, replace=False):
            points = np.clip(np.rint(quality[one] + lenient[who] + chance.normal(0, 6)), 0, 100)
            scores.append({"nomination": f"n{one}", "reviewer": f"r{who}", "score": float(points)})
    return json.dumps({"scores": scores, "line": 65})


def seconds(command: Sequence[str], text: str, rounds: int) -> tuple[list[float], float]:
    """How long each run takes, from the start of its process to its end, and the processor's time of one."""
    taken, before = [], _worked()
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "INSTANCE": folder, "PYTHONPATH": str(ROOT)}
        for _round in range(rounds):
            start = time.perf_counter()
            subprocess.run(
                command, input=text, text=True, stdout=subprocess.PIPE, check=True, env=environment
            )
            taken.append(time.perf_counter() - start)
    return taken, (_worked() - before) / rounds


def _worked() -> float:
    """Seconds that processors have worked for ended children."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Run both in turn and print the seconds and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nominations", type=int, default=5000)
    parser.add_argument("--reviewers", type=int, default=60)
    parser.add_argument("--reads", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    text = question(options.nominations, options.reviewers, options.reads)
    ours, work = seconds(OURS, text, options.rounds)
    means, _work = seconds([sys.executable, "-c", MEANS], text, options.rounds)
    count = options.nominations * options.reads
    print(f"{options.nominations} nominations, {options.reviewers} reviewers, {count} scores, whole process")
    print(
        f"calibrate  median {statistics.median(ours):.2f} s, worst {max(ours):.2f} s, processor {work:.2f} s"
    )
    print(f"raw means  median {statistics.median(means):.2f} s, worst {max(means):.2f} s (numpy)")
    print(f"ratio {statistics.median(ours) / statistics.median(means):.1f}")


if __name__ == "__main__":
    main()
