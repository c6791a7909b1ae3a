"""Folder and hub at once, while a site moves from one to the other.

Frames go to both and are read from both; one of the two may be away meanwhile, and is brought up when it is back. A
call needs the word of both, the folder's first: so nobody is called twice while some workstations know one of them
only, as long as not some know the folder only and some the hub only. The price is that calls stop while either is away.
"""

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cdm_desk.domain.errors import SharedFolderAwayError, SharedFolderError
from cdm_desk.exchange.doctor import Doctor, Finding
from cdm_desk.exchange.folder import QUEUE, RECORD, Published, Ring, SharedFolder, Stock
from cdm_desk.exchange.frame import FrameCodec, Log, hash_of, repeats_in
from cdm_desk.exchange.hub import Hub, open_hub
from cdm_desk.exchange.medium import Medium
from cdm_desk.exchange.share_process import Answer, Place, ShareProcess
from cdm_desk.exchange.site import BELL_SIZE, Site, Workstation
from cdm_desk.exchange.worker import Membership, OpenMedium

FOLDER: Final = "folder"
HUB: Final = "hub"

_LAST: Final = 1 << 62
_AT_ONCE: Final = 500


class Both:
    """One site in a folder and on a hub."""

    def __init__(self, folder: SharedFolder, hub: Hub) -> None:
        self._folder = folder
        self._hub = hub
        self._away: set[SharedFolder] = set()
        self._returned = False
        self._in_folder: dict[Log, frozenset[bytes]] = {}
        self._hub_first: dict[Log, bool] = {}
        self._crossed: set[str] = set()
        self._bells = (b"", b"")

    @property
    def site(self) -> Site:
        """The site that is reached."""
        return self._folder.site

    @property
    def place(self) -> Place | None:
        """Where the folder lies: it is the one of the two that has to prove itself."""
        return self._folder.place

    @property
    def caller(self) -> int | None:
        """The process that makes the calls on the folder."""
        return self._folder.caller

    @property
    def checked(self) -> bool:
        """Whether both were once found in order."""
        return self._folder.checked and self._hub.checked

    @property
    def lacking(self) -> str:
        """Which of the two is away while the other goes on."""
        if len(self._away) != 1:
            return ""
        return FOLDER if self._folder in self._away else HUB

    def check(self) -> None:
        """See that one of the two is there; raises what is wrong with the folder when neither is."""
        away: set[SharedFolder] = set()
        refused: list[SharedFolderError] = []
        for each in (self._folder, self._hub):
            try:
                each.check()
            except SharedFolderAwayError as fault:
                away.add(each)
                refused.append(fault)
        self._returned |= bool(self._away - away)
        self._away = away
        if len(away) == 2:
            raise refused[0]

    def stop(self) -> None:
        """End both."""
        for each in (self._folder, self._hub):
            each.stop()

    def resume(self) -> None:
        """Allow calls again after a stop."""
        for each in (self._folder, self._hub):
            each.resume()

    def codec(self, log: Log) -> FrameCodec:
        """Return what seals and opens the frames of a log."""
        if log.lane == QUEUE:
            first, *others = self.day_keys(log.period)
            return FrameCodec(self._folder.site.id, first, log, others=others)
        return FrameCodec(self._folder.site.id, self._folder.site.key, log)

    def periods(self, lane: str) -> list[str]:
        """Return the days or months of which there are logs in either."""
        return sorted({period for each in self._present() for period in each.periods(lane)})

    def logs(self, lane: str, period: str) -> list[Log]:
        """Return the logs of a period in either."""
        return list(dict.fromkeys(log for each in self._present() for log in each.logs(lane, period)))

    def grown(self, known: Mapping[Log, int]) -> Iterable[Log]:
        """Return the logs that may have grown."""
        return list(known) if self._folder not in self._away else self._hub.grown(known)

    def read(self, log: Log, offset: int, *, after: int = 0) -> Answer:
        """Return what is new in one of the two; which is asked first changes, so that neither can hide the other."""
        hub_first = self._hub_first[log] = not self._hub_first.get(log, False)
        order = (self._hub, self._folder) if hub_first else (self._folder, self._hub)
        answer = Answer(size=offset, numbered=True)
        for each in order:
            if each not in self._away:
                answer = each.read(log, offset, after=after)
                if answer.data or answer.size < offset:
                    return answer
        return answer

    def stock(self, log: Log) -> Stock:
        """Return what a log holds in both: what one of them lacks is missing."""
        stocks = {each: each.stock(log) for each in self._present()}
        hashes = frozenset.intersection(*(stock.hashes for stock in stocks.values()))
        in_folder = stocks.get(self._folder, Stock(hashes=frozenset()))
        self._in_folder[log] = in_folder.hashes
        return Stock(hashes=hashes, data=in_folder.data)

    def publish(self, log: Log, frames: Sequence[bytes], offset: int, *, tried: bool) -> Published:
        """Add the frames to both; confirmed is what stands in each that is there."""
        held = self._in_folder.pop(log, frozenset())
        confirmed, resume, shrunk = frozenset(frames), offset, self._returned
        if self._folder not in self._away:
            lacking = [raw for raw in frames if hash_of(raw) not in held]
            if lacking:
                done = self._folder.publish(log, lacking, offset, tried=tried)
                confirmed -= frozenset(lacking) - done.confirmed
                resume, shrunk = done.resume, shrunk or done.shrunk
        if self._hub not in self._away:
            done = self._hub.publish(log, frames, offset, tried=tried)
            confirmed &= done.confirmed
            shrunk |= done.shrunk
        self._returned = False
        return Published(confirmed=confirmed, resume=resume, shrunk=shrunk)

    def ring(self, ring: Ring) -> float:
        """Tell the others in both; return when that was, by the clock of one of the servers."""
        return [each.ring(ring) for each in self._present()][-1]

    def bell(self) -> bytes:
        """Return the bell that has changed, as far as one has."""
        folder = self._folder.bell() if self._folder not in self._away else bytes(BELL_SIZE)
        before, self._bells = self._bells, (folder, self._hub.bell())
        return self._bells[1] if self._bells[1] != before[1] else folder

    def day_key(self, period: str) -> bytes:
        """Return the key with which this workstation seals a day."""
        return self.day_keys(period)[0]

    def day_keys(self, period: str) -> list[bytes]:
        """Return all keys of a day: each of the two is given those of the other."""
        present = self._present()
        keys = [key for each in present for key in each.day_keys(period)]
        if len(present) > 1 and period not in self._crossed:
            self._folder.keep_key(period, self._hub.sealed_key(period))
            self._hub.keep_key(period, self._folder.sealed_key(period))
            self._crossed.add(period)
        return list(dict.fromkeys(keys))

    def sealed_key(self, period: str) -> bytes:
        """Return the key with which this workstation seals a day, sealed for the site."""
        return self._present()[0].sealed_key(period)

    def keep_key(self, period: str, sealed: bytes) -> None:
        """See that a key of a day is there, in both."""
        for each in self._present():
            each.keep_key(period, sealed)

    def put_key_back(self, period: str) -> None:
        """See that the key with which a day was sealed here is there."""
        for each in self._present():
            each.put_key_back(period)

    def claim(self, period: str, purpose: str, body: bytes, *, weakly: bool = False) -> Answer:
        """Claim in the folder, then on the hub; what is won in one only is not won."""
        if self._away:
            raise SharedFolderAwayError
        answer = self._folder.claim(period, purpose, body, weakly=weakly)
        return self._hub.claim(period, purpose, body) if answer.data == body else answer

    def once_names(self) -> list[str]:
        """Return the names of what was written once in either."""
        return sorted({name for each in self._present() for name in each.once_names()})

    def enrolled(self, name: str) -> Workstation | None:
        """Return the workstation whose enrolment lies in either."""
        return next((found for each in self._present() if (found := each.enrolled(name)) is not None), None)

    def doctor(self, workstation: str, on_finding: Callable[[Finding], None] = lambda _finding: None) -> Doctor:
        """Return a workstation's part in an examination of the folder."""
        return self._folder.doctor(workstation, on_finding)

    def once(self, name: str) -> dict[str, Any] | None:
        """Return what was written once under a name, in either."""
        return next((found for each in self._present() if (found := each.once(name)) is not None), None)

    def read_once(self, purpose: str) -> dict[str, Any] | None:
        """Return what was written once for a purpose, in either."""
        return next((found for each in self._present() if (found := each.read_once(purpose)) is not None), None)

    def put_once(self, purpose: str, body: Mapping[str, Any]) -> dict[str, Any] | None:
        """Write something once in the folder, and what stands there on the hub; the folder has the word."""
        if self._away:
            raise SharedFolderAwayError
        stands = self._folder.put_once(purpose, body)
        return stands if stands is None else self._hub.put_once(purpose, stands)

    def forget_once(self, purpose: str) -> None:
        """Take away what was written once and says nothing any more."""
        for each in self._present():
            each.forget_once(purpose)

    @property
    def strays(self) -> int:
        """How many names that are not ours were seen among the logs of the folder."""
        return self._folder.strays

    def forget(self, lane: str, period: str) -> None:
        """Destroy the key of a day, then remove its claims and logs, in both."""
        for each in self._present():
            each.forget(lane, period)

    def forget_keys(self, period: str) -> None:
        """Know the key of a day no more."""
        for each in (self._folder, self._hub):
            each.forget_keys(period)

    def put_blob(self, name: str, data: bytes) -> bytes:
        """Put something where nothing is, in both; return what stands in the first."""
        first, *_others = [each.put_blob(name, data) for each in self._present()]
        return first

    def read_blob(self, name: str, offset: int = 0) -> bytes:
        """Return what lies under a name in either; raises FileNotFoundError."""
        for each in self._present():
            with contextlib.suppress(FileNotFoundError):
                return each.read_blob(name, offset)
        raise FileNotFoundError(2, name)

    def blobs(self, folder: str) -> list[str]:
        """Return the names below a folder in either."""
        return sorted({name for each in self._present() for name in each.blobs(folder)})

    def remove(self, name: str) -> None:
        """Remove what lies under a name from both."""
        for each in self._present():
            each.remove(name)

    def _present(self) -> list[SharedFolder]:
        present = [each for each in (self._folder, self._hub) if each not in self._away]
        if not present:
            raise SharedFolderAwayError
        return present


