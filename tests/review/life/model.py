"""The review as it should be, in plain Python: what each command answers, and what it changes."""

from dataclasses import dataclass, field

DONE, WRONG, DENIED, STALE, BAD, MISSING = (
    "done",
    "InvalidTransition",
    "PermissionDenied",
    "StaleVersion",
    "InvalidInput",
    "NotFound",
)
UNIT_MOVES = {
    "ask_to_sign": ({"draft", "returned"}, "to_sign"),
    "send_back": ({"to_sign"}, "draft"),
    "sign": ({"draft", "to_sign", "returned"}, "submitted"),
    "withdraw": ({"draft", "to_sign", "returned", "submitted"}, "withdrawn"),
    "verify": ({"submitted"}, "verified"),
    "return_to_unit": ({"submitted"}, "returned"),
}
WITH_REASON = {"send_back", "withdraw", "return_to_unit"}
# Ballots: from which states an act leads where, whose it is.
BALLOT_ACTS = {
    "clear": ({"assigned"}, "scoring"),
    "conflict": ({"assigned", "scoring", "submitted"}, "conflict"),
    "submit": ({"scoring"}, "submitted"),
    "part": ({"scoring"}, None),
    "decline": ({"assigned"}, "declined"),
    "abstain": ({"scoring"}, "abstained"),
    "cancel": ({"assigned", "scoring"}, "cancelled"),
    "give_back": ({"submitted"}, "scoring"),
}
# What only whoever sees the ballot as it is may send.
WITH_VERSION = {"submit", "part"}
OF_THE_SECRETARY = {"cancel", "give_back"}
LIVE, TO_DO = {"assigned", "scoring", "submitted"}, {"assigned", "scoring"}
OVER = {"recognised", "praised", "not_chosen", "withdrawn"}
# What the answer to an objection says, and what follows.
ANSWERS = {
    "dismissed": ("dismissed", "stays"),
    "upheld": ("upheld", "taken_off"),
    "partly": ("partly", "scored_again"),
    "contradictory": ("dismissed", "taken_off"),
}
STAFF, SECRETARIES, SIGNERS = {"staff", "both"}, {"secretary", "tied_secretary"}, {"signer", "both"}
REVIEWERS = ("r1", "r2", "r3", "tied")
COUNCIL = STAFF | SECRETARIES | SIGNERS
# `both` verifies and signs; `tied` and `tied_secretary` belong to the unit that nominates; `neighbour` leads
# the unit into which it may be merged, and r2 works there.
PEOPLE = ("member", "lead", "neighbour", "stranger", "admin", *sorted(COUNCIL), *REVIEWERS)
NOTICE_LASTS, DAYS_TO_APPEAL = 3, 10


