"""The commands without a window: one JSON object per line with `--json`, sentences for people without it."""

import argparse
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final, NoReturn, TextIO

from cdm_desk import NAME, __version__, paths
from cdm_desk.domain.clock import BRUSSELS, Clock, StoppedClock, WallClock, in_brussels
from cdm_desk.domain.errors import (
    AuditBrokenError,
    DeskError,
    DiskError,
    FileUnreadableError,
    RuleError,
    SharedFolderAwayError,
    StoreDamagedError,
    StoreUnrepairableError,
    UnknownCodeError,
)
from cdm_desk.domain.names import usable_name
from cdm_desk.domain.queue import Ticket
from cdm_desk.domain.staff import Role
from cdm_desk.language import _, language_from, use
from cdm_desk.settings import KINDS, SettingsFile
from cdm_desk.ui.words import damage_name, renewed_told, repair_told, sentence

DONE: Final = 0
REFUSED: Final = 2
WORLDS_FAULT: Final = 3
REPAIRED: Final = 4
UNREPAIRED: Final = 5
WRONG_USAGE: Final = 64
_REHEARSAL: Final = datetime(2019, 1, 14, 9, tzinfo=BRUSSELS)
_YEARS: Final = range(1990, 2100)
_LOOPS: Final = range(1, 1_000_001)
_SHARE_AWAY: Final = ("away", "foreign", "read_only", "full")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message}", file=sys.stderr)
        raise SystemExit(WRONG_USAGE)


@dataclass(frozen=True, slots=True)
class Say:
    """Where a command speaks: JSON lines for programs, sentences for people."""

    as_json: bool

    def __call__(self, body: dict[str, Any], words: str) -> None:
        """Print one answer."""
        print(json.dumps(body, ensure_ascii=False, default=str) if self.as_json else words, flush=True)


def main(argv: Sequence[str]) -> int:
    """Run one command; return its exit status (0 done, 2 refused, 3 the world's fault, 4 and 5 damage, 64 usage)."""
    try:
        wanted = _parser().parse_args(list(argv))
        clock = _clock()
    except SystemExit as leave:
        return int(leave.code or 0)
    _speak(os.environ.get("CDM_LANG", ""))
    try:
        return int(wanted.run(wanted, clock, Say(wanted.json)))
    except DeskError as error:
        print(sentence(error), file=sys.stderr)
        return status_of(error)
    except BrokenPipeError:
        # Whoever read our lines has gone; what was acknowledged is on the disk.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def status_of(error: DeskError) -> int:
    """Return the exit status that an error ends a command with."""
    if isinstance(error, StoreUnrepairableError | StoreDamagedError | AuditBrokenError):
        return UNREPAIRED
    return REFUSED if isinstance(error, RuleError) else WORLDS_FAULT


def _speak(wanted: str) -> None:
    language = language_from(wanted) if wanted else None
    if language is None:
        # Settings that cannot be read are told by what needs them.
        with contextlib.suppress(OSError):
            language = language_from(SettingsFile(paths.settings_file(paths.data_folder())).load().settings.language)
    use(language or "fr")


def _clock() -> Clock:
    wanted = os.environ.get("CDM_NOW", "")
    if not wanted:
        return WallClock()
    if getattr(sys, "frozen", False):
        print(_("CDM_NOW is for tests: the delivered program always uses the clock of the machine."), file=sys.stderr)
        raise SystemExit(WRONG_USAGE)
    try:
        return WallClock(in_brussels(datetime.fromisoformat(wanted)))
    except ValueError:
        print(_("CDM_NOW must look like 2019-03-01T18:45."), file=sys.stderr)
        raise SystemExit(WRONG_USAGE) from None


def _data() -> Path:
    try:
        return paths.data_folder()
    except OSError as fault:
        raise DiskError(fault.strerror or "") from fault


def _office(clock: Clock) -> Any:  # noqa: ANN401 - the office is imported with the first command that needs it
    from cdm_desk.office import open_office
    from cdm_desk.vault import open_vault

    data = _data()
    office = open_office(data, clock, open_vault(data))
    if office.repair is not None:
        print(repair_told(office.repair.copy_of), file=sys.stderr)
    return office


