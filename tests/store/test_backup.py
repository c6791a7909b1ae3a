import errno
import os
import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cdm_desk.domain.clock import BRUSSELS
from cdm_desk.domain.errors import (
    BackupFailedError,
    CopyFolderError,
    KeyWrongError,
    StoreBusyError,
    StoreDamagedError,
    StoreFullError,
    StoreUnrepairableError,
)
from cdm_desk.store import backup as backup_module
from cdm_desk.store.backup import Backups, Contents, Kind, copy_to, verify
from cdm_desk.store.database import faults_named, opened
from cdm_desk.store.presence import Presence
from cdm_desk.store.recovery import KEY_FILE, RECOVERY_FILE, found_recovery, note_key, recover
from cdm_desk.store.repair import Finding, Outcome, before_opening, check, find_damage, mark_suspect, restore
from tests.chaos import flip
from tests.chaos.flip import KEY, add_facts, damaged_case, ended_well, log_case, make_store

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=BRUSSELS)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with some thousand facts and one copy; tests work on copies of its folder."""
    return make_store(tmp_path_factory.mktemp("made"))


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Path:
    return damaged_case(made, tmp_path / "desk", lambda raw, _chance: raw, random.Random(0))


def rows_of(store: Path) -> int:
    with closing(opened(store, KEY)) as db:
        return int(db.execute("SELECT count(*) FROM visit_fact").fetchone()[0])


def test_a_copy_holds_what_the_store_holds(store: Path) -> None:
    backup = Backups(store, KEY).take(NOW)
    assert verify(backup.path, KEY) == verify(store, KEY)
    assert verify(backup.path, KEY).tables["visit_fact"][0] == flip.ROWS


@pytest.mark.parametrize("inside", ["", "deeper"])
def test_a_folder_that_cannot_be_is_named_with_the_reason(store: Path, tmp_path: Path, inside: str) -> None:
    file = tmp_path / "paper.txt"
    file.write_text("no folder")
    with pytest.raises(CopyFolderError) as refused:
        copy_to(store, KEY, file / inside, NOW)

    assert refused.value.folder == str(file / inside)
    assert refused.value.why in {os.strerror(errno.EEXIST), os.strerror(errno.ENOTDIR)}


def test_a_folder_on_a_full_disk_is_no_wrong_folder(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_where: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("cdm_desk.store.backup.TemporaryFile", full)
    with pytest.raises(StoreFullError):
        Backups(store, KEY, tmp_path / "copies").take(NOW)


def test_a_copy_is_readable_by_its_owner_only_and_by_no_other_key(store: Path) -> None:
    backup = Backups(store, KEY).take(NOW)
    assert backup.path.stat().st_mode & 0o077 == 0
    with pytest.raises(KeyWrongError):
        verify(backup.path, bytes(32))


def test_no_half_made_copy_is_left_or_listed(store: Path) -> None:
    backups = Backups(store, KEY)
    backups.take(NOW)
    assert not list(backups.folder.glob("*.part*"))


def test_the_comparison_notices_a_single_changed_value(store: Path) -> None:
    backup = Backups(store, KEY).take(NOW)
    with closing(opened(backup.path, KEY)) as db:
        db.execute("UPDATE visit_fact SET people = 2 WHERE id = (SELECT min(id) FROM visit_fact)")
    assert verify(backup.path, KEY) != verify(store, KEY)


def test_a_copy_that_differs_is_thrown_away(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_module, "verify", lambda _copy, _key: Contents(schema=1, tables={}))
    with pytest.raises(BackupFailedError):
        Backups(store, KEY).take(NOW)
    assert len(Backups(store, KEY).all()) == 1


WRITER = """
import random, sys
from pathlib import Path
from tests.chaos.flip import add_facts
print("ready", flush=True)
for seed in range(1000):
    add_facts(Path(sys.argv[1]), random.Random(seed + 7), 1)
