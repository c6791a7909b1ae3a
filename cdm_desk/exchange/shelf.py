"""Where snapshots lie in a shared folder."""

import contextlib

from cdm_desk.exchange.folder import SharedFolder
from cdm_desk.exchange.frame import Log
from cdm_desk.exchange.share_process import MARKER, NOT_A_FILE, ShareProcess
from cdm_desk.exchange.site import settle


class FolderShelf:
    """The shelf of one site in its shared folder; every call may raise OSError."""

    def __init__(self, calls: ShareProcess, folder: SharedFolder) -> None:
        self._calls = calls
        self._folder = folder

    def put_blob(self, name: str, data: bytes) -> bytes:
        """Put something where nothing is; return what stands there afterwards."""
        marker = self._calls.read(MARKER).data
        self._calls.folder(name.partition("/")[0], marker)
        return settle(self._calls, name, data)

    def read_blob(self, name: str, offset: int = 0) -> bytes:
        """Return what lies under a name; raises FileNotFoundError."""
        try:
            return self._calls.read(name, offset).data
        except OSError as fault:
            if fault.errno == NOT_A_FILE:  # laid there by somebody: nothing of ours
                return b""
            raise

    def blobs(self, folder: str) -> list[str]:
        """Return the names below a folder, without it."""
        try:
            return list(self._calls.names(folder))
        except FileNotFoundError:
            return []

    def remove(self, name: str) -> None:
        """Remove what lies under a name."""
        with contextlib.suppress(FileNotFoundError):
            self._calls.remove(name)

    def logs(self, lane: str, period: str) -> list[Log]:
        """Return the logs of a period."""
        return self._folder.logs(lane, period)
