"""Settings that cannot be used end every command with one line that says which and why."""

import pytest

from registry.settings import ROOT, BadSettings, load
from tests.make.demonstration import run_command


@pytest.mark.parametrize("arguments", [("check",), ("units", "seed-provinces"), ("--help",)])
def test_a_setting_that_cannot_be_used_is_told_in_one_line(tmp_path, arguments):
    done = run_command(tmp_path, *arguments, check=False, REGISTRY_MAIL="smtp://mail.example:abc")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: mail: ")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "registry.db").exists()


@pytest.mark.parametrize(
    "address", ["postgresql://sen:mat-khau@db/registry", "mysql+pymysql://db/x", "registry.db", "sqlite://",
                "sqlite:///:memory:"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["DATABASE_URL", "REGISTRY_DATABASE_URL"])
def test_a_database_but_a_file_of_sqlite_is_refused(tmp_path, name, address):
    with pytest.raises(BadSettings, match=r"database_url: .*SQLite") as refusal:
        load({"INSTANCE": str(tmp_path), name: address})
    assert "mat-khau" not in str(refusal.value)


@pytest.mark.parametrize("address", ["sqlite:////srv/registry.db", "sqlite+pysqlite:///registry.db"])
def test_a_file_of_sqlite_elsewhere_is_taken(tmp_path, address):
    assert load({"INSTANCE": str(tmp_path), "DATABASE_URL": address}).database == address


def test_a_file_of_settings_that_is_no_toml_is_refused(tmp_path):
    (tmp_path / "settings.toml").write_text("mail = \n", encoding="utf-8")
    with pytest.raises(BadSettings, match=r"settings\.toml"):
        load({"INSTANCE": str(tmp_path)})


def test_papers_of_the_demonstration_name_the_port_it_is_served_at(tmp_path):
    """Whoever set an address keeps it; `make run PORT=9000` hands its port to the demonstration."""
    settings = load({"INSTANCE": str(tmp_path)})
    assert settings.on_port(9000).base_url == "http://127.0.0.1:9000"
    assert settings.on_port(None) == settings
    chosen = load({"INSTANCE": str(tmp_path), "REGISTRY_BASE_URL": "https://dvk.example"})
    assert chosen.on_port(9000).base_url == "https://dvk.example"
    assert "registry demo load --port $(PORT)" in (ROOT / "Makefile").read_text()
