"""`registry backup`: copies of the installation, kept elsewhere."""

import os
import subprocess
import sys
from pathlib import Path
from typing import cast

import click
from flask import current_app
from flask.cli import AppGroup

from registry.audit.heads import Head
from registry.cli.plain import plain
from registry.core import schema
from registry.operations.backups import sealing
from registry.operations.backups.creating import Made, create_backup
from registry.operations.backups.folder import BackupFolder
from registry.operations.backups.manifest import SECRET, Manifest
from registry.operations.backups.pruning import prune as prune_backups
from registry.operations.backups.record import note_failure, note_success
from registry.operations.backups.refusal import BackupRefused
from registry.operations.backups.restoring import LAID_ASIDE, find_point, restore_backup
from registry.operations.backups.verifying import verify_backups
from registry.settings import ENVIRONMENT_PREFIX, ROOT, Settings

group = AppGroup("backup", help="Copies of the installation: made, proved, put back.")
FOLDER = click.option(
    "--folder", type=click.Path(path_type=Path), help="Where backups stand; backup_folder unless given."
)
IDENTITY = click.option(
    "--identity", type=click.Path(path_type=Path), help="File with the secret key of age that opens them."
)


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["registry.settings"])


def _folder(given: Path | None) -> BackupFolder:
    named = given or (Path(_settings().backup_folder) if _settings().backup_folder else None)
    if named is None:
        raise BackupRefused("name a folder: --folder, or the setting backup_folder")
    return BackupFolder(named.resolve())


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"


@group.command()
@FOLDER
@click.option("--recipient", help="Public key of age to seal it for; backup_recipient unless given.")
@click.option("--plain", "is_plain", is_flag=True, help="Do not seal it; then secrets are left out.")
@click.option("--anew", "is_anew", is_flag=True, help="Store every file again, also those stored before.")
@click.option("--nightly", is_flag=True, hidden=True)
@plain
def create(folder: Path | None, recipient: str | None, is_plain: bool, is_anew: bool, nightly: bool) -> None:
    """Make a backup while people go on working."""
    settings = _settings()
    if nightly:
        # Quietly: pages come first.
        os.nice(10)
    is_own = not is_plain and _is_own(settings, folder, recipient)
    try:
        sealed_for = "" if is_plain else recipient or settings.backup_recipient
        if not sealed_for and not is_plain:
            raise BackupRefused("no public key to seal it for: set backup_recipient, or say --plain")
        place, storage = _folder(folder), current_app.extensions["registry.storage"]
        made = create_backup(settings, storage, place, recipient=sealed_for, is_anew=is_anew)
        if nightly:
            prune_backups(place)
    except BackupRefused as refusal:
        if is_own:
            note_failure(settings.instance, refusal.message)
        raise
    if is_own:
        note_success(settings.instance, made.manifest.point, made.stored_bytes)
    _tell(made, is_plain)


def _is_own(settings: Settings, folder: Path | None, recipient: str | None) -> bool:
    """Whether a backup stands for that of the night: in the same folder, for the same key."""
    own = Path(settings.backup_folder).resolve() if settings.backup_folder else None
    there = folder is None or folder.resolve() == own
    return own is not None and there and recipient in {None, settings.backup_recipient}


def _tell(made: Made, is_plain: bool) -> None:
    manifest = made.manifest
    click.echo(manifest.point)
    click.echo(f"{len(manifest.parts)} parts, {made.stored} of them new ({_size(made.stored_bytes)})")
    if manifest.audit_seq:
        # Worded as `registry audit verify --head` reads it.
        click.echo(f"the audit log ends with {Head(manifest.audit_seq, manifest.audit_digest)}")
    if is_plain:
        click.echo(
            "not sealed: the secret and the settings are left out; keep secret.key elsewhere, because"
            " without it nobody who uses a second step can sign in to what is restored",
            err=True,
        )
    for digest in manifest.missing:
        click.echo(f"missing, damaged or not to be read, so NOT IN THE BACKUP: file {digest}", err=True)


