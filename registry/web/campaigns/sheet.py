"""The scoring sheet as people read it: its rows, what it is, by what rule nominations pass."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import url_for

from registry.campaigns.models import Band, Campaign, Criterion, CriterionGroup, Rubric
from registry.campaigns.sheet import UNOFFICIAL, RubricKind, RubricOrigin
from registry.campaigns.votes import parse_share, share_in_words
from registry.core.i18n import _, _n
from registry.web.campaigns.words import ORIGINS
from registry.web.filters import as_number
from registry.web.languages import language
from registry.web.words import Words, word

RANGE = "\u2013"


@dataclass(frozen=True)
class SheetRow:
    """One criterion as people read it; `most` is empty where nothing is worth points."""

    number: int
    title: str
    most: Decimal | None
    bands: list[tuple[str, str, str]]
    notes: list[Words]


def sheet_of(campaign: Campaign) -> list[SheetRow]:
    """The scoring sheet in the reader's language; what was not translated stands as it is."""
    criteria = campaign.rubric.criteria if campaign.rubric else []
    return [
        SheetRow(
            number,
            in_language(one),
            None if one.is_check else one.max_points,
            [] if one.is_check else [_band(band) for band in one.bands],
            _notes(one),
        )
        for number, one in enumerate(criteria, 1)
    ]


def in_language(one: Criterion | CriterionGroup) -> str:
    """A name in the reader's language."""
    return (language() == "en" and one.label_en) or one.label


def _band(band: Band) -> tuple[str, str, str]:
    english = language() == "en"
    label = (english and band.label_en) or band.label
    anchor = (english and band.anchor_en) or band.anchor
    return label, f"{as_number(band.low)}{RANGE}{as_number(band.high)}", anchor


def _notes(one: Criterion) -> list[Words]:
    notes: list[Words] = []
    if one.is_condition:
        notes.append((_("Condition"), "warn", "lock"))
    if not one.is_counted:
        notes.append((_("Collected, does not count"), "", "circle-off"))
    if one.max_bonus:
        notes.append((_("Bonus up to %(points)s", points=as_number(one.max_bonus)), "info", "plus"))
    if one.group:
        notes.append((in_language(one.group), "", "list-check"))
    return notes


def size_of(rubric: Rubric) -> str:
    """100 points in all, or 5 criteria to be met."""
    if rubric.kind is RubricKind.ANY_OF:
        return _("first the precondition, then at least one of the others")
    if not rubric.has_points:
        merit = sum(not one.is_condition for one in rubric.criteria)
        return _n("%(num)s criterion to be met", "%(num)s criteria to be met", merit)
    said = _("%(points)s points in all", points=as_number(rubric.maximum))
    if not rubric.most_bonus:
        return said
    return _("%(said)s, and up to %(points)s bonus points", said=said, points=as_number(rubric.most_bonus))


def warning_of(rubric: Rubric | None) -> str:
    """What a sheet must not be taken for."""
    if rubric is None or rubric.origin not in UNOFFICIAL:
        return ""
    if rubric.origin is RubricOrigin.SAMPLE:
        return _("This sheet is a sample, not an official document.")
    return _("This sheet is the default of a software, not an official document.")


def facts_of(rubric: Rubric) -> list[tuple[str, str]]:
    """What a sheet is, in short."""
    facts = [
        (_("How it is judged"), str(word(RubricKind(rubric.kind)))),
        (_("Source"), str(ORIGINS[rubric.origin])),
        (_("Document it follows"), rubric.provenance),
    ]
    return [(label, value) for label, value in facts if value]


def proposals_of(campaign: Campaign) -> list[tuple[str, str]]:
    """What the ballots propose."""
    rubric = campaign.rubric
    if rubric is not None and not rubric.has_points:
        share = share_in_words(parse_share(rubric.agreement))
        return [
            (_("One ballot finds it met"), _rule_of(rubric.kind)),
            (_("Proposed for recognition"), _("when at least %(share)s of the ballots do", share=share)),
        ]
    if rubric is not None and rubric.ranks_only:
        return [(_("Points"), _("only order the nominations; the council’s vote decides"))]
    return [
        (_("Proposed for recognition"), _from_points(campaign.pass_mark)),
        (_("Proposed for praise"), _from_points(campaign.praise_mark)),
        (
            _("Marked as a disagreement"),
            _("when totals lie more than %(points)s points apart", points=as_number(campaign.spread_alarm)),
        ),
        *([(_("When ballots disagree"), _protocol_of(campaign))] if campaign.asks_again else []),
    ]


def _protocol_of(campaign: Campaign) -> str:
    told = [_("reviewers read again, then another reader, then a conclusion")]
    if campaign.criterion_alarm is not None:
        told.append(_("also from %(share)s %% of one criterion’s points", share=campaign.criterion_alarm))
    if campaign.line_alarm:
        told.append(_("also when totals lie on both sides of the pass mark"))
    if campaign.settles_first:
        told.append(_("no decision before that"))
    return "; ".join(told)


def _rule_of(kind: RubricKind) -> str:
    if kind is RubricKind.CHECKLIST_ALL:
        return _("when all criteria are met")
    return _("when the precondition and at least one criterion are met")


def _from_points(mark: Decimal) -> str:
    return _("from %(points)s points", points=as_number(mark))


def rules_of_vote(campaign: Campaign) -> list[tuple[str, str]]:
    """What a vote of the council must reach, where the sheet says it."""
    rubric = campaign.rubric
    told = []
    if rubric is not None and rubric.quorum:
        text = _("at least %(share)s of all members", share=share_in_words(parse_share(rubric.quorum)))
        told.append((_("The council can vote with"), text))
    if rubric is not None and rubric.vote_share:
        text = _("at least %(share)s of all members", share=share_in_words(parse_share(rubric.vote_share)))
        told.append((_("A vote carries with"), text))
    return told


def groups_of(campaign: Campaign) -> list[dict[str, Any]]:
    """The groups of a sheet, how much of each its criteria give, and where it is changed."""
    groups = campaign.rubric.groups if campaign.rubric else []
    return [
        {
            "title": in_language(group),
            "most": group.max_points,
            "given": sum((one.max_points for one in group.criteria), Decimal(0)),
            "change": _of_group("edit_group", campaign, group.position),
            "remove": _of_group("remove_group", campaign, group.position),
        }
        for group in groups
    ]


def _of_group(view: str, campaign: Campaign, number: int) -> str:
    return url_for(f"campaigns.{view}", reference=campaign.reference, number=number)
