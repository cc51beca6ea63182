"""`registry campaigns`: let a campaign stand still, see what was settled, put ballots back."""

import click
from flask.cli import AppGroup

from registry.campaigns.halts import find_halt
from registry.campaigns.models import Campaign
from registry.campaigns.queries import find_campaign
from registry.campaigns.service import halting
from registry.cli.plain import plain
from registry.core.clock import HERE
from registry.review.comparing import WHAT_NAMES, Difference, compare
from registry.review.service import snapshotting
from registry.review.snapshots import (
    DamagedSnapshot,
    StageSnapshot,
    find_of_stage,
    get_snapshot,
    list_snapshots,
)

group = AppGroup("campaigns", help="Halt a campaign; snapshots of what was settled.")
STAGE = click.option("--stage", type=int, help="The snapshot made when the stage at this place was over.")
NUMBER = click.option("--snapshot", "number", type=int, help="The snapshot with this number.")


def _campaign(reference: str) -> Campaign:
    found = find_campaign(reference)
    if found is None:
        raise click.ClickException(f"no campaign has the reference {reference}")
    return found


def _chosen(reference: str, stage: int | None, number: int | None) -> StageSnapshot:
    if (stage is None) == (number is None):
        raise click.UsageError("give --stage or --snapshot")
    campaign = _campaign(reference)
    if number is not None:
        return get_snapshot(campaign, number)
    found = find_of_stage(campaign, stage or 0)
    if found is None:
        raise click.ClickException(f"no snapshot was made at the end of stage {stage}")
    return found


@group.command()
@click.argument("reference")
@click.option("--reason", required=True, help="Why; everybody who works in the campaign reads it.")
@plain
def halt(reference: str, reason: str) -> None:
    """Have nothing of the campaign REFERENCE changed any more, until it is lifted. Reading goes on."""
    halting.halt_campaign(None, _campaign(reference), reason=reason)
    click.echo(f"{reference} is halted")


@group.command()
@click.argument("reference")
@click.option("--reason", required=True, help="What came of it.")
@plain
def lift(reference: str, reason: str) -> None:
    """Let the halted campaign REFERENCE go on."""
    halting.lift_halt(None, _campaign(reference), reason=reason)
    click.echo(f"{reference} goes on")


@group.command()
@click.argument("reference")
@plain
def snapshots(reference: str) -> None:
    """List what was kept of the campaign REFERENCE, the latest first."""
    campaign = _campaign(reference)
    if found := find_halt(campaign):
        click.echo(f"halted since {found.halted_at.astimezone(HERE):%Y-%m-%d %H:%M}: {found.reason}")
    for one in list_snapshots(campaign):
        stage = f"stage {one.stage.position}" if one.stage else "-"
        click.echo(
            f"{one.number}\t{one.taken_at.astimezone(HERE):%Y-%m-%d %H:%M}\t{one.occasion.value}\t{stage}\t"
            f"{one.nominations} nominations\t{one.ballots} ballots\t{one.digest}"
        )


@group.command()
@click.argument("reference")
@plain
def snapshot(reference: str) -> None:
    """Keep all of the campaign REFERENCE as it is now."""
    made = snapshotting.take_by_hand(_campaign(reference))
    click.echo(f"{made.number}\t{made.nominations} nominations\t{made.ballots} ballots\t{made.digest}")


@group.command("compare")
@click.argument("reference")
@STAGE
@NUMBER
@plain
def compare_with(reference: str, stage: int | None, number: int | None) -> None:
    """Say what of the campaign REFERENCE differs now from a snapshot."""
    for one in _differences(_chosen(reference, stage, number)):
        click.echo(_line(one))


@group.command()
@click.argument("reference")
@STAGE
@NUMBER
@click.option("--reason", required=True, help="On what this rests; the reviewers concerned read it.")
@plain
def restore(reference: str, stage: int | None, number: int | None, reason: str) -> None:
    """Put the ballots of the halted campaign REFERENCE back that were changed since: all of them, or none."""
    chosen = _chosen(reference, stage, number)
    try:
        told = snapshotting.restore(chosen, reason=reason)
    except DamagedSnapshot as fault:
        raise _damaged(chosen, fault) from fault
    for code in told.ballots:
        click.echo(f"{code}\tput back")
    for code, state in told.left:
        click.echo(f"{code}\tstays as it is: {state}")
    if not told.ballots:
        click.echo("nothing was put back")


def _differences(chosen: StageSnapshot) -> list[Difference]:
    try:
        return compare(chosen)
    except DamagedSnapshot as fault:
        raise _damaged(chosen, fault) from fault


def _damaged(chosen: StageSnapshot, fault: DamagedSnapshot) -> click.ClickException:
    return click.ClickException(f"snapshot {chosen.number} is not what was kept: {fault}")


def _line(one: Difference) -> str:
    criterion = f" (criterion {one.criterion})" if one.criterion else ""
    where = "\t".join(part for part in (one.nomination, one.ballot) if part)
    return f"{where}\t{WHAT_NAMES[one.what]}{criterion}\t{one.then!r} -> {one.now!r}"
