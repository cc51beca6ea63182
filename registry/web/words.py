"""What people read for every state, kind and role: one table, the value of an enum to (word, kind, icon)."""

from typing import Any

from flask_babel import LazyString
from wtforms import SelectChoice

from registry.core.i18n import _l
from registry.web import words_of_copies, words_of_council, words_of_papers, words_of_reports, words_of_stock
from registry.web.families import FAMILIES

Words = tuple[LazyString | str, str, str]

_STATES: dict[str, dict[str, Words]] = {
    **words_of_copies.STATES,
    **words_of_council.STATES,
    **words_of_papers.STATES,
    **words_of_reports.STATES,
    **words_of_stock.STATES,
    "exemplar": {
        "draft": (_l("Draft"), "", "pencil"),
        "running": (_l("Maintained"), "ok", "circle-check"),
        "paused": (_l("Paused"), "warn", "player-pause"),
        "closed": (_l("Discontinued"), "", "circle-off"),
        "merged": (_l("Merged into another record"), "", "git-merge"),
    },
    "nomination": {
        "draft": (_l("Draft"), "", "pencil"),
        "to_sign": (_l("To be signed"), "info", "writing-sign"),
        "submitted": (_l("Submitted"), "info", "send"),
        "returned": (_l("Additions needed"), "warn", "alert-triangle"),
        "verified": (_l("File complete"), "info", "circle-check"),
        "recognised": (_l("Recognised"), "seal", "certificate"),
        "praised": (_l("Praised by the proposing level"), "ok", "award"),
        "not_chosen": (_l("Not chosen this time"), "", "circle-off"),
        "not_granted": (_l("Not granted"), "warn", "circle-off"),
        "merged": (_l("Merged into another"), "", "git-merge"),
        "duplicate": (_l("Repeats another"), "", "copy"),
        "withdrawn": (_l("Withdrawn"), "", "arrow-back-up"),
    },
    "recognition": {
        "in_force": (_l("In force"), "seal", "certificate"),
        "lapsed": (_l("No longer in force"), "", "clock"),
        "annulled": (_l("Annulled"), "err", "circle-off"),
    },
    "campaign": {
        "draft": (_l("Draft"), "", "pencil"),
        "open": (_l("Open"), "ok", "circle-check"),
        "closed": (_l("Closed"), "", "lock"),
    },
    "assignment": {
        "assigned": (_l("Not opened"), "", "circle-dashed"),
        "declared_conflict": (_l("Conflict of interest"), "warn", "alert-triangle"),
        "scoring": (_l("Scoring"), "info", "clock"),
        "submitted": (_l("Ballot submitted"), "ok", "circle-check"),
        "cancelled": (_l("Cancelled"), "", "circle-off"),
        "voided": (_l("Not counted: conflict of interest"), "warn", "alert-triangle"),
        "declined": (_l("Declined by the reviewer"), "", "arrow-back-up"),
        "abstained": (_l("Abstained after reading"), "", "circle-off"),
    },
    "question": {
        "asked": (_l("With the secretary"), "", "clock"),
        "forwarded": (_l("Waiting for the unit’s answer"), "info", "clock"),
        "dismissed": (_l("Not passed on"), "", "circle-off"),
        "answered": (_l("Answered"), "ok", "circle-check"),
    },
    "objection": {
        "received": (_l("Received"), "info", "inbox"),
        "admitted": (_l("Being looked into"), "info", "clock"),
        "rejected": (_l("Not admitted"), "warn", "circle-off"),
        "answered": (_l("Answered"), "ok", "circle-check"),
    },
    "objection_outcome": {
        "upheld": (_l("Upheld"), "ok", "circle-check"),
        "partly": (_l("Partly upheld"), "info", "circle-check"),
        "dismissed": (_l("Dismissed"), "", "circle-off"),
    },
    "objection_effect": {
        "stays": (_l("Stays on the list"), "", "list-check"),
        "taken_off": (_l("Taken off the list"), "warn", "circle-off"),
        "scored_again": (_l("Goes back to scoring"), "info", "refresh"),
    },
    "job": {
        "waiting": (_l("Waiting"), "info", "clock"),
        "done": (_l("Done"), "ok", "circle-check"),
        "dead": (_l("Failed"), "err", "alert-circle"),
    },
    "run": {
        "uploaded": (_l("Columns to be chosen"), "info", "clock"),
        "reading": (_l("Reading the file"), "info", "clock"),
        "checking": (_l("Checking the rows"), "info", "clock"),
        "checked": (_l("Checked, nothing stored yet"), "info", "circle-check"),
        "importing": (_l("Taking over"), "info", "clock"),
        "done": (_l("Taken over"), "ok", "circle-check"),
        "refused": (_l("Cannot be read"), "err", "alert-circle"),
    },
    "fate": {
        "pending": (_l("Not checked yet"), "", "clock"),
        "new": (_l("New"), "ok", "plus"),
        "same": (_l("Same as before"), "", "circle-check"),
        "changed": (_l("Changes"), "info", "pencil"),
        "refused": (_l("Refused"), "err", "alert-circle"),
    },
    "visibility": {
        "public": (_l("Public"), "ok", "world"),
        "council": (_l("Council only"), "info", "users"),
        "internal": (_l("Internal"), "", "lock"),
    },
    "consent": {
        "given": (_l("Agreed"), "ok", "circle-check"),
        "refused": (_l("Did not agree"), "warn", "circle-off"),
        "withdrawn": (_l("Withdrew"), "warn", "arrow-back-up"),
        "unasked": (_l("Not asked yet"), "", "circle-dashed"),
    },
    "origin": {
        "new": (_l("New"), "ok", "seedling"),
        "builds_on": (_l("Builds on another model"), "info", "arrows-split-2"),
        "independent": (_l("Alike, but made independently"), "info", "plant-2"),
    },
}

