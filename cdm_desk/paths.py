"""Where things lie: resources and translations, installed or not; this workstation's data and log."""

import os
import time
from pathlib import Path
from typing import Final

import platformdirs

PACKAGE: Final = Path(__file__).resolve().parent

# Scanners and indexers on Windows hold a fresh file for a moment; waiting for them cures nearly all of it.
_PATIENCE: Final = (0.05, 0.1, 0.2, 0.4, 0.75, 1.0)


def data_folder() -> Path:
    """Return the folder of this workstation's store, settings and log; made when absent, closed to others."""
    folder = data_place()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def data_place() -> Path:
    """Return where that folder lies, made or not."""
    named = os.environ.get("CDM_DATA_DIR")
    return Path(named) if named else platformdirs.user_data_path("cdm-desk", appauthor=False)


def resource(*parts: str) -> Path:
    """Return a file of ours that is no code: `resource("fonts", "NotoSans-Regular.ttf")`."""
    return _beside_or_inside("resources").joinpath(*parts)


def settings_file(data: Path) -> Path:
    """Return the settings of the workstation whose data lie there."""
    return data / "settings.ini"


def log_file(data: Path) -> Path:
    """Return the log of the workstation whose data lie there."""
    return data / "desk.log"


def write_whole(file: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Replace a file so that after a power cut it is wholly the old one or wholly the new one.

    The folder must exist. Raises OSError when the disk refuses; the old file is then as it was.
    """
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(handle, "wb") as fresh:
            fresh.write(content)
            fresh.flush()
            os.fsync(fresh.fileno())
        _replace(beside, file)
    finally:
        beside.unlink(missing_ok=True)
    _sync_folder(file.parent)


def _beside_or_inside(name: str) -> Path:
    # A wheel and a frozen program carry it inside the package; in a checkout it stands beside.
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def _replace(source: Path, target: Path) -> None:
    for pause in _PATIENCE:
        try:
            source.replace(target)
        except PermissionError:
            if os.name != "nt":
                raise
            time.sleep(pause)
        else:
            return
    source.replace(target)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
