"""A site: how it is founded in an empty folder, and how a workstation joins it by the printed code.

The marker says whose folder it is; what is decided once (who the workstations are, whether claims can be trusted) lies
in `once/`, each result under a name that only holders of the site's key can tell, sealed and never rewritten.
"""

import base64
import contextlib
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from cdm_desk.domain.errors import (
    DeskError,
    JoinCodeOtherError,
    JoinCodeTypoError,
    PlaceRefusedError,
    RecoveryKeyForCodeError,
    SharedFolderAwayError,
    SharedFolderFullError,
    SharedFolderInUseError,
    SharedFolderLockedError,
    SiteExistsError,
    SiteMissingError,
    WorkstationNameTakenError,
)
from cdm_desk.exchange.calls import Calls
from cdm_desk.exchange.frame import NotAFrameError, derived, strict_json
from cdm_desk.exchange.share_process import MARKER, NOT_OURS, ShareProcess
from cdm_desk.settings import hub_address
from cdm_desk.store.recovery import has_shape_of_key

BELL: Final = "bell"
FOLDERS: Final = ("q", "r", "snap", "once")
BELL_SIZE: Final = 24
CLAIMS_TESTED: Final = "claims"

Reach = Callable[[bytes | None], Calls]
"""How a hub is reached: its calls within one site, or within all of them as long as none is known."""

_WORD: Final = "cdm1"
_NONCE: Final = 12
JOIN_COST: Final = 2**15
"""The cost of trying one joining code, in rounds of scrypt: whoever may read the folder could try codes for ever."""

