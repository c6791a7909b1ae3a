"""A copy of the whole shared folder: taken while it is in use, compared, opened; and put into an empty folder again.

```
site.json        which site, when, and of each file its length and hash; sealed with a MAC under the key of the site
share/…          the files of the folder as they were: marker, logs, keys of days, claims, snapshots, enrolments
```

A log only grows: its copy is what it held when it was read. Whoever goes on after a copy was put back finds its own
frames missing and adds them again, as after any folder that was set back.
"""

import hashlib
import hmac
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from cdm_desk.domain.errors import SiteCopyMissingError, SiteCopyUnsoundError
from cdm_desk.exchange.folder import QUEUE, RECORD
from cdm_desk.exchange.frame import FrameCodec, Head, Log, derived, scan
from cdm_desk.exchange.share_process import LONGEST_READ, MARKER, NOT_A_FILE, ShareProcess
from cdm_desk.exchange.site import BELL, Site, empty_folder, fault_named, place_named
from cdm_desk.exchange.snapshot_file import SNAPSHOTS
from cdm_desk.store.canonical import packed

LIST: Final = "site.json"
FILES: Final = "share"

Progress = Callable[[int, int], None]
"""Hears how many of how many files are done."""

_FORM: Final = 1
_PIECE: Final = 1 << 20
_NAME: Final = re.compile(r"[0-9a-z.-]{1,64}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCopy:
    """A copy that was opened and found whole: its files, their bytes, the frames of its record."""

    folder: Path
    taken_at: str
    files: int
    size: int
    frames: int


def copy_site(share: Path, site: Site, into: Path, at: datetime) -> SiteCopy:
    """Copy the folder of a site below a folder that is made for it; return the copy once it was opened and compared.

    Raises SharedFolderError, or SiteCopyUnsoundError where the copy is not what was read.
    """
    calls = ShareProcess(share)
    try:
        if not site.owns(calls.read(MARKER).data):
            raise SiteCopyUnsoundError(MARKER)
        fetched = {name: _fetched(calls, name, into / FILES) for name in _names(calls)}
        files = {name: told for name, told in fetched.items() if told is not None}
        _write(into / LIST, packed(_listed(site, files, at)).encode())
        copy = opened_copy(into, site)
        for name, (size, digest) in files.items():
            # Read once more: a log may have grown since, but what was copied is how it begins.
            if _digest(calls, name, size) != digest:
                raise SiteCopyUnsoundError(name)
    except OSError as fault:
        raise fault_named(fault) from fault
    finally:
        calls.stop()
    return copy


def opened_copy(folder: Path, site: Site) -> SiteCopy:
    """Open a copy: every file as it was listed, the list that of this site, every frame of the record in its chain.

    Raises SiteCopyUnsoundError.
    """
    told = _list_of(folder, site)
    size = frames = 0
    for name, (length, digest) in told["files"].items():
        path = folder.joinpath(FILES, *name.split("/"))
        try:
            data = path.read_bytes()
        except OSError as fault:
            raise SiteCopyUnsoundError(name) from fault
        if len(data) != length or hashlib.sha256(data).hexdigest() != digest:
            raise SiteCopyUnsoundError(name)
        size += length
        if name == MARKER and not site.owns(data):
            raise SiteCopyUnsoundError(name)
        if name.startswith(f"{RECORD}/"):
            frames += _frames(site, name, data)
    if MARKER not in told["files"]:
        raise SiteCopyUnsoundError(MARKER)
    return SiteCopy(folder=folder, taken_at=told["at"], files=len(told["files"]), size=size, frames=frames)


def found_copy(folder: Path) -> Path:
    """Return the copy that a folder is, else the newest that lies in it; raises SiteCopyMissingError."""
    if (folder / LIST).is_file():
        return folder
    # Their names begin with the moment at which they were taken.
    copies = sorted(each for each in folder.glob("site-*") if (each / LIST).is_file())
    if not copies:
        raise SiteCopyMissingError(str(folder))
    return copies[-1]


def see_empty(share: Path) -> None:
    """See that a folder is there and that a site can be put into it.

    Raises SiteExistsError, SharedFolderInUseError or PlaceRefusedError.
    """
    calls = ShareProcess(share)
    try:
        with place_named(share):
            empty_folder(calls)
    finally:
        calls.stop()


def put_site(copy: Path, site: Site, share: Path, told: Progress = lambda _done, _all: None) -> SiteCopy:
    """Put a copy into an empty folder, its marker last, and read it back; `told` hears how many files are there.

    Raises SiteCopyUnsoundError, SiteExistsError, SharedFolderInUseError or another SharedFolderError.
    """
    opened = opened_copy(copy, site)
    files: Mapping[str, tuple[int, str]] = _list_of(copy, site)["files"]
    calls = ShareProcess(share)
    try:
        empty_folder(calls)
        for done, name in enumerate(sorted(files, key=lambda each: (each == MARKER, each))):
            told(done, len(files))
            _put(calls, name, copy.joinpath(FILES, *name.split("/")))
            size, digest = files[name]
            if _digest(calls, name, size) != digest:
                raise SiteCopyUnsoundError(name)
        told(len(files), len(files))
    except OSError as fault:
        raise fault_named(fault) from fault
    finally:
        calls.stop()
    return opened


def _names(calls: ShareProcess) -> Iterator[str]:
    """Yield the names of the files of a site; what was laid among them by others is left."""
    yield from (MARKER, BELL)
    for folder in ("once", SNAPSHOTS):
        yield from _below(calls, folder)
    for lane in (QUEUE, RECORD):
        for period in _listed_in(calls, lane):
            yield from _below(calls, f"{lane}/{period}")
            if lane == QUEUE:
                yield from _below(calls, f"{lane}/{period}/claim")


def _below(calls: ShareProcess, folder: str) -> Iterator[str]:
    for name in _listed_in(calls, folder):
        if _NAME.match(name) and not name.endswith(".tmp"):
            yield f"{folder}/{name}"


def _listed_in(calls: ShareProcess, folder: str) -> list[str]:
    try:
        return [name for name in calls.names(folder) if _NAME.match(name)]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _fetched(calls: ShareProcess, name: str, into: Path) -> tuple[int, str] | None:
    """Copy a file and return its length and hash, None for what is no file."""
    try:
        calls.read(name)
    except OSError as fault:
        if fault.errno == NOT_A_FILE:
            return None
        raise
    path = into.joinpath(*name.split("/"))
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        while data := calls.read(name, size).data:
            file.write(data)
            digest.update(data)
            size += len(data)
            if len(data) < LONGEST_READ:
                break
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def _digest(calls: ShareProcess, name: str, size: int) -> str:
    digest, offset = hashlib.sha256(), 0
    while offset < size and (data := calls.read(name, offset).data):
        digest.update(data[: size - offset])
        offset += len(data)
    return digest.hexdigest()


def _put(calls: ShareProcess, name: str, path: Path) -> None:
    parts = name.split("/")
    for depth in range(1, len(parts)):
        calls.folder("/".join(parts[:depth]))
    data = path.read_bytes()
    calls.create(name, data[:_PIECE])
    for start in range(_PIECE, len(data), _PIECE):
        calls.append(name, data[start : start + _PIECE])


def _listed(site: Site, files: Mapping[str, tuple[int, str]], at: datetime) -> dict[str, Any]:
    told = {
        "form": _FORM,
        "site": site.id.hex(),
        "at": at.isoformat(timespec="seconds"),
        "files": {name: list(each) for name, each in files.items()},
    }
    return told | {"mac": _mac(site, told)}


def _list_of(folder: Path, site: Site) -> dict[str, Any]:
    try:
        told = json.loads((folder / LIST).read_text(encoding="utf-8"))
        mac = told.pop("mac")
        if not hmac.compare_digest(mac, _mac(site, told)) or told["form"] != _FORM or told["site"] != site.id.hex():
            raise SiteCopyUnsoundError(LIST)
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as fault:
        raise SiteCopyUnsoundError(LIST) from fault
    return dict(told)


def _mac(site: Site, told: Mapping[str, Any]) -> str:
    return hmac.new(derived(site.key, "site copy"), packed(told).encode(), hashlib.sha256).hexdigest()


def _frames(site: Site, name: str, data: bytes) -> int:
    _lane, period, file = name.split("/")
    if not file.endswith(".log"):
        return 0
    log = Log(lane=RECORD, period=period, run=bytes.fromhex(file.removesuffix(".log")))
    codec = FrameCodec(site.id, site.key, log)
    return len(scan(codec, data, Head(), lambda *_seen: True).frames)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
