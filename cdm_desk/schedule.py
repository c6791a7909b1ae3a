"""The night at a set hour when no window is open: a timer of the system that runs `cdm-desk nightly`.

`install(hour, minute)` asks systemd (the timers of this user) or the Windows task scheduler, `remove()` takes it back,
`installed()` says whether it stands. What is written there comes from functions without effects. A night that was
missed because the PC was off is caught up by the system's timer, or by the next start of the program.

Raises ScheduleError, with what the system said, where neither is at hand or the system refuses.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from cdm_desk.domain.errors import ScheduleError

NAME: Final = "cdm-desk-nightly"
_KEPT: Final = ("CDM_DATA_DIR", "CDM_SHARE_DIR", "CDM_KEYRING", "CDM_LANG")
_SECONDS: Final = 30


def night_command() -> list[str]:
    """Return the command that runs the night: this program, as it was started."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "nightly"]
    return [sys.executable, "-m", "cdm_desk", "nightly"]


def service_text(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> str:
    """Return the systemd unit that runs the night once; of the environment only our own names are kept."""
    kept = [f"Environment={_quoted(f'{name}={environment[name]}')}" for name in _KEPT if name in environment]
    return "\n".join(
        (
            "[Unit]",
            "Description=The night of cdm_desk: day close, exchange, check, backup, day sheet",
            "",
            "[Service]",
            "Type=oneshot",
            f"WorkingDirectory={_escaped(str(folder))}",
            *kept,
            # A dollar sign begins a variable in a command, not in the environment.
            f"ExecStart={' '.join(_quoted(part).replace('$', '$$') for part in command)}",
            "Nice=10",
            "TimeoutStartSec=1h",
            "",
        )
    )


def timer_text(hour: int, minute: int) -> str:
    """Return the systemd timer of the night; a run that was missed is made up for when the PC is on again."""
    return "\n".join(
        (
            "[Unit]",
            "Description=The night of cdm_desk, every day",
            "",
            "[Timer]",
            f"OnCalendar=*-*-* {_hour(hour, minute)}:00",
            "Persistent=true",
            "",
            "[Install]",
            "WantedBy=timers.target",
            "",
        )
    )


def windows_arguments(command: Sequence[str], hour: int, minute: int) -> list[str]:
    """Return the call of the Windows task scheduler that makes the task, or replaces it."""
    line = subprocess.list2cmdline(command)
    return ["schtasks", "/Create", "/F", "/SC", "DAILY", "/TN", NAME, "/TR", line, "/ST", _hour(hour, minute)]


def units_folder(environment: Mapping[str, str], home: Path) -> Path:
    """Return where the systemd units of this user lie."""
    base = environment.get("XDG_CONFIG_HOME", "")
    return (Path(base) if base else home / ".config") / "systemd" / "user"


def install(hour: int, minute: int = 0) -> None:
    """Have the night run every day at this hour."""
    if sys.platform == "win32":
        _run(windows_arguments(night_command(), hour, minute))
        return
    folder = units_folder(os.environ, Path.home())
    timer = timer_text(hour, minute)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        service = service_text(night_command(), Path(__file__).resolve().parents[1], os.environ)
        (folder / f"{NAME}.service").write_text(service, encoding="utf-8")
        (folder / f"{NAME}.timer").write_text(timer, encoding="utf-8")
    except OSError as refused:
        raise ScheduleError(refused.strerror or "") from refused
    _run(["systemctl", "--user", "daemon-reload"])
    _run(["systemctl", "--user", "enable", "--now", f"{NAME}.timer"])


def remove() -> None:
    """Take the timer back; nothing happens when there is none."""
    if not installed():
        return
    if sys.platform == "win32":
        _run(["schtasks", "/Delete", "/F", "/TN", NAME])
        return
    _run(["systemctl", "--user", "disable", "--now", f"{NAME}.timer"])
    folder = units_folder(os.environ, Path.home())
    for suffix in ("timer", "service"):
        (folder / f"{NAME}.{suffix}").unlink(missing_ok=True)
    _run(["systemctl", "--user", "daemon-reload"])


def installed() -> bool:
    """Whether the timer of the night stands."""
    if sys.platform == "win32":
        return _works(["schtasks", "/Query", "/TN", NAME])
    return (units_folder(os.environ, Path.home()) / f"{NAME}.timer").exists()


def _hour(hour: int, minute: int) -> str:
    if not (0 <= hour < 24 and 0 <= minute < 60):
        raise ScheduleError(f"{hour}:{minute}")
    return f"{hour:02}:{minute:02}"


def _escaped(text: str) -> str:
    # A percent sign begins a specifier of systemd.
    return text.replace("%", "%%")


def _quoted(text: str) -> str:
    inside = _escaped(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{inside}"'


def _run(command: Sequence[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as refused:
        raise ScheduleError(str(refused)) from refused
    if done.returncode:
        raise ScheduleError((done.stderr or done.stdout).strip())


def _works(command: Sequence[str]) -> bool:
    try:
        _run(command)
    except ScheduleError:
        return False
    return True
