"""The process that reads files of others: what it answers, and that it never holds up, swells or breaks the desk."""

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from cdm_desk.domain.errors import (
    DeskError,
    FileFormatError,
    FileTooLargeError,
    FileUnreadableError,
    ImportStoppedError,
    ImportTooSlowError,
    MappingNeededError,
    ReadingBrokenError,
    TooManyRowsError,
    TooMuchMemoryError,
)
from cdm_desk.importers import parcel, reading_process
from cdm_desk.importers.parcel import Limits
from cdm_desk.importers.reading_process import ReadingProcess
from cdm_desk.importers.table import Profile
from tests.importers.library_files import unimarc, workbook

needs_pipes = pytest.mark.skipif(sys.platform == "win32", reason="no named pipes there")
needs_limits = pytest.mark.skipif(sys.platform != "linux", reason="the system knows no such limit")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "livres.csv").write_text("Titre;Qui\nUn;A\n;B\nTrois;C\n", encoding="utf-8")
    (tmp_path / "kolommen.csv").write_text("Kop;Wie\nWerk;Peeters\n", encoding="utf-8")
    (tmp_path / "livres.mrc").write_bytes(unimarc("Un métier") + unimarc("Deux"))
    (tmp_path / "livres.xlsx").write_bytes(workbook([("Titre",), ("Un",)]))
    return tmp_path


@pytest.mark.parametrize("name", ["livres.csv", "livres.mrc", "livres.xlsx"])
def test_the_process_tells_what_a_reading_here_would(folder: Path, name: str) -> None:
    told, here = ReadingProcess().read(folder / name), parcel.read(folder / name)
    assert (told.name, told.form, told.encodings, told.headings) == (name, here.form, here.encodings, here.headings)
    assert [(row.number, row.why, row.source) for row in told.rows] == [
        (row.number, row.why, row.source) for row in here.rows
    ]
    assert [row.title and row.title.heading for row in told.rows] == [
        row.title and row.title.heading for row in here.rows
    ]


def test_a_mapping_goes_with_the_file(folder: Path) -> None:
    (row,) = ReadingProcess().read(folder / "kolommen.csv", Profile(by_heading={"Kop": "title"})).rows
    assert row.title is not None
    assert row.title.title == "Werk"


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("x.pdf", b"%PDF-1.7 x", FileFormatError),
        ("x.csv", b"Kop;Wie\nx;y\n", MappingNeededError),
        ("x.csv", b"Titre\n" + b"x\n" * 30, TooManyRowsError),
        ("x.csv", b"Titre\n" + b"x" * (2 << 20), FileTooLargeError),
        ("x.csv", None, FileUnreadableError),
    ],
)
def test_what_a_file_is_refused_for_is_told_with_its_facts(
    tmp_path: Path, name: str, content: bytes | None, error: type[DeskError]
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(error) as told:
        ReadingProcess(Limits(megabytes=1, rows=20)).read(tmp_path / name)
    facts = {MappingNeededError: (("Kop", "Wie"),), TooManyRowsError: (20,), FileTooLargeError: (1,)}
    assert told.value.args == facts.get(error, ())


@needs_pipes
def test_a_file_that_hangs_is_given_up_when_its_time_is_over(tmp_path: Path) -> None:
    pipe = tmp_path / "serveur.csv"
    os.mkfifo(pipe)
    began = time.monotonic()
    with pytest.raises(ImportTooSlowError) as told:
        ReadingProcess(Limits(seconds=1)).read(pipe)
    assert told.value.seconds == 1
    assert time.monotonic() - began < 10


@needs_pipes
def test_a_reading_is_stopped_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "serveur.csv"
    os.mkfifo(pipe)
    reading = ReadingProcess()
    stopped_at: list[float] = []

    def stop() -> None:
        stopped_at.append(time.monotonic())
        reading.stop()

    threading.Timer(1.0, stop).start()
    with pytest.raises(ImportStoppedError):
        reading.read(pipe)
    assert time.monotonic() - stopped_at[0] < 2


def test_a_stop_before_the_reading_begins_holds_until_it_is_resumed(folder: Path) -> None:
    reading = ReadingProcess()
    reading.stop()
    with pytest.raises(ImportStoppedError):
        reading.read(folder / "livres.csv")
    reading.resume()
    assert len(reading.read(folder / "livres.csv").rows) == 3


@needs_limits
def test_a_file_that_would_fill_the_memory_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "profond.xml"
    path.write_bytes(b"<collection>" + b'<a b=""/>' * 500_000 + b"</collection>")
    with pytest.raises(TooMuchMemoryError) as told:
        ReadingProcess(Limits(memory=192)).read(path)
    assert told.value.megabytes == 192


@needs_limits
def test_the_largest_file_allowed_needs_no_more_memory_than_allowed(tmp_path: Path) -> None:
    path = tmp_path / "grand.csv"
    line = "Le métier de libraire – guide pratique;Dupont, Jeanne;Seuil;2001;3.1 DUP;" + "Un résumé. " * 24
    path.write_text("Titre;Auteur;Éditeur;Année;Cote;Résumé\n" + f"{line}\n" * 49_000, encoding="utf-8")
    assert 18 << 20 < path.stat().st_size < 20 << 20
    assert len(ReadingProcess().read(path).rows) == 49_000


@pytest.mark.parametrize("answer", ["", "nonsense", "[]", '{"name": 1}', '{"name": "x", "form": "csv"}'])
def test_a_process_that_breaks_down_is_told_in_a_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    # As if the parser had torn its process down in the midst of an answer.
    monkeypatch.setattr(reading_process, "command", lambda: [sys.executable, "-c", f"print({answer!r})"])
    with pytest.raises(ReadingBrokenError):
        ReadingProcess().read(folder / "livres.csv")


def test_no_process_is_left_behind(folder: Path) -> None:
    reading = ReadingProcess()
    reading.read(folder / "livres.csv")
    with pytest.raises(FileUnreadableError):
        reading.read(folder / "nowhere.csv")
    assert reading.pid is None
