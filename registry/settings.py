"""All settings of an installation, read once: defaults < instance/settings.toml < environment."""

import os
import secrets
import tempfile
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT_PREFIX = "REGISTRY_"
MEGABYTE = 1024 * 1024
SHORTEST_SECRET = 32
LOG_LEVELS = ("debug", "info", "warning", "error")


class BadSettings(Exception):
    """The settings cannot be used; the message says which and why."""


@dataclass(frozen=True)
class Settings:
    """Everything an operator may change. Sizes are bytes, times are seconds."""

    instance: Path = ROOT / "instance"
    database_url: str = ""
    secret_key: str = ""
    demonstration: bool = False
    testing: bool = False
    site_org: str = "Ban Tuyên giáo và Dân vận"
    base_url: str = "http://127.0.0.1:8000"
    allowed_hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    secure_cookies: bool = False
    trusted_proxies: int = 0
    mail: str = ""
    mail_from: str = "dan-van-kheo@localhost"
    mail_user: str = ""
    mail_password: str = field(default="", repr=False)
    # A file with the certificate (or its authority) of a mail server that this machine does not trust anyway.
    mail_trusted: str = ""
    session_hours: int = 12
    photo_limit: int = 20 * MEGABYTE
    document_limit: int = 50 * MEGABYTE
    sound_limit: int = 100 * MEGABYTE
    video_limit: int = 500 * MEGABYTE
    model_limit: int = 1024 * MEGABYTE
    unit_limit: int = 10 * 1024 * MEGABYTE
    # A clamd that looks at every file: `unix:/run/clamav/clamd.ctl` or `tcp:host:port`; empty for none.
    scanner: str = ""
    password_cost: int = 3
    sign_in_tries: int = 10
    sign_in_window: int = 300
    # Ask administrators, staff, secretaries and signers to set up a second step; a demonstration never does.
    second_step: bool = True
    # Who gets the head of the log by mail each day, and a folder for it, best on another machine: with what
    # was told outside it can be proved later that nobody wrote the log anew.
    heads_to: tuple[str, ...] = ()
    heads_folder: str = ""
    # Of how many people or dossiers somebody may read within an hour, where pages show who people are.
    reads_an_hour: int = 200
    # Where backups stand (on another disk or machine); the public key of age they are sealed for (`age1...`).
    backup_folder: str = ""
    backup_recipient: str = ""
    # What the log of a served installation tells: `debug`, `info` (each request), `warning` or `error`.
    log_level: str = "info"
    # Whoever sends it with `Authorization: Bearer` reads /metrics; programs of this machine need none.
    metrics_token: str = field(default="", repr=False)
    # Let stock Whoosh write and read the search index: slow, for comparing answers only.
    search_reference: bool = False

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{self.instance / 'registry.db'}"

    @property
    def files_folder(self) -> Path:
        return self.instance / "files"

    @property
    def parts_folder(self) -> Path:
        return self.instance / "uploads"

    @property
    def pages_folder(self) -> Path:
        return self.instance / "pages"

    @property
    def search_folder(self) -> Path:
        return self.instance / "search"

    @property
    def closed_search_folder(self) -> Path:
        return self.instance / "search-closed"

    @property
    def search_folders(self) -> tuple[Path, Path]:
        """Of the index that all share, and of that of drafts and dossiers."""
        return self.search_folder, self.closed_search_folder

    @property
    def mail_backend(self) -> str:
        """Where mail goes: `file:FOLDER` (the default, inside the instance) or a server.

        `smtp://host:port` is plain, `smtp+starttls://` and `smtps://` are encrypted.
        """
        return self.mail or f"file:{self.instance / 'mail'}"

    def on_port(self, port: int | None) -> "Settings":
        """The same, reached at a port of this machine; an address that was set stays."""
        if port is None or self.base_url != Settings.base_url:
            return self
        return replace(self, base_url=f"http://127.0.0.1:{port}")


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of the installation named by INSTANCE.

    Raises BadSettings for an unknown name or a value of the wrong kind.
    """
    environ = os.environ if environ is None else environ
    instance = Path(environ.get("INSTANCE") or ROOT / "instance").resolve()
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    given = dict(_from_file(instance / "settings.toml"))
    given.update(_from_environment(environ))
    given["instance"] = instance
    given.setdefault("secret_key", _secret_of(instance))
    if len(str(given["secret_key"])) < SHORTEST_SECRET:
        raise BadSettings(f"the secret is too short: remove {instance / 'secret.key'} to have a new one made")
    settings = replace(Settings(), **given)  # type: ignore[arg-type]
    _require_sqlite(settings.database)
    if settings.log_level not in LOG_LEVELS:
        raise BadSettings(f"log_level must be one of {', '.join(LOG_LEVELS)}")
    return settings


def _require_sqlite(address: str) -> None:
    """Elsewhere two commands would not wait for each other: what they check could be stored twice."""
    scheme, _mark, path = address.partition("://")
    # The address is not repeated: it may hold a password.
    if scheme.partition("+")[0] != "sqlite" or path.strip("/") in {"", ":memory:"}:
        raise BadSettings(
            "database_url: only a file of SQLite is supported (sqlite:////folder/registry.db);"
            " commands of several people are not kept apart on other databases"
        )


def _from_file(path: Path) -> dict[str, object]:
    if not path.exists():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadSettings(f"{path} cannot be read: {error}") from error
    return {name: _checked(name, value) for name, value in values.items()}


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    given: dict[str, object] = {}
    for name, value in environ.items():
        if name.startswith(ENVIRONMENT_PREFIX):
            short = name.removeprefix(ENVIRONMENT_PREFIX).lower()
            given[short] = _checked(short, value)
    if environ.get("DATABASE_URL"):
        given["database_url"] = environ["DATABASE_URL"]
    return given


def _checked(name: str, value: object) -> object:
    known = {item.name: item for item in fields(Settings)}
    if name not in known or name == "instance":
        raise BadSettings(f"unknown setting: {name}")
    kind: Any = type(known[name].default)
    try:
        if kind is bool and isinstance(value, str):
            return {"1": True, "true": True, "0": False, "false": False}[value.lower()]
        if kind is tuple:
            parts = value.split(",") if isinstance(value, str) else value
            return tuple(str(part).strip() for part in parts)  # type: ignore[attr-defined]
        return kind(value)
    except (KeyError, TypeError, ValueError) as error:
        raise BadSettings(f"setting {name} cannot be {value!r}") from error


def _secret_of(instance: Path) -> str:
    """The installation's own secret, made at the first start and kept in a file only its owner reads.

    Written aside and then linked: neither a crash nor a second process at the same time leaves half of it.
    """
    path = instance / "secret.key"
    if not path.exists():
        handle, name = tempfile.mkstemp(dir=instance, prefix=".secret-")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(name, path)
        Path(name).unlink()
    return path.read_text(encoding="ascii").strip()
