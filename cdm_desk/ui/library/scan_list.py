"""The list of scans: which wait, which are done, which are to be completed, each with a sign, a word and its book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cdm_desk.language import _, _n, _p, in_use
from cdm_desk.ui.appearance import icon, tokens_of
from cdm_desk.ui.library.scans import ScanState
from cdm_desk.ui.tables import Column, ListModel, ListTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QWidget

    from cdm_desk.ui.library.scans import Scan

_ICONS = {ScanState.WAITING: "clock", ScanState.TO_COMPLETE: "pencil-simple", ScanState.DONE: "check-circle"}
_STATES: Mapping[ScanState, Callable[[], str]] = {
    ScanState.WAITING: lambda: _p("scan", "waiting"),
    ScanState.TO_COMPLETE: lambda: _p("scan", "to complete"),
    ScanState.DONE: lambda: _p("scan", "done"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanLine:
    """One scan as it is listed."""

    number: str
    state: ScanState
    heading: str
    in_hand: bool = False
    found: bool = False


def line_of(scan: Scan, in_hand: Scan | None) -> ScanLine:
    """Return a scan as it is listed."""
    to_complete = scan.state is ScanState.TO_COMPLETE
    return ScanLine(
        number=scan.number,
        state=scan.state,
        heading=scan.heading,
        in_hand=scan is in_hand,
        found=to_complete and scan.proposal() is not None,
    )


class ScanList(ListTable[ScanLine]):
    """The scans in their order; Enter takes one in hand."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent
        columns: list[Column[ScanLine]] = [
            Column(heading=lambda: _p("book", "State"), text=_state, icon=self._icon, width=9.5),
            Column(heading=lambda: _("Title"), text=_book, tip=_tip, stretch=True),
        ]
        super().__init__(ListModel(columns, _sentence, lambda line: line.number, parent), "library.scans")

    def _icon(self, line: ScanLine) -> QIcon:
        tokens = tokens_of(self._parent)
        colour = {ScanState.TO_COMPLETE: tokens.warn, ScanState.DONE: tokens.ok}.get(line.state, tokens.muted)
        return icon(_ICONS[line.state], colour, selected=tokens.on_primary)


def summary(scans: Sequence[Scan]) -> str:
    """Return how many scans are in each state."""
    count = {state: sum(scan.state is state for scan in scans) for state in ScanState}
    number = in_use().number
    return " · ".join(
        (
            _n("{number} waiting", "{number} waiting", count[ScanState.WAITING]).format(
                number=number(count[ScanState.WAITING])
            ),
            _n("{number} to complete", "{number} to complete", count[ScanState.TO_COMPLETE]).format(
                number=number(count[ScanState.TO_COMPLETE])
            ),
            _n("{number} done", "{number} done", count[ScanState.DONE]).format(number=number(count[ScanState.DONE])),
        )
    )


def _state(line: ScanLine) -> str:
    if line.in_hand:
        return _p("scan", "in hand")
    return _p("scan", "found") if line.found else _STATES[line.state]()


def _book(line: ScanLine) -> str:
    return line.heading or line.number


def _tip(line: ScanLine) -> str:
    return " – ".join(filter(None, [line.number, line.heading]))


def _sentence(line: ScanLine) -> str:
    return ", ".join(filter(None, [_state(line), line.number, line.heading]))
