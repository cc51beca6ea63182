"""The installation a journey begins in: a province with two communes, accounts, an open campaign."""

from flask_migrate import upgrade

from registry.app import create_app
from registry.catalogue.service import fields
from registry.identity.models import Role
from registry.settings import load
from tests.make import Make

PROVINCE, COMMUNE, NEIGHBOUR = "Tỉnh Minh Họa", "Xã Suối Tre", "Xã Đồi Chè"
CAMPAIGN = "Bình xét mô hình Dân vận khéo tỉnh Minh Họa"
COUNCIL = {
    "van.thu": (Role.REGISTRY_STAFF, "Lường Văn Thư"),
    "thu.ky": (Role.COUNCIL_SECRETARY, "Cầm Thị Ký"),
    "nguoi.ky": (Role.SIGNER, "Hà Văn Duyệt"),
    "cham.mot": (Role.REVIEWER, "Lò Thị Một"),
    "cham.hai": (Role.REVIEWER, "Quàng Văn Hai"),
    "cham.ba": (Role.REVIEWER, "Vì Thị Ba"),
    "cham.bon": (Role.REVIEWER, "Tòng Văn Bốn"),
}
COMMUNES = {
    "can.bo": (Role.UNIT_MEMBER, "Bạc Thị Biên", COMMUNE),
    "chu.tich": (Role.UNIT_LEAD, "Cà Văn Chủ", COMMUNE),
    "ban.ben": (Role.UNIT_LEAD, "Đèo Thị Bên", NEIGHBOUR),
}


def main():
    """Make the installation that INSTANCE names."""
    app = create_app(load())
    with app.app_context():
        upgrade()
        make = Make(app)
        fields.ensure_default_fields()
        province = make.province(name=PROVINCE, code="minh-hoa")
        units = {name: make.unit(name=name, parent=province) for name in (COMMUNE, NEIGHBOUR)}
        for username, (role, name) in COUNCIL.items():
            make.holder(role, province, username=username, name=name)
        for username, (role, name, unit) in COMMUNES.items():
            make.holder(role, units[unit], username=username, name=name)
        make.campaign(province, title=CAMPAIGN, reviews_wanted=3)


if __name__ == "__main__":
    main()
