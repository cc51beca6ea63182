"""The results on two pages of paper: what was asked, figures, and the first models in short."""

from collections.abc import Iterable, Sequence

from registry.core.clock import today
from registry.core.i18n import _, _n
from registry.web.filters import as_date
from registry.web.search.brief_paper import Paper
from registry.web.search.cards import cost_of, field_of, where_of
from registry.web.search.comparing import Compared, results_of, shortened
from registry.web.search.facets import Counts, label_of, titles
from registry.web.search.rows import address_of

# So many fit on two pages, unless every text is as long as is let in.
MOST_MODELS = 8
LONGEST_TITLE, LONGEST_PLACE, LONGEST_LINE = 120, 180, 90
# The first of these lengths with which all models fit.
SUMMARIES = (460, 380, 300, 220, 150)
PAGES = 2
# About how much stands on a page; the title with what is around it, and what is around a model, in lines.
LETTERS_A_LINE, LINES_A_PAGE, AROUND_TITLE, AROUND_MODEL = 88, 54, 8, 3
LONGEST_ASKED = 300
COUNTED = ("field", "level", "cost", "copied")
MOST_COUNTED = 5
SEPARATOR = " · "


def brief_of(
    asked: Sequence[tuple[str, str]], total: int, counts: Counts, models: Sequence[Compared], org: str
) -> bytes:
    """A DOCX of two pages at most, on A4."""
    paper = Paper(_("Models “Dân vận khéo”: results in brief"), org=org)
    told = [f"{label}: {value}" for label, value in asked] or [_("All models")]
    count = _n("%(num)s model", "%(num)s models", total)
    day = _("as of %(day)s", day=as_date(today()))
    told.append(f"{count}, {day}")
    said, figures = shortened(SEPARATOR.join(told), LONGEST_ASKED), _figures(total, counts)
    paper.asked(said)
    if figures:
        paper.figures(figures)
    above = AROUND_TITLE + _lines([said, *(f"{label}: {text}" for label, text in figures)])
    shown, longest = _fitting(models[:MOST_MODELS], above)
    if shown:
        paper.heading(_("The first of them"))
    for number, one in enumerate(shown, start=1):
        paper.heading(f"{number}. {_title(one)}", ruled=True)
        paper.line(_about(one), is_grey=True)
        for label, text in _told(one, longest):
            paper.line(text, bold=label)
        paper.link(address_of(one.found.exemplar))
    return paper.content()


def _figures(total: int, counts: Counts) -> list[tuple[str, str]]:
    """How the models found divide, a line for each kind of filter."""
    names, lines = titles(), []
    for facet in COUNTED:
        found = sorted(counts.get(facet, {}).items(), key=lambda item: (-item[1], item[0]))[:MOST_COUNTED]
        if found:
            told = "; ".join(f"{label_of(facet, value)} ({count})" for value, count in found)
            unknown = total - sum(counts[facet].values()) if facet == "cost" else 0
            if unknown > 0:
                told += "; " + _("not told (%(n)s)", n=unknown)
            lines.append((names[facet], told))
    return lines


def _title(one: Compared) -> str:
    return shortened(" ".join(one.found.version.title.split()), LONGEST_TITLE)


def _about(one: Compared) -> str:
    """Where, in which field, and how it was recognised."""
    field = field_of(one.found.version)
    about = [where_of(one.found.exemplar), field[1] if field else "", one.seal]
    return shortened(SEPARATOR.join(part for part in about if part), LONGEST_PLACE)


def _told(one: Compared, longest: int) -> list[tuple[str, str]]:
    """The paragraphs on a model: what stands before each, and its text."""
    version = one.found.version
    results = (shortened(line, LONGEST_LINE) for line in results_of(version, 3))
    copied = _n("copied in %(num)s place", "copied in %(num)s places", one.copies) if one.copies else ""
    facts = (cost_of(version), shortened(version.needs_time, LONGEST_LINE), copied)
    lines = [
        ("", shortened(" ".join(version.summary.split()), longest)),
        (_("Results"), _listed(results)),
        (_("To copy it"), _listed(facts)),
    ]
    return [(label, text) for label, text in lines if text]


def _listed(parts: Iterable[str]) -> str:
    """Several in one sentence: none of them ends with a full stop of its own."""
    listed = "; ".join(bare for part in parts if (bare := " ".join(part.split()).rstrip(".;, ")))
    return f"{listed}." if listed and not listed.endswith("…") else listed


def _fitting(models: Sequence[Compared], above: int) -> tuple[Sequence[Compared], int]:
    """The models that fit below so many lines on the first page and on those behind it, and how long their
    summaries may be."""
    fit, longest = 0, SUMMARIES[0]
    for longest in SUMMARIES:
        fit = _count_fitting(models, above, longest)
        if fit == len(models):
            break
    return models[:fit], longest


def _count_fitting(models: Sequence[Compared], above: int, longest: int) -> int:
    """How many models fit with summaries of that length; none goes on from one page to the next."""
    page, left = 1, LINES_A_PAGE - above
    for count, one in enumerate(models):
        told = [f"{label}: {text}" for label, text in _told(one, longest)]
        lines = AROUND_MODEL + _lines([_title(one), _about(one), *told, address_of(one.found.exemplar)])
        if lines > left:
            page, left = page + 1, LINES_A_PAGE
        if page > PAGES:
            return count
        left -= lines
    return len(models)


def _lines(texts: Iterable[str]) -> int:
    """About how many lines texts take, each on lines of its own."""
    return sum(-(-len(text) // LETTERS_A_LINE) for text in texts)
