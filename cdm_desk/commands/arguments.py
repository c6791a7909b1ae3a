"""What may follow a command, and what is said about words that may not, in the language of the person."""

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final, NoReturn, TextIO

from cdm_desk.commands.answer import WRONG_USAGE
from cdm_desk.domain.desks import desk_number
from cdm_desk.domain.errors import DeskNumberError
from cdm_desk.domain.lists import SHIPPED, Kind
from cdm_desk.language import _
from cdm_desk.ui.words import label_of, list_name, sentence

Words = Callable[[], str]

_LOOPS: Final = range(1, 1_000_001)
_YEARS: Final = range(1990, 2100)

# The words of Python's own parser that a person can come to read, by the English it has for them.
_PARSER_WORDS: Final[Mapping[str, Words]] = {
    "usage: ": lambda: _("usage:") + " ",
    "positional arguments": lambda: _("what follows"),
    "options": lambda: _("options"),
    "show this help message and exit": lambda: _("this help"),
    "argument %(argument_name)s: %(message)s": lambda: _("%(argument_name)s: %(message)s"),
    "the following arguments are required: %s": lambda: _("this is missing: %s"),
    "one of the arguments %s is required": lambda: _("one of these is missing: %s"),
    "unrecognized arguments: %s": lambda: _("this is not understood: %s"),
    "invalid choice: %(value)r (choose from %(choices)s)": lambda: _(
        "%(value)r is not possible. Choose one of: %(choices)s"
    ),
    "unknown parser %(parser_name)r (choices: %(choices)s)": lambda: _(
        "%(parser_name)r is not possible. Choose one of: %(choices)s"
    ),
    "invalid %(type)s value: %(value)r": lambda: _("%(value)r cannot be read here"),
    "ambiguous option: %(option)s could match %(matches)s": lambda: _("%(option)s could mean: %(matches)s"),
    "expected one argument": lambda: _("a word must follow"),
    "expected at most one argument": lambda: _("one word may follow, no more"),
    "expected at least one argument": lambda: _("one word or more must follow"),
    "expected %s argument": lambda: _("%s word must follow"),
    "expected %s arguments": lambda: _("%s words must follow"),
    "ignored explicit argument %r": lambda: _("%r may not follow"),
    "not allowed with argument %s": lambda: _("this does not go with %s"),
    "can't open '%(filename)s': %(error)s": lambda: _("%(filename)s cannot be opened: %(error)s"),
}


@contextlib.contextmanager
def parser_spoken() -> Iterator[None]:
    """Have Python's parser speak the language in use: it would ask the system's catalogue, which is not ours."""
    before = {name: vars(argparse)[name] for name in ("_", "ngettext")}
    vars(argparse).update(_=_told, ngettext=_told_of_several)
    try:
        yield
    finally:
        vars(argparse).update(before)


def _told(message: str) -> str:
    return _PARSER_WORDS.get(message, lambda: message)()


def _told_of_several(one: str, several: str, number: int) -> str:
    return _told(one if number == 1 else several)


class Parser(argparse.ArgumentParser):
    """Reads a command line; what cannot be read ends with 64."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and end."""
        # French sets a space before its signs that Python does not print.
        shown = "".join(sign if sign.isprintable() or sign in "\u00a0\u202f" else "�" for sign in message)
        print(f"{self.prog}: {shown}", file=sys.stderr)
        raise SystemExit(WRONG_USAGE)


class Commands:
    """The commands of a parser; each takes `--json` as well."""

    def __init__(self, parser: argparse.ArgumentParser, *, required: bool = False) -> None:
        self._commands = parser.add_subparsers(
            title=_("commands"), metavar=_("COMMAND"), parser_class=Parser, required=required
        )

    def add(
        self, name: str, run: Callable[..., int], words: str, *, lists: Sequence["CodeList"] = ()
    ) -> argparse.ArgumentParser:
        """Add a command: what it runs, what it does in words, the codes its help lists; return it for its arguments."""
        made = self._commands.add_parser(
            name,
            help=words,
            description=words,
            epilog="\n\n".join(_page(each) for each in lists),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        made.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=_("one JSON object per line"))
        made.set_defaults(run=run)
        return made


def add_desk(command: argparse.ArgumentParser) -> None:
    """Add the number of the desk that a command is about."""
    command.add_argument("desk", type=desk, metavar=_("DESK"), help=_("the number of the desk, such as 4"))


CodeList = tuple[str, Sequence[tuple[str, str]]]


def codes_of(kind: Kind) -> CodeList:
    """Return a list as it was shipped, with its words: a help is read before there is a store."""
    return list_name(kind), [(entry.code, label_of(entry)) for entry in SHIPPED[kind] if not entry.retired]


def _page(listed: CodeList) -> str:
    heading, entries = listed
    width = max(len(code) for code, _label in entries)
    return "\n".join([f"{heading}:", *(f"  {code:{width}}  {label}" for code, label in entries)])


def text(typed: str) -> str:
    """Return what was typed; bytes that are no letters are refused."""
    try:
        typed.encode()
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError(_("this is no text")) from None
    return typed


def desk(typed: str) -> str:
    """Return the number of a desk."""
    try:
        return desk_number(typed)
    except DeskNumberError as error:
        raise argparse.ArgumentTypeError(sentence(error)) from None


def code(typed: str) -> str:
    """Return a code in capitals."""
    if not typed.strip():
        raise argparse.ArgumentTypeError(_("a code is needed"))
    return text(typed).upper()


def codes(typed: str) -> tuple[str, ...]:
    """Return codes that were typed with commas between them."""
    return tuple(each.strip() for each in code(typed.strip(" ,")).split(",") if each.strip())


def count(typed: str) -> int:
    """Return a whole number."""
    try:
        return int(typed)
    except ValueError:
        raise argparse.ArgumentTypeError(_("a whole number is needed, such as 2")) from None


def stream(typed: str) -> TextIO:
    """Return a stream to write to from the number of an open descriptor."""
    try:
        return os.fdopen(int(typed), "w", buffering=1)
    except (OSError, OverflowError, ValueError):
        raise argparse.ArgumentTypeError(_("the number of an open descriptor is needed")) from None


def times(typed: str) -> int:
    """Return how often something is done: once, or up to a million times."""
    return _within(_LOOPS, count(typed))


def year(typed: str) -> int:
    """Return a year that the program can be asked about."""
    return _within(_YEARS, count(typed))


def _within(allowed: range, number: int) -> int:
    if number not in allowed:
        told = _("give a number from {lowest} to {highest}").format(lowest=allowed[0], highest=allowed[-1])
        raise argparse.ArgumentTypeError(told)
    return number


def day(typed: str) -> date:
    """Return a day, typed as `2019-03-01`."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError(_("a day is needed, such as 2019-03-01")) from None


def hour(typed: str) -> datetime:
    """Return the hour of a late entry, typed as `2019-03-01T10`."""
    try:
        found = datetime.fromisoformat(typed if ":" in typed else f"{typed}:00")
    except ValueError:
        found = None
    if found is None or "T" not in typed:
        raise argparse.ArgumentTypeError(_("a day and an hour are needed, such as 2019-03-01T10"))
    return found