OUTCOMES = ("recognised", "praised", "not_chosen", "not_granted", "merged", "duplicate")
_STATES["outcome"] = {name: _STATES["nomination"][name] for name in OUTCOMES}

_KINDS: dict[str, dict[str, LazyString]] = {
    **words_of_copies.KINDS,
    **words_of_council.KINDS,
    "purpose": {
        "award_file": _l("Award file"),
        "public_page": _l("Public page"),
    },
    "manner": {
        "paper": _l("Signed paper"),
        "in_person": _l("In person, with a witness"),
        "message": _l("Message or e-mail"),
    },
    "effect": {
        "person": _l("To be taken out of the public page"),
        "page": _l("That the public page is taken down"),
    },
    "entry_kind": {
        "model": _l("Model"),
        "exemplar": _l("Exemplary case"),
        "work_item": _l("Work item"),
        "leadership": _l("Leading the movement"),
    },
    "subject_kind": {
        "collective": _l("Collective"),
        "individual": _l("Individual"),
        "household": _l("Household"),
    },
    "term_kind": {
        "abbreviation": _l("Abbreviation"),
        "synonym": _l("Another name"),
        "translation": _l("Foreign word"),
        "stop_word": _l("Word passed over"),
    },
    "level": {
        "grassroots": _l("Grassroots level"),
        "commune": _l("Commune level"),
        "district_legacy": _l("District level (before 1 July 2025)"),
        "province": _l("Province level"),
        "central": _l("Central level"),
    },
    "unit_kind": {
        "commune": _l("Commune"),
        "ward": _l("Ward"),
        "special_zone": _l("Special zone"),
        "province": _l("Province"),
        "city": _l("Centrally run city"),
        "district_legacy": _l("District (before 1 July 2025)"),
        "department": _l("Department"),
        "front": _l("Fatherland Front"),
        "mass_organisation": _l("Mass organisation"),
        "school": _l("School"),
        "armed_forces": _l("Armed forces unit"),
        "party_committee": _l("Party committee"),
        "party_cell": _l("Party cell"),
        "residential_area": _l("Residential area"),
        "other": _l("Other"),
    },
    "list_kind": {
        "models": _l("Models"),
        "units": _l("Units"),
        "accounts": _l("Accounts"),
    },
    "role": {
        "unit_member": _l("Unit member"),
        "unit_lead": _l("Unit lead"),
        "reviewer": _l("Reviewer"),
        "council_secretary": _l("Council secretary"),
        "signer": _l("Signer"),
        "registry_staff": _l("Registry staff"),
        "administrator": _l("Administrator"),
        # No role: how the demonstration calls one of its accounts.
        "commune_officer": _l("Commune officer"),
    },
    "area": {
        "ethnic_minority": _l("Ethnic minority area"),
        "mountainous": _l("Mountainous area"),
        "border": _l("Border area"),
        "island": _l("Island"),
        "religious": _l("Religious area"),
        "urban": _l("Urban area"),
        "rural": _l("Rural area"),
    },
    "conflict": {
        "family": _l("A relative or close friend took part"),
        "works_there": _l("Works with or for the unit"),
        "took_part": _l("Took part in the model"),
        "other": _l("Another conflict of interest"),
        "signed": _l("Prepared or signed the nomination"),
        "author": _l("Wrote in the registration"),
        "own_unit": _l("Role at the nominated unit"),
        "former_unit": _l("Former role at the nominated unit"),
        "near_unit": _l("Role at a unit above or below"),
        "partner": _l("Belongs to a partner"),
        "replicates": _l("Belongs to a unit that replicates it"),
        "source": _l("Belongs to the unit it comes from"),
    },
    "aspect": {
        "before": _l("Before"),
        "after": _l("After"),
        "record": _l("Minutes or another paper"),
        "people": _l("People taking part"),
    },
    "qualifier": {
        "exact": _l("exactly"),
        "more_than": _l("more than"),
        "nearly": _l("nearly"),
        "about": _l("about"),
    },
    "stage_kind": {
        "registration": _l("Registration"),
        "verification": _l("Verification"),
        "eligibility": _l("Check of eligibility"),
        "scoring": _l("Scoring"),
        "discussion": _l("Discussion"),
        "council_vote": _l("Council vote"),
        "public_notice": _l("Public notice"),
        "decision": _l("Decision"),
    },
    "others_scores": {
        "never": _l("Never"),
        "after_own": _l("After submitting their own"),
        "always": _l("Always"),
    },
    "how_often": {
        "at_once": _l("At once"),
        "daily": _l("Every morning"),
        "weekly": _l("Every Monday morning"),
        "never": _l("Never"),
    },
    "tree": {"territorial": _l("By territory"), "party": _l("By Party line")},
    "change_kind": {
        "rename": _l("Renamed"),
        "merge": _l("Merged"),
        "split": _l("Split"),
        "dissolve": _l("Dissolved"),
        "re_parent": _l("Moved under another unit"),
    },
}


def families() -> dict[str, dict[str, Words]]:
    """The whole table; kinds have neither colour nor icon."""
    kinds = {name: {value: (word, "", "") for value, word in rows.items()} for name, rows in _KINDS.items()}
    return {**_STATES, **kinds}


_TABLE = families()


def words_of_state(value: Any, family: str = "") -> Words:
    """The words of an enum's value; a plain string needs its family, the unknown is shown as it is."""
    name = family or FAMILIES.get(type(value).__name__, "")
    plain = str(getattr(value, "value", value))
    return _TABLE.get(name, {}).get(plain, (plain, "", ""))


def word(value: Any, family: str = "") -> LazyString | str:
    """Only the word."""
    return words_of_state(value, family)[0]


def choices(enum_class: Any) -> list[SelectChoice]:
    """Every value of an enum with its word, in the enum's order, for a select or radio field."""
    return [SelectChoice(member.value, word(member)) for member in enum_class]
