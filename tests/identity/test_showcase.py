"""The accounts a demonstration offers."""

import json

from registry.identity import showcase
from registry.identity.service import accounts

ROW = {"role": "unit_lead", "password": "x", "unit": "xã A", "name": "Lù Thị Sen", "job_title": "Chủ tịch"}


def test_list_offers_only_open_accounts_of_the_demonstration(make, tmp_path):
    accounts.create_user(
        None, username="sen.lu", name="Lù Thị Sen", password="sương mai trên đồi", is_demonstration=True
    )
    make.user(username="that.nguoi")
    rows = [{**ROW, "username": name} for name in ("sen.lu", "that.nguoi", "khong.co")]
    (tmp_path / showcase.FILE).write_text(json.dumps(rows), encoding="utf-8")
    assert [one.username for one in showcase.offered(tmp_path)] == ["sen.lu"]


def test_missing_or_damaged_list_offers_nothing(app, tmp_path):
    assert showcase.offered(tmp_path) == []
    for text in ("", "{}", "[1]", '[{"role": "x"}]'):
        (tmp_path / showcase.FILE).write_text(text, encoding="utf-8")
        assert showcase.offered(tmp_path) == []
