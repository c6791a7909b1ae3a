"""The commands: what a wrong word, a missing file or a folder that refuses ends them with."""

import io
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cdm_desk import language
from cdm_desk.cli import main
from cdm_desk.commands.answer import DONE, REFUSED, UNREPAIRED, WORLDS_FAULT, WRONG_USAGE
from cdm_desk.domain.lists import SHIPPED, Kind
from cdm_desk.language import LANGUAGES
from cdm_desk.settings import KINDS, SettingsFile
from cdm_desk.store.presence import Presence

Run = Callable[..., int]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workstation that works alone, on a Tuesday at ten."""
    folder = tmp_path / "data"
    for name, value in {
        "CDM_DATA_DIR": str(folder),
        "CDM_KEYRING": "file",
        "CDM_LANG": "en",
        "CDM_NOW": "2019-01-15T10:00",
    }.items():
        monkeypatch.setenv(name, value)
    assert main(["init", "--workstation", "Accueil 1", "--kind", "reception"]) == DONE
    return folder


@pytest.fixture
def handed_out(data: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[], object]:
    """Register somebody; return the number."""
    del data

    def register() -> object:
        capsys.readouterr()
        assert main(["register", "--theme", "emp", "--json"]) == DONE
        return json.loads(capsys.readouterr().out)["ticket"]

    return register


@pytest.mark.parametrize(
    "words",
    [
        ["books"],
        ["frobnicate"],
        ["register", "--theme", "\udcff"],
        ["call", "\udcff"],
        ["visit", "--motive", "\udcff"],
        ["register", "--theme", "EMP", "--ack-fd", "9999"],
        ["simulate", "--year", "0"],
        ["simulate", "--year", "9999"],
        ["nightly", "--install", "25:99"],
        ["day-close", "--day", "2019-13-01"],
    ],
    ids=" ".join,
)
def test_what_is_no_command_is_wrong_usage(data: Path, words: list[str]) -> None:
    del data
    assert main(words) == WRONG_USAGE


def test_a_copy_into_no_folder_names_it_and_says_why(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    del data
    monkeypatch.setenv("CDM_LANG", "nl")
    file = tmp_path / "paper.txt"
    file.write_text("no folder")

    assert main(["backup", str(file)]) == WORLDS_FAULT
    assert capsys.readouterr().err == (
        f"Er kan geen kopie in {file}: er is al iets met deze naam. Er is niets veranderd; kies een andere map. "
        "(ref. S-19)\n"
    )


@pytest.mark.parametrize("content", [None, b""], ids=["missing", "empty"])
def test_restoring_what_is_no_copy_leaves_the_store_alone(
    data: Path, tmp_path: Path, handed_out: Callable[[], object], content: bytes | None
) -> None:
    handed_out()
    copy = tmp_path / "copy.db"
    if content is not None:
        copy.write_bytes(content)

    assert main(["restore", str(copy)]) == WORLDS_FAULT
    assert handed_out() == 302
    assert not list(data.glob("*.damaged-*"))


def test_a_restored_copy_hands_no_number_out_twice(tmp_path: Path, handed_out: Callable[[], object]) -> None:
    handed_out()
    assert main(["backup", str(tmp_path / "copies")]) == DONE
    since = [handed_out() for _each in range(12)]
    (copy,) = (tmp_path / "copies").glob("*.db")

    assert main(["restore", str(copy)]) == DONE
    assert handed_out() not in {301, *since}


def test_a_restore_says_what_came_back_and_what_does_not(
    tmp_path: Path, data: Path, handed_out: Callable[[], object], capsys: pytest.CaptureFixture[str]
) -> None:
    handed_out()
    assert main(["backup", str(tmp_path / "copies")]) == DONE
    assert "was not there and has been made" in capsys.readouterr().out
    (copy,) = (tmp_path / "copies").glob("*.db")
    assert main(["backup", str(tmp_path / "copies")]) == DONE
    assert "was not there" not in capsys.readouterr().out

    assert main(["restore", str(copy)]) == DONE
    told = capsys.readouterr().out
    (aside,) = data.glob("*.damaged-*[0-9]")
    assert "the data of Accueil 1 as they were on" in told
    assert "nobody else has it" in told
    assert str(aside) in told


def test_the_help_of_an_erasure_says_what_each_word_stands_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CDM_LANG", "en")
    assert main(["erase", "--help"]) == DONE
    told = capsys.readouterr().out
    for word in ("title  ", "list_entry  ", "personal  ", "test  ", "no way back", "books search --json"):
        assert word in told


def test_numbers_are_not_handed_out_twice_after_a_repair(data: Path, handed_out: Callable[[], object]) -> None:
    handed_out()
    assert main(["backup"]) == DONE
    since = [handed_out() for _each in range(3)]
    for file in data.glob("desk.db*"):
        if file.suffix == ".db" or file.name.endswith(("-wal", "-shm")):
            file.unlink()

    assert handed_out() not in {301, *since}


def test_a_shared_folder_named_from_here_is_found_from_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "share").mkdir()
    monkeypatch.setenv("CDM_KEYRING", "file")
    monkeypatch.chdir(tmp_path)
    assert main(["init", "--workstation", "Accueil 1", "--kind", "office", "--share", "share"]) == DONE
    monkeypatch.chdir("/")
    capsys.readouterr()

    assert main(["exchange", "--once", "--json"]) == DONE
    assert json.loads(capsys.readouterr().out)["share"] == "ok"


def test_settings_that_the_disk_refuses_are_the_worlds_fault(data: Path) -> None:
    (data / "settings.ini").unlink()
    (data / "settings.ini").mkdir()

    assert main(["board"]) == WORLDS_FAULT


def test_a_data_folder_that_cannot_be_is_the_worlds_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("CDM_DATA_DIR", str(tmp_path / "file" / "data"))

    assert main(["board"]) == WORLDS_FAULT


def test_a_day_sheet_whose_folder_cannot_be_is_told(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = data / "settings.ini"
    lines = settings.read_text().splitlines()
    kept = [line for line in lines if not line.startswith("day_sheet_folder")]
    settings.write_text("\n".join([*kept, f"day_sheet_folder = {data / 'store.key' / 'sheets'}", ""]))
    with pytest.MonkeyPatch.context() as evening:
        evening.setenv("CDM_NOW", "2019-01-15T20:30")
        assert main(["nightly"]) == WORLDS_FAULT
    assert "Nothing was written to" in capsys.readouterr().err


def test_a_day_that_is_open_is_refused(data: Path) -> None:
    del data
    assert main(["day-close"]) == REFUSED


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """Leave the language as it was to other tests: a command speaks that of its run."""
    yield
    language.use("en")


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workstation that nobody has set up, on a machine that names no language."""
    for name in ("CDM_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "CDM_SHARE_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CDM_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CDM_KEYRING", "file")
    return tmp_path / "data"


INIT = ("init", "--workstation", "Accueil 1", "--kind", "reception")


@pytest.mark.parametrize(
    ("asked", "environment", "kept"),
    [
        ((), {}, "fr"),
        ((), {"LANG": "C.UTF-8"}, "fr"),
        ((), {"LANG": "nl_BE.UTF-8"}, "nl"),
        ((), {"LANG": "nl_BE.UTF-8", "LC_ALL": "en_GB"}, "en"),
        ((), {"LANG": "en_GB", "CDM_LANG": "nl"}, "nl"),
        (("--language", "en"), {"CDM_LANG": "nl"}, "en"),
    ],
    ids=str,
)
def test_a_workstation_is_set_up_in_the_language_that_was_asked_for(
    bare: Path, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...], environment: dict[str, str], kept: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert main([*INIT, *asked]) == DONE
    assert SettingsFile(bare / "settings.ini").load().settings.language == kept


def test_a_set_up_says_what_each_paper_is_for(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CDM_LANG", "en")
    (tmp_path / "share").mkdir()
    assert main([*INIT, "--share", str(tmp_path / "share")]) == DONE
    founded = capsys.readouterr().out
    [code] = re.findall("Joining code of the site: (.+)", founded)
    monkeypatch.setenv("CDM_JOIN_CODE", code)
    monkeypatch.setenv("CDM_DATA_DIR", str(bare.with_name("other")))
    words = ["init", "--workstation", "Poste 4", "--kind", "counselling", "--join", "--share", str(tmp_path / "share")]
    assert main(words) == DONE
    joined = capsys.readouterr().out

    assert "Recovery key of Accueil 1:" in founded
    assert "for whoever sets up the next PC" in founded
    assert "Recovery key of Poste 4:" in joined
    assert "of this PC with it, and of no other" in joined
    assert "stays as it is" in joined


@pytest.fixture
def joining_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """The code of a site whose folder was taken away since."""
    (tmp_path / "share").mkdir()
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("CDM_DATA_DIR", str(tmp_path / "founder"))
        elsewhere.setenv("CDM_KEYRING", "file")
        assert main([*INIT, "--share", str(tmp_path / "share"), "--json"]) == DONE
    (tmp_path / "share").rename(tmp_path / "elsewhere")
    return str(json.loads(capsys.readouterr().out)["join_code"])


@pytest.mark.parametrize("how", [(), ("--join",)], ids=["found", "join"])
def test_a_folder_that_is_missing_sets_nothing_up_and_is_named(
    bare: Path,
    tmp_path: Path,
    joining_code: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    how: tuple[str, ...],
) -> None:
    monkeypatch.setenv("CDM_LANG", "en")
    monkeypatch.setenv("CDM_JOIN_CODE", joining_code)
    folder = str(tmp_path / "share")

    assert main([*INIT, "--share", folder, *how]) == WORLDS_FAULT
    told = capsys.readouterr().err
    assert told.startswith(f"{folder[:60]}")
    assert "choose another place" in told
    assert "go on working" not in told
    assert not (bare / "desk.db").exists()


def test_joining_without_a_folder_is_wrong_usage(bare: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*INIT, "--join"]) == WRONG_USAGE
    assert "--share" in capsys.readouterr().err
    assert not bare.exists()


def test_a_copy_is_not_restored_under_an_open_window(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", str(tmp_path / "copies")]) == DONE
    (copy,) = (tmp_path / "copies").glob("*.db")
    window = Presence(data / "desk.db")
    window.enter()
    try:
        capsys.readouterr()
        assert main(["restore", str(copy)]) == WORLDS_FAULT
    finally:
        window.leave()
    assert "cdm_desk is open on this PC" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("restore",), ("books", "import")], ids=" ".join)
