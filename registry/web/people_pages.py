"""The pages that show who people are, for the log of reading."""

from flask_babel import LazyString

from registry.core.i18n import _l

# Each with what it shows people of: the kind, the part of its address that says which, words for it.
PAGES: dict[str, tuple[str, str, LazyString]] = {
    "admin.close_account": ("user", "username", _l("Closing an account")),
    "admin.edit_user": ("user", "username", _l("Details of a person")),
    "admin.end_role": ("user", "username", _l("Ending a role")),
    "admin.erase_person": ("user", "username", _l("Erasing what is held of a person")),
    "admin.grant_role": ("user", "username", _l("Granting a role")),
    "admin.hand_over": ("user", "username", _l("Handing over an office")),
    "admin.list_readings_of": ("readings", "", _l("Who read what")),
    "admin.list_users": ("users", "", _l("List of people")),
    "admin.reset_password": ("user", "username", _l("New password for a person")),
    "admin.reset_second_step": ("user", "username", _l("Second step of a person")),
    "admin.send_link": ("user", "username", _l("Link by mail for a person")),
    "admin.show_history": ("history", "reference", _l("Log of something")),
    "admin.show_unit": ("unit", "code", _l("People who work for a unit")),
    "admin.show_user": ("user", "username", _l("Page of a person")),
    "campaigns.show_stage_snapshot": ("campaign", "reference", _l("What differs from what was settled")),
    "consent.edit_person": ("subject", "reference", _l("Somebody named in a model")),
    "consent.list_people": ("exemplar", "reference", _l("People named in a model")),
    "consent.record_answers": ("subject", "reference", _l("Answers of somebody named in a model")),
    "consent.withdraw_consent": ("subject", "reference", _l("Answers of somebody named in a model")),
    "council.change_session": ("session", "reference", _l("Session of the council")),
    "council.compare": ("campaign", "reference", _l("Scores side by side")),
    "council.edit_minutes": ("session", "reference", _l("Minutes of the council")),
    "council.mark_attendance": ("session", "reference", _l("Attendance of the council")),
    "council.plan_session": ("campaign", "reference", _l("Session of the council")),
    "council.print_minutes": ("session", "reference", _l("Minutes of the council")),
    "council.show_session": ("session", "reference", _l("Session of the council")),
    "evidence.show_original": ("evidence", "reference", _l("Photo as it was taken")),
    "imports.hand_out": ("import", "reference", _l("Passwords of an import")),
    "review.assign": ("nomination", "reference", _l("Reviewers of a nomination")),
    "review.assign_by_hand": ("campaign", "reference", _l("Reviewers of a campaign")),
    "review.cancel_assignment": ("nomination", "reference", _l("Reviewers of a nomination")),
    "review.change_team": ("campaign", "reference", _l("Appraisal teams")),
    "review.create_team": ("campaign", "reference", _l("Appraisal teams")),
    "review.give_back_ballot": ("nomination", "reference", _l("Reviewers of a nomination")),
    "review.handle_objection": ("objection", "reference", _l("Objection and who made it")),
    "review.list_appraisal_teams": ("campaign", "reference", _l("Appraisal teams")),
    "review.list_discrepancies": ("campaign", "reference", _l("Scores that differ")),
    "review.list_recusals": ("campaign", "reference", _l("Who steps aside")),
    "review.list_reviewers": ("campaign", "reference", _l("Reviewers of a campaign")),
    "review.plan_reviewers": ("campaign", "reference", _l("Reviewers of a campaign")),
    "review.set_profile": ("reviewer", "person", _l("What a reviewer can take on")),
    "review.show_discrepancy": ("nomination", "reference", _l("Scores that differ")),
    "review.substitute": ("nomination", "reference", _l("Reviewers of a nomination")),
    "units.let_in": ("user", "username", _l("One-time password for a person")),
    "units.list_people": ("users", "", _l("People of a unit")),
    "units.show_slip": ("slip", "", _l("One-time password for a person")),
}
# What only some openings of a page show of people; the pages themselves tell of it.
OTHERS: dict[str, LazyString] = {
    "documents.paper": _l("Paper that names people"),
    "evidence.uncovered": _l("File without the covered parts"),
}


def words_of(page: str) -> LazyString | str:
    """What a page is called in the log."""
    return PAGES[page][2] if page in PAGES else OTHERS.get(page, page)
