"""A file from the web: by http or https only, with an end to its size and to our patience."""

import time
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request

from cdm_desk import NAME, __version__
from cdm_desk.domain.press import LinkShapeError, is_link
from cdm_desk.domain.press_feeds import FeedAwayError, FeedTooLargeError
from cdm_desk.importers.opener import web_opener

MEGABYTES: Final = 2
SILENCE_S: Final = 10.0
PATIENCE_S: Final = 30.0
_BYTES: Final = MEGABYTES * 1024 * 1024
_PIECE: Final = 64 * 1024


class _Redirects(HTTPRedirectHandler):
    """Follows to another address of the web, to nothing else."""

    max_redirections = 5

    def redirect_request(  # noqa: PLR0917 - urllib's own signature
        self,
        req: Request,
        fp: Any,  # noqa: ANN401 - as above
        code: int,
        msg: str,
        headers: Any,  # noqa: ANN401 - as above
        newurl: str,
    ) -> Request | None:
        """Return what to ask next; raises URLError for what is no address of the web."""
        if not is_link(newurl):
            raise URLError(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(address: str, name: str, *, silence_s: float = SILENCE_S, patience_s: float = PATIENCE_S) -> bytes:
    """Return what lies at an address; it belongs in an errand.

    Raises LinkShapeError, FeedAwayError (no answer within `silence_s`, or not all of it within `patience_s`) or
    FeedTooLargeError.
    """
    if not is_link(address):
        raise LinkShapeError(address)
    # Neither packed, so that nothing small unfolds into something large, nor with any cookie.
    request = Request(  # noqa: S310 - the scheme was looked at
        address,
        headers={
            "User-Agent": f"{NAME}/{__version__}",
            "Accept": "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.1",
            "Accept-Encoding": "identity",
        },
    )
    try:
        with closing(web_opener(_Redirects()).open(request, timeout=silence_s)) as answer:
            packed = answer.headers.get("Content-Encoding", "identity").lower()
            if packed not in {"", "identity"}:
                raise FeedAwayError(name, packed)
            return _received(answer.read1, name, time.monotonic() + patience_s)
    except HTTPError as refused:
        refused.close()
        raise FeedAwayError(name, str(refused.code)) from refused
    except (OSError, HTTPException, ValueError) as fault:
        raise FeedAwayError(name, str(getattr(fault, "reason", fault))) from fault


def _received(read: Callable[[int], bytes], name: str, until: float) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := read(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > _BYTES:
            raise FeedTooLargeError(name, MEGABYTES)
        if time.monotonic() > until:
            raise FeedAwayError(name, "time-out")
    return b"".join(pieces)