def test_a_file_that_is_missing_is_named(
    data: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    del data
    assert main([*words, "no such copy.db"]) == WORLDS_FAULT
    assert "no such copy.db" in capsys.readouterr().err


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize(
    ("command", "kinds"),
    [
        ("register", (Kind.THEME, Kind.LANGUAGE)),
        ("visit", (Kind.MOTIVE, Kind.THEME)),
        ("desk", (Kind.THEME, Kind.LANGUAGE)),
        ("close", (Kind.OUTCOME,)),
    ],
)
def test_a_help_lists_the_codes_with_their_words(
    bare: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
    kinds: tuple[Kind, ...],
    spoken: str,
) -> None:
    monkeypatch.setenv("CDM_LANG", spoken)
    assert main([command, "--help"]) == DONE
    told = re.sub(r"\s+", " ", capsys.readouterr().out)

    missing = [
        entry.code
        for kind in kinds
        for entry in SHIPPED[kind]
        if f"{entry.code} {entry.label.spoken(spoken)}" not in told
    ]
    assert missing == []
    assert not bare.exists()


def test_the_other_helps_list_what_may_be_said(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CDM_LANG", "en")
    del bare
    for command, wanted in {"init": KINDS, "report": ("R01", "2019-W03", "2019-Q1"), "facts": ("2019-01",)}.items():
        assert main([command, "--help"]) == DONE
        told = capsys.readouterr().out
        assert [each for each in wanted if f"  {each} " not in told] == []


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["register", "--theme", "XXX"], "ORI, FOR, EMP, MOB, ENT"),
        (["register", "--theme", "EMP", "--language", "EN"], "FR, NL, BI"),
        (["visit", "--motive", "MV99"], "MV1, MV2"),
        (["desk", "4", "--themes", "EMP", "--languages", "EN"], "FR, NL"),
        (["report", "R99", "--period", "2019-01-14"], "R01"),
    ],
    ids=str,
)
def test_an_error_names_what_may_be_said_instead(
    data: Path, capsys: pytest.CaptureFixture[str], words: list[str], named: str
) -> None:
    del data
    assert main(words) == REFUSED
    assert named in capsys.readouterr().err


