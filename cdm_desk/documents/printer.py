"""Paper: hands a PDF as it is to a printer of the system, and keeps it when the printer refuses."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cdm_desk.domain.reports import NoPrinterError, NotPrintedError

PATIENCE_SECONDS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Printers:
    """The printers that the system knows, and which it takes when none is named."""

    names: tuple[str, ...] = ()
    usual: str = ""


def printers() -> Printers:
    """Return the printers of CUPS; none where it is not installed or does not answer."""
    names = tuple(asked("lpstat", "-e").split())
    _sentence, _colon, usual = asked("lpstat", "-d").strip().rpartition(": ")
    return Printers(names=names, usual=usual if usual in names else "")


def print_file(file: Path, printer: str = "", *, copies: int = 1, options: Sequence[str] = ()) -> None:
    """Print a PDF on a printer, or on the usual one; raises NoPrinterError or NotPrintedError, and the file stays."""
    if sys.platform == "win32":
        _hand_over(file, printer)
        return
    told = [part for each in ("media=A4", *options) for part in ("-o", each)]
    _submitted(printer, ["-n", str(copies), *told, "-t", file.stem, "--", str(file)], kept=str(file))


def accepted(content: bytes, printer: str, options: Sequence[str]) -> str:
    """Hand bytes to a queue, or to the usual one, and return the name of the job; raises as `print_file` does."""
    said = _submitted(printer, ["-t", "ticket", *(part for each in options for part in ("-o", each))], content=content)
    # It says: request id is tickets-12 (0 files).
    return said.partition(" is ")[2].partition(" ")[0]


def cancel(job: str) -> None:
    """Take back a job that is still waiting."""
    asked("cancel", job)


def _submitted(printer: str, arguments: Sequence[str], *, content: bytes = b"", kept: str = "") -> str:
    command = ["lp", *(["-d", printer] if printer else []), *arguments]
    try:
        answer = subprocess.run(
            command, input=content, capture_output=True, timeout=PATIENCE_SECONDS, check=False, env=_plain()
        )
    except FileNotFoundError as absent:
        raise NoPrinterError(kept) from absent
    except subprocess.TimeoutExpired as silence:
        raise NotPrintedError(kept, "lp") from silence
    if answer.returncode:
        said = " ".join(answer.stderr.decode(errors="replace").split())
        if "no default destination" in said.lower():
            raise NoPrinterError(kept)
        raise NotPrintedError(kept, said.removeprefix("lp: "))
    return answer.stdout.decode(errors="replace")


def _hand_over(file: Path, printer: str) -> None:
    """Let the program that shows PDF files print this one; it counts the copies itself."""
    if sys.platform == "win32":
        try:
            os.startfile(file, "printto" if printer else "print", printer)  # noqa: S606 - a file of ours
        except OSError as fault:
            raise NotPrintedError(str(file), fault.strerror or "") from fault


def asked(*command: str) -> str:
    """Return what a program of the printing system says; nothing where it is missing, refuses or does not answer."""
    try:
        answer = subprocess.run(command, capture_output=True, timeout=PATIENCE_SECONDS, check=False, env=_plain())
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.decode(errors="replace") if answer.returncode == 0 else ""


def _plain() -> dict[str, str]:
    # What the printing system says is read here, so it has to say it in one language.
    return {**os.environ, "LC_ALL": "C"}