@dataclass
class Model:
    """One nomination on one of three routes: the four stages, with a council vote, with a public notice."""

    route: str
    state: str = "draft"
    place: str = "scoring"
    day: int = 0
    ballots: dict = field(default_factory=dict)
    tied: set = field(default_factory=lambda: {"tied", "tied_secretary"})
    recused: set = field(default_factory=set)
    out_of_office: set = field(default_factory=set)
    belonging: set = field(default_factory=lambda: {"member", "lead", "tied", "tied_secretary"})
    leads: set = field(default_factory=lambda: {"lead"})
    # Leads whom a decision was told: who leads the unit later reads of it on its page.
    told: set = field(default_factory=set)
    is_merged: bool = False
    was_submitted: bool = False
    vote: str = ""
    shown_until: int | None = None
    was_taken_off: bool = False
    awaits_ballot: bool = False
    objection: str = ""
    handler: str = ""
    outcome: str | None = None
    number: str = ""
    recognition: str = ""
    decided_by: str = ""
    decided_on: int = 0
    checkers: set = field(default_factory=set)
    assigners: set = field(default_factory=set)
    appeal: str = ""

    # Who may act at all.

    def acts(self, person, office):
        """Holds an office of the council, untied."""
        return person in office - self.out_of_office - self.tied

    def may_move(self, action, person):
        if action in {"verify", "return_to_unit"}:
            return self.acts(person, STAFF)
        return person in (self.belonging if action == "ask_to_sign" else self.leads)

    def may_decide(self, person):
        """Nobody who ever verified or returned it."""
        return self.acts(person, SIGNERS) and person not in self.checkers

    def may_answer_appeal(self, person):
        """Nobody who decided, checked, chose reviewers or was one."""
        took_part = {self.decided_by} | self.checkers | self.assigners | set(self.ballots)
        return self.acts(person, SIGNERS) and person not in took_part

    def is_appealable(self):
        """Not recognised, and not more than ten working days ago; life begins on a Monday."""
        days = sum(day % 7 < 5 for day in range(self.decided_on + 1, self.day + 1))
        is_late = days > DAYS_TO_APPEAL or (days == DAYS_TO_APPEAL and self.day % 7 > 4)
        return self.outcome in {"praised", "not_chosen"} and not is_late and not self.appeal

    # What stands.

    def counted(self):
        """The reviewers whose ballots count."""
        handed_in = {name for name, state in self.ballots.items() if state == "submitted"}
        return handed_in if self.outcome else handed_in - self.tied

    def live(self):
        return {name for name, state in self.ballots.items() if state in LIVE} - self.tied

    def is_ready_for_notice(self):
        return (
            self.route == "notice"
            and (self.state, self.place) == ("verified", "scoring")
            and len(self.counted()) >= 2
            and not TO_DO & set(self.ballots.values())
            and not self.was_taken_off
            and not self.awaits_ballot
        )

    def is_on_notice(self):
        return self.state == "verified" and self.place == "notice" and self.day <= self.shown_until

    def is_votable(self):
        return self.state == "verified" and len(self.counted()) >= 2 and self.vote != "passed"

    def is_kept_from(self, outcome):
        """Whether a stage between keeps the nomination from an outcome."""
        if self.objection in {"received", "admitted"}:
            return True
        if outcome != "recognised" or self.route == "plain":
            return False
        if self.route == "vote":
            return self.vote != "passed"
        return self.was_taken_off or self.shown_until is None or self.day <= self.shown_until

    # What each command answers.

    def move(self, action, person, *, silent, stale):
        sources, target = UNIT_MOVES[action]
        if action in WITH_REASON and silent:
            return BAD
        if not self.may_move(action, person):
            return DENIED
        if stale:
            return STALE
        if self.state not in sources:
            return WRONG
        self.state = target
        self.was_submitted |= target == "submitted"
        if action in {"verify", "return_to_unit"}:
            self.checkers.add(person)
        return DONE

    def assign(self, person, reviewer):
        state = self.ballots.get(reviewer)
        if not self.acts(person, SECRETARIES):
            return DENIED
        if (self.state, self.place) != ("verified", "scoring"):
            return WRONG
        if reviewer in self.out_of_office:
            return BAD
        if reviewer in self.tied:
            return DENIED
        if state in LIVE:
            return BAD
        self.ballots[reviewer] = "assigned"
        self.assigners.add(person)
        return DONE

    def ballot(self, act, person, owner, *, stale):
        sources, target = BALLOT_ACTS[act]
        if act in OF_THE_SECRETARY:
            if not self.acts(person, SECRETARIES):
                return DENIED
            if self.place != "scoring":
                return WRONG
        elif person != owner or owner in self.out_of_office:
            return DENIED
        if self.state != "verified":
            return WRONG
        if owner in self.tied and act in {"clear", "submit", "part"}:
            return DENIED
        if self.ballots[owner] not in sources:
            return WRONG
        if stale and act in WITH_VERSION:
            return STALE
        # Once a whole ballot is stored, sending a part of it again leaves it whole: never asked here.
        return BAD if target is None else self._ballot_goes(act, owner, target)

    def _ballot_goes(self, act, owner, target):
        self.ballots[owner] = target
        self.awaits_ballot &= act != "submit"
        if act == "conflict":
            self.tied.add(owner)
            self.recused.add(owner)
        return DONE

    def step_aside(self, person):
        if person not in (COUNCIL | {"admin"}) - self.out_of_office or not self.was_submitted:
            return DENIED
        if self.state in OVER or person in self.recused:
            return WRONG
        self.tied.add(person)
        self.recused.add(person)
        return DONE

    def hold_vote(self, person, *, agreeing):
        if person not in SECRETARIES - self.out_of_office:
            return DENIED
        if person in self.tied or not self.is_votable():
            return BAD
        self.place, self.vote = "vote", "passed" if agreeing >= 2 else "failed"
        return DONE

    def announce(self, person):
        if person not in SECRETARIES - self.out_of_office:
            return DENIED
        if self.route != "notice":
            return MISSING
        if person in self.tied or not self.is_ready_for_notice():
            return WRONG
        self.place, self.shown_until = "notice", self.day + NOTICE_LASTS
        return DONE

    def file_objection(self):
        if not self.is_on_notice():
            return MISSING
        self.objection, self.handler = "received", ""
        return DONE

    def take_up(self, person):
        if not self.acts(person, SECRETARIES):
            return DENIED
        if self.objection not in {"received", "admitted"}:
            return WRONG
        if self.handler and self.acts(self.handler, SECRETARIES):
            return WRONG
        self.handler = person
        return DONE

    def settle(self, person, how):
        """Admit, reject or answer the objection."""
        if how == "contradictory":
            return BAD
        if not self.acts(person, SECRETARIES) or person != self.handler:
            return DENIED
        if self.objection != ("received" if how in {"admit", "reject"} else "admitted"):
            return WRONG
        self.objection = {"admit": "admitted", "reject": "rejected"}.get(how, "answered")
        if how in {"upheld", "partly"}:
            self.place, self.shown_until = "scoring", None
            self.was_taken_off |= how == "upheld"
            self.awaits_ballot |= how == "partly"
        return DONE

    def decide(self, person, outcome, *, stale, late):
        if not self.may_decide(person):
            return DENIED
        if self.state != "verified":
            return WRONG
        if stale:
            return STALE
        if len(self.counted()) < 2:
            return WRONG
        if late:
            return BAD
        if self.is_kept_from(outcome):
            return WRONG
        self.state = self.outcome = outcome
        self.decided_by, self.decided_on = person, self.day
        self.told |= self.leads
        self.number, self.recognition = "01-QĐ/TU", "in_force" if outcome == "recognised" else ""
        return DONE

    def correct(self, person, number, *, stale):
        if not self.may_decide(person):
            return DENIED
        if stale:
            return STALE
        if not self.outcome:
            return WRONG
        if number == self.number:
            return BAD
        self.number = number
        return DONE

    def file_appeal(self, person, *, stale):
        if person not in self.leads:
            return DENIED
        if stale:
            return STALE
        if not self.is_appealable():
            return WRONG
        self.appeal = "filed"
        return DONE

    def answer_appeal(self, person, *, stale):
        if not self.may_answer_appeal(person):
            return DENIED
        if stale:
            return STALE
        if self.appeal == "answered":
            return WRONG
        self.appeal = "answered"
        return DONE

    def end_recognition(self, person, action, *, stale):
        if not self.acts(person, SIGNERS | STAFF):
            return DENIED
        if stale:
            return STALE
        if self.recognition == "annulled" or (action, self.recognition) == ("lapse", "lapsed"):
            return WRONG
        self.recognition = "lapsed" if action == "lapse" else "annulled"
        return DONE

    # What happens around the nomination.

    def merge(self):
        self.is_merged = True
        self.belonging |= {"neighbour", "r2"}
        self.leads.add("neighbour")
        self.tied.add("r2")

    def belong(self, person):
        """A role at the unit is given to somebody of the council."""
        self.belonging.add(person)
        self.tied.add(person)

    def recheck(self):
        """The registry takes ballots from those who turned out to be tied; returns from whom."""
        if self.state != "verified":
            return set()
        found = {name for name in self.tied if self.ballots.get(name) in LIVE}
        self.ballots |= dict.fromkeys(found, "voided")
        self.recused |= found
        return found

    # What waits for whom.

    def waiting(self, person):
        """What a person's inbox shows of the nomination."""
        found = set(self._unit_waits(person)) | set(self._council_waits(person))
        state = self.ballots.get(person)
        if self.state == "verified" and state in TO_DO and person not in self.out_of_office:
            found.add("declare" if state == "assigned" else "score")
        return found

    def _unit_waits(self, person):
        if self.state == "to_sign" and person in self.leads:
            yield "sign"
        if self.state == "returned" and person in self.belonging:
            yield "returned"
        if self.state == "draft" and person == "member":
            yield "draft"
        if self.is_appealable() and person in self.leads & self.told:
            yield "decided"

    def _council_waits(self, person):
        if self.state == "submitted" and self.acts(person, STAFF):
            yield "verify"
        if self.acts(person, SECRETARIES):
            if self.state == "verified" and self.place == "scoring" and len(self.live()) < 2:
                yield "assign"
            if self.is_ready_for_notice():
                yield "announce"
            if self.objection in {"received", "admitted"} and not self._is_anothers(person):
                yield "objection"
        has_ballots = self.state == "verified" and len(self.counted()) >= 2
        nearest = "not_chosen" if self.was_taken_off else "recognised"
        if has_ballots and self.may_decide(person) and not self.is_kept_from(nearest):
            yield "decide"
        if self.appeal == "filed" and self.may_answer_appeal(person):
            yield "appeal"
        if self.appeal == "filed" and person == "admin" and not any(map(self.may_answer_appeal, PEOPLE)):
            yield "answerer"

    def _is_anothers(self, person):
        return self.handler not in {"", person} and self.acts(self.handler, SECRETARIES)
