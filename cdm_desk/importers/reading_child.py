"""The process in which a file of others is read: it is asked for one on its input, and tells the rows on its output.

It starts with every file, so that it loads no more than reading asks for.
"""

import contextlib
import gc
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from cdm_desk.domain import errors
from cdm_desk.domain.library import Parcel
from cdm_desk.domain.plain_form import plain, value_from
from cdm_desk.importers import parcel
from cdm_desk.importers.parcel import Limits
from cdm_desk.importers.table import Profile

_MEBIBYTE: Final = 1024 * 1024
_LOOKED_THROUGH: Final = 50_000


def main() -> int:
    """Read the file that is asked for on standard input, and tell its rows on standard output."""
    # A file becomes a million small things, hardly any of them in a ring: what is loaded needs no second look.
    gc.freeze()
    gc.set_threshold(_LOOKED_THROUGH)
    asked = json.loads(sys.stdin.buffer.readline())
    limits = value_from(Limits, asked["limits"])
    _limit_memory(limits.memory)
    telling = sys.stdout.buffer
    for line in _answer(asked, limits):
        telling.write(json.dumps(line).encode() + b"\n")
    telling.flush()
    return 0


def _answer(asked: dict[str, Any], limits: Limits) -> Iterator[dict[str, Any]]:
    found = _found(asked, limits)
    # The parser of XML holds what it has built in a ring; without this there would be no room for an answer.
    gc.collect()
    if isinstance(found, errors.DeskError):
        yield {"refused": type(found).__name__, "facts": list(found.args)}
        return
    yield plain(found.with_rows(()))
    # Each row is told by itself, so that they never lie in memory twice.
    yield from map(plain, found.rows)
    yield {"end": len(found.rows)}


def _found(asked: dict[str, Any], limits: Limits) -> Parcel | errors.DeskError:
    """Return the file or why it is refused; what was half read is let go on return, so that there is room to say so."""
    profile = Profile.from_json(asked["profile"]) if asked["profile"] else None
    # Made beforehand: once memory is short there is none for it either.
    too_much = errors.TooMuchMemoryError(limits.memory)
    try:
        return parcel.read(Path(asked["path"]), profile=profile, limits=limits)
    except MemoryError:
        return too_much
    except errors.DeskError as fault:
        return fault


def _limit_memory(megabytes: int) -> None:
    """Let the process have so much memory and no more, where the system knows such a limit; Windows does not."""
    if sys.platform == "win32":  # pragma: no cover
        return
    import resource  # noqa: PLC0415 - exists there only

    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * _MEBIBYTE, megabytes * _MEBIBYTE))


if __name__ == "__main__":
    sys.exit(main())
