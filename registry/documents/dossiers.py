"""What belongs into the bag of a nomination: the signed version, evidence, council, papers and history."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from registry.audit.queries import list_histories
from registry.catalogue.contents import plain_contents
from registry.catalogue.models import ExemplarVersion
from registry.core.clock import today
from registry.core.errors import DomainError
from registry.core.i18n import _
from registry.documents import archive, proceedings, queries
from registry.documents.bags import Part, text_part
from registry.documents.contents import KINDS
from registry.documents.issuers import name_on_paper
from registry.documents.models import OfficialPaper
from registry.documents.printing import printed_or_none
from registry.documents.retention import archived_by, period_of
from registry.evidence.filetypes import EXTENSIONS
from registry.evidence.models import EvidenceItem
from registry.evidence.names import sent_name
from registry.evidence.queries import list_items
from registry.evidence.service.serving import open_item
from registry.identity.models import User
from registry.review.council import AgendaItem
from registry.review.lifted import lifted_of
from registry.review.models import Decision, Nomination
from registry.storage.base import Storage


@dataclass(frozen=True)
class Shown:
    """What people read of a file without a program: its form as a PDF, empty where none could be made, and
    what a paper is called.
    """

    form: bytes
    title_of: Callable[[OfficialPaper], str]


def told_of(nomination: Nomination) -> dict[str, str]:
    """What bag-info.txt says: what it is, whose, for how long it is kept."""
    decision, level, unit = nomination.decision, nomination.campaign.level, nomination.campaign.unit
    years = period_of(level, decision.decided_on if decision is not None else today()).years
    told = {
        # Whose file it is: by the name it bore when the file was closed.
        "Source-Organization": unit.name_on(decision.decided_on) if decision is not None else unit.name,
        "External-Identifier": nomination.reference,
        "External-Description": version_of(nomination).title,
        "Retention-Years": "permanent" if years is None else str(years),
    }
    if decision is not None:
        told["Closed-On"] = decision.decided_on.isoformat()
        told["Archive-By"] = archived_by(decision.decided_on).isoformat()
    kept = archive.find_kept(nomination)
    if kept is not None and kept.archived_on is not None:
        told |= {"Archived-On": kept.archived_on.isoformat(), "Archive-Mark": kept.mark}
    return told


def version_of(nomination: Nomination) -> ExemplarVersion:
    """The version that was signed."""
    return nomination.exemplar_version or nomination.exemplar.latest


def parts_of(
    actor: User, nomination: Nomination, storage: Storage, shown: Shown | None = None
) -> Iterator[Part]:
    """The files of the bag, one after the other: each is read once and closed.

    With `shown` the form and every paper are in it as PDFs too; what could not be made is told.
    """
    yield text_part("ho-so.json", _json(_dossier(nomination)))
    if shown is not None and shown.form:
        yield Part("ho-so.pdf", BytesIO(shown.form))
    yield text_part("quyet-dinh.json", _json([_decision(one) for one in _decisions(nomination)]))
    yield text_part("nhat-ky.jsonl", _history(nomination))
    missing = []
    for number, item in enumerate(list_items(version_of(nomination)), start=1):
        try:
            opened = open_item(actor, item, storage=storage)
        except DomainError as refusal:
            missing.append({"file": item.reference, "name": item.file_name, "why": refusal.message})
            continue
        with closing(opened.stream):
            name = sent_name(item.file_name, EXTENSIONS[opened.media_type][0])
            yield Part(f"minh-chung/{number:03d}-{name}", opened.stream)
    yield text_part("minh-chung.json", _json([_item(one) for one in list_items(version_of(nomination))]))
    yield text_part("phieu-cham.json", _json(proceedings.ballots_told(nomination)))
    votes = proceedings.votes_on(nomination)
    hidden = {one.session.reference: proceedings.withheld(actor, one.session) for one in votes}
    for item in votes:
        yield from _council(item, bool(hidden[item.session.reference]))
    missing += [{"file": f"hoi-dong/{code}/bien-ban.txt", "why": why} for code, why in hidden.items() if why]
    if shown is not None and not shown.form:
        missing.append({"file": "ho-so.pdf", "why": _no_pdf()})
    for paper in _papers_of(actor, nomination, {code for code, why in hidden.items() if why}):
        yield from _paper(paper, storage, shown, missing)
    if missing:
        yield text_part("thieu.json", _json(missing))


def _council(item: AgendaItem, is_hidden: bool) -> Iterator[Part]:
    """A vote of the council, and the minutes as they were frozen: their SHA-256 is printed below them."""
    folder, session = f"hoi-dong/{item.session.reference}", item.session
    yield text_part(f"{folder}/bieu-quyet.json", _json(proceedings.vote_told(item)))
    if session.minutes_digest and not is_hidden:
        yield text_part(f"{folder}/bien-ban.txt", session.minutes)


def _papers_of(actor: User, nomination: Nomination, hidden: set[str]) -> Iterator[OfficialPaper]:
    abouts = {nomination.reference, nomination.campaign.reference, nomination.exemplar.reference}
    abouts.update(proceedings.references_of(nomination))
    for paper in queries.list_papers(actor, abouts - hidden):
        is_of_many = paper.about == nomination.campaign.reference
        concerns = not is_of_many or {one.id for one in _decisions(nomination)} & set(paper.listed)
        if paper.drawn is not None and concerns:
            yield paper


def _paper(
    paper: OfficialPaper, storage: Storage, shown: Shown | None, missing: list[dict[str, str]]
) -> Iterator[Part]:
    """A paper as it was signed, the same as a PDF, and its scan."""
    name = f"van-ban/{KINDS[paper.kind].slug}-{paper.code}"
    drawn = paper.drawn or b""
    yield Part(f"{name}.docx", BytesIO(drawn))
    if shown is not None:
        printed = printed_or_none(drawn, title=shown.title_of(paper), name=paper.code)
        if printed is None:
            missing.append({"file": f"{name}.pdf", "why": _no_pdf()})
        else:
            yield Part(f"{name}.pdf", BytesIO(printed))
    if paper.scan is not None:
        with closing(storage.open(paper.scan.digest)) as stream:
            yield Part(f"{name}-{paper.scan_name}", stream)


def _no_pdf() -> str:
    return _("No PDF could be made on this machine; the Word file or the data say the same.")


def _decisions(nomination: Nomination) -> list[Decision]:
    held = nomination.decision
    return [*lifted_of(nomination), *([held] if held is not None else [])]


def _dossier(nomination: Nomination) -> dict[str, Any]:
    version = version_of(nomination)
    return {
        "reference": nomination.reference,
        "campaign": {"reference": nomination.campaign.reference, "title": nomination.campaign.title},
        "unit": nomination.unit_name,
        "state": nomination.state,
        "submitted_at": nomination.submitted_at,
        "model": nomination.exemplar.reference,
        "version": version.number,
        "contents": {one.name: _plain(getattr(version, one.name)) for one in plain_contents()},
        "partners": [one.name for one in version.partners],
        "results": [
            {"indicator": one.indicator, "measure": one.measure, "before": one.before, "after": one.after}
            for one in version.results
        ],
        "stages": [
            {
                "stage": one.stage.title,
                "entered_at": one.entered_at,
                "left_at": one.left_at,
                "outcome": one.outcome,
                "reason": one.reason,
            }
            for one in nomination.visits
        ],
    }


def _plain(value: Any) -> Any:
    return getattr(value, "code", value)


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "outcome": decision.outcome,
        "number": decision.number,
        "decided_on": decision.decided_on,
        "issuer": name_on_paper(decision),
        "reason": decision.reason,
        "mean": decision.mean,
        "ballots": decision.score_count,
        "lifted_at": decision.lifted_at,
        "corrections": [
            {
                "from": [one.number, one.decided_on],
                "to": [one.new_number, one.new_decided_on],
                "why": one.reason,
            }
            for one in decision.corrections
        ],
    }


def _item(item: EvidenceItem) -> dict[str, Any]:
    return {
        "reference": item.reference,
        "name": item.file_name,
        "caption": item.caption,
        "sha256": item.digest,
        "visibility": item.visibility,
    }


def _history(nomination: Nomination) -> str:
    """The events of the audit log about the nomination and its model, a line each, with their hashes."""
    subjects = [("nomination", nomination.reference), ("exemplar", nomination.exemplar.reference)]
    events = list_histories(subjects)
    rows = (
        {
            "seq": one.seq,
            "at": one.at,
            "action": one.action,
            "subject": one.subject_ref,
            "detail": json.loads(one.detail),
            "previous": one.previous,
            "digest": one.digest,
        }
        for one in events
    )
    return "".join(json.dumps(row, ensure_ascii=False, default=_text, sort_keys=True) + "\n" for row in rows)


def _json(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2, default=_text) + "\n"


def _text(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
