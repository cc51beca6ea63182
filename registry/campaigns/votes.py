"""Rules of a council's vote: shares of all its members, exact to the head. Pure."""

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from registry.campaigns.sheet import Verdict
from registry.core.i18n import _

_FRACTION = re.compile(r"([0-9]{1,3})\s?/\s?([0-9]{1,3})", re.ASCII)
_PERCENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,2})?)\s?%?", re.ASCII)


@lru_cache(maxsize=64)
def parse_share(text: str) -> Fraction:
    """A share as people write it: 2/3, 70 %, 66,5%. Raises ValueError unless it is above 0 and at most 1."""
    typed = text.strip()
    if found := _FRACTION.fullmatch(typed):
        parts = int(found[2])
        share = Fraction(int(found[1]), parts) if parts else Fraction(0)
    elif found := _PERCENT.fullmatch(typed):
        share = Fraction(found[1].replace(",", ".")) / 100
    else:
        raise ValueError(text)
    if not 0 < share <= 1:
        raise ValueError(text)
    return share


def share_in_words(share: Fraction) -> str:
    """70% where that is exact, else 2/3."""
    percent = share * 100
    return f"{percent.numerator}%" if percent.denominator == 1 else f"{share.numerator}/{share.denominator}"


def heads(share: Fraction, members: int) -> int:
    """The fewest people who are at least this share of so many: 2/3 of 7 are 5."""
    return math.ceil(share * members)


@dataclass(frozen=True)
class VoteRule:
    """How many of all members must be there, and how many must agree; None asks for nothing."""

    share: Fraction | None = None
    quorum: Fraction | None = None

    def judge(self, *, members: int, present: int, agreeing: int) -> Verdict:
        """Whether a vote carries, and why. Who is absent or abstains counts among all members."""
        if not 0 <= agreeing <= present <= members:
            raise ValueError(f"{agreeing} of {present} of {members}")
        if self.quorum is not None and present < (needed := heads(self.quorum, members)):
            return Verdict(
                None,
                _(
                    "The council cannot vote: of %(members)s members %(count)s are there, not %(needed)s.",
                    count=present, members=members, needed=needed,
                ),
            )  # fmt: skip
        if self.share is None:
            return Verdict(None, _("The campaign sets no rule for a vote."))
        needed = heads(self.share, members)
        words = {"count": agreeing, "members": members, "needed": needed}
        if agreeing >= needed:
            return Verdict(
                True, _("%(count)s of all %(members)s members agree; %(needed)s are needed.", **words)
            )
        return Verdict(
            False, _("Only %(count)s of all %(members)s members agree; %(needed)s are needed.", **words)
        )
