"""Rules of a vote: exact shares of all members."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.campaigns.votes import VoteRule, heads, parse_share, share_in_words

TWO_THIRDS = Fraction(2, 3)


@pytest.mark.parametrize(
    ("text", "share"),
    [("2/3", TWO_THIRDS), (" 70 % ", Fraction(7, 10)), ("66,5%", Fraction(133, 200)), ("50", Fraction(1, 2))],
)
def test_shares_are_read_as_people_write_them(text, share):
    assert parse_share(text) == share


@pytest.mark.parametrize(
    "text", ["", "0", "0/3", "2/0", "3/2", "101%", "-1/2", "1e1", "hai phần ba", "٢/٣", "2//3"]
)
def test_what_is_no_share_is_refused(text):
    with pytest.raises(ValueError, match=r"(?s).*"):
        parse_share(text)


def test_shares_are_told_exactly():
    assert [share_in_words(parse_share(text)) for text in ("70%", "2/3", "66,5%")] == [
        "70%",
        "2/3",
        "133/200",
    ]


@pytest.mark.parametrize(
    ("share", "members", "needed"),
    [(TWO_THIRDS, 7, 5), (TWO_THIRDS, 9, 6), (Fraction(7, 10), 10, 7), (Fraction(7, 10), 30, 21)],
)
def test_heads_needed(share, members, needed):
    assert heads(share, members) == needed


def test_seven_tenths_of_thirty_are_exactly_enough():
    """A binary fraction would ask for 22 of 30: 0.7 * 30 is a little more than 21."""
    rule = VoteRule(share=Fraction(7, 10))
    assert rule.judge(members=30, present=30, agreeing=21).passed is True
    assert rule.judge(members=30, present=30, agreeing=20).passed is False


def test_who_is_absent_counts_among_all_members():
    rule = VoteRule(share=TWO_THIRDS, quorum=TWO_THIRDS)
    assert rule.judge(members=7, present=5, agreeing=4).passed is False
    assert rule.judge(members=7, present=5, agreeing=5).passed is True


def test_without_a_quorum_there_is_no_vote():
    verdict = VoteRule(share=TWO_THIRDS, quorum=TWO_THIRDS).judge(members=7, present=4, agreeing=4)
    assert verdict.passed is None
    assert "5" in verdict.why


def test_without_a_rule_nothing_is_decided():
    assert VoteRule().judge(members=7, present=7, agreeing=7).passed is None


@pytest.mark.parametrize("counts", [(7, 8, 1), (7, 3, 4), (7, 3, -1)])
def test_impossible_counts_are_refused(counts):
    members, present, agreeing = counts
    with pytest.raises(ValueError, match="of"):
        VoteRule(share=TWO_THIRDS).judge(members=members, present=present, agreeing=agreeing)


@given(st.integers(1, 200), st.integers(1, 99), st.integers(2, 100))
def test_as_few_heads_as_reach_the_share(members, part, whole):
    share = Fraction(min(part, whole), whole)
    needed = heads(share, members)
    assert Fraction(needed, members) >= share
    assert Fraction(needed - 1, members) < share
