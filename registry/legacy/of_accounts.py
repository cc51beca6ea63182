"""Rows of lists of people who are to have an account on the first day."""

from dataclasses import dataclass

from registry.core.errors import Faults, InvalidInput
from registry.core.i18n import _
from registry.core.ids import plain_words, slug_of
from registry.core.naming import checked_name
from registry.identity import queries as people
from registry.identity.models import Role, User
from registry.identity.service import accounts, roles
from registry.legacy.one_by_one import OneByOne
from registry.legacy.states import Fate
from registry.legacy.verdict import Values, Verdict, refused, told
from registry.legacy.vocabulary import ROLES, find_word, words_of
from registry.units.models import Unit
from registry.units.rules import places_of


@dataclass
class _Plan:
    name: str
    role: Role
    unit: Unit
    email: str
    job_title: str
    username: str


class AccountRows(OneByOne):
    """Judges the rows of one list of people."""

    def _take(self, values: Values) -> Verdict:
        verdict, plan, known = self._decide(values)
        if verdict.fate in (Fate.NEW, Fate.CHANGED) and plan is not None:
            person = known or accounts.open_waiting_account(
                self._actor, username=plan.username or _free_name(plan.name), name=plan.name,
                job_title=plan.job_title, email=plan.email,
            )  # fmt: skip
            roles.grant_role(self._actor, person, role=plan.role, unit_id=plan.unit.id)
            verdict.subject = person.username
        return verdict

    def _decide(self, values: Values) -> tuple[Verdict, _Plan | None, User | None]:
        label = " ".join(values.get("name", "").split())[:200]
        try:
            plan = self._plan(values)
            known = self._known(plan)
        except InvalidInput as refusal:
            return refused(told(refusal), label=label), None, None
        verdict = Verdict(Fate.NEW, _key(plan), label)
        if known is not None:
            verdict.subject = known.username
            held = any(
                g.role is plan.role and g.unit_id == plan.unit.id and g.valid_to is None for g in known.grants
            )
            verdict.fate = Fate.SAME if held else Fate.CHANGED
            verdict.changes = [] if held else [["role", "", f"{values.get('role')}, {plan.unit.name}"]]
        return verdict, plan, known

    def _known(self, plan: _Plan) -> User | None:
        """Who the row means: by user name, by address, or by name among those of the unit."""
        found = people.find_user(plan.username) if plan.username else None
        found = found or (people.find_by_email(plan.email) if plan.email else None)
        plain = plain_words(plan.name)
        if found is None and not plan.username and not plan.email:
            holders = people.list_grants_at([plan.unit.id], plan.unit.started_on)
            return next((grant.user for grant in holders if grant.user.name_plain == plain), None)
        if found is not None and (found.name_plain != plain or not places_of(found) <= self._scope):
            column = "username" if plan.username else "email"
            raise InvalidInput(column, _("This belongs to somebody else already."))
        return found

    def _plan(self, values: Values) -> _Plan:
        faults = Faults()
        name, email, unit, role, username = "", "", None, None, ""
        with faults.gathered():
            name = checked_name(values.get("name"), field="name", missing=_("Enter the person's name."))
        with faults.gathered():
            role = _role(values.get("role", ""))
        with faults.gathered():
            if not values.get("unit"):
                raise InvalidInput("unit", _("Choose the unit."))
            unit = self._finder.find(values["unit"], field="unit")
        with faults.gathered():
            email = accounts.checked_address(values.get("email"))
        with faults.gathered():
            username = _username(values.get("username", ""))
        faults.refuse()
        assert unit is not None and role is not None  # noqa: S101, PT018 -- or `refuse` had raised
        return _Plan(name, role, unit, email, values.get("job_title", ""), username)


def _role(text: str) -> Role:
    found = find_word(ROLES, text)
    if found is None:
        words = words_of(ROLES)
        raise InvalidInput("role", _("Write one of these, with or without marks: %(words)s", words=words))
    return found


def _username(text: str) -> str:
    name = text.strip().lower()
    if name and not accounts.USERNAME.fullmatch(name):
        raise InvalidInput(
            "username", _("Use 3 to 60 letters without marks, digits, dots, hyphens or underscores.")
        )
    return name


def _key(plan: _Plan) -> str:
    return plan.username or plan.email[:80] or f"{plan.unit.id}|{plain_words(plan.name)}"[:80]


def _free_name(name: str) -> str:
    """A user name as people here make them: given name first, then the family name; a number when taken."""
    words = slug_of(name).split("-")
    stem = ".".join([words[-1], words[0]]) if len(words) > 1 else words[0]
    stem = (stem + "..")[:50] if len(stem) < 3 else stem[:50]
    number, free = 2, stem
    while people.find_user(free):
        number, free = number + 1, f"{stem}{number}"
    return free
