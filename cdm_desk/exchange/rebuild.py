"""The shared folder made whole by one workstation: its frames put back, or the whole site in a new, empty folder."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cdm_desk.domain.clock import Clock
from cdm_desk.domain.emission import may_revoke
from cdm_desk.domain.errors import SharedFolderError
from cdm_desk.exchange.folder import QUEUE, SharedFolder
from cdm_desk.exchange.frame import Log, hash_of
from cdm_desk.exchange.medium import Medium
from cdm_desk.exchange.revocation import Revocation, purpose
from cdm_desk.exchange.share_process import ShareProcess
from cdm_desk.exchange.site import Workstation, fault_named, found_again
from cdm_desk.exchange.snapshot_file import SNAPSHOTS, names_of
from cdm_desk.exchange.worker import Exchange, Membership
from cdm_desk.store.journal import KnownWorkstation
from cdm_desk.store.unit import Store

_KEYS: Final = "key"
_SNAPSHOTS_KEPT: Final = 2
_AT_ONCE: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a repair did: how many frames lacked and were put back, and for a new folder what the others must know.

    `join_code` is a new code where the old one could not be carried over; `claims` whether calls may be left to it.
    """

    folder: Path
    frames: int
    claims: bool
    join_code: str | None = field(default=None, repr=False)


def repair(membership: Membership, store: Store, clock: Clock, data_folder: Path) -> Rebuilt:
    """Put back into the folder every frame known here that it lacks; raises SharedFolderError."""
    return _filled(membership, store, clock, data_folder, None)


def rebuild(membership: Membership, store: Store, clock: Clock, data_folder: Path, into: Path) -> Rebuilt:
    """Give an empty folder the site: id, key, workstations, all frames known here, claims, the latest snapshots.

    What only the old folder holds (keys of days, the joining code) is carried over as far as it can still be read;
    without it there is a new code, and the workstations that were revoked are revoked anew.
    Raises SharedFolderInUseError or SiteExistsError for a folder that is not empty.
    """
    with _old(membership) as old:
        with store.view() as view:
            known = view.journal.workstations()
        stations = [Workstation(name=each.name, kind=each.kind, public_key=each.public_key) for each in known]
        once = {} if old is None else dict(_things(old, "once"))
        decided = dict(_revocations(membership, known))
        joined = found_again(into, membership.site, workstations=stations, once=once, decided=decided, at=clock.now())
        if old is not None:
            _carry_over(old, into)
    return _filled(replace(membership, folder=into, claims=joined.claims), store, clock, data_folder, joined.join_code)


def _revocations(membership: Membership, known: Iterable[KnownWorkstation]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield, under their purposes, the revocations known here, signed anew: what was signed lay in the old folder."""
    member = membership.member
    signer = Ed25519PrivateKey.from_private_bytes(member.private_key)
    for each in known:
        if each.revoked is not None and each.name != member.name and may_revoke(membership.kind):
            told = Revocation(name=each.name, at=each.revoked["at"], by=member.name, counts=each.revoked["counts"])
            yield purpose(each.name), told.body(membership.site, signer)


def put_back(medium: Medium, store: Store) -> int:
    """Add every frame known here that the medium lacks, of whatever log; return how many."""
    with store.view() as view:
        logs = view.journal.logs()
    return sum(_put_log_back(medium, store, log.key) for log in logs)


def _filled(membership: Membership, store: Store, clock: Clock, data_folder: Path, join_code: str | None) -> Rebuilt:
    folder = SharedFolder(ShareProcess(membership.folder), membership.site)
    exchange = Exchange(store, clock, membership, data_folder)
    try:
        folder.check()
        frames = put_back(folder, store)
        exchange.once()
        exchange.claims.rebuild()
        exchange.keep_snapshots()
    except OSError as fault:
        raise fault_named(fault) from fault
    finally:
        folder.stop()
        exchange.stop()
    return Rebuilt(folder=membership.folder, frames=frames, claims=membership.claims, join_code=join_code)


def _put_log_back(medium: Medium, store: Store, key: tuple[str, str, str]) -> int:
    with store.view() as view:
        frames = [raw for _no, raw in view.journal.frames(key)]
    if not frames:
        return 0
    log = Log(lane=key[0], period=key[1], run=bytes.fromhex(key[2]))
    stock = medium.stock(log)
    missing = [raw for raw in frames if hash_of(raw) not in stock.hashes]
    offset = len(stock.data)
    for portion in _portions(missing):
        offset = medium.publish(log, portion, offset, tried=False).resume
    return len(missing)


@contextlib.contextmanager
def _old(membership: Membership) -> Iterator[ShareProcess | None]:
    """Give the calls on the old folder, None where it cannot be read or is another's."""
    calls = ShareProcess(membership.folder)
    try:
        SharedFolder(calls, membership.site).check()
    except SharedFolderError:
        yield None
    else:
        yield calls
    finally:
        calls.stop()


def _carry_over(old: ShareProcess, into: Path) -> None:
    new = ShareProcess(into)
    try:
        for period in old.names(QUEUE):
            keys = [(name, data) for name, data in _things(old, f"{QUEUE}/{period}") if name.startswith(_KEYS)]
            if keys:
                new.folder(f"{QUEUE}/{period}")
            for name, data in keys:
                new.put(f"{QUEUE}/{period}/{name}", data)
        newest = list(names_of(old.names(SNAPSHOTS)))[:_SNAPSHOTS_KEPT]
        for name, data in _things(old, SNAPSHOTS, newest):
            new.put(f"{SNAPSHOTS}/{name}", data)
    except OSError as fault:
        raise fault_named(fault) from fault
    finally:
        new.stop()


def _things(calls: ShareProcess, folder: str, beginning: Sequence[str] = ("",)) -> Iterator[tuple[str, bytes]]:
    """Yield the small things below a folder; what cannot be read is left out."""
    names: Iterable[str] = ()
    with contextlib.suppress(OSError):
        names = calls.names(folder)
    for name in names:
        if name.startswith(tuple(beginning)) and not name.endswith(".log"):
            with contextlib.suppress(OSError, ValueError):
                yield name, calls.read(f"{folder}/{name}").data


def _portions(frames: Sequence[bytes]) -> Iterator[list[bytes]]:
    portion: list[bytes] = []
    for raw in frames:
        if portion and sum(map(len, portion)) + len(raw) > _AT_ONCE:
            yield portion
            portion = []
        portion.append(raw)
    if portion:
        yield portion
