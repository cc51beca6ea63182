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
from registry.units.rules import administers_above

ASKED_BY = (permissions.require, permissions.allowed, administers_above)
# Commands that ask nothing, and why they need not.
WITHOUT = {
    "registry.audit.service.record": "notes what another command did, inside it",
    "registry.identity.service.keeping.keep_text": "keeps what the actor typed, for them alone",
    "registry.identity.service.keeping.drop_text": "finds it among the actor's own",
    "registry.identity.service.roles.close_grant": "is a part of commands that asked",
    "registry.identity.service.sign_in.end_session": "finds the device among the actor's own",
    "registry.identity.service.sign_in.end_other_sessions": "ends the actor's own",
    "registry.notifications.service.mark_read": "does nothing to a message for somebody else",
    "registry.replication.service.lifecycle.move_replication": "follows an arrow that was asked for",
}


def services():
    """Every module of a service layer."""
    names = [found.name for found in pkgutil.walk_packages(registry.__path__, "registry.")]
    return [importlib.import_module(name) for name in names if "service" in name.split(".")[2:3]]


def commands():
    """Every public function that is given an actor, by its full name."""
    return {
        f"{module.__name__}.{name}": function
        for module in services()
        for name, function in vars(module).items()
        if isinstance(function, FunctionType)
        and function.__module__ == module.__name__
        and not name.startswith("_")
        and "actor" in inspect.signature(function).parameters
    }


@cache
def asks(function):
    """Whether a function asks for a permission of its actor, itself or by what it hands the actor to."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _hands_on_the_actor(node)]
    called = [_resolved(call.func, function.__globals__) for call in calls]
    if any(one in ASKED_BY for one in called):
        return True
    known = [one for one in called if isinstance(one, FunctionType) and one is not function]
    return any(one.__module__.startswith("registry.") and asks(one) for one in known)


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


@pytest.mark.parametrize("name", sorted(commands()))
def test_each_command_asks_whether_the_actor_may(name):
    assert asks(commands()[name]) != (name in WITHOUT), WITHOUT.get(name, "asks for no permission")


def test_list_of_exceptions_names_only_what_exists():
    assert set(WITHOUT) <= set(commands())


def test_there_are_commands():
    assert len(commands()) > 50
