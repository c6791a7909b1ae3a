"""What the exchange needs of what lies between the workstations, whether a folder or a hub.

Small things have names, as files have: they are put once, read, listed and in the end removed. Frames lie in logs, one
for each run. Whoever has published rings; whoever listens may miss a ring, and looks by itself now and then.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from cdm_desk.exchange.doctor import Doctor, Finding
from cdm_desk.exchange.folder import Published, Ring, Stock
from cdm_desk.exchange.frame import FrameCodec, Log
from cdm_desk.exchange.share_process import Answer, Place
from cdm_desk.exchange.site import Site, Workstation


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """By what way the workstations of a site reach each other: a folder, a hub, or both while the site moves.

    `server` says where the hub lies, never with a password.
    """

    folder: Path | None = None
    server: str = ""

    @property
    def by_hub(self) -> bool:
        """Whether there is a hub and no folder."""
        return bool(self.server) and self.folder is None

    @property
    def by_both(self) -> bool:
        """Whether the site is on its way from one to the other."""
        return bool(self.server) and self.folder is not None


class Medium(Protocol):
    """One site, as one process reaches it; every call may raise OSError, which `fault_named` explains.

    Each call ends within the patience the medium was opened with, and may be made again: nothing is done twice.
    """

    @property
    def site(self) -> Site:
        """The site that is reached."""
        ...

    @property
    def place(self) -> Place | None:
        """Where it lies, known once it was found in order."""
        ...

    @property
    def caller(self) -> int | None:
        """The process that makes the calls, as the system numbers it."""
        ...

    @property
    def checked(self) -> bool:
        """Whether the site was once found in order."""
        ...

    @property
    def lacking(self) -> str:
        """Which of two is away while the other goes on: `folder` or `hub`; nothing where there is one only."""
        ...

    def check(self) -> None:
        """See that this is our site, all there; raises SharedFolderError."""
        ...

    def stop(self) -> None:
        """End; calls under way fail."""
        ...

    def resume(self) -> None:
        """Allow calls again after a stop."""
        ...

    # Frames.

    def codec(self, log: Log) -> FrameCodec:
        """Return what seals and opens the frames of a log."""
        ...

    def periods(self, lane: str) -> list[str]:
        """Return the days or months of which there are logs."""
        ...

    def logs(self, lane: str, period: str) -> list[Log]:
        """Return the logs of a period."""
        ...

    def grown(self, known: Mapping[Log, int]) -> Iterable[Log]:
        """Return those logs that may hold more than the frames up to the number known."""
        ...

    def read(self, log: Log, offset: int, *, after: int = 0) -> Answer:
        """Return what a log holds from an offset on, where it has offsets, else the frames after a number."""
        ...

    def stock(self, log: Log) -> Stock:
        """Return what a log holds as a whole, to tell what is missing from it."""
        ...

    def publish(self, log: Log, frames: Sequence[bytes], offset: int, *, tried: bool) -> Published:
        """Add the frames that are not there, and read them back."""
        ...

    def ring(self, ring: Ring) -> float:
        """Tell the others that there is something to read; return when that was, by the server's clock."""
        ...

    def bell(self) -> bytes:
        """Return what was rung last, as far as it was heard."""
        ...

    # What is written once.

    def day_key(self, period: str) -> bytes:
        """Return the key of a day, the same for everybody."""
        ...

    def day_keys(self, period: str) -> list[bytes]:
        """Return the key of a day, and those it had before the medium was set back."""
        ...

    def sealed_key(self, period: str) -> bytes:
        """Return the key with which this workstation seals a day, as it lies there: sealed for the site."""
        ...

    def keep_key(self, period: str, sealed: bytes) -> None:
        """See that a key of a day is there, beside another if need be."""
        ...

    def put_key_back(self, period: str) -> None:
        """See that the key with which a day was sealed here is there."""
        ...

    def claim(self, period: str, purpose: str, body: bytes, *, weakly: bool = False) -> Answer:
        """Put a claim of the day; the answer holds the claim that stands."""
        ...

    def once_names(self) -> list[str]:
        """Return the names of what was written once."""
        ...

    def once(self, name: str) -> dict[str, Any] | None:
        """Return what was written once under a name; None when nothing of ours was."""
        ...

    def read_once(self, purpose: str) -> dict[str, Any] | None:
        """Return what was written once for a purpose; None when nothing was."""
        ...

    def put_once(self, purpose: str, body: Mapping[str, Any]) -> dict[str, Any] | None:
        """Write something once; return what stands there afterwards, None when that is not ours."""
        ...

    def forget_once(self, purpose: str) -> None:
        """Take away what was written once and says nothing any more."""
        ...

    @property
    def strays(self) -> int:
        """How many names that are not ours were seen among the logs, as far as they were counted."""
        ...

    def forget(self, lane: str, period: str) -> None:
        """Destroy the key of a day, then remove the claims and logs of the day or month."""
        ...

    def forget_keys(self, before: str) -> None:
        """Know the keys of earlier days no more; who still needs one reads it again, as long as it is there."""
        ...

    def enrolled(self, name: str) -> Workstation | None:
        """Return the workstation whose enrolment was written once under a name."""
        ...

    def doctor(self, workstation: str, on_finding: Callable[[Finding], None] = ...) -> Doctor:
        """Return a workstation's part in an examination of the medium."""
        ...

    # Immutable things under names below a folder of the site: snapshots.

    def put_blob(self, name: str, data: bytes) -> bytes:
        """Put something where nothing is; return what stands there afterwards."""
        ...

    def read_blob(self, name: str, offset: int = 0) -> bytes:
        """Return what lies under a name from an offset on, a few megabytes at most; raises FileNotFoundError."""
        ...

    def blobs(self, folder: str) -> list[str]:
        """Return the names below a folder, without it."""
        ...

    def remove(self, name: str) -> None:
        """Remove what lies under a name, if it is there; what is not old enough to go is refused."""
        ...