"""


def test_acts_that_come_during_the_copy_do_not_spoil_it(store: Path) -> None:
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(store)], stdout=subprocess.PIPE)
    try:
        assert writer.stdout is not None
        writer.stdout.readline()
        backup = Backups(store, KEY).take(NOW)
    finally:
        writer.kill()
        writer.communicate()
    assert verify(backup.path, KEY).tables["visit_fact"][0] >= flip.ROWS


def test_copies_of_the_day_are_rotated_and_end_with_the_night(store: Path) -> None:
    backups = Backups(store, KEY)
    for minutes in range(0, 300, 30):
        backups.take(NOW + timedelta(minutes=minutes))
    assert len(backups.all()) == 6

    night = backups.take(NOW + timedelta(hours=8), Kind.NIGHT)
    assert backups.all() == [night]


def test_a_fortnight_of_nights_is_kept(store: Path) -> None:
    backups = Backups(store, KEY)
    for days in range(16):
        backups.take(NOW + timedelta(days=days), Kind.NIGHT)
    assert [backup.taken_at.day for backup in backups.all()][:2] == [9, 8]
    assert len(backups.all()) == 14


def test_a_damaged_file_set_aside_goes_with_the_night_after_a_week(store: Path) -> None:
    aside = store.with_name("store.db.damaged-2026-11-01T090000")
    aside.write_bytes(b"old")
    long_ago = (NOW - timedelta(days=8)).timestamp()
    os.utime(aside, (long_ago, long_ago))
    Backups(store, KEY).take(NOW, Kind.NIGHT)
    assert not aside.exists()


def test_a_copy_elsewhere_brings_the_whole_desk_to_a_fresh_pc(store: Path, tmp_path: Path) -> None:
    note_key(store.parent, KEY)
    paper = found_recovery(store.parent, {"store": KEY})
    copy = copy_to(store, KEY, tmp_path / "stick", NOW)

    fresh = tmp_path / "fresh" / "store.db"
    fresh.parent.mkdir()
    key = recover(copy.parent, paper)["store"]
    assert restore(fresh, key, copy, NOW) is None
    assert verify(fresh, key) == verify(store, KEY)
    assert {(copy.parent / name).exists() for name in (KEY_FILE, RECOVERY_FILE)} == {True}


def test_restoring_sets_the_present_store_aside(store: Path) -> None:
    backup = Backups(store, KEY).take(NOW)
    add_facts(store, random.Random(5), 10)

    aside = restore(store, KEY, backup.path, NOW)
    assert rows_of(store) == flip.ROWS
    assert aside is not None
    assert rows_of(aside) == flip.ROWS + 10


def test_a_repair_finds_the_copies_in_whatever_folder_they_were_put(store: Path, tmp_path: Path) -> None:
    for backup in Backups(store, KEY).all():
        backup.path.unlink()
    elsewhere = Backups(store, KEY, tmp_path / "second disk").take(NOW)
    store.write_bytes(b"")

    repair = before_opening(store, KEY, NOW)
    assert repair is not None
    assert repair.copy_of == elsewhere.taken_at
    assert rows_of(store) == flip.ROWS


def test_damage_found_while_a_program_has_the_store_open_is_put_right_at_the_next_start(
    made: Path, tmp_path: Path
) -> None:
    store = damaged_case(made, tmp_path / "desk", flip.page, random.Random(2))
    running = Presence(store)
    running.enter()
    assert check(store, KEY, NOW).outcome is Outcome.UNREPAIRED
    running.leave()
    assert before_opening(store, KEY, NOW) is not None
    assert check(store, KEY, NOW).outcome is Outcome.SOUND


def test_a_damaged_copy_is_never_restored(store: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    raw = bytearray(store.read_bytes())
    # A page that nothing stands on is none the worse for being erased: many are.
    for seed in range(40):
        flip.page(raw, random.Random(seed))
    broken.write_bytes(raw)
    with pytest.raises(StoreUnrepairableError):
        restore(store, KEY, broken, NOW)
    assert rows_of(store) == flip.ROWS


def test_nothing_is_replaced_under_the_feet_of_a_running_program(store: Path) -> None:
    backup = Backups(store, KEY).take(NOW)
    running = Presence(store)
    running.enter()
    with pytest.raises(StoreBusyError):
        restore(store, KEY, backup.path, NOW)
    running.leave()
    restore(store, KEY, backup.path, NOW)


@pytest.mark.parametrize("damage", flip.DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_of_every_kind_is_found_and_put_right(made: Path, tmp_path: Path, damage: flip.Damage) -> None:
    expected, chance = verify(made, KEY), random.Random(damage.__name__)
    outcomes = [
        ended_well(damaged_case(made, tmp_path / f"case{number}", damage, chance), expected) for number in range(25)
    ]
    assert [wrong for wrong in outcomes if wrong is not None] == []


def test_a_sound_store_is_left_alone(store: Path) -> None:
    before = store.read_bytes()
    result = check(store, KEY, NOW)
    assert result.outcome is Outcome.SOUND
    assert result.rows >= flip.ROWS
    assert store.read_bytes() == before


def test_damage_without_a_copy_is_said_and_nothing_is_deleted(made: Path, tmp_path: Path) -> None:
    store = damaged_case(made, tmp_path / "desk", flip.page, random.Random(2))
    for backup in Backups(store, KEY).all():
        backup.path.unlink()
    damaged = store.read_bytes()

    result = check(store, KEY, NOW)
    assert result.outcome is Outcome.UNREPAIRED
    assert result.finding is not None
    with pytest.raises(StoreUnrepairableError):
        before_opening(store, KEY, NOW) if find_damage(store, KEY, closely=False) else _suspected(store)
    assert store.read_bytes() == damaged


def _suspected(store: Path) -> None:
    mark_suspect(store)
    before_opening(store, KEY, NOW)


def test_a_copy_that_is_damaged_too_is_passed_over_for_an_older_one(store: Path) -> None:
    backups = Backups(store, KEY)
    older = backups.all()[0]
    newer = backups.take(NOW + timedelta(days=400))
    newer.path.write_bytes(flip.page(bytearray(newer.path.read_bytes()), random.Random(4)))
    store.write_bytes(b"")

    repair = before_opening(store, KEY, NOW)
    assert repair is not None
    assert repair.finding is Finding.GONE
    assert repair.copy_of == older.taken_at
    assert rows_of(store) == flip.ROWS


def test_a_store_that_vanished_is_not_begun_anew_but_restored(store: Path) -> None:
    store.unlink()
    repair = before_opening(store, KEY, NOW)
    assert repair is not None
    assert repair.finding is Finding.GONE
    assert rows_of(store) == flip.ROWS


def test_what_is_still_readable_in_a_damaged_store_is_carried_over(store: Path) -> None:
    add_facts(store, random.Random(11), 500)
    raw = bytearray(store.read_bytes())
    raw[-flip.PAGE * 3 + 100] ^= 1
    store.write_bytes(raw)
    mark_suspect(store)

    repair = before_opening(store, KEY, NOW)
    assert repair is not None
    assert repair.carried_over > 300
    assert rows_of(store) == flip.ROWS + repair.carried_over


def test_a_page_found_bad_while_reading_is_put_right_at_the_next_start(store: Path) -> None:
    raw = bytearray(store.read_bytes())
    # Which page holds which table is SQLite's affair: every one of the second half is hurt.
    for page in range(len(raw) // flip.PAGE // 2, len(raw) // flip.PAGE):
        raw[page * flip.PAGE + 200] ^= 1
    store.write_bytes(raw)

    with pytest.raises(StoreDamagedError), closing(opened(store, KEY)) as db, faults_named():
        db.execute("SELECT * FROM visit_fact").fetchall()
    mark_suspect(store)
    repair = before_opening(store, KEY, NOW)
    assert repair is not None
    assert repair.finding is Finding.PAGES
    assert before_opening(store, KEY, NOW) is None


def test_a_log_that_is_missing_after_a_kill_is_missed(made: Path, tmp_path: Path) -> None:
    store = log_case(made, tmp_path / "case", random.Random(77))
    store.with_name("store.db-wal").unlink()

    repair = before_opening(store, KEY, NOW)
    assert repair is not None
    assert repair.finding is Finding.LOG_GONE
    assert rows_of(store) == flip.ROWS
    assert before_opening(store, KEY, NOW) is None


@pytest.mark.parametrize("seed", range(25))
def test_a_log_that_was_damaged_after_a_kill_is_noticed(made: Path, tmp_path: Path, seed: int) -> None:
    store = log_case(made, tmp_path / "case", random.Random(77))
    log = store.with_name("store.db-wal")
    log.write_bytes(flip.bit(bytearray(log.read_bytes()), random.Random(seed)))

    repair = before_opening(store, KEY, NOW)
    assert repair is not None
    assert repair.finding is Finding.LOG_DAMAGED
    assert flip.ROWS <= rows_of(store) < flip.ROWS + 20
    assert before_opening(store, KEY, NOW) is None


def test_after_a_plain_kill_nothing_is_wrong_and_nothing_is_lost(made: Path, tmp_path: Path) -> None:
    store = log_case(made, tmp_path / "case", random.Random(77))
    assert before_opening(store, KEY, NOW) is None
    assert rows_of(store) == flip.ROWS + 20


def test_a_copy_that_is_newer_than_what_a_broken_log_leaves_is_taken(made: Path, tmp_path: Path) -> None:
    store = log_case(made, tmp_path / "case", random.Random(77))
    with closing(opened(store, KEY)) as db:
        db.execute("INSERT INTO meta VALUES ('hlc', '7')")
    backup = Backups(store, KEY).take(NOW + timedelta(days=400))
    with closing(opened(store, KEY)) as db:
        db.execute("UPDATE meta SET value = '5' WHERE key = 'hlc'")
    # As after a kill: a mark that nobody holds, and no log.
    store.with_name("store.db.open-00").touch()

    repair = before_opening(store, KEY, NOW)
    assert repair is not None
    assert repair.copy_of == backup.taken_at


FILL = """
import random, sys
from pathlib import Path
from cdm_desk.domain.errors import DiskError, StoreFullError
from cdm_desk.store.database import faults_named
from tests.chaos.flip import add_facts
for number in range(100_000):
    try:
        with faults_named():
            add_facts(Path(sys.argv[1]), random.Random(number + 50), 50)
    except (DiskError, StoreFullError) as fault:
        print(number, type(fault).__name__)
        break
