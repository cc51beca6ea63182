"""The invented register of earlier years: uploaded and checked, with rows that still need a hand."""

from datetime import timedelta

from registry.core.clock import now
from registry.demo.data_files import FOLDER
from registry.demo.replay import History
from registry.identity.queries import get_user
from registry.legacy.models import ImportRun
from registry.legacy.service import running, uploading
from registry.legacy.states import ListKind
from registry.storage.base import Storage
from registry.units.queries import get_unit

REGISTER = "so-theo-doi-2019-2022.csv"


def add_register(history: History, storage: Storage) -> None:
    """Have the staff of the province upload the register of earlier years and check it, two days ago."""
    history.add(now() - timedelta(days=2), lambda: upload_and_check(storage))


def upload_and_check(storage: Storage) -> ImportRun:
    """The list on its way to being taken over; what the worker does is done at once."""
    staff = get_user("linh.chu")
    run = uploading.start_run(
        staff,
        get_unit("minh-hoa"),
        ListKind.MODELS,
        storage=storage,
        content=(FOLDER / REGISTER).read_bytes(),
        file_name=REGISTER,
    )
    uploading.check_list(staff, run, uploading.Choice(run.header, dict(run.columns)))
    running.work_on(storage, run)
    return run
