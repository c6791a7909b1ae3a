"""Settings: kept whole, read back equal, and told when they cannot be read."""

from dataclasses import fields
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.single_keys import KeyArea, KeyLayout
from cdm_desk.domain.slip import Outlet, TicketPaper
from cdm_desk.paths import write_whole
from cdm_desk.settings import KINDS, LANGUAGES, SHADES, Loaded, Settings, SettingsFile

OTHER = Settings(
    lookup_bnf=3,
    lookup_sudoc=6,
    lookup_kul=10,
    lookup_ugent=20,
    lookup_kb=6,
    lookup_dnb=6,
    lookup_loc=60,
    language="nl",
    shade="dark",
    text_percent=150,
    workstation="Accueil é 100 % = #1",
    kind="office",
    desk="7",
    desk_themes=("EMP", "FOR"),
    desk_languages=("FR", "NL"),
    share=Path("/srv/desk share"),
    idle_minutes=9,
    medium="both",
    nightly_at=time(21, 15),
    backup_folder=Path("/srv/copies"),
    backups_kept=30,
    day_sheet_printer="HP accueil",
    day_sheet_folder=Path("/srv/sheets"),
    day_sheet_copies=2,
    month_report_folder=Path("/srv/months"),
    ticket_outlet=Outlet.NETWORK,
    ticket_printer="tickets",
    ticket_address="192.168.1.50:9101",
    ticket_paper=TicketPaper.A6,
    ticket_both_languages=True,
    ticket_large=True,
    ticket_at_registration=False,
    small_number=10,
    display_open=True,
    display_screen="HDMI-1",
    display_sound=False,
    display_speech=True,
    scan_sound=False,
    single_keys=False,
    keys=KeyLayout().with_key(KeyArea.WELCOME, "3", "T").with_key(KeyArea.COUNSELLING, "9", ""),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "settings.ini"


def test_without_a_file_the_defaults_make_a_desk(file: Path) -> None:
    assert SettingsFile(file).load() == Loaded(settings=Settings())
    assert not file.exists()


def test_every_setting_comes_back_as_it_was(file: Path) -> None:
    assert [f.name for f in fields(Settings) if getattr(OTHER, f.name) == getattr(Settings(), f.name)] == []
    SettingsFile(file).save(OTHER)
    assert SettingsFile(file).load() == Loaded(settings=OTHER)


@given(text=st.text(max_size=60))
def test_whatever_is_pasted_as_a_name_stays_one_line(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    store = SettingsFile(tmp_path_factory.mktemp("pasted") / "settings.ini")
    store.save(Settings(workstation=text, desk="7"))
    loaded = store.load()
    assert loaded.unread == ()
    assert loaded.settings.desk == "7"
    assert loaded.settings.workstation.split() == text.replace("\0", "").split()


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"[workstation\nkind = office", b"kind = office\n", b"[workstation]\nx\n"]
)
def test_a_damaged_file_is_kept_aside_and_told(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    loaded = SettingsFile(file).load()
    assert (loaded.settings, loaded.unread) == (Settings(), ("*",))
    assert loaded.kept_aside is not None
    assert loaded.kept_aside.read_bytes() == content


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("text_percent = 900", "text_percent"),
        ("kind = throne", "kind"),
        ("nightly_at = 25:00", "nightly_at"),
        ("small_number = 1", "small_number"),
        ("language = de", "language"),
        ("single_keys = perhaps", "single_keys"),
        ("keys = welcome.3:W", "keys"),
        ("keys = kiosk.3:T", "keys"),
    ],
)
def test_one_bad_line_costs_one_setting(file: Path, line: str, name: str) -> None:
    file.parent.mkdir()
    file.write_text(f"[workstation]\ndesk = 4\n{line}\n", encoding="utf-8")
    loaded = SettingsFile(file).load()
    assert (loaded.settings, loaded.unread) == (Settings(desk="4"), (name,))
    assert loaded.kept_aside is not None


def test_lines_of_a_newer_version_stay(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("[workstation]\nhologram = on\n", encoding="utf-8")
    SettingsFile(file).save(OTHER)
    assert "hologram = on" in file.read_text(encoding="utf-8")


def test_saving_over_a_damaged_file_keeps_it_aside(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"\xff")
    SettingsFile(file).save(OTHER)
    assert SettingsFile(file).load().settings == OTHER
    assert file.with_name("settings.ini.unread").read_bytes() == b"\xff"


def test_a_disk_that_refuses_leaves_the_old_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SettingsFile(file).save(OTHER)

    def refuse(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cdm_desk.paths.os.fsync", refuse)
    with pytest.raises(OSError, match="No space"):
        SettingsFile(file).save(Settings())
    assert SettingsFile(file).load().settings == OTHER
    assert [path.name for path in file.parent.iterdir()] == ["settings.ini"]


def test_a_whole_file_is_written_for_its_owner_alone(tmp_path: Path) -> None:
    write_whole(tmp_path / "f", b"x")
    assert (tmp_path / "f").stat().st_mode & 0o777 == 0o600


def test_the_environment_names_the_shared_folder_of_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    assert OTHER.share_folder == Path("/srv/desk share")
    monkeypatch.setenv("CDM_SHARE_DIR", "/mnt/other")
    assert OTHER.share_folder == Path("/mnt/other")


@pytest.mark.parametrize(("kind", "idle", "minutes"), [("reception", 0, 3), ("office", 0, 5), ("reception", 9, 9)])
def test_the_screen_of_reception_locks_sooner(kind: str, idle: int, minutes: int) -> None:
    assert Settings(kind=kind, idle_minutes=idle).lock_after_minutes == minutes


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shade", SHADES)
def test_all_choices_are_readable(file: Path, kind: str, language: str, shade: str) -> None:
    wanted = Settings(kind=kind, language=language, shade=shade)
    SettingsFile(file).save(wanted)
    assert SettingsFile(file).load() == Loaded(settings=wanted)
