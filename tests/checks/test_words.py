"""Every word the registry keeps in its tables can be read by people."""

import enum

import pytest

from registry.campaigns import states as campaigns
from registry.catalogue import states as catalogue
from registry.identity.models import Role
from registry.replication import states as replication
from registry.review import states as review
from registry.units import states as units
from registry.web.icons import FOLDER
from registry.web.words import families, words_of_state

MODULES = (campaigns, catalogue, replication, review, units)
ENUMS = {
    value
    for module in MODULES
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, enum.StrEnum) and value.__module__ == module.__name__
} | {Role}


@pytest.mark.parametrize("kept", sorted(ENUMS, key=str), ids=lambda kept: kept.__name__)
def test_every_value_has_words(kept):
    missing = [member for member in kept if isinstance(words_of_state(member)[0], str)]
    assert missing == []


def test_every_icon_of_a_state_is_there():
    names = {icon for rows in families().values() for _, _, icon in rows.values() if icon}
    assert [name for name in names if not (FOLDER / f"{name}.svg").is_file()] == []


def test_the_unknown_is_shown_as_it_is():
    assert words_of_state("never heard", "nomination") == ("never heard", "", "")
