"""The workstation that a command works on: where its data lie, its office, the secrets it is told."""

import os
import sys
from pathlib import Path
from typing import Any

from cdm_desk import paths
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.errors import DiskError
from cdm_desk.ui.words import repair_told


def data_folder() -> Path:
    """Return where the data of this workstation lie; raises DiskError."""
    try:
        return paths.data_folder()
    except OSError as fault:
        raise DiskError(fault.strerror or "") from fault


def open_workplace(clock: Clock) -> Any:  # noqa: ANN401 - the office is imported with the first command that needs it
    """Open the office of this workstation; what had to be put right is told on the way."""
    from cdm_desk.office import open_office
    from cdm_desk.vault import open_vault

    data = data_folder()
    office = open_office(data, clock, open_vault(data))
    if office.repair is not None:
        print(repair_told(office.repair.copy_of), file=sys.stderr)
    return office


def secret(variable: str, asked: str) -> str:
    """Return a code or a key from the environment, else from the first line of standard input, asking a person."""
    given = os.environ.get(variable, "").strip()
    if given:
        return given
    if sys.stdin.isatty():
        print(asked, end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()