def _parser() -> _Parser:
    parser = _Parser(prog="cdm-desk", description="The desk of the Cité des métiers / Beroepenpunt of Brussels.")
    parser.add_argument("--version", action="version", version=f"{NAME} {__version__}")
    parser.add_argument("--selftest", action="store_const", dest="run", const=_selftest, help="try every part")
    parser.add_argument("--json", action="store_true", help="one JSON object per line")
    parser.set_defaults(run=_one_day)
    commands = _Commands(parser)
    _add_desk(commands)
    _add_books(commands)
    _add_house(commands)
    return parser


class _Commands:
    def __init__(self, parser: argparse.ArgumentParser, *, required: bool = False) -> None:
        self._commands = parser.add_subparsers(metavar="COMMAND", parser_class=_Parser, required=required)

    def add(self, name: str, run: Callable[..., int], words: str) -> argparse.ArgumentParser:
        made = self._commands.add_parser(name, help=words, description=words)
        made.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
        made.set_defaults(run=run)
        return made


def _add_desk(commands: _Commands) -> None:
    """Add what is done with visitors."""
    one = commands.add("register", _register, "a walk-in with a ticket")
    one.add_argument("--theme", type=_word, required=True)
    one.add_argument("--language", type=_word)
    one.add_argument("--people", type=int, default=1)
    one.add_argument("--loop", type=_times, default=1, metavar="N")
    one.add_argument("--ack-fd", type=_stream, metavar="FD")
    one = commands.add("visit", _visit, "a visit without ticket; --at makes it a late entry")
    one.add_argument("--motive", type=_word, required=True)
    one.add_argument("--theme", type=_word)
    one.add_argument("--people", type=int, default=1)
    one.add_argument("--at", type=_hour, metavar="2019-03-01T10")
    one = commands.add("desk", _desk, "open a desk on this workstation")
    one.add_argument("desk")
    one.add_argument("--themes", type=_codes, required=True)
    one.add_argument("--languages", type=_codes, required=True)
    for name, run, words in (
        ("call", _call, "call the next visitor to a desk"),
        ("start", _start, "the visitor is at the desk"),
        ("recall", _recall, "call the same number again"),
        ("no-show", _no_show, "the visitor did not come"),
    ):
        commands.add(name, run, words).add_argument("desk", type=_name)
    one = commands.add("close", _close, "close the conversation at a desk")
    one.add_argument("desk", type=_name)
    one.add_argument("--outcome", type=_codes, default=())
    commands.add("board", _board, "today's board")


def _add_books(commands: _Commands) -> None:
    """Add what is done with the catalogue."""
    books = commands.add("books", _books_import, "the catalogue: import, undo, search, export")
    acts = _Commands(books, required=True)
    one = acts.add("import", _books_import, "take a file of books in")
    one.add_argument("file", type=Path)
    one.add_argument("--mapping", type=Path)
    one.add_argument("--dry-run", action="store_true")
    acts.add("undo", _books_undo, "take an import back").add_argument("parcel")
    acts.add("search", _books_search, "search the catalogue").add_argument("words", nargs="+")
    one = acts.add("export", _books_export, "write the catalogue to a file")
    one.add_argument("file", type=Path)
    one.add_argument("--format", choices=("unimarc", "marc21"), default="unimarc")


