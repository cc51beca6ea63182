"""What the demonstration's copies measured."""

from registry.demo.data_files import read
from registry.replication.pooling import FEWEST


def test_one_model_was_measured_at_enough_places_that_their_mean_is_told():
    told = [
        (row["source_exemplar"], figure["indicator"])
        for row in read("replications")["replications"]
        if row["confirmation"]
        for figure in row.get("figures", [])
        if figure.get("of_count")
    ]
    assert max(told.count(one) for one in told) >= FEWEST
