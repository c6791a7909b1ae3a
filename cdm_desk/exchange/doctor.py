"""The share doctor: two workstations find out together whether a folder can be trusted with live calls.

Each keeps a log of its own in `check/`, which it alone appends to and the other reads, the way the exchange itself
speaks; nothing is taken from a listing but who else is there. What one finds alone it finds without waiting.
"""

import base64
import contextlib
import json
import random
import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from cdm_desk.exchange.calls import Calls
from cdm_desk.exchange.frame import NotAFrameError, derived, strict_json
from cdm_desk.exchange.share_process import Place
from cdm_desk.exchange.site import NO_LINKS, Site

CHECKED: Final = "check"
KEYS: Final = 300
ROUNDS: Final = 8
VISIBLE_SECONDS: Final = 2.0
ROOM_NEEDED: Final = 200 << 20
CLOCK_SECONDS: Final = 120.0
PATIENCE_FOR_PARTNER: Final = 60.0

_SLOTS: Final = (0.02, 0.1)
_JITTER: Final = 0.003
_POLL: Final = 0.03
_LISTING: Final = 0.5
_BEAT: Final = 3.0
_FRESH: Final = 20.0
_SILENT: Final = 20.0
_HEAD_START: Final = 1.5
_CONFIRMING: Final = 5.0
_LEFT_BEHIND: Final = 86_400.0
_NONCE: Final = 12
_LOG: Final = re.compile(r"([0-9a-f]{32})\.log\Z")
_DATABASE: Final = "postgresql"
_PASSED: Final = "passed"
_FAILED: Final = "failed"
_MINE, _THEIRS, _UNKNOWN = "+", "-", "?"


class Check(StrEnum):
    """What is looked at, in this order."""

    PLACE = "place"
    SYNCHRONISED = "synchronised"
    ROOM = "room"
    DURABLE = "durable"
    CLOCK = "clock"
    PARTNER = "partner"
    VISIBLE = "visible"
    OVERWRITTEN = "overwritten"
    EXCLUSIVE = "exclusive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check found; `measured` holds its figures by name (seconds, bytes, counts) and the names it met."""

    check: Check
    passed: bool
    measured: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """All findings of one examination; `partner` is the workstation that took part, None when none came."""

    place: Place
    findings: tuple[Finding, ...]
    partner: str | None

    @property
    def passed(self) -> bool:
        """Whether live calls may be trusted to this folder."""
        return self.partner is not None and all(finding.passed for finding in self.findings)


