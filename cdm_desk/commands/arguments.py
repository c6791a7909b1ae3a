"""What may follow a command, and the words that are wrong usage."""

import argparse
import os
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Final, NoReturn, TextIO

from cdm_desk.commands.answer import WRONG_USAGE

_LOOPS: Final = range(1, 1_000_001)
_YEARS: Final = range(1990, 2100)


class Parser(argparse.ArgumentParser):
    """Reads a command line; what cannot be read ends with 64."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and end."""
        print(f"{self.prog}: {message}", file=sys.stderr)
        raise SystemExit(WRONG_USAGE)


class Commands:
    """The commands of a parser; each takes `--json` as well."""

    def __init__(self, parser: argparse.ArgumentParser, *, required: bool = False) -> None:
        self._commands = parser.add_subparsers(metavar="COMMAND", parser_class=Parser, required=required)

    def add(self, name: str, run: Callable[..., int], words: str) -> argparse.ArgumentParser:
        """Add a command: what it runs and what it does in words; return it for its arguments."""
        made = self._commands.add_parser(name, help=words, description=words)
        made.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
        made.set_defaults(run=run)
        return made


def name(text: str) -> str:
    """Return what was typed; raises ValueError for bytes that are no letters."""
    text.encode()
    return text


def word(text: str) -> str:
    """Return a code in capitals."""
    return name(text).upper()


def codes(text: str) -> tuple[str, ...]:
    """Return codes that were typed with commas between them."""
    return tuple(part.strip() for part in word(text).split(",") if part.strip())


def stream(text: str) -> TextIO:
    """Return a stream to write to from the number of an open descriptor."""
    try:
        return os.fdopen(int(text), "w", buffering=1)
    except (OSError, OverflowError) as fault:
        raise ValueError(text) from fault


def times(text: str) -> int:
    """Return how often something is done: once, or up to a million times."""
    found = int(text)
    if found not in _LOOPS:
        raise ValueError(text)
    return found


def year(text: str) -> int:
    """Return a year that the program can be asked about."""
    found = int(text)
    if found not in _YEARS:
        raise ValueError(text)
    return found


def hour(text: str) -> datetime:
    """Return the hour of a late entry, typed as `2019-03-01T10`."""
    if "T" not in text:
        raise ValueError(text)
    return datetime.fromisoformat(text if ":" in text else f"{text}:00")
