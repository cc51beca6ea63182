"""Searches that people of the invented province keep: some of what they find has come since."""

from dataclasses import dataclass

from registry.alerts.queries import Asked, known_now
from registry.alerts.service.saving import save_search
from registry.alerts.states import HowOften
from registry.demo.data_files import moment
from registry.demo.replay import History
from registry.identity.queries import get_user
from registry.search.base import SearchEngine

# Who keeps it since when, what it is called, asks, filters, and how often it tells.
KEPT: tuple[tuple[str, str, str, str, dict[str, tuple[str, ...]], HowOften], ...] = (
    ("may.vang", "2025-09-02", "Hiến đất làm đường vùng cao", "hiến đất làm đường",
     {"area": ("mountainous",)}, HowOften.WEEKLY),
    ("may.vang", "2025-10-01", "Vệ sinh, rác thải", "rác thải", {}, HowOften.DAILY),
    ("sen.lu", "2025-09-15", "Mô hình kinh tế được nhân rộng", "",
     {"field": ("economy",), "copied": ("yes",)}, HowOften.AT_ONCE),
)  # fmt: skip


def add_searches(history: History, engine: SearchEngine) -> None:
    """Have each of them save a search on its day."""
    for username, since, name, text, filters, how in KEPT:
        story = _Story(engine, username, name, Asked(text, filters, "relevance"), how)
        history.add(moment(since, 14), story.save)


@dataclass(frozen=True)
class _Story:
    """One search on the day it is saved."""

    engine: SearchEngine
    username: str
    name: str
    asked: Asked
    how: HowOften

    def save(self) -> None:
        person = get_user(self.username)
        known = known_now(person, self.engine, self.asked.query)
        save_search(person, self.asked, name=self.name, how=self.how, known=known)
