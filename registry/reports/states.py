"""The words of the books that figures are counted from, and who reads them."""

import enum

from registry.identity.models import Role


class Booked(enum.StrEnum):
    """What an entry counts."""

    RUNNING = "running"
    # The record of a copy that runs: no further model, but its place is no blank one.
    COPY_RUNNING = "copy_running"
    REGISTERED = "registered"
    NOMINATED = "nominated"
    COMPLETE = "complete"
    APPRAISED = "appraised"
    RECOGNISED = "recognised"
    COMMENDED = "commended"
    COPIED = "copied"
    COPY_REPORTED = "copy_reported"
    # Working days of one stay in a stage; `part` says in which.
    DAYS = "days"
    MONEY = "money"
    LABOUR = "labour"
    LAND = "land"
    HOUSEHOLDS = "households"
    # The newest evidence and the newest result: how fresh what is known of a model is.
    EVIDENCE = "evidence"
    RESULT = "result"


# What goes on from year to year: a change of a closed year is booked in the open one. Of all others, which
# happen once, a change of a closed year is kept beside its figures and never counted again.
CARRIED = frozenset(
    {
        Booked.RUNNING, Booked.COPY_RUNNING, Booked.MONEY, Booked.LABOUR, Booked.LAND, Booked.HOUSEHOLDS,
    }
)  # fmt: skip
# What is booked as a beginning and the turns after it.
RUNS = (Booked.RUNNING, Booked.COPY_RUNNING)
# What is told of new models only: one origin with three copies is one of them, not four.
OF_NEW = frozenset(
    {
        Booked.REGISTERED, Booked.NOMINATED, Booked.COMPLETE, Booked.APPRAISED, Booked.RECOGNISED,
        Booked.COMMENDED,
    }
)  # fmt: skip
AMOUNTS = (Booked.MONEY, Booked.LABOUR, Booked.LAND, Booked.HOUSEHOLDS)

# Parts of an entry of days that are no kind of stage: completing a returned dossier, and the whole way.
COMPLETION, WHOLE = "completion", "whole"

# Those who lead a unit or look after its models: they read the figures of all below.
READERS = (
    Role.UNIT_LEAD, Role.REGISTRY_STAFF, Role.COUNCIL_SECRETARY, Role.SIGNER, Role.ADMINISTRATOR,
)  # fmt: skip
