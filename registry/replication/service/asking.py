"""Questions of the unit that copies to the one that did it first, and its answers."""

from registry.audit import service as audit
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.identity.models import User
from registry.replication.models import Replication
from registry.replication.notices import tell_copy_of_reply, tell_source_of_question
from registry.replication.plan_tables import CopyQuestion
from registry.replication.service.adopting import text_of
from registry.replication.states import ACTIVE_STATES

MOST_OPEN = 10


def ask_source(actor: User, replication: Replication, *, text: str) -> CopyQuestion:
    """Ask the unit that did it first; from now on it knows of a copy that is only being prepared."""
    with transaction():
        require(actor, Permission.REPLICATION_REPORT, replication)
        if replication.state not in ACTIVE_STATES:
            raise InvalidTransition(_("This can no longer be done: the state has changed in the meantime."))
        asked = text_of("text", text)
        if not asked:
            raise InvalidInput("text", _("Write your question"))
        if sum(one.answered_at is None for one in replication.questions) >= MOST_OPEN:
            raise InvalidTransition(_("So many questions wait for an answer. Wait for the answers first."))
        question = CopyQuestion(replication=replication, text=asked, asked_by_id=actor.id)
        db.session.add(question)
        db.session.flush()
        audit.record(actor, "replication.asked", replication, personal={"text": asked})
        tell_source_of_question(actor, question)
    return question


def reply(actor: User, question: CopyQuestion, *, text: str) -> CopyQuestion:
    """Answer for the source unit. What was answered once stays."""
    with transaction():
        require(actor, Permission.REPLICATION_CONFIRM, question.replication)
        if question.answered_at is not None:
            raise InvalidTransition(_("Somebody of your unit has answered already."))
        said = text_of("text", text)
        if not said:
            raise InvalidInput("text", _("Write your answer"))
        question.answer, question.answered_at, question.answered_by_id = said, now(), actor.id
        audit.record(actor, "replication.replied", question.replication, personal={"text": said})
        tell_copy_of_reply(actor, question)
    return question