WRONG_WORDS = [
    ["frobnicate"],
    ["register"],
    ["register", "--theme"],
    ["register", "--theme", "EMP", "--people", "many"],
    ["register", "--theme", "EMP", "--loop", "0"],
    ["register", "--theme", "EMP", "--ack-fd", "9999"],
    ["register", "--theme", "EMP", "more"],
    ["visit", "--motive", "MV1", "--at", "2019-01-14T99"],
    ["day-close", "--day", "tomorrow"],
    ["simulate", "--year", "1"],
    ["init", "--workstation", "A", "--kind", "castle"],
    ["books"],
    ["nightly", "--install", "late"],
]
ENGLISH = re.compile(
    r"\b(usage|argument|arguments|required|following|invalid|choose|choice|value|expected|unrecognized|needed|missing|"
    r"must|follow|give|number|from)\b|_[a-z]"
)


@pytest.mark.parametrize("spoken", ["fr", "nl"])
@pytest.mark.parametrize("words", WRONG_WORDS, ids=" ".join)
def test_wrong_usage_is_told_without_a_word_of_english(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], spoken: str
) -> None:
    del bare
    monkeypatch.setenv("CDM_LANG", spoken)
    assert main(words) == WRONG_USAGE
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 1
    assert ENGLISH.search(told) is None, told
    assert "�" not in told


