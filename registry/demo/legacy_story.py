"""The invented register of earlier years: uploaded and checked, with rows that still need a hand."""

from dataclasses import dataclass
from datetime import timedelta

from registry.core.clock import now
from registry.demo.data_files import FOLDER
from registry.demo.replay import History
from registry.identity.queries import get_user
from registry.legacy import reading
from registry.legacy.columns import find_header
from registry.legacy.models import ImportRun
from registry.legacy.service import running, uploading
from registry.legacy.states import ListKind
from registry.storage.base import Storage
from registry.units.queries import get_unit

REGISTER = "so-theo-doi-2019-2022.csv"


@dataclass(frozen=True)
class Register:
    """The register as it was sent, and its rows."""

    received: uploading.ReceivedList
    rows: list[reading.SheetRow]


def add_register(history: History, storage: Storage) -> None:
    """Have the staff of the province upload the register of earlier years and check it, two days ago."""
    register = open_register(storage)
    history.add(now() - timedelta(days=2), lambda: upload_and_check(storage, register))


def open_register(storage: Storage) -> Register:
    """What the file says: slow, so before the story is told."""
    received = uploading.receive_list(storage, (FOLDER / REGISTER).read_bytes(), REGISTER)
    sheet = received.sheets[0]
    header = find_header(ListKind.MODELS, sheet["rows"])
    with storage.open(received.digest) as file:
        return Register(received, list(reading.read_rows(file, sheet["name"], header)))


def upload_and_check(storage: Storage, register: Register) -> ImportRun:
    """The list on its way to being taken over; what the worker does is done at once."""
    staff = get_user("linh.chu")
    run = uploading.start_run(staff, get_unit("minh-hoa"), ListKind.MODELS, register.received)
    uploading.check_list(staff, run, uploading.Choice(run.header, dict(run.columns)))
    running.keep_rows(run, register.rows)
    running.work_on(storage, run)
    return run
