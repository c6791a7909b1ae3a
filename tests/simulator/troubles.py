"""What happens to workstations, to their clocks and disks, and to the folder."""

import struct
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cdm_desk.domain.change import EventOp, FactOp, SetOp, Stamp, encode, tick
from cdm_desk.domain.clock import seconds_of
from cdm_desk.domain.errors import DeskError, SharedFolderError
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.queue import Act, TicketEvent
from cdm_desk.domain.welcome import VisitFact
from cdm_desk.exchange.folder import QUEUE, RECORD, day_period, month_period
from cdm_desk.exchange.frame import LONGEST_FRAME, MAGIC, Contents, Head, Log, frames_in
from cdm_desk.store.lists import LIST_ENTRY, record_id
from tests.simulator.machine import Machine
from tests.simulator.oracle import BrokenError
from tests.simulator.share import File, Server

if TYPE_CHECKING:
    from tests.simulator.world import World

_TEN_YEARS: Final = 10 * 365 * 86_400_000
_LONG: Final = 1e7
_HEADER: Final = struct.Struct(">4sIQ12s")


def _away(how: str) -> Callable[["World", Machine], str]:
    def away(world: "World", machine: Machine) -> str:
        # The server is down for all, or a cable is out at one.
        struck = world.machines if world.chance.random() < 0.5 else [machine]
        for each in struck:
            each.client.lose(how, world.foreign if how == "foreign" else world.empty)
        return " ".join(each.name for each in struck)

    return away


def _reachable(world: "World", machine: Machine) -> str:
    del machine
    for each in world.machines:
        each.client.lose(None)
    return "all"


def _full(world: "World", machine: Machine) -> str:
    del machine
    world.server.full = True
    return "disk full"


def _read_only(world: "World", machine: Machine) -> str:
    del machine
    world.server.read_only = True
    return "read-only"


def _writable(world: "World", machine: Machine) -> str:
    del machine
    world.server.full = world.server.read_only = False
    return "writable"


def _logs(server: Server) -> list[str]:
    return sorted(name for name in server.files if name.endswith(".log"))


def _kept(world: "World", server: Server) -> bool:
    """Whether the machine that keeps its disk holds all that lies in the logs of a folder."""
    with world.keeper.store.view() as view:
        held = {bytes(row[0]) for row in view.db.exec_driver_sql("SELECT hash FROM frame")}
    period = world.today()
    current = (f"q/{day_period(period)}/", f"r/{month_period(period)}/")
    for name, file in server.files.items():
        if name.endswith(".log") and (not name.startswith(current) or frames_in(file.data) - held):
            return False
    return True


def _harm(harm: Callable[[Random, bytes], bytes | None]) -> Callable[["World", Machine], str]:
    def harmed(world: "World", machine: Machine) -> str:
        del machine
        names = _logs(world.server)
        if not names:
            return "nothing"
        name = world.chance.choice(names)
        file = world.server.files[name]
        if world.plan.mode == "A" and not _kept(world, Server({name: file})):
            return "spared"
        data = harm(world.chance, file.data)
        if data is None:
            del world.server.files[name]
        else:
            file.data = data
        return name

    return harmed


