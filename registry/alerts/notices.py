"""What people are told of kept searches: a line in the inbox, and a letter with the models by mail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import force_locale

from registry.alerts.models import Numbers, SavedSearch
from registry.alerts.stops import Stops
from registry.core.i18n import DEFAULT_LANGUAGE, _, _n
from registry.discovery.searching import Found
from registry.identity.models import User
from registry.notifications.service import notify, supersede

KIND = "search.found"
HOME = "/tim-kiem/da-luu"
STOP = "/tim-kiem/ngung-bao"


@dataclass(frozen=True)
class News:
    """What one search newly finds: all of it by number, the first of it to be named."""

    saved: SavedSearch
    fresh: Numbers
    named: Sequence[Found]


@dataclass(frozen=True)
class Post:
    """Writes messages with addresses that work in a mail."""

    stops: Stops
    base_url: str

    def send(self, person: User, told: Sequence[News]) -> None:
        """One message to one person, in their language. The inbox names no model: it is read much later."""
        with force_locale(person.language):
            path = f"{HOME}/{told[0].saved.reference}" if len(told) == 1 else HOME
            supersede(person, KIND, path)
            message = notify(person, KIND, _subject(told), _body(told), path)
            message.letter = self._letter(person, told)
            message.stop_path = self._stop(news.saved for news in told)

    def _letter(self, person: User, told: Sequence[News]) -> str:
        parts = [part for news in told for part in self._of_search(person, news)]
        why = _("You get this mail because you saved these searches in the register of models.")
        every = _("All saved searches: %(address)s", address=self._page(person, HOME))
        return "\n\n".join([*parts, f"{why}\n{every}"])

    def _of_search(self, person: User, news: News) -> list[str]:
        page = self._page(person, f"{HOME}/{news.saved.reference}")
        stop = self._page(person, self._stop([news.saved]))
        left = len(news.fresh) - len(news.named)
        ways = [
            _("See, change or delete this search: %(address)s", address=page),
            _("No more mail about this search: %(address)s", address=stop),
        ]
        return [
            _line(news),
            *(self._of_model(person, one) for one in news.named),
            *([_n("and %(num)s more model", "and %(num)s more models", left)] if left > 0 else []),
            "\n".join(ways),
        ]

    def _of_model(self, person: User, found: Found) -> str:
        page = self._page(person, f"/mo-hinh/{found.exemplar.reference}")
        return f"- {found.version.title}\n  {found.exemplar.lead_unit_name}\n  {page}"

    def _page(self, person: User, path: str) -> str:
        prefix = "" if person.language == DEFAULT_LANGUAGE else f"/{person.language}"
        return f"{self.base_url}{prefix}{path}"

    def _stop(self, searches: Iterable[SavedSearch]) -> str:
        return f"{STOP}/{self.stops.token(one.reference for one in searches)}"


def _body(told: Sequence[News]) -> str:
    """What stands under the subject, which names a single search already."""
    if len(told) > 1:
        return "\n".join(map(_line, told))
    return _("They stand on the page of this search until you mark them as seen.")


def _line(news: News) -> str:
    return _n(
        "“%(name)s”: %(num)s new model", "“%(name)s”: %(num)s new models", len(news.fresh),
        name=news.saved.name,
    )  # fmt: skip


def _subject(told: Sequence[News]) -> str:
    total = len(frozenset[int]().union(*(news.fresh for news in told)))
    if len(told) > 1:
        return _n(
            "%(num)s new model in your saved searches", "%(num)s new models in your saved searches", total
        )
    name = told[0].saved.name
    return _n("%(num)s new model: “%(name)s”", "%(num)s new models: “%(name)s”", total, name=name)
