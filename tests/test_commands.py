"""The commands as a person gives them: what they print, how they end, and that no argument breaks one."""

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cdm_desk import cli, language
from tests.journeys.program import ROOT, Workstation

MORNING = "2019-01-14T10:15"
EVENING = "2019-01-14T18:45"
NEXT_DAY = "2019-01-15T09:05"


@dataclass
class Ran:
    """What a command did."""

    status: int
    out: str
    told: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def one(self) -> dict[str, Any]:
        assert self.status == 0, self.told
        [found] = self.objects
        return found


class Desk:
    """Runs commands in this process, as a person at the keyboard would one after the other."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        self.data = data
        for name, value in {"CDM_DATA_DIR": str(data), "CDM_KEYRING": "file", "CDM_LANG": "en"}.items():
            monkeypatch.setenv(name, value)

    def __call__(self, *words: str, now: str = MORNING, as_json: bool = True) -> Ran:
        self._monkeypatch.setenv("CDM_NOW", now)
        self._capsys.readouterr()
        status = cli.main([*words, *(["--json"] if as_json else [])])
        out, told = self._capsys.readouterr()
        return Ran(status, out, told)

    def init(self, name: str = "Accueil 1") -> Ran:
        return self("init", "--workstation", name, "--kind", "reception")


@pytest.fixture
def bare(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Desk]:
    """A workstation that nobody has set up."""
    yield Desk(capsys, monkeypatch, tmp_path / "data")
    language.use("en")


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a workstation that was set up; each test works on a copy."""
    data = tmp_path_factory.mktemp("set up") / "data"
    with pytest.MonkeyPatch.context() as environment:
        for name, value in {"CDM_DATA_DIR": str(data), "CDM_KEYRING": "file", "CDM_NOW": MORNING}.items():
            environment.setenv(name, value)
        assert cli.main(["init", "--workstation", "Accueil 1", "--kind", "reception"]) == 0
    return data


@pytest.fixture
def desk(bare: Desk, set_up: Path) -> Desk:
    shutil.copytree(set_up, bare.data)
    return bare


@pytest.fixture
def served(desk: Desk) -> Desk:
    """A desk that is open, with one visitor called and begun."""
    desk("register", "--theme", "EMP", "--language", "FR")
    desk("desk", "4", "--themes", "EMP,FOR", "--languages", "FR,NL")
    desk("call", "4", now="2019-01-14T10:18")
    desk("start", "4", now="2019-01-14T10:19")
    return desk


def one_sentence(told: str) -> bool:
    """Whether a person is told one thing, on one line, that is no trace of the program."""
    return "Traceback" not in told and len(told.splitlines()) == 1 and len(told) < 500


# The PC space


def test_seats_are_given_extended_freed_and_shown_by_commands(desk: Desk) -> None:
    assert desk("seat").one == {"seat": 1, "until": "11:15"}
    assert desk("seat", "12").one == {"seat": 12, "until": "11:15"}
    assert desk("seat-extend", "12").one == {"seat": 12, "until": "12:15"}
    assert desk("seat-free", "1").one == {"seat": 1}
    seats = {each["seat"]: each for each in desk("seats").one["seats"]}
    assert seats[12] == {"seat": 12, "kind": "pc", "state": "running", "until": "12:15", "minutes": 120}
    assert seats[1]["state"] == "free"


@pytest.mark.parametrize(("words", "status"), [("seat 46", 2), ("seat-free 3", 2), ("seat -1", 2), ("seat-free", 64)])
def test_a_seat_that_there_is_not_is_one_sentence(desk: Desk, words: str, status: int) -> None:
    ran = desk(*words.split())
    assert (ran.status, one_sentence(ran.told)) == (status, True)


def test_a_seat_that_somebody_took_names_the_command_for_the_next_and_no_key(desk: Desk) -> None:
    desk("seat", "12")
    assert desk("seat", "12").told == ("Seat 12 has just been taken. The next free one: seat, without a number.\n")


# Setting up