@group.command("list")
@FOLDER
@plain
def list_points(folder: Path | None) -> None:
    """List the backups, oldest first; status 1 when one is not whole."""
    place = _folder(folder)
    bad = place.damaged_manifests()
    for manifest in place.manifests():
        lacking = place.lacking(manifest)
        state = f"NOT WHOLE: {len(lacking)} parts are missing" if lacking else "whole"
        kind = "sealed" if manifest.recipient else "plain"
        size = sum(part.stored_size for part in manifest.parts)
        told = f"{len(manifest.parts)} parts, {_size(size)}, migration {manifest.migration}"
        click.echo(f"{manifest.point}  {state}  {kind}  {told}, {manifest.audit_seq} events")
        bad += [part.name for part in lacking]
    for name in place.damaged_manifests():
        click.echo(f"{name}  DAMAGED")
    if bad:
        sys.exit(1)


@group.command()
@FOLDER
@click.option("--point", default="", help="Only this backup; the beginning of its name is enough.")
@IDENTITY
@plain
def verify(folder: Path | None, point: str, identity: Path | None) -> None:
    """Prove that every part is as it was stored; with --identity also that it opens and is whole."""
    place = _folder(folder)
    manifests = [find_point(place, point)] if point else place.manifests()
    identities = sealing.read_identities(identity) if identity else []
    faults = 0
    for fault in verify_backups(place, manifests, identities, _settings().instance):
        click.echo(fault, err=True)
        faults += 1
    if faults:
        sys.exit(1)
    if not manifests:
        raise BackupRefused(f"there is no backup in {place.folder}")
    parts = len({part.stored for manifest in manifests for part in manifest.parts})
    opened = all(identities or not manifest.recipient for manifest in manifests)
    how = "opened and compared" if opened else "compared, not opened (give --identity for that)"
    click.echo(f"{len(manifests)} backups, {parts} parts: {how}, nothing is wrong")


@group.command()
@FOLDER
@click.option("--point", default="", help="Which backup; the newest whole one unless given.")
@click.option("--into", required=True, type=click.Path(path_type=Path), help="An empty or new folder.")
@IDENTITY
@plain
def restore(folder: Path | None, point: str, into: Path, identity: Path | None) -> None:
    """Put a backup back into an empty folder, prove it and bring its database up to date."""
    place = _folder(folder)
    manifest = find_point(place, point)
    identities = sealing.read_identities(identity) if identity else []
    into = into.resolve()
    restore_backup(place, manifest, into, identities)
    click.echo(f"{manifest.point}: {len(manifest.parts)} parts, every digest and count as in the manifest")
    click.echo("everybody is signed out, and links to choose a password work no longer")
    has_secret = manifest.part(SECRET) is not None
    if not has_secret:
        click.echo(
            f"the secret is not in this backup: put the old secret.key into {into} before serving it,"
            " or nobody who uses a second step can sign in",
            err=True,
        )
    for digest in manifest.missing:
        click.echo(f"missing or damaged already when it was made: file {digest}", err=True)
    _prove(into, manifest, has_secret)


def _prove(into: Path, manifest: Manifest, has_secret: bool) -> None:
    """Migrate what is older and verify the chain, as commands of their own on the restored folder."""
    if manifest.migration != schema.wanted():
        _command(into, "setup")
    click.echo(_command(into, "audit", "verify"))
    if not has_secret:
        # Made by the commands; the old one is to come here.
        (into / SECRET).unlink(missing_ok=True)
    click.echo(f"ready: {into}")
    click.echo("The search index is built by itself when it is served.")
    if (into / LAID_ASIDE).exists():
        click.echo(f"Look through {into / LAID_ASIDE} and name it settings.toml: mail and backups follow it.")


def _command(into: Path, *words: str) -> str:
    """Run a command on the restored folder, with none of the settings of this installation."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(ENVIRONMENT_PREFIX) and name != "DATABASE_URL"
    }
    done = subprocess.run(  # noqa: S603 -- own program
        [sys.executable, "-m", "registry", *words],
        env=kept | {"INSTANCE": str(into)}, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise BackupRefused(f"{' '.join(words)} failed on what was restored: {done.stderr.strip()[-2000:]}")
    return done.stdout.strip()


@group.command()
@FOLDER
@plain
def prune(folder: Path | None) -> None:
    """Keep the last of each of 14 days, 8 weeks and 12 months, and remove the others."""
    gone, parts = prune_backups(_folder(folder))
    click.echo(f"{len(gone)} backups and {parts} parts removed")


@group.command("make-key")
@click.argument("file", type=click.Path(path_type=Path))
@plain
def make_key(file: Path) -> None:
    """Make a pair of keys: the secret one into FILE, the public one is printed for backup_recipient."""
    click.echo(sealing.make_identity(file))
    click.echo("Keep the file away from this machine: whoever has it can read every backup.", err=True)