class Doctor:
    """One workstation's part in an examination of the folder. Raises OSError when the folder gives no answer."""

    def __init__(
        self,
        calls: Calls,
        site: Site,
        workstation: str,
        *,
        marker: bytes = b"",
        on_finding: Callable[[Finding], None] = lambda _finding: None,
        keys: int = KEYS,
    ) -> None:
        """`on_finding` hears of each finding as it is made; `keys` is how many names the two race for."""
        self.id = secrets.token_hex(16)
        self._calls = calls
        self._site = site
        self._workstation = workstation
        self._marker = marker
        self._on_finding = on_finding
        self._keys = keys
        self._findings: list[Finding] = []
        self._cipher = AESGCMSIV(derived(site.key, CHECKED))
        self._ahead = self._put_seconds = 0.0
        self._said_at = 0.0
        self._beaten_at = float("-inf")
        self._said: dict[str, Any] = {}
        self._heard: dict[str, tuple[int, list[dict[str, Any]]]] = {}

    def examine(self, patience: float = PATIENCE_FOR_PARTNER) -> Checkup:
        """Look at the folder alone, then with the first workstation that comes within so many seconds."""
        self._findings.clear()
        place = self._calls.place()
        self._alone(place)
        self._calls.folder(CHECKED, self._marker)
        partner = None
        try:
            self._calls.create(self._bell(self.id), bytes(8))
            self._say(here=self._workstation)
            self._find_durable()
            found = self._partner(patience)
            self._find(Check.PARTNER, found is not None, workstation=found[1] if found else "")
            if found is not None:
                partner = found[1]
                self._together(found[0])
        except _PartnerGoneError:
            self._find(Check.PARTNER, False, workstation=partner or "")
            partner = None
        finally:
            self._clear_up()
        return Checkup(place=place, findings=tuple(self._findings), partner=partner)

    def wanted(self, ahead: float) -> bool:
        """Whether another workstation waits for a partner now, by a clock so many seconds ahead of the server's."""
        self._ahead = ahead
        try:
            return any(not chosen for _name, chosen in self._present().values())
        except FileNotFoundError:
            return False

    def _find(self, check: Check, passed: bool, /, **measured: float | str) -> None:  # noqa: FBT001
        finding = Finding(check=check, passed=passed, measured=measured)
        self._findings.append(finding)
        self._on_finding(finding)

    def _alone(self, place: Place) -> None:
        self._find(Check.PLACE, trusted_kind(place), kind=place.kind, source=place.source, here=float(place.here))
        self._find(Check.SYNCHRONISED, not place.synchronised_by, service=place.synchronised_by)
        self._find(Check.ROOM, place.free >= ROOM_NEEDED, bytes=place.free)

    def _find_durable(self) -> None:
        began = time.monotonic()
        self._calls.put(f"{CHECKED}/{self.id}.put", self.id.encode(), marker=self._marker)
        self._put_seconds = time.monotonic() - began
        began = time.monotonic()
        self._say(written=secrets.token_hex(64))
        seconds = time.monotonic() - began
        kept = bool(self._listen(self.id)) and self._listen(self.id)[-1] == self._said
        self._find(Check.DURABLE, kept, seconds=seconds)
        self._find(Check.CLOCK, abs(self._ahead) <= CLOCK_SECONDS, seconds=self._ahead)

    def _together(self, other: str) -> None:
        leads = self.id < other
        for check, speak, hear in (
            (Check.VISIBLE, self._append_no, self._appended_no),
            (Check.OVERWRITTEN, self._ring_no, self._rung_no),
        ):
            longest = self._echo(other, speak, hear, leads=leads)
            self._find(check, longest <= VISIBLE_SECONDS, seconds=longest)
        self._race(other, leads=leads)

    # Who is there.

    def _partner(self, patience: float) -> tuple[str, str] | None:
        """Return the id and the name of a workstation that has chosen us as we chose it."""
        until = time.monotonic() + patience
        chosen = ""
        while time.monotonic() < until:
            present = self._present()
            free = sorted(other for other, (_name, theirs) in present.items() if theirs in ("", self.id))
            # Who is free stays chosen: else two that had found each other could part again.
            wanted = chosen if chosen in free else free[0] if free else ""
            if chosen != wanted:
                chosen = wanted
                self._say(here=self._workstation, chosen=chosen)
            if chosen and present[chosen][1] == self.id:
                if self._confirmed(chosen):
                    return chosen, present[chosen][0]
                chosen = ""
                self._say(here=self._workstation, chosen=chosen)
            self._beat(chosen)
            time.sleep(_LISTING)
        return None

    def _confirmed(self, other: str) -> bool:
        """Whether the other has seen that the choice is mutual, too."""
        self._say(here=self._workstation, chosen=other, met=other)
        until = time.monotonic() + _CONFIRMING
        while time.monotonic() < until:
            if any(told.get("met") == self.id for told in self._listen(other)):
                return True
            time.sleep(_POLL)
        return False

    def _present(self) -> dict[str, tuple[str, str]]:
        """Return by id the name and the choice of those who gave a sign of life a moment ago."""
        present = {}
        for name in self._calls.names(CHECKED):
            match = _LOG.match(name)
            if match is None or match[1] == self.id:
                continue
            heard = self._listen(match[1])
            age = self._server_time() - heard[-1]["at"] if heard else _LEFT_BEHIND
            told = [each for each in heard if isinstance(each.get("here"), str)]
            # A second program of this workstation is no second workstation.
            if age < _FRESH and told and told[-1]["here"] != self._workstation:
                present[match[1]] = (told[-1]["here"], str(told[-1].get("chosen", "")))
            elif heard and age > _LEFT_BEHIND:
                self._remove_of(match[1])
        return present

    def _beat(self, chosen: str) -> None:
        if time.monotonic() - self._beaten_at > _BEAT:
            self._say(here=self._workstation, chosen=chosen)

    # How long it takes until the other sees what was written.

    def _echo(self, other: str, speak: Callable[[int], None], hear: Callable[[str], int], *, leads: bool) -> float:
        """Speak in turns; return the longest time from our word to the other's answer, in seconds."""
        longest = 0.0
        for no in range(1, ROUNDS + 1):
            if not leads:
                self._until(lambda no=no: hear(other) >= no)  # type: ignore[misc]
            began = time.monotonic()
            speak(no)
            if leads or no < ROUNDS:
                wanted = no if leads else no + 1
                self._until(lambda wanted=wanted: hear(other) >= wanted)  # type: ignore[misc]
                longest = max(longest, time.monotonic() - began)
        return longest

    def _until(self, seen: Callable[[], bool]) -> None:
        until = time.monotonic() + _SILENT
        while not seen():
            if time.monotonic() > until:
                raise _PartnerGoneError
            time.sleep(_POLL)

    def _append_no(self, no: int) -> None:
        self._say(no=no)

    def _appended_no(self, other: str) -> int:
        return max((told["no"] for told in self._listen(other) if isinstance(told.get("no"), int)), default=0)

    def _ring_no(self, no: int) -> None:
        self._calls.overwrite(self._bell(self.id), no.to_bytes(8, "big"))

    def _rung_no(self, other: str) -> int:
        return int.from_bytes(self._calls.read(self._bell(other)).data, "big")

    # Who gets what both want at the same moment.

    def _race(self, other: str, *, leads: bool) -> None:
        start, slot = self._agreed_start(other, leads=leads)
        mine, theirs = self.id.encode(), other.encode()
        who, links = [], True
        for no, name in enumerate(self._raced(other)):
            # By the server's clock, so that both really want it at the same moment.
            time.sleep(max(0.0, start + no * slot + random.uniform(0, _JITTER) - self._server_time()))  # noqa: S311 - no secret
            answer = self._calls.put(name, mine, marker=self._marker)
            links = links and answer.error not in NO_LINKS
            who.append({mine: _MINE, theirs: _THEIRS}.get(answer.data, _UNKNOWN))
        self._say(raced="".join(who))
        self._until(lambda: self._told(other, "raced") is not None)
        seen = str(self._told(other, "raced")).translate(str.maketrans(_MINE + _THEIRS, _THEIRS + _MINE))
        double = sum(a == _MINE and b == _THEIRS for a, b in zip(who, seen, strict=False))
        agreed = sum(a == b != _UNKNOWN for a, b in zip(who, seen, strict=False))
        passed = agreed == self._keys == len(seen)
        won = "".join(who).count(_MINE)
        self._find(Check.EXCLUSIVE, passed, keys=self._keys, won=won, double=double, agreed=agreed, links=float(links))

    def _agreed_start(self, other: str, *, leads: bool) -> tuple[float, float]:
        """Return when the race begins by the server's clock, and how long the two have for each name, in seconds."""
        if leads:
            shortest, longest = _SLOTS
            # Long enough for both to be in time for the next name, else the faster one would run alone.
            slot = min(max(2 * self._put_seconds, shortest), longest)
            self._say(start=self._server_time() + _HEAD_START, slot=slot)
        leader = self.id if leads else other
        self._until(lambda: self._told(leader, "start") is not None)
        return float(self._told(leader, "start")), float(self._told(leader, "slot"))

    def _raced(self, other: str) -> list[str]:
        return [f"{CHECKED}/{min(self.id, other)}.{no}" for no in range(self._keys)]

    def _told(self, other: str, word: str) -> Any:  # noqa: ANN401 - a number or a text, as it was said
        return next((told[word] for told in self._listen(other) if word in told), None)

    # What is said and heard.

    def _server_time(self) -> float:
        return time.time() - self._ahead

    def _say(self, **said: Any) -> None:
        self._said = said | {"at": self._server_time()}
        line = self._sealed(json.dumps(self._said).encode()) + b"\n"
        answer = self._calls.append(f"{CHECKED}/{self.id}.log", line)
        if not self._said_at:
            self._ahead = time.time() - answer.written_at
        self._said_at, self._beaten_at = answer.written_at, time.monotonic()

    def _listen(self, other: str) -> list[dict[str, Any]]:
        """Return all that somebody has said so far; what is only half there is heard the next time."""
        offset, heard = self._heard.get(other, (0, []))
        try:
            data = self._calls.read(f"{CHECKED}/{other}.log", offset).data
        except FileNotFoundError:
            return heard
        whole = data[: data.rfind(b"\n") + 1]
        heard += [told for line in whole.splitlines() if (told := self._opened(line, other)) is not None]
        self._heard[other] = (offset + len(whole), heard)
        return heard

    def _gone(self, other: str) -> bool:
        return f"{other}.log" not in self._calls.names(CHECKED)

    def _sealed(self, text: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, text, self._site.id + self.id.encode()))

    def _opened(self, line: bytes, other: str) -> dict[str, Any] | None:
        try:
            sealed = base64.b64decode(line, validate=True)
            told = strict_json(self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], self._site.id + other.encode()))
        except (InvalidTag, NotAFrameError, ValueError):
            return None
        return told if isinstance(told, dict) and isinstance(told.get("at"), float) else None

    # What is left behind: nothing.

    def _bell(self, who: str) -> str:
        return f"{CHECKED}/{who}.bell"

    def _clear_up(self) -> None:
        partner = next((other for other in self._heard if other != self.id and self._told(other, "raced")), "")
        if partner:
            with contextlib.suppress(OSError, _PartnerGoneError):
                self._say(done=True)
                # The other may still read what was said last.
                self._until(lambda: self._told(partner, "done") is not None or self._gone(partner))
        if partner and self.id < partner:
            for name in self._raced(partner):
                with contextlib.suppress(OSError):
                    self._calls.remove(name)
        self._remove_of(self.id)

    def _remove_of(self, who: str) -> None:
        for name in (f"{CHECKED}/{who}.log", f"{CHECKED}/{who}.put", self._bell(who)):
            with contextlib.suppress(OSError):
                self._calls.remove(name)