"""


def test_a_file_that_may_not_grow_is_said_and_every_earlier_row_is_there(store: Path) -> None:
    room = store.stat().st_size + 400_000

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    told = subprocess.run(
        [sys.executable, "-c", FILL, str(store)],
        capture_output=True,
        text=True,
        preexec_fn=little_room,
        check=True,
    )
    written, fault = told.stdout.split()
    assert fault == "DiskError"
    assert int(written) > 0
    assert rows_of(store) == flip.ROWS + 50 * int(written)
    assert check(store, KEY, NOW).outcome is Outcome.SOUND
    add_facts(store, random.Random(1234), 50)
    assert rows_of(store) == flip.ROWS + 50 * (int(written) + 1)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes."""
    mount = tmp_path / "small"
    mount.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(mount)]
    if os.geteuid() != 0 or subprocess.run(command, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    yield mount
    subprocess.run(["umount", str(mount)], check=True)


def test_a_full_disk_is_said_and_every_earlier_row_is_there(made: Path, small_disk: Path) -> None:
    store = small_disk / "store.db"
    shutil.copy(made, store)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(300_000))
    told = subprocess.run([sys.executable, "-c", FILL, str(store)], capture_output=True, text=True, check=True)
    written, fault = told.stdout.split()
    assert fault == "StoreFullError"
    assert int(written) > 0
    assert rows_of(store) == flip.ROWS + 50 * int(written)

    ballast.unlink()
    assert check(store, KEY, NOW).outcome is Outcome.SOUND
    add_facts(store, random.Random(1234), 50)
    assert rows_of(store) == flip.ROWS + 50 * (int(written) + 1)