def _flip(chance: Random, data: bytes) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _cut(chance: Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _lost(chance: Random, data: bytes) -> bytes:
    return b"" if chance.random() < 0.5 else bytes(len(data))


def _keep_share(world: "World", machine: Machine) -> str:
    del machine
    world.kept_server = world.server.copy()
    return f"{len(world.kept_server.files)} files"


def _set_share_back(world: "World", machine: Machine) -> str:
    """Put an older copy in the place of the folder."""
    del machine
    older = world.kept_server
    blind = world.keeper.client.away is not None or world.keeper.clock.now().date() != world.today()
    if older is None or (world.plan.mode == "A" and (blind or not _kept(world, world.server))):
        return "spared"
    world.oracle.lost_claims = True
    restored = older.copy()
    # Who was enrolled since is known to the others, and would be enrolled again by hand.
    once = {name: file for name, file in world.server.files.items() if name.startswith("once/")}
    world.server.files = {**restored.files, **once}
    world.server.folders = restored.folders
    if world.plan.mode == "A":
        # Whoever is at work notices within seconds, before anybody starts anew.
        with world.calm(), world.at(world.keeper):
            for _each in range(3):
                world.keeper.exchange.once(flush=True)
    return f"{len(world.server.files)} files"


def _clock_jump(world: "World", machine: Machine) -> str:
    machine.clock.ahead = world.chance.choice((_LONG, -_LONG, 86_400.0, -86_400.0, 130.0))
    world.oracle.strayed |= machine.clock.now().date() != world.today()
    return f"{machine.clock.ahead:g} s"


def _clock_hour(world: "World", machine: Machine) -> str:
    machine.clock.ahead = world.chance.choice((3600.0, -3600.0))
    return f"{machine.clock.ahead:g} s"


def _clock_frozen(world: "World", machine: Machine) -> str:
    machine.clock.stopped_at = world.now()
    return "stopped"


def _clock_right(world: "World", machine: Machine) -> str:
    del world
    machine.clock.ahead, machine.clock.stopped_at = 0.0, None
    return "right"


def _backup(world: "World", machine: Machine) -> str:
    machine.image = machine.photograph(world.place("backup"), memory=False)
    return "disk"


def _restore(world: "World", machine: Machine) -> str:
    if machine.keeper or machine.image is None:
        return "nothing"
    world.oracle.promise_confirmed(machine, world.auditor())
    world.oracle.seen_facts.pop(machine.no, None)
    machine.stop()
    machine.load(machine.image)
    machine.doubled = True
    machine.start()
    return "restored"


def _clone(world: "World", machine: Machine) -> str:
    if machine.keeper or len(world.machines) > 8:
        return "nothing"
    copy = world.machine(machine.kind, machine.name, key=machine.private_key, older=machine.older)
    image = machine.photograph(world.place("clone"), memory=False)
    copy.written = list(machine.written)
    copy.disk.mkdir(parents=True)
    copy.load(image)
    machine.doubled = copy.doubled = True
    world.begin(copy)
    return f"machine {copy.no}"


def _wipe(world: "World", machine: Machine) -> str:
    """A new disk: the workstation joins again under another name."""
    if machine.keeper:
        return "nothing"
    world.oracle.promise_confirmed(machine, world.auditor())
    world.machines.remove(machine)
    machine.stop()
    fresh = world.machine(machine.kind, world.unused(machine.name), older=machine.older)
    world.install(fresh)
    return fresh.name


def _save_machine(world: "World", machine: Machine) -> str:
    machine.machine_image = machine.photograph(world.place("machine"), memory=True)
    return "memory and disk"


def _resume_machine(world: "World", machine: Machine) -> str:
    """A virtual machine goes on from an earlier moment, believing to be the run that it was."""
    image = machine.machine_image
    if machine.keeper or image is None:
        return "nothing"
    world.oracle.promise_confirmed(machine, world.auditor())
    world.oracle.seen_facts.pop(machine.no, None)
    world.oracle.forks = True
    machine.stop()
    machine.load(image)
    machine.doubled = True
    machine.start(image.runs)
    return "resumed"


def _restart(world: "World", machine: Machine) -> str:
    machine.exchange.end()
    world.restart(machine)
    return "again"


def _upgrade(world: "World", machine: Machine) -> str:
    machine.older = False
    world.restart(machine)
    return "upgraded"


def _fresh_log(world: "World", lane: str) -> Log:
    today = world.keeper.clock.now().date()
    period = day_period(today) if lane == QUEUE else month_period(today)
    return Log(lane=lane, period=period, run=world.chance.randbytes(16))


def _forge(world: "World", machine: Machine) -> str:
    """Frames in good order, sealed with the key of the site, signed by somebody who is not who they say."""
    lane = world.chance.choice((QUEUE, RECORD))
    log = _fresh_log(world, lane)
    folder = world.auditor()
    folder.prepare(log.lane, log.period)
    fact_id, event_id = UUID(bytes=world.chance.randbytes(16)), UUID(bytes=world.chance.randbytes(16))
    world.oracle.forged |= {fact_id.hex, event_id.hex}
    now = machine.clock.now()
    event = TicketEvent(
        id=event_id, ticket_id=UUID(bytes=world.chance.randbytes(16)), kind=Act.REGISTERED, attempt=0, at=now,
        workstation=machine.name, hlc=7, run="ab", day=now.date(), number="999", theme_code="EMP",
    )  # fmt: skip
    fact = VisitFact(
        id=fact_id, day=now.date(), hour=9, site="CDM", channel="desk", motive_code="MV2", theme_code="EMP",
        language=None, people=1, late=False,
    )  # fmt: skip
    op = encode(EventOp(Stamp(7, "ab"), event)) if lane == QUEUE else encode(FactOp(fact))
    signer = Ed25519PrivateKey.from_private_bytes(world.chance.randbytes(32))
    contents = Contents(schema=1, hlc=1, ops=(["here", {"workstation": machine.name}], op))
    raw = folder.codec(log).seal(Head(), contents, signer)
    world.server.files[log.name] = File(raw, world.server_time())
    return log.name


def _replay(world: "World", machine: Machine) -> str:
    """Copy a piece of one log behind another, or under another name."""
    del machine
    names = _logs(world.server)
    if not names:
        return "nothing"
    data = world.server.files[world.chance.choice(names)].data
    start = world.chance.randrange(len(data) + 1) if world.chance.random() < 0.5 else 0
    target = world.chance.choice(names)
    if world.chance.random() < 0.4:
        target = f"{target.rpartition('/')[0]}/{world.chance.randbytes(16).hex()}.log"
    world.server.files.setdefault(target, File()).data += data[start:]
    return target


def _oversize(world: "World", machine: Machine) -> str:
    """A header that promises more than will ever come, and one that promises what no frame may be."""
    del machine
    names = _logs(world.server)
    if not names:
        return "nothing"
    length = world.chance.choice((LONGEST_FRAME, LONGEST_FRAME + 1, 2**32 - 1))
    name = world.chance.choice(names)
    world.server.files[name].data += _HEADER.pack(MAGIC, length, world.chance.randrange(50), bytes(12))
    return name


def _future(world: "World", machine: Machine) -> str:
    """An edit by a program whose clock is ten years ahead."""
    if machine.older:
        return "nothing"
    hlc = tick(0, seconds_of(machine.clock.now()) * 1000 + _TEN_YEARS)
    op = SetOp(Stamp(hlc, world.chance.randbytes(16).hex()), LIST_ENTRY, record_id(Kind.PARTNER, "X1"), {"fr": "late"})
    log = _fresh_log(world, RECORD)
    folder = world.auditor()
    folder.prepare(log.lane, log.period)
    signer = Ed25519PrivateKey.from_private_bytes(machine.private_key)
    contents = Contents(schema=1, hlc=hlc, ops=(["here", {"workstation": machine.name}], encode(op)))
    world.server.files[log.name] = File(folder.codec(log).seal(Head(), contents, signer), world.server_time())
    return log.name


def _night(world: "World", machine: Machine) -> str:
    """Evening: everybody exchanges, closes the day if their clock is right, and comes back the next morning."""
    del machine
    world.evening()
    for each in world.machines:
        with world.at(each):
            each.exchange.once(flush=True)
    closed = 0
    for each in world.machines:
        if each.clock.ahead or each.clock.stopped_at is not None or world.chance.random() < 0.1:
            continue
        with world.at(each):
            try:
                closed += each.day.close(each.clock.now().date())
            except DeskError:
                continue
            each.exchange.once(flush=True)
    world.tomorrow()
    world.oracle.strayed |= any(each.clock.now().date() != world.today() for each in world.machines)
    return f"{closed} closed"


def _quiesce(world: "World", machine: Machine) -> str:
    del machine
    world.quiesce()
    return "compared"


def _wait(world: "World", machine: Machine) -> str:
    del machine
    seconds = world.chance.choice((45.0, 200.0, 700.0, 2000.0))
    world.spend(seconds)
    return f"{seconds:g} s"


def _snapshot(world: "World", machine: Machine) -> str:
    """Hold the newest snapshots against the state here, and lay one down if it is due."""
    try:
        differing = machine.exchange.keep_snapshots()
    except SharedFolderError as refusal:
        return type(refusal).__name__
    if differing and world.plan.mode == "A":
        raise BrokenError("I1", f"{machine.name} holds something else than a snapshot says: {differing}")
    return "compared"


TROUBLES: Final[dict[str, Callable[["World", Machine], str]]] = {
    "away": _away("error"),
    "empty": _away("empty"),
    "foreign": _away("foreign"),
    "reachable": _reachable,
    "full": _full,
    "read_only": _read_only,
    "writable": _writable,
    "flip": _harm(_flip),
    "cut": _harm(_cut),
    "delete": _harm(lambda _chance, _data: None),
    "lose_content": _harm(_lost),
    "keep_share": _keep_share,
    "set_share_back": _set_share_back,
    "clock_jump": _clock_jump,
    "clock_frozen": _clock_frozen,
    "clock_hour": _clock_hour,
    "clock_right": _clock_right,
    "backup": _backup,
    "restore": _restore,
    "clone": _clone,
    "wipe": _wipe,
    "save_machine": _save_machine,
    "resume_machine": _resume_machine,
    "restart": _restart,
    "upgrade": _upgrade,
    "forge": _forge,
    "replay": _replay,
    "oversize": _oversize,
    "future": _future,
    "night": _night,
    "quiesce": _quiesce,
    "wait": _wait,
    "snapshot": _snapshot,
}