class _PartnerGoneError(Exception):
    """The other workstation has stopped answering."""


def trusted_kind(place: Place) -> bool:
    """Whether a kind of file system is known to keep what is asked of it; a folder of this machine is."""
    return place.here or place.kind == _DATABASE or place.kind in ("cifs", "smb3", "nfs", "nfs4", "smb")


def note_of(checkup: Checkup) -> str | None:
    """Return what a workstation keeps of an examination in which the race was run, None of one that came to nothing."""
    raced = [finding for finding in checkup.findings if finding.check is Check.EXCLUSIVE]
    if not raced:
        return None
    return f"{_PASSED if checkup.passed else _FAILED} {_label(checkup.place)}"


def trusts(note: str | None, place: Place | None, *, raced: bool) -> bool:
    """Whether live calls may be left to a folder: `raced` is what this workstation found when it joined.

    A folder of this machine is as good as that; one of the network has to be examined by two workstations, and again
    when it lies elsewhere.
    """
    if place is None:
        return raced
    label = _label(place)
    if note == f"{_FAILED} {label}":
        return False
    # A database keeps its primary keys by itself, for all who reach it.
    return note == f"{_PASSED} {label}" or (raced and (place.here or place.kind == _DATABASE))


def _label(place: Place) -> str:
    return f"{place.kind} {place.source}"