def on_hub(url: str) -> OpenMedium:
    """Return what opens a site on its hub."""
    return lambda membership, patience, on_ring: open_hub(url, membership.site, patience=patience, on_ring=on_ring)


def on_both(url: str) -> OpenMedium:
    """Return what opens a site in its folder and on its hub."""

    def opened(membership: Membership, patience: float, on_ring: Callable[[], None] | None) -> Medium:
        hub = open_hub(url, membership.site, patience=patience, on_ring=on_ring)
        return Both(SharedFolder(ShareProcess(membership.folder, patience=patience), membership.site), hub)

    return opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """How many frames folder and hub hold, and how many one of them lacks."""

    frames: int
    missing_in_folder: int
    missing_on_hub: int

    @property
    def agree(self) -> bool:
        """Whether both hold the same."""
        return not self.missing_in_folder and not self.missing_on_hub


def compared(folder: SharedFolder, hub: SharedFolder) -> Compared:
    """Compare, by their hashes, all frames of a folder and a hub."""
    here, there = _held(folder), _held(hub)
    return Compared(frames=len(here | there), missing_in_folder=len(there - here), missing_on_hub=len(here - there))


def carry(source: SharedFolder, target: SharedFolder) -> int:
    """Bring all that one holds into the other, which is made if it is not there; return how many frames were brought.

    It may be broken off and begun again: what is there already stays as it is.
    """
    source.check()
    target.begin_as(source)
    target.check()
    for period in source.periods(QUEUE):
        _carry_day(source, target, period)
    brought = sum(_carry_log(source, target, log) for log in _all_logs(source))
    for folder in ("once", "snap"):
        _carry_names(source, target, folder, source.blobs(folder))
    return brought


