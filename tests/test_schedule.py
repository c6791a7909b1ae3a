import shutil
import subprocess
from pathlib import Path

import pytest

from cdm_desk.domain.errors import ScheduleError
from cdm_desk.schedule import (
    NAME,
    install,
    installed,
    night_command,
    remove,
    service_text,
    timer_text,
    units_folder,
    windows_arguments,
)

COMMAND = ["/usr/bin/python3", "-m", "cdm_desk", "nightly"]


def test_the_timer_runs_every_day_at_the_hour_and_makes_up_for_a_missed_night() -> None:
    lines = timer_text(20, 5).splitlines()
    assert "OnCalendar=*-*-* 20:05:00" in lines
    assert "Persistent=true" in lines
    assert "WantedBy=timers.target" in lines


def test_the_service_runs_the_night_with_our_own_names_of_the_environment_only() -> None:
    text = service_text(COMMAND, Path("/srv/desk"), {"CDM_DATA_DIR": "/srv/data 50%", "SECRET": "x", "PATH": "/bin"})
    assert 'ExecStart="/usr/bin/python3" "-m" "cdm_desk" "nightly"' in text
    assert "WorkingDirectory=/srv/desk" in text
    assert 'Environment="CDM_DATA_DIR=/srv/data 50%%"' in text
    assert "SECRET" not in text
    assert "PATH" not in text


def test_strange_paths_are_quoted_as_systemd_reads_them() -> None:
    text = service_text(['/a b/$HOME/"q"\\/100%'], Path("/srv"), {"CDM_LANG": "a$b\nExecStart=evil"})
    assert 'ExecStart="/a b/$$HOME/\\"q\\"\\\\/100%%"' in text
    assert 'Environment="CDM_LANG=a$b\\nExecStart=evil"' in text


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here to read the units")
def test_systemd_itself_finds_nothing_wrong(tmp_path: Path) -> None:
    python = shutil.which("python3") or "/usr/bin/python3"
    (tmp_path / f"{NAME}.service").write_text(
        service_text([python, "-m", "cdm_desk", "nightly"], tmp_path, {"CDM_DATA_DIR": "/srv/data 50%"}),
        encoding="utf-8",
    )
    (tmp_path / f"{NAME}.timer").write_text(timer_text(20, 0), encoding="utf-8")
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / f"{NAME}.timer"), str(tmp_path / f"{NAME}.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"{NAME}." not in told.stderr
    assert told.returncode == 0


def test_windows_is_asked_for_a_daily_task() -> None:
    command = ["C:\\Program Files\\cdm\\cdm-desk.exe", "nightly"]
    assert windows_arguments(command, 7, 30) == [
        "schtasks",
        "/Create",
        "/F",
        "/SC",
        "DAILY",
        "/TN",
        NAME,
        "/TR",
        '"C:\\Program Files\\cdm\\cdm-desk.exe" nightly',
        "/ST",
        "07:30",
    ]


@pytest.mark.parametrize(("hour", "minute"), [(24, 0), (-1, 0), (8, 60)])
def test_an_hour_that_is_none_is_refused(hour: int, minute: int) -> None:
    with pytest.raises(ScheduleError):
        timer_text(hour, minute)
    with pytest.raises(ScheduleError):
        windows_arguments(COMMAND, hour, minute)


def test_the_night_is_this_program() -> None:
    assert night_command()[1:] == ["-m", "cdm_desk", "nightly"]


def test_the_units_lie_where_systemd_looks_for_them() -> None:
    home = Path("/home/kim")
    assert units_folder({}, home) == home / ".config" / "systemd" / "user"
    assert units_folder({"XDG_CONFIG_HOME": "/x"}, home) == Path("/x/systemd/user")


@pytest.fixture
def systemctl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `systemctl` that writes down how it was called, and refuses while a file `broken` lies beside it."""
    told = tmp_path / "told"
    program = tmp_path / "bin" / "systemctl"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\necho "$@" >> "{told}"\nif [ -e "{tmp_path}/broken" ]; then echo "no bus" >&2; exit 1; fi\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/bin:/usr/bin")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return told


def test_a_timer_is_set_and_taken_back(systemctl: Path, tmp_path: Path) -> None:
    assert not installed()
    install(20, 15)
    assert installed()
    assert "20:15" in (tmp_path / "config" / "systemd" / "user" / f"{NAME}.timer").read_text(encoding="utf-8")
    remove()
    assert not installed()
    assert systemctl.read_text(encoding="utf-8").splitlines() == [
        "--user daemon-reload",
        f"--user enable --now {NAME}.timer",
        f"--user disable --now {NAME}.timer",
        "--user daemon-reload",
    ]


def test_what_the_system_refuses_is_said_in_its_own_words(systemctl: Path, tmp_path: Path) -> None:
    (tmp_path / "broken").touch()
    with pytest.raises(ScheduleError) as refused:
        install(20)
    assert refused.value.said == "no bus"
    assert systemctl.exists()


def test_a_system_without_timers_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with pytest.raises(ScheduleError):
        install(20)
