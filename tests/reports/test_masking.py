"""Small numbers, and what they could be worked out from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.reports.figures.masking import LEAST, masked


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ([12, 30, 7], [12, 30, 7]),
        ([3, 30, 7], [None, 30, None]),
        ([0, 30, 7], [0, 30, 7]),
        ([1, 2, 30], [None, None, None]),
        ([3, 4, 30], [None, None, 30]),
        ([3, 0], [None, None]),
        ([0, 1, 1], [None, None, None]),
        ([3], [None]),
    ],
)
def test_a_small_number_takes_another_along(parts, shown):
    assert masked(parts) == shown


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_no_small_number_follows_from_the_others_and_the_whole(parts):
    shown = masked(parts)
    hidden = [part for part, told in zip(parts, shown, strict=True) if told is None]
    assert not [told for told in shown if told is not None and 0 < told < LEAST]
    assert not hidden or len(hidden) > 1 or len(parts) == 1
    assert not hidden or sum(hidden) >= LEAST or len(hidden) == len(parts)
