"""Every command somebody gives asks whether they may: no service function trusts the page that called it."""

import ast
import importlib
import inspect
import pkgutil
import textwrap
from functools import cache
from types import FunctionType, ModuleType

import pytest

import registry
from registry.core import permissions
from registry.core.transaction import transaction
from registry.units.rules import administers_above

OURS = ("registry.", "tests.")
# What answers whether somebody may; its answer must be looked at.
ANSWERS = (permissions.allowed, administers_above)
# Commands that ask nothing, and why they need not.
WITHOUT = {
    "registry.review.service.deciding.keep_decided": "keeps what another command decided, inside it",
    "registry.review.service.snapshotting.keep_closed": "keeps what another command closed, inside it",
    "registry.review.service.snapshotting.take": "keeps what another command settled, inside it",
    "registry.audit.service.record": "notes what another command did, inside it",
    "registry.audit.service.record_many": "notes what another command did, inside it",
    "registry.consent.service.recording.carry_people_over": "is a part of beginning from an own model",
    "registry.identity.service.keeping.keep_text": "keeps what the actor typed, for them alone",
    "registry.identity.service.keeping.drop_text": "finds it among the actor's own",
    "registry.identity.service.roles.close_grant": "is a part of commands that asked",
    "registry.identity.service.sign_in.end_session": "finds the device among the actor's own",
    "registry.identity.service.sign_in.end_other_sessions": "ends the actor's own",
    "registry.notifications.service.mark_read": "does nothing to a message for somebody else",
    "registry.replication.service.lifecycle.move_replication": "follows an arrow that was asked for",
    "registry.review.service.lifecycle.move_on": "is a part of commands that asked",
    "registry.review.service.differing.follow": "is a part of commands that asked",
    "registry.review.service.differing.pass_over": "is a part of the decision that asked",
}

# Commands that nobody gives: what the program does by itself, or part of a command that asked.
BY_NOBODY = {
    "registry.review.service.snapshotting.restore": "the operator puts ballots back",
    "registry.review.service.snapshotting.take_by_hand": "the operator keeps a campaign as it is",
    "registry.review.service.snapshotting.take_due": "the worker keeps what stands as a stage is over",
    "registry.identity.service.links.ask_reset": "is for whoever cannot sign in",
    "registry.identity.service.links.choose_password": "is for whoever holds the link of a letter",
    "registry.identity.service.links.write": "is the worker's",
    "registry.alerts.service.saving.stop_alerts": "is for who holds the mail; its address is signed",
    "registry.alerts.service.telling.hand_out": "is the worker's",
    "registry.audit.service.record_refusal": "notes a refusal",
    "registry.calendar.service.ensure_known_days": "is part of setting up",
    "registry.catalogue.service.editing.freeze_version": "is part of handing in",
    "registry.catalogue.service.editing.publish": "is part of registering and of handing in",
    "registry.catalogue.service.editing.withhold": "follows from answers that a command recorded",
    "registry.catalogue.service.fields.ensure_default_fields": "is part of setting up",
    "registry.documents.service.archiving.remind_of_archive": "is the worker's",
    "registry.documents.service.posting.tell_over": "is the worker's",
    "registry.evidence.service.scanning.scan_file": "is the worker's",
    "registry.evidence.service.tidying.forget_files": "is the worker's",
    "registry.evidence.service.tidying.forget_transfers": "is the worker's",
    "registry.evidence.service.uploading.refuse_transfer": "notes what became of a file that was sent",
    "registry.evidence.service.verifying.report_damage": "has a file looked at that was found damaged",
    "registry.evidence.service.verifying.verify_file": "is the worker's",
    "registry.identity.service.keeping.forget_below": "is part of deleting what the pages showed",
    "registry.identity.service.keeping.forget_old": "is the worker's",
    "registry.identity.service.roles.pass_on_role": "is part of a merger",
    "registry.identity.service.second_step.take": "asks for a code, after the password",
    "registry.identity.service.sign_in.forget_expired": "is the worker's and part of setting up",
    "registry.identity.service.sign_in.note_seen": "notes when a device was used last",
    "registry.identity.service.sign_in.sign_in": "asks for the password",
    "registry.identity.service.sign_in.sign_out": "ends the session whose token is shown",
    "registry.identity.service.sign_in.start_session": "is part of signing in",
    "registry.legacy.service.running.check_rows": "is the worker's, in a run that somebody started",
    "registry.legacy.service.running.keep_rows": "is the worker's, in a run that somebody started",
    "registry.legacy.service.running.take_rows": "is the worker's, in a run that somebody started",
    "registry.periodic.service.gathering.follow_the_days": "is the worker's",
    "registry.replication.service.reminding.remind_of_checkpoints": "is the worker's",
    "registry.reports.service.booking.catch_up": "is the worker's",
    "registry.review.service.objecting.file_objection": "is for everybody, and counted by address",
    "registry.review.service.recusing.void_tied": "is the worker's",
    "registry.units.service.reorganising.announce_change": "is the worker's",
}