def _add_house(commands: _Commands) -> None:
    """Add what looks after the workstation, its reports and its store."""
    one = commands.add("init", _init, "set this workstation up")
    one.add_argument("--workstation", required=True, metavar="NAME")
    one.add_argument("--kind", required=True, choices=KINDS)
    one.add_argument("--share", type=Path, metavar="DIR")
    one.add_argument("--join", action="store_true", help="by the code in CDM_JOIN_CODE or on standard input")
    one = commands.add("exchange", _exchange, "exchange with the shared folder")
    one.add_argument("--once", action="store_true")
    one = commands.add("nightly", _nightly, "the whole night, or its timer")
    one.add_argument("--install", metavar="HH:MM", help="run it every night at this hour")
    one.add_argument("--remove", action="store_true", help="do not run it by itself any more")
    one.add_argument("--yes", action="store_true", help="close today also while visitors are here")
    one = commands.add("day-close", _day_close, "close the day")
    one.add_argument("--day", type=date.fromisoformat, metavar="D")
    one.add_argument("--yes", action="store_true", help="close it also while visitors are here")
    one = commands.add("report", _report, "a report, on the screen or as a file")
    one.add_argument("report")
    one.add_argument("--period", required=True)
    one.add_argument("--language", choices=("fr", "nl", "fr+nl"), default="fr+nl")
    one.add_argument("--out", type=Path, metavar="FILE.pdf|.xlsx|.ods|.csv|.json")
    commands.add("facts", _facts, "the facts of a period, by content").add_argument("--period", required=True)
    one = commands.add("simulate", _simulate, "fill an empty store with a generated year, marked as a demonstration")
    one.add_argument("--year", type=_year, required=True)
    one.add_argument("--seed", type=int, default=1)
    one.add_argument("--exact", choices=("annual-report-2019",))
    commands.add("check", _check, "look at every page of the store and put right what is damaged")
    commands.add("backup", _backup, "a verified copy").add_argument("folder", nargs="?", type=Path)
    commands.add("restore", _restore, "put a copy in the place of the store").add_argument("file", type=Path)
    commands.add("recover", _recover, "put the keys back: CDM_RECOVERY_KEY, or standard input")
    commands.add("audit", _audit, "the trail of who did what").add_argument("act", choices=("verify",))


def _name(text: str) -> str:
    text.encode()  # bytes that are no letters are wrong usage: a ValueError
    return text


def _word(text: str) -> str:
    return _name(text).upper()


def _codes(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _word(text).split(",") if part.strip())


def _stream(text: str) -> TextIO:
    try:
        return os.fdopen(int(text), "w", buffering=1)
    except (OSError, OverflowError) as fault:
        raise ValueError(text) from fault


def _times(text: str) -> int:
    times = int(text)
    if times not in _LOOPS:
        raise ValueError(text)
    return times


def _year(text: str) -> int:
    year = int(text)
    if year not in _YEARS:
        raise ValueError(text)
    return year


def _hour(text: str) -> datetime:
    if "T" not in text:
        raise ValueError(text)
    return datetime.fromisoformat(text if ":" in text else f"{text}:00")


def _number(ticket: Ticket | None) -> int | str | None:
    if ticket is None:
        return None
    return int(ticket.number) if ticket.number.isdecimal() else ticket.number