def _carry_log(source: SharedFolder, target: SharedFolder, log: Log) -> int:
    stock = target.stock(log)
    whole = [raw for _no, raw in repeats_in(source.read_whole(log), _LAST)]
    missing = [raw for raw in whole if hash_of(raw) not in stock.hashes]
    for start in range(0, len(missing), _AT_ONCE):
        target.publish(log, missing[start : start + _AT_ONCE], len(stock.data), tried=False)
    return len(missing)


def _carry_day(source: SharedFolder, target: SharedFolder, period: str) -> None:
    target.prepare(QUEUE, period)
    place = f"{QUEUE}/{period}"
    keys = [name for name in source.blobs(place) if name.startswith("key")]
    _carry_names(source, target, place, keys)
    _carry_names(source, target, f"{place}/claim", source.blobs(f"{place}/claim"))


def _carry_names(source: SharedFolder, target: SharedFolder, folder: str, names: Sequence[str]) -> None:
    there = set(target.blobs(folder))
    for name in names:
        if name not in there:
            target.put_blob(f"{folder}/{name}", _whole_blob(source, f"{folder}/{name}"))


def _whole_blob(source: SharedFolder, name: str) -> bytes:
    parts: list[bytes] = []
    while part := source.read_blob(name, sum(map(len, parts))):
        parts.append(part)
    return b"".join(parts)


def _all_logs(medium: SharedFolder) -> list[Log]:
    return [log for lane in (RECORD, QUEUE) for period in medium.periods(lane) for log in medium.logs(lane, period)]


def _held(medium: SharedFolder) -> set[tuple[Log, bytes]]:
    medium.check()
    return {(log, hash_of(raw)) for log in _all_logs(medium) for _no, raw in repeats_in(medium.read_whole(log), _LAST)}