def test_a_workstation_is_set_up_and_its_recovery_key_shown_and_kept_nowhere(bare: Desk) -> None:
    made = bare.init().one
    assert made["join_code"] is None
    kept = b"".join(each.read_bytes() for each in bare.data.iterdir() if each.is_file())
    assert made["recovery_key"].encode() not in kept


def test_a_second_set_up_is_refused_and_nothing_is_lost(desk: Desk) -> None:
    fact = desk("register", "--theme", "EMP").one["fact"]
    again = desk.init("Accueil 2")
    assert (again.status, again.out) == (2, "")
    assert one_sentence(again.told)
    assert [each["id"] for each in desk("facts", "--period", "2019-01-14").objects] == [fact]


@pytest.mark.parametrize("name", ["", "   ", "x" * 10_000, "a\0b", "a\nb", "\ud800", "😀" * 100, "42.01.22-051.81"])
def test_a_workstation_has_a_name_that_can_be_read_out(bare: Desk, name: str) -> None:
    ran = bare.init(name)
    assert ran.status in {2, 64}
    assert one_sentence(ran.told)
    assert not (bare.data / "desk.db").exists()


def test_a_workstation_that_was_not_set_up_says_so(bare: Desk) -> None:
    ran = bare("register", "--theme", "EMP")
    assert ran.status == 3
    assert one_sentence(ran.told)
    assert not (bare.data / "desk.db").exists()


def test_without_its_key_the_store_is_not_opened_and_not_made_anew(desk: Desk) -> None:
    desk("register", "--theme", "EMP")
    before = (desk.data / "desk.db").read_bytes()
    [secrets] = [each for each in desk.data.iterdir() if each.name.startswith("secrets") and each.stat().st_size]
    aside = secrets.rename(desk.data.parent / "secrets aside")
    ran = desk("board")
    assert ran.status == 3
    assert one_sentence(ran.told)
    assert (desk.data / "desk.db").read_bytes() == before
    aside.rename(secrets)
    assert len(desk("board").one["waiting"]) == 1


