"""The form of a nomination for people: every content in the order of the registration, as a PDF."""

from collections.abc import Iterable, Iterator

from flask_babel import force_locale

from registry.catalogue.contents import Section
from registry.catalogue.models import ExemplarVersion
from registry.catalogue.rows import result_rows
from registry.core.i18n import _
from registry.documents.composing import Grid, Heading, Part, Prose, plain
from registry.documents.contents.words import capital
from registry.documents.dossiers import Shown, version_of
from registry.documents.printing import printed_or_none
from registry.evidence.queries import list_items
from registry.review.models import Nomination
from registry.web.catalogue.answers import answers_of, result_line
from registry.web.catalogue.labels import SECTIONS
from registry.web.documents.present import title_of
from registry.web.filters import as_date, as_datetime
from registry.web.words import word

# A longer text stands under its own heading; a shorter one in the table of its section.
SHORT = 160


def shown_of(nomination: Nomination) -> Shown:
    """What people read of a file; a PDF is made in a process of its own and takes a moment."""
    with force_locale("vi"):
        version = version_of(nomination)
        name = _("Nomination %(code)s", code=nomination.reference)
        content = plain(name, version.title, _parts(nomination, version))
        form = printed_or_none(content, title=f"{name}: {version.title}", name=nomination.reference)
    return Shown(form or b"", title_of)


def _parts(nomination: Nomination, version: ExemplarVersion) -> Iterator[Part]:
    yield _facts(
        [
            (_("Unit"), capital(nomination.unit_name)),
            (_("Campaign"), nomination.campaign.title),
            (_("Level"), str(word(nomination.campaign.level))),
            (_("Code of the model"), nomination.exemplar.reference),
            (_("Version"), str(version.number)),
            (_("Signed on"), as_datetime(nomination.submitted_at)),
        ]
    )
    yield from contents_of(version)
    items = list_items(version)
    if items:
        yield Heading(_("Evidence"))
        rows = [(str(number), one.caption or one.file_name) for number, one in enumerate(items, start=1)]
        yield Grid((10, 90), (_("No."), _("Evidence")), rows)
    yield Heading(_("Its course so far"))
    told = [
        (one.stage.title, as_date(one.entered_at), as_date(one.left_at))
        for one in nomination.visits
        if one.left_at is not None
    ]
    yield Grid((50, 25, 25), (_("Stage"), _("From"), _("Until")), told)


def contents_of(version: ExemplarVersion) -> Iterator[Part]:
    """Everything that a version says, section by section; empty contents are left out."""
    for section in Section:
        answers = [one for one in answers_of(version, section) if one["value"] and one["name"] != "results"]
        rows = [result_line(one) for one in result_rows(version)] if section is Section.RESULTS else []
        if not answers and not rows:
            continue
        yield Heading(str(SECTIONS[section]))
        short = [one for one in answers if len(one["value"]) <= SHORT and "\n" not in one["value"]]
        if short:
            yield _facts([(str(one["label"]), one["value"]) for one in short])
        for line in rows:
            yield Prose(line)
        for one in answers:
            if one not in short:
                yield Prose(f"{one['label']}: {one['value']}")


def _facts(rows: Iterable[tuple[str, str]]) -> Grid:
    return Grid((32, 68), (_("Content"), _("What is said")), [row for row in rows if row[1]])
