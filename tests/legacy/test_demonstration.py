"""The register of the demonstration is checked in the one transaction in which the whole story is told."""

from registry.core.transaction import transaction
from registry.demo.legacy_story import open_register, upload_and_check
from registry.legacy.states import Fate, RunState
from registry.units.states import UnitKind
from tests.legacy.conftest import rows_of


def test_the_register_of_the_demonstration_shows_every_fate_of_a_new_list(app, make):
    make.field()
    province = make.unit(name="tỉnh Minh Họa", code="minh-hoa", kind=UnitKind.PROVINCE)
    for name in ("xã Nà Sương", "xã Khe Nắng", "xã Đèo Mơ", "thị trấn Bến Đợi", "xã Biên Sao"):
        make.unit(name=name, parent=province)
    make.staff(province, username="linh.chu")
    storage = app.extensions["registry.storage"]
    register = open_register(storage)
    with transaction():
        run = upload_and_check(storage, register)

    assert run.state is RunState.CHECKED
    assert [row.fate for row in rows_of(run)] == [Fate.NEW] * 5 + [Fate.REFUSED] * 3
