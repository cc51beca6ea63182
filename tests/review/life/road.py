"""The usual road of a nomination, with those who stray onto it and what happens meanwhile."""

from hypothesis import strategies as st

from tests.review.life.model import PEOPLE, UNIT_MOVES

START = ("ask_to_sign", "sign", "verify", "assign r1", "assign r2", "assign r3")
SCORES = ("clear r1", "clear r2", "submit r1", "early", "submit r2", "clear r3")
ENDS = {
    "notice": ("abstain r3", "announce", "object", "settle", "wait", "decide", "end"),
    "vote": ("submit r3", "vote", "decide", "end"),
    "plain": ("abstain r3", "decide", "correct", "end"),
}
HALF = len(START) + len(SCORES)
LONGEST = HALF + max(len(end) for end in ENDS.values())
# How far along the usual road, with whom, and what happens meanwhile. First of all the whole road.
WALK = {
    "short_of": st.one_of(st.integers(0, 3), st.integers(0, LONGEST)),
    "stray": st.sampled_from(PEOPLE),
    "verifier": st.sampled_from(("both", "staff")),
    "late": st.sampled_from(("withdraw", "sign", "return_to_unit", "verify")),
    "around": st.sampled_from(("", "merge", "belong", "office", "aside")),
    "detour": st.sampled_from(("", "decline", "cancel", "give_back")),
    "back": st.sampled_from(("", "send_back", "return_to_unit", "withdraw")),
    "outcome": st.sampled_from(("praised", "recognised", "not_chosen")),
    "agreeing": st.sampled_from((1, 2, 3)),
    "how": st.sampled_from(("left", "reject", "dismissed", "upheld", "partly")),
}


class Road:
    """How a life of `model` goes along the road; every step is a command of the machine."""

    def go(self, *, begun=0, until=LONGEST, detour="", back="", **way):
        is_short = way["short_of"] > LONGEST - HALF
        if not begun or is_short:
            detour = ""
        self.take(detour)
        # Deep lives go on from one first half: what went back there would be in all of them.
        self.follow(begun=begun, until=until, back=back if is_short else "", **way)

    def take(self, detour):
        """Something is undone; what it was is done again, where it can be."""
        if detour == "give_back":
            self.on_ballot(detour, "secretary", "r1")
            self.on_ballot("submit", "r1", "r1")
        elif detour in {"cancel", "decline"}:
            self.on_ballot("cancel", "secretary", "r3")
            self.assign("secretary", "r3")
            self.on_ballot("decline" if detour == "decline" else "clear", "r3", "r3")

    def follow(self, short_of, stray, verifier, late, around, outcome, agreeing, how, back, begun, until):
        road = (*START, *SCORES, *ENDS[self.model.route])
        for step in road[begun : min(until, LONGEST - short_of)]:
            word, _space, reviewer = step.partition(" ")
            self.go_back(back, word)
            if word in UNIT_MOVES:
                self.move(word, stray, stale=False, silent=False)
                person = {"ask_to_sign": "member", "sign": "lead"}.get(word, verifier)
                for stale in (True, False):
                    self.move(word, person, stale=stale, silent=False)
            elif word == "assign":
                self.assign(stray if reviewer == "r1" else "tied_secretary", reviewer)
                self.assign("secretary", reviewer)
            elif reviewer:
                if word == "submit":
                    self.on_ballot(word, reviewer, reviewer, stale=True)
                self.on_ballot(word, reviewer, reviewer)
            else:
                self.walk_end(word, outcome, agreeing, how)
            if step == ENDS[self.model.route][0]:
                self.meanwhile(late, verifier, around)

    def go_back(self, back, word):
        """Before it is signed or verified, it may go back a step, or out; who had it before goes on."""
        before, person, again = {
            "send_back": ("sign", "lead", ("ask_to_sign", "member")),
            "return_to_unit": ("verify", "both", ("sign", "lead")),
            "withdraw": ("verify", "lead", ()),
        }.get(back, ("", "", ()))
        if word == before:
            self.move(back, person, stale=True, silent=False)
            for action, who in ((back, person), again) if again else ((back, person),):
                self.move(action, who, stale=False, silent=False)

    def meanwhile(self, late, verifier, around):
        """Somebody comes too late, and something happens beside the road."""
        person = verifier if late in {"return_to_unit", "verify"} else "lead"
        self.move(late, person, silent=False, stale=False)
        if around == "merge" and not self.model.is_merged:
            self.merge()
            self.assign("secretary", "r2")
        elif around == "belong" and not self.model.is_merged:
            self.belong("r1")
        elif around == "office":
            self.change_office("r3")
        elif around == "aside":
            self.step_aside("signer")

    def walk_end(self, word, outcome, agreeing, how):
        if word == "early":
            self.decide("signer", outcome, stale=False, late=False)
        elif word == "settle" and self.model.objection:
            self.walk_through_objection(outcome, how)
        elif word == "wait":
            self.decide("signer", outcome, stale=False, late=False)
            self.wait(4)
        elif word == "decide":
            if self.model.is_kept_from("recognised"):
                self.decide("signer", "recognised", stale=False, late=False)
            for person, stale in (("signer", True), ("both", False), ("signer", False)):
                self.decide(person, outcome, stale=stale, late=False)
        else:
            self.walk_on(word, agreeing)

    def walk_on(self, word, agreeing):
        if word == "vote":
            self.hold_vote("secretary", agreeing)
        elif word == "announce":
            self.announce("secretary")
        elif word == "object":
            self.object()
        elif word == "correct":
            self.correct("signer", "02-QĐ/TU", stale=False)
        elif word == "end":
            self.walk_to_the_end()

    def walk_through_objection(self, outcome, how):
        self.settle("secretary", "take_up")
        self.decide("signer", outcome, stale=False, late=False)
        if how not in {"left", "reject"}:
            self.settle("secretary", "admit")
        if how != "left":
            self.settle("secretary", how)

    def walk_to_the_end(self):
        for person, action in (("staff", "lapse"), ("signer", "annul"), ("signer", "lapse")):
            if self.model.recognition:
                self.end_recognition(person, action, stale=False)
        if self.model.outcome and not self.model.recognition:
            self.file_appeal("neighbour" if self.model.is_merged else "lead", stale=False)
            # Somebody else may lead the unit by now: then there is none to answer.
            for person in ("signer", "both") if self.model.appeal else ():
                self.ask("answer_appeal", person, stale=False)
