import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.errors import (
    RecoveryKeyOtherError,
    RecoveryKeyTypoError,
    SecretsDamagedError,
    StoreDamagedError,
    StoreExistsError,
    StoreKeyMissingError,
    StoreMissingError,
)
from cdm_desk.store.backup import Backups
from cdm_desk.store.opening import found_store, keep_secret, open_store, recover_keys
from cdm_desk.store.recovery import KEY_FILE, RECOVERY_FILE, grouped, key_id_noted, new_secret
from cdm_desk.store.repair import Finding
from cdm_desk.store.unit import Store
from cdm_desk.vault import FileVault, MemoryVault, Vault
from tests.chaos import flip

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=BRUSSELS)


class FullVault(MemoryVault):
    """A keyring that forgets at once."""

    def put(self, name: str, secret: bytes) -> None:
        pass


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk" / "store.db"


@pytest.fixture
def vault(tmp_path: Path) -> FileVault:
    return FileVault(tmp_path / "keyring" / "secrets.json")


def files(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(path.parent.rglob("*")) if file.is_file()}


def found(path: Path, vault: Vault) -> str:
    opened, paper = found_store(path, vault, NOW)
    opened.close()
    return paper


def test_a_store_that_was_founded_opens_again(path: Path, vault: FileVault) -> None:
    found(path, vault)
    opened = open_store(path, vault, NOW)
    assert opened.repair is None
    opened.close()
    assert [name for name in files(path) if "open-" in name or "-wal" in name] == []


def test_there_is_a_copy_from_the_first_minute(path: Path, vault: FileVault) -> None:
    found(path, vault)
    path.write_bytes(flip.foreign(bytearray(path.read_bytes()), random.Random(1)))
    opened = open_store(path, vault, NOW)
    assert opened.repair is not None
    assert opened.repair.finding is Finding.FOREIGN
    opened.close()


def test_where_there_never_was_a_store_none_is_opened_or_made(path: Path, vault: FileVault) -> None:
    with pytest.raises(StoreMissingError):
        open_store(path, vault, NOW)
    assert not path.exists()


def lose_the_keyring(_path: Path, vault: FileVault) -> None:
    vault._file.unlink()  # noqa: SLF001 - what a fault does


def lose_the_entry(path: Path, vault: FileVault) -> None:
    vault.delete("store-" + _noted(path))


def swap_the_key(path: Path, vault: FileVault) -> None:
    vault.put("store-" + _noted(path), bytes(32))


def _noted(path: Path) -> str:
    noted = key_id_noted(path.parent)
    assert noted is not None
    return noted


@pytest.mark.parametrize("fault", [lose_the_keyring, lose_the_entry, swap_the_key])
def test_a_key_that_is_missing_never_makes_a_new_key_or_store(
    path: Path, vault: FileVault, fault: Callable[[Path, FileVault], None]
) -> None:
    found(path, vault)
    fault(path, vault)
    before = files(path)
    for _ in range(2):
        with pytest.raises(StoreKeyMissingError):
            open_store(path, vault, NOW)
        with pytest.raises(StoreExistsError):
            found_store(path, vault, NOW)
    assert files(path) == before


def test_a_damaged_keyring_is_said_and_left_alone(path: Path, vault: FileVault) -> None:
    found(path, vault)
    vault._file.write_bytes(b"{")  # noqa: SLF001 - what a fault does
    before = files(path)
    with pytest.raises(SecretsDamagedError):
        open_store(path, vault, NOW)
    assert files(path) == before


def test_a_store_whose_note_of_the_key_is_gone_is_not_overwritten(path: Path, vault: FileVault) -> None:
    found(path, vault)
    (path.parent / KEY_FILE).unlink()
    with pytest.raises(StoreKeyMissingError):
        open_store(path, vault, NOW)
    with pytest.raises(StoreExistsError):
        found_store(path, vault, NOW)


def test_a_keyring_that_forgets_founds_nothing(path: Path) -> None:
    with pytest.raises(StoreKeyMissingError):
        found_store(path, FullVault(), NOW)
    assert not path.exists()


def test_the_paper_opens_the_store_when_the_keyring_is_gone(path: Path, vault: FileVault) -> None:
    paper = found(path, vault)
    keep_secret(path, vault, "site", b"s" * 32)
    lose_the_keyring(path, vault)

    names = recover_keys(path, paper.lower(), vault)
    assert "site" in names
    assert vault.get("site") == b"s" * 32
    open_store(path, vault, NOW).close()