def fill(backups: Backups) -> None:
    for minutes in range(20):
        latest = backups.take(NOW + timedelta(minutes=minutes)).path
        # Each stays, as if there were no rotation.
        latest.rename(latest.with_suffix(".kept"))


def test_on_a_small_disk_a_copy_that_does_not_fit_leaves_no_trace(made: Path, small_disk: Path) -> None:
    store = small_disk / "store.db"
    shutil.copy(made, store)
    backups = Backups(store, KEY)
    with pytest.raises(StoreFullError):
        fill(backups)
    assert not list(backups.folder.glob("*.part*"))
    assert rows_of(store) == flip.ROWS
    assert check(store, KEY, NOW).outcome is Outcome.SOUND


KILL_LOOP = """
import random, sys
from pathlib import Path
from sqlalchemy import insert, text
from cdm_desk.store.database import engine_for
from cdm_desk.store.presence import Presence
from tests.chaos.flip import KEY
store = Path(sys.argv[1])
engine = engine_for(store, KEY)
with engine.connect() as held:
    held.execute(text("SELECT count(*) FROM meta")).scalar_one()
Presence(store).enter()
for number in range(1_000_000):
    with engine.connect().execution_options(writes=True) as db, db.begin():
        db.execute(text("INSERT INTO meta VALUES (:key, '')"), {"key": f"{sys.argv[2]}-{number}"})
    print(f"{sys.argv[2]}-{number}", flush=True)
"""


def test_what_was_acknowledged_outlives_a_kill(store: Path) -> None:
    chance = random.Random(8)
    acknowledged: set[str] = set()
    for turn in range(20):
        loop = subprocess.Popen(
            [sys.executable, "-c", KILL_LOOP, str(store), str(turn)], stdout=subprocess.PIPE, text=True
        )
        assert loop.stdout is not None
        for _ in range(chance.randrange(1, 60)):
            acknowledged.add(loop.stdout.readline().strip())
        loop.kill()
        acknowledged.update(line.strip() for line in loop.communicate()[0].splitlines(keepends=True) if "\n" in line)

        repair = before_opening(store, KEY, NOW)
        assert repair is None or repair.finding is Finding.LOG_DAMAGED
        with closing(opened(store, KEY)) as db:
            kept = {key for (key,) in db.execute("SELECT key FROM meta")}
        assert acknowledged <= kept
