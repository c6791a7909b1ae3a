"""The words of the scan room: what a gesture is, what came of a scan; no Qt in here."""

from collections.abc import Callable, Mapping
from typing import Final

from cdm_desk.domain.consultation import Answer, Heard
from cdm_desk.domain.identifiers import Isbn
from cdm_desk.domain.scanning import Gesture
from cdm_desk.language import _, _n, in_use

_Words = Callable[[], str]

GESTURE_ICONS: Final = {
    Gesture.CONSULTED: "eye",
    Gesture.SHELF: "books",
    Gesture.WEED: "trash",
    Gesture.LABEL: "bookmark-simple",
    Gesture.UNDO: "arrow-u-up-left",
}
ANSWER_ICONS: Final = {
    Answer.COUNTED: "check-circle",
    Answer.DOUBLE: "repeat",
    Answer.SHELVED: "check-circle",
    Answer.FOUND_AGAIN: "check-circle",
    Answer.PROPOSED: "check-circle",
    Answer.QUEUED: "check-circle",
    Answer.ALREADY: "info",
    Answer.WITHDRAWN: "warning",
    Answer.WHICH_TITLE: "question",
    Answer.WHICH_COPY: "question",
    Answer.NO_COPY: "warning",
    Answer.UNKNOWN: "warning-circle",
    Answer.WRONG_NUMBER: "warning-circle",
    Answer.UNDONE: "arrow-u-up-left",
}
ANSWER_TONES: Final = {
    Answer.DOUBLE: "warn",
    Answer.ALREADY: "muted",
    Answer.WITHDRAWN: "warn",
    Answer.WHICH_TITLE: "primary",
    Answer.WHICH_COPY: "primary",
    Answer.NO_COPY: "warn",
    Answer.UNKNOWN: "error",
    Answer.WRONG_NUMBER: "error",
    Answer.UNDONE: "muted",
}
"""The colours of answers; all others are done, and green."""

_GESTURES: Final[Mapping[Gesture, _Words]] = {
    Gesture.CONSULTED: lambda: _("Read on the spot"),
    Gesture.SHELF: lambda: _("Back on the shelf"),
    Gesture.WEED: lambda: _("To weed?"),
    Gesture.LABEL: lambda: _("Spine label"),
    Gesture.UNDO: lambda: _("Take the last scan back"),
}
_WHAT_THEY_DO: Final[Mapping[Gesture, _Words]] = {
    Gesture.CONSULTED: lambda: _("Each scan counts one book read on the spot."),
    Gesture.SHELF: lambda: _("Each scan notes that the book stands on its shelf again."),
    Gesture.WEED: lambda: _("Each scan proposes the book for weeding."),
    Gesture.LABEL: lambda: _("Each scan queues a new label for the spine."),
    Gesture.UNDO: lambda: _("The last scan is taken back, then the one before."),
}


def gesture_name(gesture: Gesture) -> str:
    """Return what a gesture is called."""
    return _GESTURES[gesture]()


def gesture_sentence(gesture: Gesture) -> str:
    """Return what the next scans do."""
    return _WHAT_THEY_DO[gesture]()


def heard_sentence(heard: Heard) -> str:
    """Return what came of a scan, and what to do next where something is to be done."""
    special = _SPECIAL.get(heard.answer)
    return _PLAIN[heard.answer]() if special is None else special(heard)


def _counted(heard: Heard) -> str:
    number = in_use().number
    if heard.kind_code is None:
        words = _n("Counted: read {times} time today.", "Counted: read {times} times today.", heard.times)
        return words.format(times=number(heard.times))
    words = _n(
        "{number} counted, {times} today. Another number: type it and Enter.",
        "{number} counted, {times} today. Another number: type it and Enter.",
        heard.number,
    )
    return words.format(number=number(heard.number), times=number(heard.times))


def _unknown(heard: Heard) -> str:
    isbn = Isbn.read(heard.code)
    code = isbn.text if isbn.valid else heard.code
    return _("{code} is not in the catalogue. Ctrl+N adds it; the next scan goes on.").format(code=code)


def _wrong_number(heard: Heard) -> str:
    words = _("{code}: the check digit is wrong. Scan again, or scan the barcode of the copy.")
    return words.format(code=heard.code)


def _withdrawn(heard: Heard) -> str:
    if heard.gesture is Gesture.CONSULTED:
        return _("Counted, but this copy was withdrawn: take it out of the room, or put it back in the catalogue.")
    return _("This copy was withdrawn: take it out of the room, or put it back in the catalogue.")


def _already(heard: Heard) -> str:
    return _ALREADY[heard.gesture]()


_ALREADY: Final[Mapping[Gesture, _Words]] = {
    Gesture.SHELF: lambda: _("It was seen on the shelf today already."),
    Gesture.WEED: lambda: _("It is proposed for weeding already."),
    Gesture.LABEL: lambda: _("Its label waits to be printed already."),
}
_SPECIAL: Final[Mapping[Answer, Callable[[Heard], str]]] = {
    Answer.COUNTED: _counted,
    Answer.UNKNOWN: _unknown,
    Answer.WRONG_NUMBER: _wrong_number,
    Answer.WITHDRAWN: _withdrawn,
    Answer.ALREADY: _already,
}
_PLAIN: Final[Mapping[Answer, _Words]] = {
    Answer.DOUBLE: lambda: _("The same copy twice within two seconds: it counts once."),
    Answer.SHELVED: lambda: _("On the shelf, seen today."),
    Answer.FOUND_AGAIN: lambda: _("It was missing: found again."),
    Answer.PROPOSED: lambda: _("Proposed for weeding."),
    Answer.QUEUED: lambda: _("A label for the spine waits to be printed."),
    Answer.WHICH_TITLE: lambda: _("Several titles carry this number. Which one? Type its digit and Enter."),
    Answer.WHICH_COPY: lambda: _("There are several copies. Which one? Type its digit and Enter."),
    Answer.NO_COPY: lambda: _("The catalogue has the title, but no copy of it. F2 adds one."),
    Answer.UNDONE: lambda: _("Taken back."),
}