_CODE_BYTES: Final = 10
_CHECK_DIGITS: Final = 4
_GROUP: Final = 4
# Without I, L, O and U, which are read as 1, 0 and V; typed instead of their doubles they are understood.
_DIGITS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD: Final = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
_TO_BASE32: Final = str.maketrans(_DIGITS, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_FROM_BASE32: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", _DIGITS)
_RACED_KEYS: Final = 24
_SETTLING: Final = 0.3
_LACKS: Final[Mapping[type[DeskError], str]] = {
    SharedFolderAwayError: "away",
    SharedFolderLockedError: "locked",
    SharedFolderFullError: "full",
}
_READ_ONLY: Final = frozenset({13, 30})
_FULL: Final = frozenset({28, 122})
# EPERM, EINVAL, EMLINK, ENOSYS, EOPNOTSUPP: what file systems without hard links answer.
NO_LINKS: Final = frozenset({1, 22, 31, 38, 95})


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The id of a site and the key that its workstations share."""

    id: bytes
    key: bytes = field(repr=False)

    def marker(self, created: str) -> bytes:
        """Return the content of the marker file."""
        text = f"{_WORD} {self.id.hex()} {created}"
        seal = hmac.new(derived(self.key, "site"), text.encode(), hashlib.sha256).hexdigest()
        return f"{text} {seal}\n".encode()

    def owns(self, marker: bytes) -> bool:
        """Whether a marker is the one of this site, unchanged."""
        parts = marker.decode("ascii", "replace").split()
        return len(parts) == 4 and hmac.compare_digest(marker, self.marker(parts[2]))

    def name_of(self, purpose: str) -> str:
        """Return the opaque name under which something is written once."""
        return hmac.new(derived(self.key, "names"), purpose.encode(), hashlib.sha256).digest()[:16].hex()


@dataclass(frozen=True, slots=True, kw_only=True)
class Workstation:
    """A workstation as its site knows it."""

    name: str
    kind: str
    public_key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What a workstation knows after it has founded or joined a site; `private_key` and the site's key are secrets.

    `join_code` is given to the founder alone. `claims` says whether the folder passed the test of exclusive calls.
    """

    site: Site
    private_key: bytes = field(repr=False)
    claims: bool
    join_code: str | None = field(default=None, repr=False)


def found(where: Path | Reach, *, name: str, kind: str, at: datetime) -> Joined:
    """Found a site in an empty folder that exists, or on a hub; its marker comes last, of two founders one is refused.

    Raises SiteExistsError, SharedFolderInUseError, SharedFolderAwayError, SharedFolderLockedError.
    """
    site = Site(id=secrets.token_bytes(16), key=secrets.token_bytes(32))
    code, sealed_site = _joining_code(site)
    with _calls(where, site.id) as calls, _named():
        empty_folder(calls)
        for each in FOLDERS:
            calls.folder(each)
        calls.create(BELL, bytes(BELL_SIZE))
        claims = _race(where, site.id)
        private_key = _enrolled(calls, site, name, kind)
        put_once(calls, site, CLAIMS_TESTED, {"kind": CLAIMS_TESTED, "claims": claims})
        settle(calls, f"once/{_code_name(code)}", sealed_site)
        marker = site.marker(at.isoformat(timespec="seconds"))
        if settle(calls, MARKER, marker) != marker:
            _withdraw(calls, site, name, code)
            raise SiteExistsError
    return Joined(site=site, private_key=private_key, claims=claims, join_code=_printed(code))


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAgain:
    """A site in another folder: whether that one passed the test of exclusive calls, and a new code if one was made."""

    claims: bool
    join_code: str | None = field(default=None, repr=False)


def found_again(
    folder: Path,
    site: Site,
    *,
    workstations: Iterable[Workstation],
    once: Mapping[str, bytes],
    decided: Mapping[str, Mapping[str, Any]],
    at: datetime,
) -> FoundAgain:
    """Give an empty folder the marker of a site that exists, with what was written once; a new code without that.

    `decided` is said again where it was not among what was written once, each under its purpose.
    Raises SiteExistsError, SharedFolderInUseError, SharedFolderAwayError, SharedFolderLockedError.
    """
    tested = site.name_of(CLAIMS_TESTED)
    with _calls(folder) as calls, _named():
        empty_folder(calls)
        for each in FOLDERS:
            calls.folder(each)
        calls.create(BELL, bytes(BELL_SIZE))
        claims = _race(folder, site.id)
        put_once(calls, site, CLAIMS_TESTED, {"kind": CLAIMS_TESTED, "claims": claims})
        for name, sealed in once.items():
            if name != tested:
                settle(calls, f"once/{name}", sealed)
        for station in workstations:
            body = {"kind": "workstation", "name": station.name, "work": station.kind, "key": station.public_key.hex()}
            put_once(calls, site, _enrolment(station.name), body)
        for purpose, decision in decided.items():
            put_once(calls, site, purpose, decision)
        code, sealed_site = _joining_code(site)
        if not once:
            settle(calls, f"once/{_code_name(code)}", sealed_site)
        marker = site.marker(at.isoformat(timespec="seconds"))
        if settle(calls, MARKER, marker) != marker:
            raise SiteExistsError
    return FoundAgain(claims=claims, join_code=None if once else _printed(code))


def join(where: Path | Reach, join_code: str, *, name: str, kind: str) -> Joined:
    """Join the site of a folder, or one of those on a hub, by the code printed when it was founded.

    Raises SiteMissingError, JoinCodeTypoError (RecoveryKeyForCodeError for the other paper), JoinCodeOtherError,
    WorkstationNameTakenError.
    """
    site = _site_behind(where, join_code)
    with _calls(where, site.id) as calls, _named():
        _see_owned(calls, site)
        private_key = _enrolled(calls, site, name, kind)
        decided = read_once(calls, site, CLAIMS_TESTED) or {}
        claims = decided.get("claims") is True and _race(where, site.id)
    return Joined(site=site, private_key=private_key, claims=claims)


def see_joinable(where: Path | Reach, join_code: str, *, name: str) -> None:
    """See whether `join` would be let in, and leave everything as it is; raises what that does."""
    site = _site_behind(where, join_code)
    with _calls(where, site.id) as calls, _named():
        _see_owned(calls, site)
        if read_enrolled(calls, site, site.name_of(_enrolment(name))) is not None:
            raise WorkstationNameTakenError(name)


def see_free(where: Path | Reach) -> None:
    """See whether a site could be founded in a folder, or on a hub that answers; raises what `found` does."""
    with _calls(where) as calls, _named():
        if isinstance(where, Path):
            empty_folder(calls)
        else:
            calls.names()


def site_of(where: Path | Reach, join_code: str) -> Site:
    """Return the site that a joining code opens, without joining it; raises JoinCodeTypoError, JoinCodeOtherError."""
    code = _typed(join_code)
    with _calls(where) as calls, _named():
        return _unwrapped(calls, code)


def _site_behind(where: Path | Reach, join_code: str) -> Site:
    """Return the site that a code opens; the folder is looked at first: whoever has the wrong one shall hear of it."""
    with _calls(where) as calls, _named():
        calls.names()
        try:
            calls.read(MARKER)
        except FileNotFoundError as fault:
            raise SiteMissingError from fault
        return _unwrapped(calls, _typed(join_code))


def _see_owned(calls: Calls, site: Site) -> None:
    if not site.owns(calls.read(MARKER).data):
        raise JoinCodeOtherError


def settle(calls: Calls, name: str, data: bytes, *, marker: bytes = b"") -> bytes:
    """Put a file where none is, and return what stands there afterwards.

    On a folder that knows no hard links it is written plainly where nothing was seen: two at once are then not told
    apart, which the test of exclusive calls has shown, so that nobody relies on it. Nothing is put where the marker is
    not the one given. Raises OSError.
    """
    answer = calls.put(name, data, marker=marker)
    if answer.error in NO_LINKS and not answer.data:
        # A Linux client of SMB says so of a mere fault too, and what stands must never be written over.
        time.sleep(_SETTLING)
        answer = calls.put(name, data, marker=marker)
    if answer.error in NO_LINKS and not answer.data:
        calls.create(name, data)
        # Two who wrote in the same moment both find the one who wrote last.
        time.sleep(_SETTLING)
        return calls.read(name).data
    if answer.error:
        raise OSError(answer.error, name)
    return answer.data


def put_once(calls: Calls, site: Site, purpose: str, body: Mapping[str, Any]) -> dict[str, Any] | None:
    """Write a sealed result once; return what stands there afterwards, None when it is not ours."""
    name = site.name_of(purpose)
    return _opened(site, name, settle(calls, f"once/{name}", _sealed(site, name, body)))


def read_once(calls: Calls, site: Site, purpose: str) -> dict[str, Any] | None:
    """Return a result that was written once, None when there is none or it is not ours."""
    return _read(calls, site, site.name_of(purpose))


def read_named(calls: Calls, site: Site, name: str) -> dict[str, Any] | None:
    """Return what was written once under a name, None when there is none or it is not ours."""
    return _read(calls, site, name)


def read_enrolled(calls: Calls, site: Site, name: str) -> Workstation | None:
    """Return the workstation whose enrolment lies under a name in `once/`, None when it is something else."""
    return workstation_from(_read(calls, site, name))


def fault_named(fault: OSError) -> Exception:
    """Return what a failed call on the share means to a person."""
    if fault.errno in _READ_ONLY:
        return SharedFolderLockedError()
    if fault.errno in _FULL:
        return SharedFolderFullError()
    return SharedFolderAwayError()


@contextlib.contextmanager
def place_named(place: str | Path | None) -> Iterator[None]:
    """Say which folder or server it is that refuses to take a site; raises PlaceRefusedError.

    What a desk at work goes on without is where a set-up ends.
    """
    try:
        with _named():
            yield
    except DeskError as refused:
        lack = _LACKS.get(type(refused))
        if lack is None:
            raise
        hub = hub_address(place)
        # An address holds a password, which no sentence may show.
        raise PlaceRefusedError(str(place) if hub is None else urlsplit(hub).hostname or "", lack) from refused


@contextlib.contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise fault_named(fault) from fault


@contextlib.contextmanager
def _calls(where: Path | Reach, site_id: bytes | None = None) -> Iterator[Calls]:
    calls = ShareProcess(where) if isinstance(where, Path) else where(site_id)
    try:
        yield calls
    finally:
        calls.stop()


def empty_folder(calls: Calls) -> None:
    """See that nothing lies in a folder; raises SiteExistsError or SharedFolderInUseError."""
    names = {name for name in calls.names() if not name.startswith(".")}
    if MARKER in names:
        raise SiteExistsError
    # What an interrupted founding leaves behind does not count as something else's.
    if names - {BELL, *FOLDERS} or any(calls.names(each) for each in FOLDERS[:3] if each in names):
        raise SharedFolderInUseError


def _withdraw(calls: Calls, site: Site, name: str, code: bytes) -> None:
    for each in (site.name_of(_enrolment(name)), site.name_of(CLAIMS_TESTED), _code_name(code)):
        with contextlib.suppress(OSError):
            calls.remove(f"once/{each}")


def _enrolment(name: str) -> str:
    return f"workstation:{name.casefold()}"


def _enrolled(calls: Calls, site: Site, name: str, kind: str) -> bytes:
    private_key = Ed25519PrivateKey.generate()
    public_key = private_key.public_key().public_bytes_raw()
    body = {"kind": "workstation", "name": name, "work": kind, "key": public_key.hex()}
    stands = put_once(calls, site, _enrolment(name), body)
    if stands != body:
        raise WorkstationNameTakenError(name)
    return private_key.private_bytes_raw()


def _read(calls: Calls, site: Site, name: str) -> dict[str, Any] | None:
    try:
        return _opened(site, name, calls.read(f"once/{name}").data)
    except FileNotFoundError:
        return None
    except OSError as fault:
        if fault.errno in NOT_OURS:
            return None
        raise


def workstation_from(body: dict[str, Any] | None) -> Workstation | None:
    """Return the workstation that a result written once enrols, None when it says something else."""
    match body:
        case {"kind": "workstation", "name": str(name), "work": str(kind), "key": str(key)}:
            return Workstation(name=name, kind=kind, public_key=bytes.fromhex(key))
        case _:
            return None


def _sealed(site: Site, name: str, body: Mapping[str, Any]) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    text = json.dumps(body, ensure_ascii=False, sort_keys=True).encode()
    return nonce + AESGCMSIV(derived(site.key, "once")).encrypt(nonce, text, site.id + name.encode())


def _opened(site: Site, name: str, sealed: bytes) -> dict[str, Any] | None:
    try:
        text = AESGCMSIV(derived(site.key, "once")).decrypt(sealed[:_NONCE], sealed[_NONCE:], site.id + name.encode())
        body = strict_json(text)
    except (InvalidTag, NotAFrameError, ValueError):
        return None
    return body if isinstance(body, dict) else None


def _joining_code(site: Site) -> tuple[bytes, bytes]:
    code, nonce = secrets.token_bytes(_CODE_BYTES), secrets.token_bytes(_NONCE)
    return code, nonce + AESGCMSIV(_code_key(code)).encrypt(nonce, site.id + site.key, None)


def _unwrapped(calls: Calls, code: bytes) -> Site:
    try:
        sealed = calls.read(f"once/{_code_name(code)}").data
        plain = AESGCMSIV(_code_key(code)).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
    except (FileNotFoundError, InvalidTag, ValueError) as fault:
        raise JoinCodeOtherError from fault
    return Site(id=plain[:16], key=plain[16:])


def _code_key(code: bytes) -> bytes:
    return Scrypt(salt=b"cdm1 join", length=32, n=JOIN_COST, r=8, p=1).derive(code)


def _code_name(code: bytes) -> str:
    # From the slow key too, so that the name is no shorter way to the code.
    return hashlib.sha256(b"name" + _code_key(code)).digest()[:16].hex()


def _printed(code: bytes) -> str:
    digits = base64.b32encode(code).decode().translate(_FROM_BASE32) + _check(code)
    return "-".join(digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP))


