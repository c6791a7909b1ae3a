"""The settings of tickets on paper: which printer, which paper, in how many languages; and a ticket to try them out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.lists import Kind, shipped
from cdm_desk.domain.slip import Outlet, RollNeededError, Slip, TicketPaper, address_of
from cdm_desk.domain.waiting import Estimate
from cdm_desk.language import _
from cdm_desk.settings import Settings
from cdm_desk.ui.appearance import em
from cdm_desk.ui.dialogs.settings import Group, Item, switch
from cdm_desk.ui.widgets import PlainLabel, name_widget
from cdm_desk.ui.words import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from PySide6.QtCore import QEvent

    from cdm_desk.domain.clock import Clock
    from cdm_desk.ui.kept_settings import KeptSettings
    from cdm_desk.ui.tickets import Tickets

DEFAULTS = Settings()
TRIAL_NUMBER = "300"
TRIAL_THEME = "EMP"


def ticket_group(kept: KeptSettings, tickets: Tickets, printers: Sequence[str], clock: Clock | None) -> Group:
    """Return the group; without a clock, before the office is open, there is nothing to try out yet."""
    return Group(
        words=lambda: _("Tickets on paper"),
        items=ticket_items(kept, printers),
        part=None if clock is None else lambda: TrialPart(tickets, clock.now(), kept),
        keywords=lambda: _("printer receipt number roll network address large print"),
    )


def ticket_items(kept: KeptSettings, printers: Sequence[str]) -> list[Item]:
    """Return where tickets come out, on what, and how they look."""

    def printer_options() -> list[tuple[str, str]]:
        queue = kept.current.ticket_printer
        known = dict.fromkeys([*printers, *([queue] if queue else [])])
        return [
            (Outlet.NONE.value, _("None: the number is said")),
            *((f"{Outlet.QUEUE.value}:{name}", name) for name in known),
            (Outlet.NETWORK.value, _("A receipt printer in the network")),
            # Windows has no file for a printer on a cable: there its driver makes a queue of it.
            *([] if sys.platform == "win32" else [(Outlet.DEVICE.value, _("A receipt printer on a cable"))]),
        ]

    def printer() -> str:
        settings = kept.current
        queue = f":{settings.ticket_printer}" if settings.ticket_outlet is Outlet.QUEUE else ""
        return f"{settings.ticket_outlet.value}{queue}"

    def choose_printer(value: str) -> None:
        named, _colon, queue = value.partition(":")
        outlet = Outlet(named)
        _fitting(outlet, kept.current.ticket_paper)
        kept.change(ticket_outlet=outlet, ticket_printer=queue or kept.current.ticket_printer)

    def choose_paper(value: str) -> None:
        paper = TicketPaper(value)
        _fitting(kept.current.ticket_outlet, paper)
        kept.change(ticket_paper=paper)

    def give_address(value: str) -> None:
        if value and kept.current.ticket_outlet is Outlet.NETWORK:
            address_of(value)
        kept.change(ticket_address=value)

    return [
        Item(
            name="ticket_printer",
            words=lambda: _("Printer for tickets"),
            read=printer,
            write=choose_printer,
            default=Outlet.NONE.value,
            options=printer_options,
        ),
        Item(
            name="ticket_address",
            words=lambda: _("Its address"),
            read=lambda: kept.current.ticket_address,
            write=give_address,
            default="",
            hint=lambda: _(
                "Of a receipt printer in the network, such as 192.168.1.50, or on a cable, such as /dev/usb/lp0."
            ),
        ),
        Item(
            name="ticket_paper",
            words=lambda: _("Paper for tickets"),
            read=lambda: kept.current.ticket_paper.value,
            write=choose_paper,
            default=DEFAULTS.ticket_paper.value,
            options=lambda: [(paper.value, paper_name(paper)) for paper in TicketPaper],
        ),
        switch(
            name="ticket_at_registration",
            words=lambda: _("Print as soon as a number is handed out"),
            read=lambda: kept.current.ticket_at_registration,
            write=lambda on: kept.change(ticket_at_registration=on),
            default=DEFAULTS.ticket_at_registration,
        ),
        switch(
            name="ticket_both_languages",
            words=lambda: _("Always both languages"),
            read=lambda: kept.current.ticket_both_languages,
            write=lambda on: kept.change(ticket_both_languages=on),
            default=DEFAULTS.ticket_both_languages,
            hint=lambda: _("Otherwise both until the visitor has chosen one."),
        ),
        switch(
            name="ticket_large",
            words=lambda: _("Large print"),
            read=lambda: kept.current.ticket_large,
            write=lambda on: kept.change(ticket_large=on),
            default=DEFAULTS.ticket_large,
        ),
    ]


def paper_name(paper: TicketPaper) -> str:
    """Return the name of a paper for tickets."""
    return {
        TicketPaper.ROLL_80: lambda: _("Roll of 80 mm"),
        TicketPaper.ROLL_58: lambda: _("Roll of 58 mm"),
        TicketPaper.A6: lambda: _("Sheet A6"),
        TicketPaper.A5: lambda: _("Sheet A5"),
    }[paper]()


def _fitting(outlet: Outlet, paper: TicketPaper) -> None:
    if outlet.raw and not paper.roll:
        raise RollNeededError


class TrialPart(QWidget):
    """A button that prints a ticket of nobody, and what came of it."""

    def __init__(self, tickets: Tickets, moment: datetime, kept: KeptSettings) -> None:
        super().__init__()
        self._tickets = tickets
        self._moment = moment
        self.button = QPushButton()
        self.button.setObjectName("settings.ticket_trial")
        self.button.setAutoDefault(False)
        self.said_label = PlainLabel(kind="muted")
        self.said_label.setObjectName("settings.ticket_trial.said")
        self.said_label.setWordWrap(True)
        self.said_label.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(em(self, 0.3))
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.said_label)
        self.retranslate()
        self.button.clicked.connect(self.print_trial)
        kept.changed.connect(self.forget)

    def retranslate(self) -> None:
        """Set the words again."""
        self.button.setText(_("Print a ticket to try it out"))
        name_widget(self.button, _("Print a ticket to try it out"))

    def changeEvent(self, event: QEvent) -> None:
        """Take up a new language."""
        super().changeEvent(event)
        if event.type() is event.Type.LanguageChange and hasattr(self, "button"):
            self.retranslate()

    @Slot()
    def print_trial(self) -> None:
        """Print a ticket that counts nobody."""
        theme = shipped(Kind.THEME, TRIAL_THEME)
        assert theme is not None  # noqa: S101 - the program names it
        slip = Slip(
            ticket_id=uuid4(),
            number=TRIAL_NUMBER,
            theme_code=theme.code,
            theme=theme.label,
            issued_at=self._moment,
            ahead=3,
            wait=Estimate(low=15, middle=20, high=25),
        )
        self.button.setEnabled(False)
        self._say(_("The ticket is being printed…"))
        self._tickets.try_out(slip, self._tell)

    @Slot()
    def forget(self) -> None:
        """Say nothing more of an earlier trial: the settings are others."""
        if self.button.isEnabled():
            self.said_label.hide()

    def _tell(self, failure: DeskError | None) -> None:
        # The settings may have been closed meanwhile.
        if not isValid(self):
            return
        self.button.setEnabled(True)
        self._say(_("The ticket was printed.") if failure is None else sentence(failure))

    def _say(self, words: str) -> None:
        self.said_label.setText(words)
        self.said_label.show()
