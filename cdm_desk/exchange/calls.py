"""The calls on named bytes that a folder answers through its process and a hub through its tables."""

from typing import Protocol

from cdm_desk.exchange.share_process import Answer, Place


class Calls(Protocol):
    """Named bytes somewhere else: each call raises OSError, or TimeoutError when no answer came in time."""

    @property
    def pid(self) -> int | None:
        """The process that makes the calls, if it is one of its own."""
        ...

    def read(self, name: str, offset: int = 0, *, marker: bytes = b"") -> Answer:
        """Return what lies under a name from an offset on; nothing is read where the marker is not the one given."""
        ...

    def append(self, name: str, data: bytes) -> Answer:
        """Add bytes at the end of what lies under a name."""
        ...

    def overwrite(self, name: str, data: bytes) -> Answer:
        """Write over the beginning of what lies under a name; the answer says when, by the server's clock."""
        ...

    def create(self, name: str, data: bytes) -> None:
        """Write what may not exist yet."""
        ...

    def put(self, name: str, data: bytes, *, marker: bytes = b"") -> Answer:
        """Put something under a free name; the answer holds what stands there afterwards, or an error."""
        ...

    def names(self, name: str = "") -> tuple[str, ...]:
        """Return the names below a name."""
        ...

    def folder(self, name: str, marker: bytes = b"") -> None:
        """Make a place for names below the root."""
        ...

    def remove(self, name: str) -> None:
        """Remove what lies under a name."""
        ...

    def place(self) -> Place:
        """Return where it all lies."""
        ...

    def stop(self) -> None:
        """End; calls under way fail, later ones are refused."""
        ...

    def resume(self) -> None:
        """Allow calls again after a stop."""
        ...