def test_without_a_keyring_nothing_is_set_up(bare: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CDM_KEYRING")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    ran = bare.init()
    assert ran.status == 3
    assert one_sentence(ran.told)
    assert not (bare.data / "desk.db").exists()


def test_a_folder_that_cannot_be_made_is_the_worlds_fault(bare: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    file = bare.data.parent / "a file"
    file.touch()
    monkeypatch.setenv("CDM_DATA_DIR", str(file / "data"))
    for words in (("board",), ("init", "--workstation", "A", "--kind", "office")):
        ran = bare(*words)
        assert ran.status == 3
        assert one_sentence(ran.told)


# A visitor's way


def test_register_prints_the_number_and_the_fact(desk: Desk) -> None:
    made = desk("register", "--theme", "emp", "--language", "fr", "--people", "2").one
    assert made["ticket"] == 301
    [fact] = desk("facts", "--period", "2019-01-14").objects
    assert fact == {
        "kind": "visit", "id": made["fact"], "day": "2019-01-14", "hour": 10, "site": "CDM", "channel": "desk",
        "motive_code": "MV2", "theme_code": "EMP", "language": "FR", "people": 2, "late": False,
    }  # fmt: skip


def test_a_second_desk_on_a_workstation_is_said_to_be_one_and_a_command_closes_it(desk: Desk) -> None:
    desk("desk", "2", "--themes", "EMP", "--languages", "FR")
    second = desk("desk", "3", "--themes", "EMP", "--languages", "FR").one
    moved = desk("desk", "3", "--move", "5").one
    closed = desk("desk", "2", "--close").one

    assert second == {"desk": "3", "themes": ["EMP"], "languages": ["FR"], "also_open": ["2"]}
    assert (moved["desk"], moved["also_open"]) == ("5", ["2"])
    assert closed == {"desk": "2", "themes": ["EMP"], "languages": ["FR"], "closed": True, "also_open": ["5"]}
    assert desk("call", "2").status == 2


def test_a_desk_that_moves_is_told_by_both_numbers(desk: Desk) -> None:
    desk("desk", "3", "--themes", "EMP", "--languages", "FR")
    assert desk("desk", "3", "--move", "5", as_json=False).out == "Desk 3 goes by number 5 from now on.\n"


@pytest.mark.parametrize("words", ["", "--themes EMP", "--close --themes EMP", "--close --move 4"])
def test_a_desk_is_opened_moved_or_closed_and_nothing_in_between(desk: Desk, words: str) -> None:
    assert desk("desk", "4", *words.split()).status == 64


def test_register_prints_the_wait_that_is_foreseen(desk: Desk) -> None:
    told = ("wait", "range_low", "range_high", "after_closing")
    nobody = desk("register", "--theme", "EMP").one
    assert [nobody[name] for name in told] == ["nobody", None, None, False]
    desk("desk", "4", "--themes", "EMP", "--languages", "FR")
    desk("call", "4")
    desk("start", "4")
    made = desk("register", "--theme", "EMP", now="2019-01-14T10:20").one
    assert (made["wait"] in ("range", "more"), made["after_closing"]) == (True, False)
    assert 0 <= made["range_low"] <= (made["range_high"] or 60)
    spoken = desk("register", "--theme", "EMP", now="2019-01-14T16:55", as_json=False).out
    assert spoken.startswith("Number 303, ")
    assert spoken.endswith(", after the doors close\n")


def test_a_loop_registers_as_often_as_it_says_and_acknowledges_each(desk: Desk) -> None:
    reading, writing = os.pipe()
    ran = desk("register", "--theme", "EMP", "--loop", "3", "--ack-fd", str(writing))
    os.set_blocking(reading, False)
    with os.fdopen(reading) as heard:
        acknowledged = [heard.readline().strip() for _each in ran.objects]
    assert [each["ticket"] for each in ran.objects] == [301, 302, 303]
    assert acknowledged == [f"ACK {each['fact']}" for each in ran.objects]


@pytest.mark.parametrize("descriptor", ["-1", "9999", "99999999999999999999", "stdout"])
def test_an_acknowledgement_that_nobody_hears_is_wrong_usage(desk: Desk, descriptor: str) -> None:
    ran = desk("register", "--theme", "EMP", f"--ack-fd={descriptor}")
    assert ran.status == 64
    assert one_sentence(ran.told)
    assert desk("board").one["waiting"] == []


def test_a_visit_of_any_motive(desk: Desk) -> None:
    motives = [f"MV{number}" for number in range(1, 10)]
    made = [desk("visit", "--motive", motive, "--people", "24").one for motive in motives]
    assert [(each["motive"], each["people"], each["late"]) for each in made] == [
        (motive, 24, False) for motive in motives
    ]
    kept = {each["id"]: each["motive_code"] for each in desk("facts", "--period", "2019-01-14").objects}
    assert kept == {each["fact"]: each["motive"] for each in made}


def test_a_visit_at_an_earlier_hour_is_a_late_entry(desk: Desk) -> None:
    made = desk("visit", "--motive", "MV3", "--at", "2019-01-11T15").one
    assert made["late"] is True
    [fact] = desk("facts", "--period", "2019-01-11").objects
    assert (fact["hour"], fact["late"]) == (15, True)


def test_an_hour_that_cannot_be_is_refused(desk: Desk) -> None:
    refused = {
        "2019-01-14T11": 2, "2030-01-01T10": 2, "0001-01-01T00": 2, "9999-12-31T23": 2, "2019-01-14": 64, "10": 64,
        "x": 64, "2019-02-30T10": 64, "2019-01-14T25": 64, "": 64, "\ud800T10": 64,
    }  # fmt: skip
    for at, status in refused.items():
        ran = desk("visit", "--motive", "MV3", "--at", at)
        assert ran.status == status, at
        assert one_sentence(ran.told), at


def test_the_whole_way_of_a_visitor(desk: Desk) -> None:
    desk("register", "--theme", "EMP", "--language", "FR")
    opened = desk("desk", "4", "--themes", "EMP,FOR", "--languages", "NL,FR").one
    assert opened == {"desk": "4", "themes": ["EMP", "FOR"], "languages": ["FR", "NL"]}
    board = desk("board", now="2019-01-14T10:18").one
    assert board["waiting"] == [{"ticket": 301, "theme": "EMP", "language": "FR", "desk": None, "waited_minutes": 3}]
    assert [board[each] for each in ("called", "serving", "parked", "exchanged_seconds_ago")] == [[], [], [], None]

    called = desk("call", "4", now="2019-01-14T10:18").one
    assert (called["ticket"], called["theme"], called["desk"], called["waited_minutes"]) == (301, "EMP", "4", 3)
    assert [each["desk"] for each in desk("board", now="2019-01-14T10:18").one["called"]] == ["4"]
    assert desk("recall", "4", now="2019-01-14T10:19").one == {"ticket": 301, "calls": 2, "desk": "4"}
    assert desk("start", "4", now="2019-01-14T10:20").one == {"ticket": 301, "theme": "EMP", "desk": "4"}
    assert [each["ticket"] for each in desk("board", now="2019-01-14T10:20").one["serving"]] == [301]
    closed = desk("close", "4", "--outcome", "OU1,OU5", now="2019-01-14T10:41").one
    assert (closed["ticket"], closed["outcomes"], closed["minutes"] in {20, 21}) == (301, ["OU1", "OU5"], True)
    assert desk("call", "4", now="2019-01-14T10:42").one == {"ticket": None}


def test_a_visitor_who_does_not_come(desk: Desk) -> None:
    desk("register", "--theme", "EMP")
    desk("desk", "4", "--themes", "EMP", "--languages", "FR")
    desk("call", "4")
    soon = desk("no-show", "4", now="2019-01-14T10:16")
    assert soon.status == 2
    assert one_sentence(soon.told)
    desk("recall", "4", now="2019-01-14T10:17")
    assert desk("no-show", "4", now="2019-01-14T10:18").one == {"ticket": 301}


def test_a_conversation_closed_without_outcome_says_that_it_is_to_be_noted_and_how(served: Desk) -> None:
    told = served("close", "4", as_json=False).out
    assert "outcome is still to be noted" in told
    assert "close 4 --outcome OU1" in told


def test_a_conversation_closed_with_its_outcome_lacks_nothing(served: Desk) -> None:
    assert "noted" not in served("close", "4", "--outcome", "OU1", as_json=False).out


def test_a_conversation_that_has_begun_is_not_begun_again_and_named(served: Desk) -> None:
    again = served("start", "4")
    assert (again.status, again.told) == (
        2, "The conversation with number 301 has already begun at desk 4. Nothing was changed.\n",
    )  # fmt: skip


@pytest.mark.parametrize("words", ["desk quatre --themes EMP --languages FR", "call quatre", "desk 4 --move quatre"])
def test_a_desk_is_a_number(served: Desk, words: str) -> None:
    ran = served(*words.split())
    assert ran.status == 64
    assert "“quatre” is no desk. Give its number, from 1 to 99, such as 4." in ran.told


def test_an_absence_too_soon_says_what_is_still_to_be_done(desk: Desk) -> None:
    desk("register", "--theme", "EMP")
    desk("desk", "4", "--themes", "EMP", "--languages", "FR")
    desk("call", "4")
    assert desk("no-show", "4", now="2019-01-14T10:15:20").told == (
        "Too soon to note an absence: call the number again first, and wait another 40 s.\n"
    )


def test_a_period_that_is_none_is_told_what_one_looks_like(desk: Desk) -> None:
    told = desk("facts", "--period", "yesterday").told
    assert "a quarter 2019-Q1" in told


@pytest.mark.parametrize("period", ["yesterday", "2019-W03"])
def test_the_report_of_a_day_is_told_what_a_day_looks_like(desk: Desk, period: str) -> None:
    told = desk("report", "R01", "--period", period).told
    assert told == f"R01 is of one day, such as 2019-01-14; “{period}” is none.\n"


def test_what_is_missing_is_named_by_no_word_of_the_program(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDM_LANG", "fr")
    assert desk("audit").told == "cdm-desk audit: il manque\u00a0: verify\n"


def test_a_record_that_there_is_not_is_told_among_what_in_words(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDM_LANG", "fr")
    assert "parmi les ouvrages" in desk("erase", "title", "0", "--reason", "test").told


# Without a shared folder


@pytest.mark.parametrize(
    "words", ["share check", "share repair", "hub dual", "hub state", "hub back", "backup --site x", "hub add-site"]
)
def test_a_pc_alone_says_that_it_shares_no_folder_and_how_it_would(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setenv("CDM_JOIN_CODE", "ABCD")
    ran = desk(*words.split())
    assert ran.status == 3
    assert "without a shared folder" in ran.told
    assert "init --share FOLDER" in ran.told


@pytest.mark.parametrize("address", ["", "server/desk", "postgresql://a b c/%%"])
def test_a_hub_is_made_at_an_address_of_one_only(desk: Desk, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("CDM_HUB_URL", address)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    ran = desk("hub", "init")
    assert ran.status == 64
    assert "postgresql://NAME:PASSWORD@SERVER/desk" in ran.told


def test_a_hub_that_does_not_answer_is_named_without_its_password(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDM_HUB_URL", "postgresql://boss:secret@127.0.0.1:1/desk")
    ran = desk("hub", "init")
    assert ran.status == 3
    assert ran.told.startswith("127.0.0.1 is not there or cannot be reached.")
    assert "secret" not in ran.told


def test_a_site_is_put_back_from_a_folder_that_holds_a_copy(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    ran = desk("restore", "--site", str(tmp_path / "stick"), "--into", str(tmp_path / "new"))
    assert ran.status == 3
    assert f"No copy of a site lies in {tmp_path / 'stick'}"[:60] in ran.told


def test_a_site_is_put_back_into_a_folder_that_is_named(desk: Desk, tmp_path: Path) -> None:
    ran = desk("restore", "--site", str(tmp_path / "stick"))
    assert (ran.status, "--into FOLDER" in ran.told) == (64, True)


REFUSED = """
register --theme XXX
register --theme EMP --language EN
visit --motive MV99
desk 4 --themes XXX --languages FR
call 9
start 9
recall 9
no-show 9
close 9
day-close
day-close --day 2030-01-01
report R99 --period 2019
report R01 --period yesterday
report R01 --period 2030-01-01
facts --period 2019-13
books undo not-a-parcel
books undo 00000000000000000000000000000000
"""

WRONG = """
dance
desk 4 --themes , --languages FR
register
register --theme
register --theme EMP --people many
register --theme EMP --people 1.5
register --theme EMP --loop 0
register --theme EMP --loop=-3
register --theme EMP --loop 1000000000000
call
call 4 5
desk 4
init --workstation A --kind castle
day-close --day tomorrow
report R01
report R01 --period 2019 --language xx
nightly --install 25:00
nightly --install late
visit --motive MV3 --theme EMP
"""


def test_what_a_rule_refuses_ends_with_two_and_what_is_no_command_with_sixty_four(desk: Desk) -> None:
    for status, lines in ((2, REFUSED), (64, WRONG)):
        for line in lines.split("\n")[1:-1]:
            ran = desk(*line.split())
            assert (ran.status, ran.out) == (status, ""), line
            assert one_sentence(ran.told), line
    board = desk("board").one
    assert [board[each] for each in ("waiting", "called", "serving", "parked")] == [[], [], [], []]


HOSTILE = {
    "nul": "E\0MP",
    "emoji": "🧑‍💼" * 20,
    "long": "E" * 10_000,
    "markup": "<img src=http://x.example/y>",
    "quotes": "'; DROP TABLE visit_fact; --",
    "right to left": "\u202eEMP",
    "bytes that are no text": os.fsdecode(b"\xff\xfe"),
    "half a letter": "\ud800",
    "lines": "E\nM\rP\x1b[2J",
    "a national number": "42.01.22-051.81",
    "braces": "{why} {0} %s",
    "empty": "",
}


@pytest.mark.parametrize(
    "command",
    [
        ("register", "--theme", "*"),
        ("register", "--theme", "EMP", "--language", "*"),
        ("visit", "--motive", "*"),
        ("desk", "*", "--themes", "EMP", "--languages", "FR"),
        ("desk", "4", "--themes", "*", "--languages", "FR"),
        ("call", "*"),
        ("close", "*", "--outcome", "OU1"),
        ("report", "*", "--period", "2019-01-14"),
        ("report", "R01", "--period", "*"),
        ("books", "undo", "*"),
    ],
    ids=" ".join,
)
def test_no_argument_however_hostile_breaks_a_command(desk: Desk, command: tuple[str, ...]) -> None:
    for kind, hostile in HOSTILE.items():
        ran = desk(*(hostile if word == "*" else word for word in command))
        assert (ran.status in {2, 64}, ran.out) == (True, ""), kind
        assert one_sentence(ran.told), kind


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_search_for_anything_finds_or_does_not_find(desk: Desk, words: str) -> None:
    ran = desk("books", "search", words)
    assert ran.status in {0, 2, 64}
    assert "Traceback" not in ran.told


@pytest.mark.parametrize("command", [("register", "--theme", "EMP"), ("visit", "--motive", "MV6")], ids=" ".join)
def test_a_head_count_that_cannot_be_is_refused_and_no_number_lost(desk: Desk, command: tuple[str, ...]) -> None:
    for people in ("-5", "0", "501", str(10**12), "9" * 5000):
        ran = desk(*command, f"--people={people}")
        assert ran.status in {2, 64}
        assert "Traceback" not in ran.told
        assert len(ran.told.splitlines()) == 1
    assert desk("facts", "--period", "2019-01-14").out == ""
    assert desk("register", "--theme", "EMP").one["ticket"] == 301


def test_a_clock_that_cannot_be_read_is_wrong_usage(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for now in ("tomorrow", "2019-13-01", "25:00", os.fsdecode(b"\xff")):
        ran = desk("board", now=now)
        assert ran.status == 64
        assert one_sentence(ran.told)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert desk("board").status == 64


@pytest.mark.parametrize(("spoken", "number"), [("fr", "Numéro 301"), ("nl", "Nummer 301"), ("en", "Number 301")])
def test_people_are_told_in_their_language(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, spoken: str, number: str
) -> None:
    monkeypatch.setenv("CDM_LANG", spoken)
    ran = desk("register", "--theme", "EMP", as_json=False)
    assert (ran.status, ran.out.strip()) == (0, number)


# The end of the day


def test_what_is_left_over_is_listed_without_closing_anything(served: Desk) -> None:
    served("register", "--theme", "FOR")
    ran = served("day-close", "--list", now=EVENING)
    assert [(end["matter"], end["theme"]) for end in ran.objects] == [("serving", "EMP"), ("waiting", "FOR")]
    assert len(served("board", now=EVENING).one["waiting"]) == 1


def test_the_day_is_refused_in_opening_hours_closed_in_the_evening_and_only_once(served: Desk) -> None:
    assert served("day-close").status == 2
    assert served("day-close", now=EVENING).one == {"day": "2019-01-14", "closed": True}
    assert served("day-close", now=EVENING).one == {"day": "2019-01-14", "closed": False}
    board = served("board", now=EVENING).one
    assert [board[each] for each in ("waiting", "called", "serving", "parked")] == [[], [], [], []]
    assert served("register", "--theme", "EMP", now=EVENING).status == 2


def test_facts_are_the_same_whenever_they_are_printed(served: Desk) -> None:
    served("close", "4", "--outcome", "OU1", now="2019-01-14T10:40")
    served("visit", "--motive", "MV3")
    first = served("facts", "--period", "2019-01-14").out
    kinds = [json.loads(line)["kind"] for line in first.splitlines()]
    assert sorted(kinds) == ["session", "visit", "visit", "wait"]
    for period in ("2019-01-14", "2019-W03", "2019-01", "2019-Q1", "2019"):
        assert served("facts", "--period", period).out == first
    served("day-close", now=EVENING)
    assert served("facts", "--period", "2019-01-14", now=EVENING).out == first


def test_a_night_closes_checks_copies_and_writes_the_sheet_and_does_it_once(served: Desk) -> None:
    night = served("nightly", now=EVENING).one
    assert night["closed"] == ["2019-01-14"]
    assert (night["check"], night["share"]) == ("sound", "none")
    assert Path(night["backup"]).stat().st_size > 0
    [sheet] = night["sheets"]
    assert Path(sheet).read_bytes().startswith(b"%PDF")
    assert served("nightly", now=EVENING).one["closed"] == []


def test_a_missed_night_is_made_up_for_in_the_morning_and_today_stays_open(served: Desk) -> None:
    night = served("nightly", now=NEXT_DAY).one
    assert night["closed"] == ["2019-01-14"]
    assert [Path(sheet).name for sheet in night["sheets"]] == ["R01-2019-01-14.pdf"]
    assert served("register", "--theme", "EMP", now=NEXT_DAY).one["ticket"] == 301
    assert served("nightly", now=NEXT_DAY).one["closed"] == []


def test_a_copy_is_taken_and_put_back(served: Desk) -> None:
    copy = served("backup", str(served.data / "copies")).one["backup"]
    before = served("facts", "--period", "2019").out
    served("visit", "--motive", "MV3")
    assert served("restore", copy).status == 0
    assert served("facts", "--period", "2019").out == before
    assert served("check").one["outcome"] == "sound"
    assert served("audit", "verify").one["intact"] is True


def test_the_recovery_key_lets_an_administrator_back_in(bare: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    key = bare.init().one["recovery_key"]
    monkeypatch.setenv("CDM_RECOVERY_KEY", "AAAA-BBBB")
    assert bare("administrator", "Ada").status == 2
    monkeypatch.setenv("CDM_RECOVERY_KEY", key)
    told = bare("administrator", "Ada").one
    assert told["administrator"] == "Ada"
    assert len(set(told["recovery_codes"])) == 10
    assert bare("audit", "verify").one["intact"] is True


def test_the_pin_of_a_kiosk_is_set_without_its_window(bare: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    bare("init", "--workstation", "Borne", "--kind", "kiosk")
    monkeypatch.setenv("CDM_KIOSK_PIN", "123456")
    assert bare("kiosk-pin").status == 2
    monkeypatch.setenv("CDM_KIOSK_PIN", "274916")

    assert bare("kiosk-pin").one == {"kiosk_pin": "set"}


def test_working_alone_is_no_fault(desk: Desk) -> None:
    told = desk("exchange", "--once").one
    assert told == {"sent": 0, "received": 0, "quarantined": 0, "missing": [], "share": "none", "renewed": []}


def test_every_answer_is_one_object_on_one_line_and_nothing_else(served: Desk) -> None:
    for words in (("board",), ("facts", "--period", "2019"), ("exchange",), ("audit", "verify"), ("check",)):
        ran = served(*words)
        assert (ran.status, ran.told) == (0, "")
        assert all(isinstance(each, dict) for each in ran.objects)


# Real processes


@pytest.mark.slow
def test_the_commands_in_processes_of_their_own(tmp_path: Path) -> None:
    desk = Workstation("Accueil 1", tmp_path / "data")
    desk.one("init", "--workstation", "Accueil 1", "--kind", "reception")
    assert desk.one("register", "--theme", "EMP")["ticket"] == 301
    assert desk.facts() == desk.facts() != ""
    with desk.start("register", "--theme", os.fsdecode(b"\xff")) as process:
        out, told = process.communicate(timeout=120)
    assert (process.returncode, out) == (64, "")
    assert one_sentence(told)


@pytest.mark.slow
def test_a_reader_who_goes_away_ends_a_command_quietly(tmp_path: Path) -> None:
    desk = Workstation("Accueil 1", tmp_path / "data")
    desk.one("init", "--workstation", "Accueil 1", "--kind", "reception")
    command = [sys.executable, "-m", "cdm_desk", "register", "--theme", "EMP", "--loop", "50", "--json"]
    with subprocess.Popen(
        command, cwd=ROOT, env=desk.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        told = process.stderr.read()
        assert process.wait(timeout=120) == 0
    assert told == ""