def services():
    """Every module of a service layer."""
    names = [found.name for found in pkgutil.walk_packages(registry.__path__, "registry.")]
    return [importlib.import_module(name) for name in names if "service" in name.split(".")[2:3]]


def functions():
    """Every public function of a service, by its full name."""
    return {
        f"{module.__name__}.{name}": function
        for module in services()
        for name, function in vars(module).items()
        if isinstance(function, FunctionType)
        and function.__module__ == module.__name__
        and not name.startswith("_")
    }


def commands():
    """Those that are given an actor."""
    return {name: one for name, one in functions().items() if "actor" in inspect.signature(one).parameters}


def commands_by_nobody():
    """Those that change something and are given none."""
    others = functions().keys() - commands().keys()
    return {name for name in others if _opens_a_transaction(functions()[name])}


def _opens_a_transaction(function):
    calls = [node.func for node in ast.walk(_tree(function)) if isinstance(node, ast.Call)]
    return any(_resolved(call, function.__globals__) is transaction for call in calls)


@cache
def _tree(function):
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


@cache
def asks(function):
    """Whether a function asks for a permission of its actor, itself or by what it hands the actor to.

    An answer that is thrown away is none; what refuses by itself needs no look at its answer.
    """
    for call in _calls(function):
        called = _resolved(call.func, function.__globals__)
        if called is permissions.require:
            return True
        if called in ANSWERS and _is_used(call, function):
            return True
        if _is_ours(called, function) and asks(called) and (refuses(called) or _is_used(call, function)):
            return True
    return False


@cache
def refuses(function):
    """Whether a function that asks raises by itself when the answer is no."""
    called = [_resolved(call.func, function.__globals__) for call in _calls(function)]
    raises = any(isinstance(node, ast.Raise) for node in ast.walk(_tree(function)))
    return (
        raises or permissions.require in called or any(_is_ours(c, function) and refuses(c) for c in called)
    )


def _is_ours(called, function):
    return isinstance(called, FunctionType) and called is not function and called.__module__.startswith(OURS)


def _calls(function):
    calls = [node for node in ast.walk(_tree(function)) if isinstance(node, ast.Call)]
    return [call for call in calls if _hands_on_the_actor(call)]


def _is_used(call, function):
    """Whether somebody looks at what a call answers: it does not stand alone, nor in a name nobody reads."""
    nodes = list(ast.walk(_tree(function)))
    if any(isinstance(node, ast.Expr) and node.value is call for node in nodes):
        return False
    kept = [node for node in nodes if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is call]
    targets = [target for node in kept for target in getattr(node, "targets", None) or [node.target]]
    read = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return not targets or any(isinstance(one, ast.Name) and one.id in read for one in targets)


def _hands_on_the_actor(call):
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return any(isinstance(one, ast.Name) and one.id == "actor" for one in given)


def _resolved(node, names):
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        owner = names.get(node.value.id)
        return getattr(owner, node.attr, None) if isinstance(owner, ModuleType) else None
    return None


def _may(actor):
    return permissions.allowed(actor, None)


def _must(actor):
    if not _may(actor):
        raise ValueError


def throws_the_answer_away(actor):
    permissions.allowed(actor, None)


def never_reads_the_answer(actor):
    may = permissions.allowed(actor, None)  # noqa: F841 -- this is the fault


def throws_away_what_another_answers(actor):
    _may(actor)


def asks_for_somebody_else(actor, other):
    permissions.require(other, None)


def looks_at_the_answer(actor):
    return 1 if permissions.allowed(actor, None) else 0


def reads_the_answer_later(actor):
    may = _may(actor)
    return may or None


def hands_it_to_what_refuses(actor):
    _must(actor)


@pytest.mark.parametrize(
    "function",
    [
        throws_the_answer_away,
        never_reads_the_answer,
        throws_away_what_another_answers,
        asks_for_somebody_else,
    ],
)
def test_a_command_that_does_not_ask_is_found(function):
    assert not asks(function)


@pytest.mark.parametrize("function", [looks_at_the_answer, reads_the_answer_later, hands_it_to_what_refuses])
def test_a_command_that_asks_is_known(function):
    assert asks(function)


@pytest.mark.parametrize("name", sorted(commands()))
def test_each_command_asks_whether_the_actor_may(name):
    assert asks(commands()[name]) != (name in WITHOUT), WITHOUT.get(name, "asks for no permission")


def test_list_of_exceptions_names_only_what_exists():
    assert set(WITHOUT) <= set(commands())


def test_whatever_changes_something_without_an_actor_has_a_reason():
    assert commands_by_nobody() <= set(BY_NOBODY)
    assert set(BY_NOBODY) <= functions().keys() - commands().keys()


def test_there_are_commands():
    assert len(commands()) > 50
