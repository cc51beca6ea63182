"""The ballots of one nomination side by side: criteria by reviewers without names, and what was said."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from registry.campaigns.models import Criterion, Rubric
from registry.campaigns.scoring import figures
from registry.campaigns.sheet import is_scored
from registry.core.i18n import _
from registry.evidence.queries import list_visible
from registry.identity.models import User
from registry.review import queries
from registry.review.models import Mark, Nomination
from registry.review.queries import Ballot, Standing
from registry.review.service.grounding import grounds_of
from registry.web.evidence.present import caption_of, viewer_of
from registry.web.filters import as_number
from registry.web.review.ballot import label_of, name_of

Row = dict[str, Any]
# What a file is called and where it is shown.
File = tuple[str, str]
# Who said what, and on which files it rests.
Said = tuple[str, str, list[File]]


def matrix_of(reader: User, nomination: Nomination, standing: Standing | None = None) -> Row | None:
    """Criteria by ballots, the comments under them; None while there is no ballot to see."""
    ballots = queries.list_ballots(reader, nomination, standing)
    rubric = nomination.campaign.rubric
    if not ballots or rubric is None:
        return None
    marks = [{mark.criterion_id: mark for mark in ballot.marks} for ballot in ballots]
    rows = [_row(one, [given.get(one.id) for given in marks]) for one in rubric.criteria]
    weakest = min((row for row in rows if row["share"] is not None), key=_share, default=None)
    if weakest:
        weakest["lowest"] = True
    return {
        "codes": [code_of(ballot) for ballot in ballots],
        "rows": rows,
        "lowest": f"{weakest['label']} ({weakest['result']})" if weakest else "",
        "comments": _comments(rubric.criteria, ballots, _files_named(reader, nomination, ballots)),
        **_sum_of(rubric, ballots),
    }


def _share(row: Row) -> Fraction:
    share: Fraction = row["share"]
    return share


def _row(criterion: Criterion, marks: Sequence[Mark | None]) -> Row:
    given = [mark.points for mark in marks if mark is not None and mark.points is not None]
    mean = figures(given).mean
    share = (
        None if mean is None or not is_scored(criterion) else Fraction(mean) / Fraction(criterion.max_points)
    )
    return {
        "label": label_of(criterion),
        "points": [_cell(criterion, mark) for mark in marks],
        "share": share,
        **_words_of(criterion, given, mean),
    }


def _words_of(criterion: Criterion, given: Sequence[Decimal], mean: Decimal | None) -> Row:
    """What the ballots come to, and the most there is: a mean of points, or how many find it met."""
    if criterion.is_check:
        met = f"{sum(point != 0 for point in given)}/{len(given)}" if given else ""
        return {"mean": met, "most": "", "result": met}
    most = as_number(criterion.max_points)
    if mean is None:
        return {"mean": "", "most": most, "result": ""}
    return {"mean": as_number(mean), "most": most, "result": f"{as_number(mean)}/{most}"}


def _cell(criterion: Criterion, mark: Mark | None) -> str:
    if mark is None or mark.points is None:
        return ""
    if criterion.is_check:
        return name_of(mark.band)
    return f"{as_number(mark.points)} + {as_number(mark.bonus)}" if mark.bonus else as_number(mark.points)


def _sum_of(rubric: Rubric, ballots: Sequence[Ballot]) -> Row:
    """The last line: totals and their mean, or which ballots find all of it met."""
    if rubric.has_points:
        counted = [ballot.total for ballot in ballots if ballot.gives_total]
        return {
            "totals": [as_number(one.total) if one.gives_total else _("not eligible") for one in ballots],
            "mean": as_number(figures(counted).mean),
            "most": as_number(rubric.maximum),
            "sum": _("Total"),
        }
    passed = [ballot.verdict is not None and bool(ballot.verdict.passed) for ballot in ballots]
    return {
        "totals": [_("met") if one else _("not met") for one in passed],
        "mean": f"{sum(passed)}/{len(passed)}",
        "most": "",
        "sum": _("Result"),
    }


def code_of(ballot: Ballot) -> str:
    """How a reviewer is called: a number that means something in one nomination only, or the open name."""
    return ballot.name


def _files_named(reader: User, nomination: Nomination, ballots: Iterable[Ballot]) -> dict[str, File]:
    """The files on which marks rest, as far as this person may see them, by reference."""
    version = nomination.exemplar_version
    if version is None or not any(mark.grounds for ballot in ballots for mark in ballot.marks):
        return {}
    return {
        item.reference: (caption_of(reader, item), viewer_of(item)) for item in list_visible(reader, version)
    }


def _comments(criteria: Iterable[Criterion], ballots: list[Ballot], files: Mapping[str, File]) -> list[Row]:
    """What was said and on which files it rests, by criterion and last on the whole."""
    said = [
        {"title": label_of(criterion), "texts": [_said(ballot, criterion, files) for ballot in ballots]}
        for criterion in criteria
    ]
    whole: list[Said] = [(code_of(ballot), ballot.overall_comment, []) for ballot in ballots]
    said.append({"title": _("Overall comment"), "texts": whole})
    kept = [{**row, "texts": [one for one in row["texts"] if any(one[1:])]} for row in said]
    return [row for row in kept if row["texts"]]


def _said(ballot: Ballot, criterion: Criterion, files: Mapping[str, File]) -> Said:
    mark = next((one for one in ballot.marks if one.criterion_id == criterion.id), None)
    named = [files[reference] for reference in grounds_of(mark) if reference in files]
    return code_of(ballot), mark.comment if mark else "", named
