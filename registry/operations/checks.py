"""What stands against serving an installation, and against using it for real."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import func, select, text

from registry.core import schema
from registry.core.clock import now, today
from registry.core.db import db
from registry.evidence.models import StoredFile
from registry.evidence.scanner import Clamd
from registry.identity.models import Role, RoleGrant, User
from registry.identity.queries import count_demonstration_users
from registry.jobs.models import Job, JobState
from registry.operations.backups.folder import BackupFolder
from registry.operations.backups.record import read_record
from registry.operations.lease import other_host
from registry.search.base import SearchEngine
from registry.settings import Settings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs"})
# A job that has been due for longer than this means that no worker is running.
PATIENCE = timedelta(minutes=10)
# A backup of every night is never older, unless one did not come about.
SHORTEST_TOKEN = 24
NEWEST_BACKUP = timedelta(hours=26)


def hindrances(settings: Settings) -> list[str]:
    """Why this installation must not serve anybody; none when it may."""
    if not schema.is_current():
        told = schema.present() or "none"
        return [
            f"schema: the database is at migration {told}, the program needs {schema.wanted()}: run setup"
        ]
    found = [told] if (told := other_host()) else []
    if not settings.demonstration and (count := count_demonstration_users()):
        found.append(
            f"accounts: {count} accounts of the demonstration are open; their password is known to everybody"
        )
    if file_system_of(settings.instance) in NETWORK_FILE_SYSTEMS and settings.database.startswith("sqlite"):
        found.append(f"folder: SQLite must not stand on a network file system ({settings.instance})")
    return found


def faults(settings: Settings, *engines: SearchEngine, debug: bool) -> list[str]:
    """Everything to put right before real use, each as `part: what is wrong`."""
    found = hindrances(settings)
    found += [*_of_settings(settings, debug), *_of_encryption(settings), *_of_the_metrics(settings)]
    found += [*_of_folders(settings), *_of_backups(settings), *_of_database()]
    if schema.is_current():
        found += [*_of_records(), *_of_files(settings)]
        for status in (engine.status() for engine in engines):
            if not status.get("healthy"):
                found.append(f"search: {status.get('reason') or 'no index'}: run search rebuild")
    return found


def _of_settings(settings: Settings, debug: bool) -> Iterator[str]:
    address = urlsplit(settings.base_url)
    if len(settings.secret_key) < 32:
        yield "secret_key: shorter than 32 characters; remove it to have one made"
    if debug or settings.testing:
        yield "debug: debugging or testing is switched on"
    if settings.demonstration:
        yield "demonstration: this is the demonstration"
    if not set(settings.allowed_hosts) - LOOPBACK:
        yield "allowed_hosts: names only this machine; add the name people use"
    if "*" in settings.allowed_hosts:
        yield "allowed_hosts: every name is allowed"
    if address.scheme != "https":
        yield f"base_url: {settings.base_url} does not begin with https://"
    if (address.hostname or "") not in settings.allowed_hosts:
        yield f"base_url: {address.hostname} is not one of allowed_hosts"
    if not settings.heads_to and not settings.heads_folder:
        yield "audit: nobody outside is told the head of the log; set heads_to or heads_folder"
    if settings.password_cost < 2:
        yield "password_cost: passwords are too cheap to guess"


def _of_encryption(settings: Settings) -> Iterator[str]:
    if not settings.secure_cookies:
        yield "secure_cookies: cookies also travel without encryption"
    mail = urlsplit(settings.mail_backend)
    if mail.scheme == "smtp" and mail.hostname not in LOOPBACK:
        yield "mail: mail travels without encryption; use smtp+starttls:// or smtps://"


def _of_the_metrics(settings: Settings) -> Iterator[str]:
    if settings.metrics_token and len(settings.metrics_token) < SHORTEST_TOKEN:
        yield f"metrics_token: shorter than {SHORTEST_TOKEN} characters; it can be guessed"


def _of_folders(settings: Settings) -> Iterator[str]:
    for path in (settings.instance, settings.files_folder, *settings.search_folders):
        if path.exists() and path.stat().st_mode & 0o077:
            yield f"folder: others may read {path}; run chmod 700 on it"
    for name in ("secret.key", "settings.toml", "registry.db"):
        path = settings.instance / name
        if path.exists() and path.stat().st_mode & 0o077:
            yield f"folder: others may read {path}; run chmod 600 on it"


def _of_backups(settings: Settings) -> Iterator[str]:
    if not settings.backup_folder:
        yield "backups: none are made; set backup_folder and backup_recipient"
        return
    if not settings.backup_recipient:
        yield "backups: backup_recipient is not set; without it none is made at night"
    # One that is not sealed lacks the secret: it does not stand for that of the night.
    good = [one for one in BackupFolder(Path(settings.backup_folder)).good() if one.recipient]
    if good and (missing := good[-1].missing):
        yield f"backups: {len(missing)} files are not in the newest one: missing, damaged or not to be read"
    if not good or good[-1].made_at < now() - NEWEST_BACKUP:
        newest = (
            f"the newest whole one is of {good[-1].made_at:%Y-%m-%d %H:%M} UTC" if good else "there is none"
        )
        yield f"backups: {newest}; run backup create and see why the worker did not"
    record = read_record(settings.instance)
    if record.failed_at:
        yield f"backups: the last one failed: {record.error}"


def _of_database() -> Iterator[str]:
    """What keeps acknowledged changes over a cut of the power, on the connections that are used."""
    journal = db.session.execute(text("PRAGMA journal_mode")).scalar_one()
    if journal != "wal":
        yield f"database: journal_mode is {journal}, not wal; is the file on a disk that cannot do that?"
    # 2 is FULL, 3 EXTRA.
    if db.session.execute(text("PRAGMA synchronous")).scalar_one() < 2:
        yield "database: synchronous is not FULL; a cut of the power could take acknowledged changes"


def _of_records() -> Iterator[str]:
    day = today()
    administrators = (
        select(func.count())
        .select_from(RoleGrant)
        .join(User, RoleGrant.user_id == User.id)
        .where(
            RoleGrant.role == Role.ADMINISTRATOR,
            RoleGrant.valid_from <= day,
            RoleGrant.valid_to.is_(None) | (RoleGrant.valid_to >= day),
            User.is_active,
        )
    )
    if not db.session.scalar(administrators):
        yield "accounts: nobody is administrator; run users create --role administrator"
    waiting = select(func.count()).select_from(Job).where(Job.state == JobState.WAITING)
    if overdue := db.session.scalar(waiting.where(Job.run_at < now() - PATIENCE)):
        yield f"worker: {overdue} jobs are overdue; is jobs run --follow running?"
    if dead := db.session.scalar(select(func.count()).select_from(Job).where(Job.state == JobState.DEAD)):
        yield f"worker: {dead} jobs were given up; see the administration page"


def _of_files(settings: Settings) -> Iterator[str]:
    if settings.scanner and not Clamd(settings.scanner).answers():
        yield f"scanner: nobody answers at {settings.scanner}; new files wait until somebody does"
    damaged = select(func.count()).select_from(StoredFile).where(StoredFile.damaged_at.is_not(None))
    if count := db.session.scalar(damaged):
        yield f"files: {count} stored files are damaged or missing; restore them from a backup"


def file_system_of(folder: Path) -> str:
    """The kind of file system a folder stands on; empty where the system does not say."""
    try:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    mounts = [line.split()[1:3] for line in lines if len(line.split()) > 2]
    holding = [(place, kind) for place, kind in mounts if folder.resolve().is_relative_to(place)]
    return max(holding, key=lambda mount: len(mount[0]))[1] if holding else ""
