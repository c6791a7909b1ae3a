"""What this workstation was told about itself, typed, in one INI file beside its store."""

import os
import re
import sys
from collections.abc import Callable, Mapping
from configparser import ConfigParser
from configparser import Error as IniError
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final, Self

from cdm_desk.domain.clock import Clock, WallClock, in_brussels
from cdm_desk.domain.errors import ClockRefusedError, ClockShapeError
from cdm_desk.domain.single_keys import KeyLayout
from cdm_desk.domain.slip import Outlet, TicketPaper, TicketPrinter
from cdm_desk.domain.sources import SOURCES
from cdm_desk.paths import write_whole

KINDS: Final = ("reception", "counselling", "multimedia", "library", "office", "display", "kiosk", "seat", "off-site")
LANGUAGES: Final = ("fr", "nl", "en")
SHADES: Final = ("system", "light", "dark")
FOLDER, HUB, BOTH = MEDIA = ("folder", "hub", "both")
"""How a site is reached: by its shared folder, by its hub, whose address is a secret, or by both while it moves."""

_SECTION: Final = "workstation"
_IDLE_AT_RECEPTION: Final = 3
_IDLE_ELSEWHERE: Final = 5
_SWITCH: Final = ("no", "yes")
# A path that was an address keeps one of its two strokes.
_HUB: Final = re.compile(r"postgres(?:ql)?:/{1,2}(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one workstation; the defaults make a working desk."""

    language: str = "fr"
    shade: str = "system"
    text_percent: int = 100
    workstation: str = ""
    kind: str = "reception"
    desk: str = ""
    desk_themes: tuple[str, ...] = ()
    desk_languages: tuple[str, ...] = ()
    share: Path | None = None
    medium: str = FOLDER
    idle_minutes: int = 0
    nightly_at: time = time(20, 30)
    backup_folder: Path | None = None
    backups_kept: int = 14
    day_sheet_printer: str = ""
    day_sheet_folder: Path | None = None
    day_sheet_copies: int = 1
    month_report_folder: Path | None = None
    ticket_outlet: Outlet = Outlet.NONE
    ticket_printer: str = ""
    ticket_address: str = ""
    ticket_paper: TicketPaper = TicketPaper.ROLL_80
    ticket_both_languages: bool = False
    ticket_large: bool = False
    ticket_at_registration: bool = True
    display_open: bool = False
    display_screen: str = ""
    display_sound: bool = True
    display_speech: bool = False
    lookup_bnf: int = 0
    lookup_sudoc: int = 0
    lookup_kul: int = 0
    lookup_ugent: int = 0
    lookup_kb: int = 0
    lookup_dnb: int = 0
    lookup_loc: int = 0
    scan_sound: bool = True
    small_number: int = 5
    single_keys: bool = True
    keys: KeyLayout = field(default_factory=KeyLayout)

    @property
    def share_folder(self) -> Path | None:
        """The shared folder of this run: the one of the environment, else the one that was set."""
        named = os.environ.get("CDM_SHARE_DIR")
        return Path(named) if named and hub_address(named) is None else self.share

    @property
    def medium_here(self) -> str:
        """How the site is reached in this run: by the hub when the environment names one, else as was set."""
        named = os.environ.get("CDM_SHARE_DIR")
        if not named:
            return self.medium
        return FOLDER if hub_address(named) is None else HUB

    @property
    def printer_of_tickets(self) -> TicketPrinter:
        """Where the tickets of this workstation come out."""
        name = self.ticket_printer if self.ticket_outlet is Outlet.QUEUE else self.ticket_address
        return TicketPrinter(outlet=self.ticket_outlet, name=name, paper=self.ticket_paper)

    @property
    def lookup_seconds(self) -> dict[str, int]:
        """How long one waits for each catalogue of others; 0 for those that are not asked, as is every one at first."""
        return {name: getattr(self, f"lookup_{name}") for name in SOURCES}

    @property
    def lock_after_minutes(self) -> int:
        """After how many idle minutes the screen locks: as set, else sooner where visitors stand before it."""
        return self.idle_minutes or (_IDLE_AT_RECEPTION if self.kind == "reception" else _IDLE_ELSEWHERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Settings as read; when the file or some values could not be, their names and where a copy was kept."""

    settings: Settings
    unread: tuple[str, ...] = ()
    kept_aside: Path | None = None


def hub_address(named: str | Path | None) -> str | None:
    """Return the address of a hub where a shared folder was to be named; None for a folder."""
    text = named.as_posix() if isinstance(named, Path) else named or ""
    found = _HUB.match(text)
    return None if found is None else f"postgresql://{text[found.end() :]}"


class SettingsFile:
    """The INI file; lines of a newer version that this one does not know stay as they are."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def load(self) -> Loaded:
        """Read the settings; what cannot be read takes its default, and the file is kept aside under another name.

        Raises OSError when the file is there but the disk or its rights refuse it.
        """
        try:
            lines = self._lines()
        except (IniError, UnicodeDecodeError):
            return Loaded(settings=Settings(), unread=("*",), kept_aside=self._kept_aside())
        reading = _Reading.of(lines)
        aside = self._kept_aside() if reading.unread else None
        return Loaded(settings=replace(Settings(), **reading.values), unread=reading.unread, kept_aside=aside)

    def save(self, settings: Settings) -> None:
        """Write the settings, wholly or not at all; raises OSError."""
        try:
            lines = self._lines()
        except (IniError, UnicodeDecodeError):
            self._kept_aside()
            lines = {}
        ours = {field.name: _written(getattr(settings, field.name)) for field in fields(Settings)}
        text = "\n".join(
            (f"[{_SECTION}]", *(f"{name} = {value}".rstrip() for name, value in (lines | ours).items()), "")
        )
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self._file, text.encode())

    def _lines(self) -> dict[str, str]:
        parser = ConfigParser(
            interpolation=None, comment_prefixes=("#",), delimiters=("=",), empty_lines_in_values=False
        )
        if self._file.exists():
            parser.read_string(self._file.read_text(encoding="utf-8"))
        return dict(parser[_SECTION]) if parser.has_section(_SECTION) else {}

    def _kept_aside(self) -> Path:
        aside = self._file.with_name(f"{self._file.name}.unread")
        write_whole(aside, self._file.read_bytes())
        return aside


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    values: dict[str, Any]
    unread: tuple[str, ...]

    @classmethod
    def of(cls, lines: Mapping[str, str]) -> Self:
        values: dict[str, Any] = {}
        unread = []
        for name, text in lines.items():
            if name not in _READERS:
                continue
            try:
                values[name] = _READERS[name](text)
            except ValueError:
                unread.append(name)
        return cls(values=values, unread=tuple(unread))


def clock_of_run() -> Clock:
    """Return the clock of this run: the machine's, or from `CDM_NOW` on for tests.

    Raises ClockShapeError when that is no moment, ClockRefusedError in a delivered program.
    """
    wanted = os.environ.get("CDM_NOW", "")
    if not wanted:
        return WallClock()
    if getattr(sys, "frozen", False):
        raise ClockRefusedError
    try:
        return WallClock(in_brussels(datetime.fromisoformat(wanted)))
    except ValueError:
        raise ClockShapeError from None


def _among(*allowed: str) -> Callable[[str], object]:
    # `index` raises ValueError for what is not allowed, as int() and time() do.
    return lambda text: allowed[allowed.index(text)]


def _between(lowest: int, highest: int) -> Callable[[str], object]:
    return lambda text: range(lowest, highest + 1)[range(lowest, highest + 1).index(int(text))]


def _folder(text: str) -> Path | None:
    if "\0" in text:
        raise ValueError(text)
    return Path(text) if text else None


def _codes(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def _written(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _SWITCH[value]
        case tuple() | KeyLayout():
            return ",".join(value)
        case time():
            return value.isoformat("minutes")
        case _:
            # One setting, one line, whatever was pasted into its field.
            return " ".join(str(value).replace("\0", "").split())


_READERS: Final[Mapping[str, Callable[[str], object]]] = {
    "language": _among(*LANGUAGES),
    "shade": _among(*SHADES),
    "text_percent": _between(100, 200),
    "workstation": str,
    "kind": _among(*KINDS),
    "desk": str,
    "desk_themes": _codes,
    "desk_languages": _codes,
    "share": _folder,
    "medium": _among(*MEDIA),
    "idle_minutes": _between(0, 60),
    "nightly_at": time.fromisoformat,
    "backup_folder": _folder,
    "backups_kept": _between(1, 365),
    "day_sheet_printer": str,
    "day_sheet_folder": _folder,
    "month_report_folder": _folder,
    "day_sheet_copies": _between(1, 9),
    "ticket_outlet": Outlet,
    "ticket_printer": str,
    "ticket_address": str,
    "ticket_paper": TicketPaper,
    "ticket_both_languages": lambda text: bool(_SWITCH.index(text)),
    "ticket_large": lambda text: bool(_SWITCH.index(text)),
    "ticket_at_registration": lambda text: bool(_SWITCH.index(text)),
    "display_open": lambda text: bool(_SWITCH.index(text)),
    "display_screen": str,
    "display_sound": lambda text: bool(_SWITCH.index(text)),
    "display_speech": lambda text: bool(_SWITCH.index(text)),
    **{f"lookup_{name}": _between(0, 60) for name in SOURCES},
    "scan_sound": lambda text: bool(_SWITCH.index(text)),
    "small_number": lambda text: (5, 10)[(5, 10).index(int(text))],
    "single_keys": lambda text: bool(_SWITCH.index(text)),
    "keys": lambda text: KeyLayout.of(_codes(text)),
}
