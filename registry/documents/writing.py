"""A paper as a DOCX: the template that holds, filled with what the records and people say."""

import hashlib
import io
import json
from dataclasses import dataclass

import segno
from flask_babel import force_locale

from registry.core.i18n import _
from registry.documents import drafting, filling
from registry.documents.contents import KINDS
from registry.documents.contents.words import BLANK, day_in_words
from registry.documents.kind import Told
from registry.documents.models import OfficialPaper
from registry.documents.queries import current_version
from registry.documents.states import Letterhead, PaperKind, PaperState
from registry.identity.models import User


@dataclass(frozen=True)
class Written:
    """A paper that was put together: its DOCX, the SHA-256 of what it says, and that of how it was made.

    The second changes with the template too, and with a number and date that come from a decision: by it a
    signer is known to have been shown this very paper. `is_empty`: it should list something and has nothing.
    """

    content: bytes
    digest: str
    mark: str = ""
    is_empty: bool = False


def template_of(kind: PaperKind, letterhead: Letterhead) -> bytes:
    """The template that holds: what staff brought last, else the one that came with the registry."""
    held = current_version(kind, letterhead)
    return held.content if held is not None and held.content else drafting.shipped(kind, letterhead)


def write(actor: User, paper: OfficialPaper, address: str, *, template: bytes | None = None) -> Written:
    """Put a paper together as it stands now. `address` is that of its public page."""
    kind = KINDS[paper.kind]
    with force_locale("vi"):
        told = kind.told(actor, paper)
        written = {name: paper.details.get(name, "") for name in kind.written}
        digest = digest_of(paper.kind, {**written, **told.values}, told)
        values = {**written, **told.values, **_always(paper, digest, address)}
    used = template or template_of(paper.kind, paper.letterhead)
    content = filling.fill(
        used,
        values,
        told.rows,
        kind.rows,
        {"ma_qr": _picture(address)},
    )
    # Of another paper the signer types the number and the date: those were not shown beforehand.
    decided = f"{paper.number} {paper.dated}" if paper.decision_paper_id is not None else ""
    mark = hashlib.sha256(f"{digest} {decided} ".encode() + used).hexdigest()
    return Written(content, digest, mark, is_empty=bool(kind.rows) and not told.rows)


def digest_of(kind: PaperKind, values: dict[str, str], told: Told) -> str:
    """SHA-256 of everything a paper says but its number and date."""
    said = json.dumps([kind, values, told.rows], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def short_mark(digest: str) -> str:
    """The beginning of a digest in groups, to be compared by eye."""
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


def number_of(paper: OfficialPaper) -> str:
    """The number with its symbol, a blank before it is signed; the code of its subject where it has none."""
    if not KINDS[paper.kind].has_number:
        return paper.about
    return paper.number or BLANK + paper.details.get("ky_hieu", "")


def _always(paper: OfficialPaper, digest: str, address: str) -> dict[str, str]:
    return {
        "so_van_ban": number_of(paper),
        "ngay_thang": day_in_words(paper.dated),
        "du_thao": _("DRAFT PAPER") if paper.state is PaperState.DRAFT else "",
        "ma_kiem_tra": paper.code,
        "dia_chi_kiem_tra": address,
        "dau_noi_dung": short_mark(digest),
        "ten_van_ban": str(paper.code),
    }


def _picture(address: str) -> bytes:
    body = io.BytesIO()
    segno.make(address, error="m").save(body, kind="png", scale=6, border=1)
    return body.getvalue()
