"""What every kind of paper says of itself: its marks, what is written into it, how it is filled."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask_babel import LazyString

from registry.campaigns.models import Campaign
from registry.catalogue.models import Exemplar
from registry.core.i18n import _l
from registry.documents.models import OfficialPaper
from registry.documents.states import PaperKind
from registry.identity.models import User
from registry.review.models import Nomination
from registry.units.models import Unit

Whole = Campaign | Nomination | Exemplar | Unit


@dataclass(frozen=True)
class Subject:
    """What a paper is about, and who issues it."""

    kind: PaperKind
    about: str
    title: str
    issuer: Unit


@dataclass(frozen=True)
class Told:
    """What the records say for a paper: values by mark, and the rows of its list."""

    values: dict[str, str]
    rows: list[dict[str, str]] = field(default_factory=list)


# What is written into every paper with a letterhead, by mark.
HEAD: dict[str, LazyString] = {
    "co_quan_cap_tren": _l("Superior body"),
    "co_quan_ban_hanh": _l("Issuing body"),
    "ky_hieu": _l("Symbol after the number"),
    "dia_danh": _l("Place that stands beside the date"),
}
FOOT: dict[str, LazyString] = {
    "noi_nhan": _l("Recipients, a line each"),
    "chuc_vu_ky": _l("Office of the signer"),
    "nguoi_ky": _l("Name of the signer"),
}
# What the registry itself puts into every paper, by mark.
ALWAYS: dict[str, LazyString] = {
    "so_van_ban": _l("Number and symbol; blank for the number until it is signed"),
    "ngay_thang": _l("Day, month and year; blanks until it is signed"),
    "du_thao": _l("DRAFT, until it is signed"),
    "ma_qr": _l("QR code of the public page, as a picture in a line of its own"),
    "ma_kiem_tra": _l("Code of the public page"),
    "dia_chi_kiem_tra": _l("Address of the public page"),
    "dau_noi_dung": _l("Mark of the content, to compare with the public page"),
}
# Without these a template is refused: a draft must be known as one, and a paper be found by its code.
NEEDED = frozenset({"du_thao", "so_van_ban", "ngay_thang", "ma_kiem_tra"})


@dataclass(frozen=True)
class Kind:
    """One kind of paper. `details` are written by people, beside head and foot."""

    kind: PaperKind
    slug: str
    values: Mapping[str, LazyString]
    find: Callable[[User, str], Subject]
    told: Callable[[User, OfficialPaper], Told]
    rows: Mapping[str, LazyString] = field(default_factory=dict)
    details: Mapping[str, LazyString] = field(default_factory=dict)
    defaults: Callable[[User, str], dict[str, str]] = lambda _actor, _about: {}
    # What of these is of this one paper alone: the next paper of the issuer does not begin with it.
    fresh: frozenset[str] = frozenset()
    # What of a campaign, a nomination, a model or a unit it can be drawn up about.
    offered: Callable[[User, Whole], list[Subject]] = lambda _actor, _whole: []
    needed: frozenset[str] = NEEDED
    has_number: bool = True
    # What its symbol begins with, where that is not known from an earlier paper of the kind.
    sign: str = ""
    # A blank form is printed and never signed as a whole.
    is_signed: bool = True
    # Names people who judged or gave: who opens it is written down.
    names_people: bool = False
    # Posted where people pass by for a number of days in a row, from its date on.
    is_posted: bool = False
    # The sentence that says why it cannot be signed yet; empty when nothing hinders it.
    hinders: Callable[[User, OfficialPaper], str] = lambda _actor, _paper: ""

    @property
    def written(self) -> dict[str, LazyString]:
        """Everything people write into it, by mark."""
        return {**HEAD, **self.details, **FOOT}

    @property
    def marks(self) -> dict[str, LazyString]:
        """Every mark that stands for one value."""
        written = {name: label for name, label in self.written.items() if name != "ky_hieu"}
        return {**ALWAYS, **written, **self.values}
