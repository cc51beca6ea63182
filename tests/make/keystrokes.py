"""How long a person takes at the pages, counted and not timed: the keystroke-level model.

S. K. Card, T. P. Moran, A. Newell: The keystroke-level model for user performance time with interactive
systems, Communications of the ACM 23 (7), 1980, pages 396-410. A task is the sum of what hand and head do,
each at its measured mean; what the system takes to answer is measured by itself (`make bench`) and stays out,
and so are mistakes and thinking out what to write.

The model has no operator for reading. A page that comes up counts as twenty-five words, its heading, its lead
and the labels one looks for, at the 238 words a minute of silent reading (M. Brysbaert, Journal of Memory and
Language 109, 2019). Whoever reads every word of a model takes longer.
"""

import unicodedata
from collections import Counter

from tests.make.spoken import vi

# Seconds. The typist is the slower of the two averages, "average non-secretary" at 40 words a minute.
KEY, POINT, HOME, MENTAL = 0.28, 1.1, 0.4, 1.35
# A button of the mouse takes less than a key.
CLICK = 0.2
READING = 25 / 238 * 60
SECONDS = {"key": KEY, "point": POINT, "home": HOME, "mental": MENTAL, "click": CLICK, "page": READING}


def keys(text):
    """Keys pressed for a text in Telex: one for each letter, each mark on it, đ's second d and each Shift."""
    count = 0
    for letter in text:
        plain = unicodedata.normalize("NFD", letter)
        count += len(plain) + letter.isupper() + (letter in "đĐ")
    return count


class Paced:
    """A visitor whose clicks, keys and pages are counted; all is done with the mouse or typed."""

    def __init__(self, visitor):
        self.visitor, self.page = visitor, visitor.page
        self.did, self.is_at_keys = Counter(), False
        self.page.on("framenavigated", self._came)

    def _came(self, frame):
        if frame is self.page.main_frame:
            self.did["page"] += 1

    @property
    def seconds(self):
        """What the model says it took."""
        return sum(SECONDS[what] * count for what, count in self.did.items())

    def told(self):
        """The count, for whoever reads why it became long."""
        return f"{self.seconds:.0f} s: {dict(self.did)}"

    def text(self):
        """What the page says in its main part."""
        return self.visitor.text()

    def click(self, target):
        """Think, take the mouse, point, press the button."""
        self._points()
        target.click()
        self.page.wait_for_load_state()

    def press(self, name):
        """Press the button or follow the link of this name (in English) in the main part of the page."""
        main = self.page.locator("main")
        named = main.get_by_role("button", name=vi(name), exact=True)
        self.click(named.or_(main.get_by_role("link", name=vi(name), exact=True)).first)

    def tick(self, *ids):
        """Choose options by their ids."""
        for one in ids:
            self._points()
            self.page.locator(f"[id='{one}']").check()

    def type(self, **values):
        """Type into fields by their ids; a hyphen in an id is written as two underscores."""
        for name, text in values.items():
            self._points()
            self._types(keys(text))
            self.page.locator(f"[id='{name.replace('__', '-')}']").fill(text)

    def search(self, words):
        """Type into the box of a search and press Enter."""
        self._points()
        self._types(keys(words) + 1)
        box = self.page.locator("input[name=q]:visible").first
        box.fill(words)
        box.press("Enter")
        self.page.wait_for_load_state()

    def _points(self):
        if self.is_at_keys:
            self.did["home"] += 1
        self.is_at_keys = False
        self.did.update(mental=1, point=1, click=1)

    def _types(self, count):
        self.did.update(home=1, key=count)
        self.is_at_keys = True