@pytest.mark.parametrize(("spoken", "usage"), [("fr", "usage\u00a0: "), ("nl", "gebruik: ")])
def test_a_help_is_told_without_a_word_of_english(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], spoken: str, usage: str
) -> None:
    del bare
    monkeypatch.setenv("CDM_LANG", spoken)
    for command in ("", "register", "visit", "init", "report", "nightly", "restore", "books"):
        assert main([*command.split(), "--help"]) == DONE
        told = capsys.readouterr().out
        assert told.startswith(usage)
        assert re.search(r"\b(show this|positional|the|with|and)\b", told) is None, told


@pytest.mark.parametrize(("spoken", "answer"), [("fr", "n'existe pas"), ("nl", "bestaat niet")])
def test_what_the_system_answers_is_told_in_the_language_of_the_person(
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    spoken: str,
    answer: str,
) -> None:
    del data
    monkeypatch.setenv("CDM_LANG", spoken)
    target = str(tmp_path / "gone" / "r.pdf")
    for words in (["report", "R01", "--period", "2019-01-14", "--out", target], ["books", "export", f"{target}.mrc"]):
        assert main(words) == WORLDS_FAULT
        told = capsys.readouterr().err
        assert answer in told
        assert os.strerror(2) not in told


def test_a_clock_that_cannot_be_is_refused_alike_by_every_part(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    del data
    monkeypatch.setenv("CDM_NOW", "tomorrow")
    assert main(["board"]) == WRONG_USAGE
    assert "CDM_NOW must look like" in capsys.readouterr().err


class Terminal(io.StringIO):
    """What a person types."""

    def isatty(self) -> bool:
        return True


def test_a_person_at_a_terminal_is_asked_for_the_code(
    bare: Path, tmp_path: Path, joining_code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "elsewhere").rename(tmp_path / "share")
    monkeypatch.setenv("CDM_LANG", "en")
    monkeypatch.setattr("sys.stdin", Terminal(f"{joining_code}\n"))
    words = ["init", "--workstation", "Poste 4", "--kind", "counselling", "--join", "--share", str(tmp_path / "share")]

    assert main(words) == DONE
    assert "Joining code:" in capsys.readouterr().err
    assert (bare / "desk.db").exists()


def test_a_letter_is_no_catalogue_and_nobody_is_asked_about_its_columns(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del data
    (tmp_path / "letter.docx").write_text("Dear Madam,\nhere is our list, thank you.\n")

    assert main(["books", "import", str(tmp_path / "letter.docx")]) == REFUSED
    assert "not a catalogue" in capsys.readouterr().err


def test_a_catalogue_is_written_in_a_form_that_is_known(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del data
    assert main(["books", "export", str(tmp_path / "books.txt")]) == REFUSED
    assert "mrc, xml, csv" in capsys.readouterr().err


def test_what_is_no_copy_is_called_so_and_the_store_is_not_called_damaged(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del data
    (tmp_path / "photo.db").write_bytes(b"a picture" * 1000)

    assert main(["restore", str(tmp_path / "photo.db")]) == UNREPAIRED
    assert "is no sound copy" in capsys.readouterr().err


def test_figures_have_names_in_the_language_of_the_person(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    del data
    monkeypatch.setenv("CDM_LANG", "nl")
    assert main(["report", "R01", "--period", "2019-01-15"]) == DONE
    told = capsys.readouterr().out
    assert re.search(r"[a-z]_[a-z]|None", told) is None, told
