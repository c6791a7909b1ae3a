"""The store damaged in every way a disk can think of: all found, all put right from the last good copy.

python3 -m tests.chaos flip -n 1000
"""

import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import insert

from cdm_desk.domain.clock import WallClock
from cdm_desk.store.backup import Backups, Contents, verify
from cdm_desk.store.database import engine_for, opened
from cdm_desk.store.migrations import bring_up
from cdm_desk.store.presence import Presence
from cdm_desk.store.repair import Outcome, check
from cdm_desk.store.rows import VisitFactRow

KEY = bytes(range(32))
ROWS = 3_000
PAGE = 4096
Damage = Callable[[bytearray, random.Random], bytearray]


def bit(raw: bytearray, chance: random.Random) -> bytearray:
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return raw


def byte(raw: bytearray, chance: random.Random) -> bytearray:
    raw[chance.randrange(len(raw))] ^= chance.randrange(1, 256)
    return raw


def sector(raw: bytearray, chance: random.Random) -> bytearray:
    start = chance.randrange(len(raw) // 512) * 512
    raw[start : start + 512] = bytes(512)
    return raw


def page(raw: bytearray, chance: random.Random) -> bytearray:
    start = chance.randrange(len(raw) // PAGE) * PAGE
    raw[start : start + PAGE] = bytes(PAGE)
    return raw


def swap(raw: bytearray, chance: random.Random) -> bytearray:
    one, two = (at * PAGE for at in chance.sample(range(len(raw) // PAGE), 2))
    raw[one : one + PAGE], raw[two : two + PAGE] = raw[two : two + PAGE], raw[one : one + PAGE]
    return raw


def cut(raw: bytearray, chance: random.Random) -> bytearray:
    return raw[: chance.randrange(len(raw))]


def grown(raw: bytearray, chance: random.Random) -> bytearray:
    return raw + bytes(chance.randrange(1, 3 * PAGE))


def foreign(raw: bytearray, chance: random.Random) -> bytearray:
    return bytearray(chance.randbytes(len(raw)))


DAMAGES: tuple[Damage, ...] = (bit, byte, sector, page, swap, cut, grown, foreign)


def make_store(folder: Path) -> Path:
    """Make a store with some thousand facts and a verified copy of it."""
    folder.mkdir(parents=True, exist_ok=True)
    store = folder / "store.db"
    engine = engine_for(store, KEY)
    bring_up(engine, store, KEY)
    engine.dispose()
    add_facts(store, random.Random(1), ROWS)
    Backups(store, KEY).take(WallClock().now())
    return store


def add_facts(store: Path, chance: random.Random, count: int) -> None:
    """Write some arrivals."""
    day = WallClock().now().date()
    rows = [
        {
            "id": UUID(int=chance.getrandbits(128)),
            "day": day - timedelta(days=chance.randrange(300)),
            "hour": chance.randrange(9, 18),
            "site": "CDM",
            "channel": "desk",
            "motive_code": "MV2",
            "theme_code": chance.choice(("ORI", "FOR", "EMP")),
            "language": chance.choice(("FR", "NL", None)),
            "people": 1,
            "late": False,
        }
        for _ in range(count)
    ]
    engine = engine_for(store, KEY)
    with engine.connect().execution_options(writes=True) as db, db.begin():
        db.execute(insert(VisitFactRow), rows)
    engine.dispose()


def damaged_case(made: Path, folder: Path, damage: Damage, chance: random.Random) -> Path:
    """Copy a store and its copies into a fresh folder, and damage it."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made.parent, folder)
    store = folder / made.name
    store.write_bytes(damage(bytearray(store.read_bytes()), chance))
    return store


def log_case(made: Path, folder: Path, chance: random.Random) -> Path:
    """Leave a store as a kill would, with twenty acts in its write-ahead log; return the store."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made.parent, folder / "running")
    store = folder / "running" / made.name
    with closing(opened(store, KEY)) as held:
        held.execute("PRAGMA wal_autocheckpoint = 0")
        for _ in range(20):
            add_facts(store, chance, 1)
        presence = Presence(store)
        presence.enter()
        # What the disk holds at this moment is what a kill would leave.
        shutil.copytree(store.parent, folder / "killed")
        presence.leave()
    return folder / "killed" / made.name


def without_index(contents: Contents) -> dict[str, tuple[int, str]]:
    """Leave out the parts of the search index: a repair builds it anew, in another order of pages."""
    return {name: summed for name, summed in contents.tables.items() if not name.startswith("title_search_")}


def ended_well(store: Path, expected: Contents) -> str | None:
    """Look at a damaged store; say what is wrong with how it ended, nothing if it was found and put right."""
    result = check(store, KEY, WallClock().now())
    if result.outcome is not Outcome.REPAIRED:
        return f"{result.outcome.value} {result.finding}"
    if without_index(verify(store, KEY)) != without_index(expected):
        return "other contents than before"
    if check(store, KEY, WallClock().now()).outcome is not Outcome.SOUND:
        return "not sound after the repair"
    return None


def run(count: int, seed: int) -> int:
    """Damage a store so many times; 0 when every damage was found and put right."""
    chance, missed, by_kind = random.Random(seed), 0, Counter[str]()
    with tempfile.TemporaryDirectory() as scratch:
        made = make_store(Path(scratch) / "made")
        expected = verify(made, KEY)
        for number in range(count):
            damage = DAMAGES[number % len(DAMAGES)]
            wrong = ended_well(damaged_case(made, Path(scratch) / "case", damage, chance), expected)
            by_kind[damage.__name__] += wrong is None
            if wrong is not None:
                missed += 1
                print(f"case {number}, {damage.__name__}: {wrong}", flush=True)
    print(f"found and put right: {count - missed} of {count}  {dict(by_kind)}", flush=True)
    return 1 if missed else 0
