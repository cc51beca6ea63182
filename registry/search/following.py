"""Which word stands right behind which, worked out while the order of a text is still known."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from registry.search.places import SHIFT

Numbers32 = NDArray[np.uint32]
# Behind the last word of a sentence stands none.
NO_WORD = 0


class Following(NamedTuple):
    """What stands behind each word of some texts.

    `behind` (uint32) has one number for each word of the texts: the number of the word at the next place,
    NO_WORD for none. `stems` (uint32, two columns) has each word that is known by a stem, and the stem.
    """

    behind: Numbers32
    stems: Numbers32


def following(words: Numbers32, documents: Numbers32, places: Numbers32) -> Following:
    """What stands behind each word: all in the order of the texts, numbers of words from 1.

    A stem stands at the place of its word, after it. It is never what stands behind.
    """
    spots = documents.astype(np.int64) << SHIFT | places
    is_first = np.diff(spots, prepend=-1) > 0
    firsts = np.flatnonzero(is_first)
    if not len(firsts):
        return Following(words[:0], no_stems())
    at, spot = words[firsts], spots[firsts]
    behind = np.zeros(len(firsts), dtype=np.uint32)
    behind[:-1] = np.where(spot[1:] == spot[:-1] + 1, at[1:], NO_WORD)
    of_spot = np.cumsum(is_first) - 1
    stems = np.flatnonzero(~is_first)
    return Following(behind[of_spot], unlike(np.stack((at[of_spot[stems]], words[stems]), axis=1)))


def unlike(pairs: Numbers32) -> Numbers32:
    """Each pair once, sorted."""
    both = np.unique(pairs[:, 0].astype(np.int64) << 32 | pairs[:, 1])
    return np.stack((both >> 32, both & 0xFFFFFFFF), axis=1).astype(np.uint32)


def no_stems() -> Numbers32:
    """No pair of a word and its stem."""
    return np.zeros((0, 2), dtype=np.uint32)