def _typed(text: str) -> bytes:
    if has_shape_of_key(text):
        raise RecoveryKeyForCodeError
    digits = "".join(text.upper().translate(_MISREAD).replace("-", " ").split())
    if len(digits) != _CODE_BYTES * 8 // 5 + _CHECK_DIGITS or set(digits) - set(_DIGITS):
        raise JoinCodeTypoError
    code = base64.b32decode(digits[:-_CHECK_DIGITS].translate(_TO_BASE32))
    if _check(code) != digits[-_CHECK_DIGITS:]:
        raise JoinCodeTypoError
    return code


def _check(code: bytes) -> str:
    return (
        base64.b32encode(hashlib.sha256(b"check" + code).digest()[:5]).decode().translate(_FROM_BASE32)[:_CHECK_DIGITS]
    )


def _race(where: Path | Reach, site_id: bytes) -> bool:
    """Whether two processes that want the same names get each exactly once, and both know who got it."""
    series = secrets.token_hex(4)
    names = [f"once/{series}.{no}" for no in range(_RACED_KEYS)]
    seen: list[list[bytes]] = [[], []]

    def run(racer: int) -> None:
        with _calls(where, site_id) as calls, contextlib.suppress(OSError):
            calls.names()
            for name in names:
                seen[racer].append(calls.put(name, f"{series} {racer}".encode()).data)

    racers = [Thread(target=run, args=(racer,)) for racer in (0, 1)]
    for each in racers:
        each.start()
    for each in racers:
        each.join()
    with _calls(where, site_id) as calls, contextlib.suppress(OSError):
        for name in names:
            calls.remove(name)
    expected = {f"{series} {racer}".encode() for racer in (0, 1)}
    return seen[0] == seen[1] and len(seen[0]) == _RACED_KEYS and set(seen[0]) <= expected