def test_the_paper_opens_the_store_on_a_fresh_pc(path: Path, vault: FileVault, tmp_path: Path) -> None:
    paper = found(path, vault)
    fresh = tmp_path / "fresh" / "store.db"
    fresh.parent.mkdir()
    fresh.write_bytes(path.read_bytes())
    (fresh.parent / RECOVERY_FILE).write_bytes((path.parent / RECOVERY_FILE).read_bytes())

    other_keyring = MemoryVault()
    recover_keys(fresh, paper, other_keyring)
    open_store(fresh, other_keyring, NOW).close()


def test_a_slip_or_another_paper_changes_nothing(path: Path, vault: FileVault) -> None:
    paper = found(path, vault)
    lose_the_keyring(path, vault)
    with pytest.raises(RecoveryKeyTypoError):
        recover_keys(path, paper[:-1] + ("A" if paper[-1] != "A" else "B"), vault)
    with pytest.raises(RecoveryKeyOtherError):
        recover_keys(path, grouped(new_secret()), vault)
    with pytest.raises(StoreKeyMissingError):
        open_store(path, vault, NOW)


@pytest.mark.parametrize("breaks_at", ["found_recovery", "_opened", "Backups"])
def test_a_founding_that_was_cut_off_is_begun_again(
    path: Path, vault: FileVault, monkeypatch: pytest.MonkeyPatch, breaks_at: str
) -> None:
    def cut_off(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"cdm_desk.store.opening.{breaks_at}", cut_off)
        with pytest.raises(KeyboardInterrupt):
            found_store(path, vault, NOW)
    with pytest.raises(StoreMissingError):
        open_store(path, vault, NOW)
    found(path, vault)
    open_store(path, vault, NOW).close()


def test_two_stores_of_one_account_keep_their_keys(tmp_path: Path, vault: FileVault) -> None:
    paths = [tmp_path / name / "store.db" for name in ("one", "two")]
    for each in paths:
        found(each, vault)
    for each in paths:
        open_store(each, vault, NOW).close()


def test_a_program_that_is_killed_leaves_its_mark_and_the_next_start_looks_closely(
    path: Path, vault: FileVault
) -> None:
    found(path, vault)
    path.with_name("store.db.open-0000").touch()
    path.with_name("store.db-wal").touch()
    opened = open_store(path, vault, NOW)
    assert opened.repair is None
    opened.close()
    assert not list(path.parent.glob("*.open-*"))
    assert len(Backups(path, opened.key).all()) == 1


@pytest.mark.parametrize("mark", ["store.db.open-0000", "store.db.suspect"])
def test_a_mark_that_the_disk_keeps_bars_no_start(path: Path, vault: FileVault, mark: str) -> None:
    found(path, vault)
    # A folder of that name is not unlinked, whoever asks: to root the disk refuses little else.
    path.with_name(mark).mkdir()
    path.with_name("store.db-wal").touch()
    opened = open_store(path, vault, NOW)
    assert opened.repair is None
    opened.close()
    open_store(path, vault, NOW).close()


def test_damage_met_while_reading_is_said_and_put_right_at_the_next_start(path: Path, vault: FileVault) -> None:
    opened, _paper = found_store(path, vault, NOW)
    with opened.engine.connect().execution_options(writes=True) as db, db.begin():
        for number in range(3_000):
            db.execute(text("INSERT INTO meta VALUES (:key, 'x')"), {"key": f"{number:0100}"})
    Backups(path, opened.key).take(NOW + timedelta(hours=1))
    opened.close()
    raw = bytearray(path.read_bytes())
    raw[-flip.PAGE * 20] ^= 1
    path.write_bytes(raw)

    opened = open_store(path, vault, NOW)
    assert opened.repair is None
    with pytest.raises(StoreDamagedError), Store(opened.engine, path, StoppedClock(NOW)).view() as unit:
        unit.db.execute(text("SELECT * FROM meta")).all()
    opened.close()
    opened = open_store(path, vault, NOW)
    assert opened.repair is not None
    assert opened.repair.finding is Finding.PAGES
    with Store(opened.engine, path, StoppedClock(NOW)).view() as unit:
        assert len(unit.db.execute(text("SELECT * FROM meta")).all()) >= 3_000
    opened.close()