def _init(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.office import found_office
    from cdm_desk.vault import open_vault

    data = _data()
    # The next command may be given in another folder.
    share = None if wanted.share is None else wanted.share.absolute()
    if share is None and wanted.join:
        share = Path(os.environ["CDM_SHARE_DIR"]) if os.environ.get("CDM_SHARE_DIR") else None
        if share is None:
            raise SharedFolderAwayError
    code = _secret("CDM_JOIN_CODE") if wanted.join else None
    known = SettingsFile(paths.settings_file(data)).load().settings
    settings = replace(known, workstation=usable_name(wanted.workstation), kind=wanted.kind)
    made = found_office(data, clock, open_vault(data), settings, share=share, join_code=code)
    words = [
        _("This workstation is set up as {name}.").format(name=settings.workstation),
        _("Recovery key, to print and keep in a safe place: {key}").format(key=made.recovery_key),
    ]
    if made.join_code:
        words.append(_("Joining code for the next workstations: {code}").format(code=made.join_code))
    say({"recovery_key": made.recovery_key, "join_code": made.join_code}, "\n".join(words))
    return DONE


def _secret(variable: str) -> str:
    given = os.environ.get(variable, "").strip()
    return given or sys.stdin.readline().strip()


def _register(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    listener = wanted.ack_fd or contextlib.nullcontext()
    with listener as acknowledge, _office(clock) as office, office.staff.command("register", Role.RECEPTION):
        for _each in range(wanted.loop):
            office.number_ahead(wanted.theme)
            ticket = office.welcome.register(wanted.theme, language=wanted.language, people=wanted.people)
            _acknowledge(office, ticket, acknowledge, say)
    return DONE


def _acknowledge(office: Any, ticket: Ticket, acknowledge: TextIO | None, say: Say) -> None:  # noqa: ANN401
    fact_id = office.welcome.fact_of(ticket.id).hex
    if acknowledge is not None:
        acknowledge.write(f"ACK {fact_id}\n")
        acknowledge.flush()
    words = _("Number {number}").format(number=ticket.number)
    say({"ticket": _number(ticket), "theme": ticket.theme_code, "fact": fact_id}, words)


def _visit(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    theme, motive = wanted.theme or None, wanted.motive
    if theme is not None and wanted.at is None:
        print(_("A theme goes with a late entry: give --at as well, or register the visitor."), file=sys.stderr)
        return WRONG_USAGE
    with _office(clock) as office, office.staff.command("visit", Role.RECEPTION):
        if wanted.at is not None:
            day, hour = wanted.at.date(), wanted.at.hour
            visit = office.welcome.late(day, hour, motive_code=motive, theme_code=theme, people=wanted.people)
        else:
            visit = office.welcome.visit(motive, people=wanted.people)
        fact_id = office.welcome.fact_of_visit(visit.id).hex
    body = {"motive": visit.motive_code, "people": visit.people, "late": visit.late, "fact": fact_id}
    say(body, _("Visit noted."))
    return DONE


def _desk(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with _office(clock) as office, office.staff.command("desk", Role.COUNSELLOR):
        desk = office.queue.open_desk(wanted.desk, wanted.themes, wanted.languages)
    body = {"desk": desk.name, "themes": list(desk.themes), "languages": list(desk.languages)}
    say(body, _("Desk {desk} is open.").format(desk=desk.name))
    return DONE


def _call(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with _office(clock) as office, office.staff.command("call", Role.COUNSELLOR):
        called = office.queue.call_next(wanted.desk)
    if called is None:
        say({"ticket": None}, _("Nobody waits for desk {desk}.").format(desk=wanted.desk))
        return DONE
    ticket = called.ticket
    words = _("Number {number} to desk {desk}").format(number=ticket.number, desk=wanted.desk)
    body = {
        "ticket": _number(ticket),
        "theme": ticket.theme_code,
        "language": ticket.language,
        "desk": wanted.desk,
        "reason": called.reason,
        "waited_minutes": ticket.minutes_waited(clock.now()),
    }
    say(body, words)
    return DONE


def _start(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with _office(clock) as office, office.staff.command("start", Role.COUNSELLOR):
        session = office.counselling.start(wanted.desk)
    body = {"ticket": _of_text(session.number), "theme": session.theme_code, "desk": session.desk}
    say(body, _("Number {number} is at desk {desk}.").format(number=session.number, desk=session.desk))
    return DONE


def _of_text(number: str | None) -> int | str | None:
    return int(number) if number and number.isdecimal() else number


def _recall(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with _office(clock) as office, office.staff.command("recall", Role.COUNSELLOR):
        ticket = office.queue.recall(wanted.desk)
    body = {"ticket": _number(ticket), "calls": ticket.call_count, "desk": wanted.desk}
    say(body, _("Number {number} to desk {desk}").format(number=ticket.number, desk=wanted.desk))
    return DONE


def _no_show(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with _office(clock) as office, office.staff.command("no-show", Role.COUNSELLOR):
        ticket = office.queue.no_show(wanted.desk)
    say({"ticket": _number(ticket)}, _("Number {number} noted absent").format(number=ticket.number))
    return DONE


def _close(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with _office(clock) as office, office.staff.command("close", Role.COUNSELLOR):
        session = office.counselling.close(wanted.desk, wanted.outcome)
        minutes = session.seconds(clock.now()) // 60
    body = {"ticket": _of_text(session.number), "outcomes": list(session.outcome_codes), "minutes": minutes}
    say(body, _("Conversation closed after {minutes} minutes.").format(minutes=minutes))
    return DONE


def _board(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with _office(clock) as office:
        board = office.queue.board()
        ago = None if office.exchange is None else office.exchange.state.exchanged_seconds_ago
    now = clock.now()

    def rows(tickets: Iterable[Ticket]) -> list[dict[str, Any]]:
        return [
            {
                "ticket": _number(ticket),
                "theme": ticket.theme_code,
                "language": ticket.language,
                "desk": ticket.desk,
                "waited_minutes": ticket.minutes_waited(now),
            }
            for ticket in tickets
        ]

    body = {name: rows(getattr(board, name)) for name in ("waiting", "called", "serving", "parked")}
    numbers = {name: ", ".join(str(row["ticket"]) for row in found) or "–" for name, found in body.items()}
    words = _("Waiting: {waiting}\nCalled: {called}\nAt a desk: {serving}\nSet aside: {parked}").format(**numbers)
    say({**body, "exchanged_seconds_ago": ago}, words)
    return DONE


def _exchange(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.jobs import renew_day_sheets

    with _office(clock) as office:
        result = office.exchange_once()
        renewed = renew_day_sheets(office)
    body = _plain_exchange(result) | {"renewed": [sheet.day.isoformat() for sheet in renewed]}
    say(body, "\n".join([_exchange_words(result), *renewed_told(renewed)]))
    return WORLDS_FAULT if result.share in _SHARE_AWAY else DONE


def _plain_exchange(result: Any) -> dict[str, Any]:  # noqa: ANN401 - imported with the office
    return {
        "sent": result.sent,
        "received": result.received,
        "quarantined": result.quarantined,
        "missing": list(result.missing),
        "share": str(result.share),
    }


def _exchange_words(result: Any) -> str:  # noqa: ANN401 - imported with the office
    if result.share == "none":
        return _("No folder is shared: this workstation works alone.")
    if result.share != "ok":
        return _("The shared folder could not be used. Everything is kept here and leaves when it is back.")
    return _("Exchanged: {sent} sent, {received} received.").format(sent=result.sent, received=result.received)


def _nightly(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk import schedule

    if wanted.remove:
        schedule.remove()
        say({"timer": None}, _("The night does not run by itself any more."))
        return DONE
    if wanted.install:
        try:
            hour, minute = (int(part) for part in wanted.install.split(":"))
            time(hour, minute)  # an hour that no day has is a ValueError too
        except ValueError:
            print(_("Give the hour as 20:30."), file=sys.stderr)
            return WRONG_USAGE
        schedule.install(hour, minute)
        say({"timer": wanted.install}, _("The night runs every day at {hour}.").format(hour=wanted.install))
        return DONE
    from cdm_desk.jobs import nightly, refuse_while_visitors_are_here

    with _office(clock) as office:
        if _by_hand() and not wanted.yes:
            refuse_while_visitors_are_here(office, clock.now().date())
        night = nightly(office)
    for trouble in night.troubles:
        print(sentence(trouble), file=sys.stderr)
    body = {
        "closed": [day.isoformat() for day in night.closed],
        **_plain_exchange(night.exchange),
        "check": str(night.check.outcome),
        "rows": night.check.rows,
        "backup": str(night.backup),
        "sheets": [str(sheet) for sheet in night.sheets],
        "printed": night.printed,
        "renewed": [sheet.day.isoformat() for sheet in night.renewed],
    }
    days = ", ".join(day.isoformat() for day in night.closed) or "–"
    sheets = ", ".join(str(sheet) for sheet in night.sheets) or "–"
    words = _("Days closed: {days}\n{exchange}\nStore: {rows} rows, copy in {copy}\nDay sheets: {sheets}").format(
        days=days, exchange=_exchange_words(night.exchange), rows=night.check.rows, copy=night.backup, sheets=sheets
    )
    say(body, "\n".join([words, *renewed_told(night.renewed)]))
    # Damage is told before a printer that did not answer.
    return _status_of_check(night.check) or (WORLDS_FAULT if night.troubles else DONE)


def _by_hand() -> bool:
    """Whether somebody sits at a terminal: a timer or another program is asked nothing."""
    return sys.stdin is not None and sys.stdin.isatty()


def _status_of_check(result: Any) -> int:  # noqa: ANN401 - imported with the store
    return {"sound": DONE, "repaired": REPAIRED}.get(str(result.outcome), UNREPAIRED)


def _day_close(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.jobs import close_day, refuse_while_visitors_are_here

    day = wanted.day or clock.now().date()
    with _office(clock) as office, office.staff.command("day-close", Role.MANAGER):
        if _by_hand() and not wanted.yes:
            refuse_while_visitors_are_here(office, day)
        closed = close_day(office, day)
    words = _("The day {day} is closed.") if closed else _("The day {day} was closed already.")
    say({"day": day.isoformat(), "closed": closed}, words.format(day=day.isoformat()))
    return DONE


def _report(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.documents.press import write_report
    from cdm_desk.documents.workbook import as_json
    from cdm_desk.domain.reports import Period
    from cdm_desk.language import catalogue

    with _office(clock) as office, office.staff.command("report", Role.MANAGER):
        report = office.reports.report(wanted.report.upper(), Period.parse(wanted.period))
    catalogues = [catalogue(each) for each in wanted.language.split("+")]
    body = json.loads(as_json(report))
    if wanted.out is None:
        figures = "\n".join(f"{name}: {value}" for name, value in body["figures"].items())
        say(body, figures)
        return DONE
    write_report(report, wanted.out, catalogues)
    summary = {"report": body["report"], "period": body["period"], "out": str(wanted.out), "sha256": body["sha256"]}
    say(summary, _("Written: {file}").format(file=wanted.out))
    return DONE


def _facts(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.domain.reports import Period

    del say  # facts are for comparison by programs: always JSON lines
    with _office(clock) as office, office.staff.command("facts", Role.MANAGER):
        for fact in office.reports.facts(Period.parse(wanted.period)):
            print(json.dumps(fact, ensure_ascii=False, sort_keys=True))
    return DONE


def _books_import(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.importers import parcel

    profile = parcel.profile_from(wanted.mapping) if wanted.mapping else None
    with _office(clock) as office, office.staff.command("books", Role.DOCUMENTALIST):
        receipt = office.library.receive(parcel.read(wanted.file, profile=profile), dry_run=wanted.dry_run)
    body = receipt.plain()
    say(body, "\n".join(_fate_lines(body)))
    return DONE


def _fate_lines(body: dict[str, Any]) -> Iterable[str]:
    for row in body["rows"]:
        yield f"{row['row']}\t{row['fate']}\t{row['why']}".rstrip()
    counts = ", ".join(f"{name} {body[name]}" for name in ("read", "new", "copies", "merged", "doubtful", "refused"))
    yield f"{body['parcel']}: {counts}"


def _books_undo(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from uuid import UUID

    try:
        parcel_id = UUID(wanted.parcel)
    except ValueError:
        raise UnknownCodeError("parcel", wanted.parcel) from None
    with _office(clock) as office, office.staff.command("books", Role.DOCUMENTALIST):
        undone = office.library.undo(parcel_id).plain()
    say(undone, _("The import was undone."))
    return DONE


def _books_search(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with _office(clock) as office:
        found = [hit.plain() for hit in office.library.found(" ".join(wanted.words))]
    for hit in found:
        authors = ", ".join(hit["authors"])
        say(hit, " · ".join(str(part) for part in (hit["title"], authors, hit["shelf_mark"]) if part))
    return DONE


def _books_export(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.domain.reports import ReportNotWrittenError
    from cdm_desk.importers import parcel

    with _office(clock) as office:
        shelf = office.library.shelf()
        content = parcel.written(shelf, wanted.file.suffix, wanted.format, office.library.today())
    try:
        paths.write_whole(wanted.file, content, mode=0o644)
    except OSError as fault:
        raise ReportNotWrittenError(str(wanted.file), fault.strerror or "") from fault
    say({"titles": len(shelf), "out": str(wanted.file)}, _("Written: {file}").format(file=wanted.file))
    return DONE


def _simulate(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.services.simulate import simulate

    with _office(clock) as office, office.staff.command("simulate", Role.ADMINISTRATOR):
        made = simulate(office.store, wanted.year, seed=wanted.seed, exact=wanted.exact is not None)
    say({"year": wanted.year, "facts": made}, _("{count} facts of {year} made.").format(count=made, year=wanted.year))
    return DONE


def _check(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.office import STORE_FILE
    from cdm_desk.store.opening import store_key
    from cdm_desk.store.repair import check
    from cdm_desk.vault import open_vault

    data = _data()
    result = check(data / STORE_FILE, store_key(data / STORE_FILE, open_vault(data)), clock.now())
    finding = result.finding or (result.repair.finding if result.repair else None)
    body = {
        "outcome": str(result.outcome),
        "rows": result.rows,
        "finding": None if finding is None else str(finding),
        "copy_of": None if result.repair is None or result.repair.copy_of is None else str(result.repair.copy_of),
    }
    words = {
        "sound": _("The store is sound: {rows} rows."),
        "repaired": _("The store was damaged ({finding}) and has been put right: {rows} rows."),
    }.get(str(result.outcome), _("The store is damaged ({finding}) and no good copy was found."))
    told = words.format(rows=result.rows, finding="" if finding is None else damage_name(str(finding)))
    say(body, told)
    return _status_of_check(result)


def _backup(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.store.backup import Backups, copy_to

    with _office(clock) as office, office.staff.command("backup", Role.ADMINISTRATOR):
        if wanted.folder is None:
            copy = Backups(office.store_file, office.key, office.settings.backup_folder).take(clock.now()).path
        else:
            copy = copy_to(office.store_file, office.key, wanted.folder, clock.now())
        office.staff.note("backup")
    say({"backup": str(copy)}, _("Copied and compared: {file}").format(file=copy))
    return DONE


def _restore(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.office import STORE_FILE
    from cdm_desk.store.opening import store_key
    from cdm_desk.store.repair import restore
    from cdm_desk.vault import open_vault

    data = _data()
    # The engine would make a new store of a file that is missing or empty, and that is no copy of anything.
    if not wanted.file.is_file() or not wanted.file.stat().st_size:
        raise FileUnreadableError
    aside = restore(data / STORE_FILE, store_key(data / STORE_FILE, open_vault(data)), wanted.file, clock.now())
    with _office(clock) as office, office.staff.command("restore", Role.ADMINISTRATOR):
        office.renew_numbers()
        office.staff.note("restore")
    say({"restored": str(wanted.file), "set_aside": None if aside is None else str(aside)}, _("Restored."))
    return DONE


def _recover(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.office import STORE_FILE
    from cdm_desk.store.opening import recover_keys
    from cdm_desk.vault import open_vault

    data = _data()
    names = recover_keys(data / STORE_FILE, _secret("CDM_RECOVERY_KEY"), open_vault(data))
    # On a fresh PC the keys come first, then `restore` brings the store.
    if (data / STORE_FILE).exists():
        with _office(clock) as office, office.staff.command("recover", Role.ADMINISTRATOR):
            office.staff.note("recover")
    say({"recovered": len(names)}, _("The keys are back in the keyring; the store opens."))
    return DONE


def _audit(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with _office(clock) as office, office.staff.command("audit", Role.ADMINISTRATOR):
        lines = office.staff.verify_audit(all_lines=True)
    say({"lines": lines, "intact": True}, _("The trail is intact: {count} lines.").format(count=lines))
    return DONE


def _selftest(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.rehearsal import selftest

    results = selftest(clock.now())
    for name, told in results:
        say({"part": name, "result": told}, f"{name}: {told}")
    return DONE


def _one_day(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    """Run one whole day on a temporary store and say what it did, and how to get a window."""
    from cdm_desk.rehearsal import one_day

    del clock
    folder = Path(tempfile.mkdtemp(prefix="cdm-desk-"))
    told = one_day(folder, StoppedClock(_REHEARSAL))
    for step in told.steps:
        say({"step": step}, step)
    say(
        {"pdf": str(told.sheet), "figures": told.figures},
        _("The day sheet lies here: {file}").format(file=told.sheet),
    )
    if not say.as_json:
        print(_("This machine has no display. On one that has, the same command opens the window;"))
        print(_("with --demo it opens a generated year to try everything out, with nothing to set up."))
    return DONE
