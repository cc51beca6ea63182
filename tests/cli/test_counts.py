"""Where requests are counted while an installation is served."""

from registry.cli import counts


def test_counts_are_private_and_gone_at_the_end(monkeypatch, tmp_path):
    monkeypatch.setattr(counts, "MEMORY", tmp_path)
    (tmp_path / "registry-counts-killed").mkdir()
    with counts.kept_counts() as first, counts.kept_counts() as second:
        assert first.stat().st_mode & 0o077 == 0
        assert sorted(tmp_path.iterdir()) == sorted([first, second]), (
            "what was left is gone, what serves stays"
        )
    assert list(tmp_path.iterdir()) == []


def test_without_memory_they_are_in_the_temp_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(counts, "MEMORY", tmp_path / "missing")
    monkeypatch.setattr(counts.tempfile, "tempdir", str(tmp_path))
    with counts.kept_counts() as folder:
        assert folder.parent == tmp_path
