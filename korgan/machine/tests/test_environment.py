"""A bad setting is told in one line that names it, and secrets are not repeated."""

from pathlib import Path

import pytest

from korgan.environment import Environment, database_settings, read_environment


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORT", "eighty", "valid integer"),
        ("PORT", "70000", "less than or equal to 65535"),
        ("DATABASE_URL", "mysql://me:hidden@there/db", "postgresql://user:password@host:5432/name"),
        ("DATABASE_URL", "postgresql://me:hidden@there", "postgresql://user:password@host:5432/name"),
        ("SECRET_KEY", "hidden", "at least 32"),
        ("PUBLIC_URL", "102.example.kz", "'102.example.kz'"),
        ("LOG_LEVEL", "LOUD", "'LOUD'"),
    ],
)
def test_a_bad_setting_is_told_in_one_line(
    name: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(f"KORGAN_{name}", value)
    with pytest.raises(SystemExit) as ending:
        read_environment()
    line = capsys.readouterr().err.strip()
    assert ending.value.code == 2
    assert line.startswith(f"KORGAN_{name} ")
    assert told in line
    assert "\n" not in line
    assert "hidden" not in line


def test_an_empty_setting_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KORGAN_DATABASE_URL", "")
    monkeypatch.setenv("KORGAN_TELEGRAM_TOKEN", "")
    environment = Environment()
    assert environment.is_embedded
    assert environment.telegram_token is None


def test_hosts_are_a_list_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KORGAN_ALLOWED_HOSTS", "102.example.kz, 127.0.0.1")
    assert Environment().allowed_hosts == ["102.example.kz", "127.0.0.1"]


def test_the_secret_key_kept_in_the_data_folder_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KORGAN_SECRET_KEY")
    monkeypatch.setenv("KORGAN_DATA", str(tmp_path))
    (tmp_path / "secret-key").write_text("k" * 48 + "\n")
    assert Environment().secret_key.get_secret_value() == "k" * 48


def test_an_address_may_name_a_socket_folder_or_a_server_with_options() -> None:
    socket = database_settings("postgresql://korgan:p%40ss@/korgan?host=%2Fvar%2Flib%2Fkorgan%2Fsocket")
    assert (socket["HOST"], socket["PASSWORD"], socket["NAME"]) == ("/var/lib/korgan/socket", "p@ss", "korgan")
    server = database_settings("postgresql://me:x@db.example:6432/city?sslmode=require")
    assert (server["HOST"], server["PORT"], server["OPTIONS"]["sslmode"]) == ("db.example", "6432", "require")


def test_a_silent_database_is_not_waited_for_unless_the_address_says_so() -> None:
    silent = database_settings("postgresql://me:x@db.example/city")["OPTIONS"]
    assert (silent["connect_timeout"], silent["tcp_user_timeout"]) == (5, 10_000)
    assert database_settings("postgresql://me@db.example/city?connect_timeout=60")["OPTIONS"]["connect_timeout"] == "60"
