"""A workstation that is to leave the site: proposed by one person, confirmed or refused by another, anywhere."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.staff import Action
from cdm_desk.language import _, in_use
from cdm_desk.ui.appearance import em
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel, announce, name_widget
from cdm_desk.ui.words import sentence

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from cdm_desk.exchange.medium import Way
    from cdm_desk.services.staff import StaffService
    from cdm_desk.services.workstations import Proposed, WorkstationsService
    from cdm_desk.ui.background import Background


class LeavingPart(QWidget):
    """The question whether a workstation is to go, and a card for each proposal that waits for an answer."""

    changed = Signal()
    shown = Signal(QWidget)

    def __init__(self, workstations: WorkstationsService, staff: StaffService, background: Background) -> None:
        super().__init__()
        self._workstations = workstations
        self._staff = staff
        self._background = background
        self.asking = _AskingCard()
        self.asking.hide()
        self.told = PlainLabel()
        self.told.setObjectName("leaving.told")
        self.told.setWordWrap(True)
        self.told.hide()
        self.cards: list[ProposalCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(em(self, 0.8))
        self._column.addWidget(self.asking)
        self._column.addWidget(self.told)
        self.asking.propose_button.clicked.connect(self.propose)
        self.asking.stay_button.clicked.connect(self.let_stay)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc put the question away, and only then the dialog."""
        if event.key() == Qt.Key.Key_Escape and self.asking.isVisible():
            self.let_stay()
        else:
            super().keyPressEvent(event)

    def ask(self, workstation: str, way: Way) -> None:
        """Ask whether a workstation is to go, and say what that means."""
        self.told.hide()
        self.asking.ask(workstation, way, may=self._staff.may(Action.KEEP_WORKSTATIONS))
        self.refresh()
        self.asking.stay_button.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self.asking, self.asking.heading_label.text())
        self.shown.emit(self.asking)

    def refresh(self) -> None:
        """Show the proposals that wait; a card that stays keeps its focus."""
        waiting = {each.id: each for each in self._workstations.proposed()}
        for card in [card for card in self.cards if card.proposal.id not in waiting]:
            self.cards.remove(card)
            card.hide()
            card.deleteLater()
        known = {card.proposal.id for card in self.cards}
        for proposal in waiting.values():
            if proposal.id not in known:
                self._add(proposal)
        for card in self.cards:
            card.refresh(
                own=self._workstations.is_own(card.proposal),
                may_confirm=self._staff.may(Action.CONFIRM_WORKSTATIONS),
                may_keep=self._staff.may(Action.KEEP_WORKSTATIONS),
            )
        self.setVisible(bool(self.cards) or not self.asking.isHidden() or not self.told.isHidden())

    @Slot()
    def propose(self) -> None:
        """Propose it; nothing changes before somebody else has confirmed."""
        name = self.asking.workstation
        try:
            self._workstations.propose(name)
        except DeskError as refused:
            self._say(sentence(refused), "error")
            return
        self.asking.hide()
        self._say(
            _(
                "Proposed. {name} goes on working until another person, a manager, confirms it at any workstation."
            ).format(name=name),
            "ok",
        )
        self.changed.emit()

    @Slot()
    def let_stay(self) -> None:
        """Put the question away; nothing was changed."""
        self.asking.hide()
        self.changed.emit()

    @Slot(object)
    def confirm(self, proposal: Proposed) -> None:
        """Take the workstation out: everything is exchanged first, which may take seconds."""
        try:
            self._staff.require(Action.CONFIRM_WORKSTATIONS)
        except DeskError as refused:
            self._say(sentence(refused), "error")
            return
        for card in self.cards:
            card.setEnabled(False)
        self._say(_("Exchanging everything, then taking {name} out…").format(name=proposal.workstation), "")
        self._background.run(partial(self._workstations.confirm, proposal.id), self._tell_gone, self._tell_refused)

    @Slot(object)
    def refuse(self, proposal: Proposed) -> None:
        """Let the workstation stay."""
        try:
            self._workstations.refuse(proposal.id)
        except DeskError as refused:
            self._say(sentence(refused), "error")
            return
        self._say(_("{name} stays in the site. Nothing was changed.").format(name=proposal.workstation), "ok")
        self.changed.emit()

    def _add(self, proposal: Proposed) -> None:
        names = {each.id: each.alias for each in self._staff.names()}
        by = names.get(proposal.person_id, "") if proposal.person_id else ""
        card = ProposalCard(proposal, by)
        card.confirmed.connect(self.confirm)
        card.refused.connect(self.refuse)
        self.cards.append(card)
        self._column.addWidget(card)
        announce(card, card.heading_label.text())

    def _tell_gone(self, proposal: Proposed) -> None:
        self._say(
            _("{name} is out of the site: what it had sent counts, what it sends from now on counts nowhere.").format(
                name=proposal.workstation
            ),
            "ok",
        )
        self.changed.emit()

    def _tell_refused(self, refused: DeskError) -> None:
        for card in self.cards:
            card.setEnabled(True)
        self._say(sentence(refused), "error")
        self.changed.emit()

    def _say(self, words: str, kind: str) -> None:
        self.told.set_kind(kind)
        self.told.setText(words)
        self.told.show()
        self.show()
        announce(self.told, words)
        self.shown.emit(self.told)


class _AskingCard(Card):
    """Whether a workstation is to go: who does it, what it costs, what it does not protect from."""

    def __init__(self) -> None:
        super().__init__()
        self.workstation = ""
        self.heading_label = PlainLabel(kind="subheading")
        self.heading_label.setWordWrap(True)
        self.meaning_labels = [PlainLabel() for _each in range(3)]
        self.role_label = PlainLabel(kind="warn")
        self.propose_button = _button("leaving.propose", "danger")
        self.stay_button = _button("leaving.stay")
        column = _column(self)
        column.addWidget(self.heading_label)
        for label in (*self.meaning_labels, self.role_label):
            label.setWordWrap(True)
            column.addWidget(label)
        keys = FlowLayout(gap=em(self, 0.6))
        keys.addWidget(self.stay_button)
        keys.addWidget(self.propose_button)
        column.addLayout(keys)

    def ask(self, workstation: str, way: Way, *, may: bool) -> None:
        """Ask it of one workstation."""
        self.workstation = workstation
        self.heading_label.setText(_("Take {name} out of the site?").format(name=workstation))
        for label, words in zip(self.meaning_labels, _meaning(workstation, way), strict=True):
            label.setText(words)
        self.role_label.setVisible(not may)
        self.role_label.setText(_("Only an administrator proposes this: act as one (menu File, Act as), or ask one."))
        for button, words in (
            (self.propose_button, _("&Propose to take {name} out").format(name=workstation.replace("&", "&&"))),
            (self.stay_button, _("Lea&ve it in")),
        ):
            _name(button, words)
        self.propose_button.setEnabled(may)
        self.show()


class ProposalCard(Card):
    """A proposal made here or elsewhere, with its two answers."""

    confirmed = Signal(object)
    refused = Signal(object)

    def __init__(self, proposal: Proposed, by: str) -> None:
        super().__init__()
        self.proposal = proposal
        self.setObjectName("leaving.proposal")
        name = proposal.workstation
        self.heading_label = PlainLabel(_("{name} is to be taken out of the site").format(name=name), kind="subheading")
        self.heading_label.setWordWrap(True)
        self.made_label = PlainLabel(_made(proposal, by), kind="muted")
        self.made_label.setWordWrap(True)
        self.meaning_label = PlainLabel(_cost(name))
        self.meaning_label.setWordWrap(True)
        self.who_label = PlainLabel(kind="warn")
        self.who_label.setWordWrap(True)
        self.confirm_button = _button("leaving.confirm", "danger")
        self.refuse_button = _button("leaving.refuse")
        _name(self.confirm_button, _("&Confirm: take {name} out").format(name=name.replace("&", "&&")))
        column = _column(self)
        for label in (self.heading_label, self.made_label, self.meaning_label, self.who_label):
            column.addWidget(label)
        keys = FlowLayout(gap=em(self, 0.6))
        keys.addWidget(self.refuse_button)
        keys.addWidget(self.confirm_button)
        column.addLayout(keys)
        self.confirm_button.clicked.connect(self.confirm)
        self.refuse_button.clicked.connect(self.refuse)

    @Slot()
    def confirm(self) -> None:
        """Let it be done."""
        self.confirmed.emit(self.proposal)

    @Slot()
    def refuse(self) -> None:
        """Let it be."""
        self.refused.emit(self.proposal)

    def refresh(self, *, own: bool, may_confirm: bool, may_keep: bool) -> None:
        """Offer what whoever is on duty may answer, and say who may if they may not."""
        name = self.proposal.workstation.replace("&", "&&")
        _name(
            self.refuse_button,
            _("&Take the proposal back") if own else _("&Refuse: {name} stays").format(name=name),
        )
        self.confirm_button.setEnabled(may_confirm and not own)
        self.refuse_button.setEnabled(may_keep if own else may_confirm)
        who = ""
        if own:
            who = _(
                "You proposed this yourself: another person, a manager, confirms it here or at another workstation."
            )
        elif not may_confirm:
            who = _("A manager confirms or refuses this: act as one (menu File, Act as), or ask one.")
        self.who_label.setText(who)
        self.who_label.setVisible(bool(who))


def _meaning(name: str, way: Way) -> tuple[str, str, str]:
    who = _(
        "An administrator proposes it; another person, a manager, confirms it, here or at another workstation. Until "
        "then nothing changes."
    )
    if way.by_hub:
        reading = _(
            "It cannot be made to forget: whoever holds {name} can go on reading what the hub {server} keeps. If it "
            "was stolen, have the password of the login on the hub changed."
        ).format(name=name, server=way.server)
    else:
        reading = _(
            "It cannot be made to forget: whoever holds {name} can go on reading the shared folder as long as they "
            "reach it. If it was stolen, close the folder to its account, change the passwords, and move the site into "
            "an empty folder (command: share repair --into FOLDER)."
        ).format(name=name)
    return who, _cost(name), reading


def _cost(name: str) -> str:
    return _(
        "What {name} has sent counts. What it has not sent yet is lost, and what it sends from then on counts nowhere. "
        "There is no way back: to return, it is set up again under another name."
    ).format(name=name)


def _made(proposal: Proposed, by: str) -> str:
    day = in_use().date(proposal.day)
    if by:
        return _("Proposed by {person} at {workstation}, {day}").format(
            person=by, workstation=proposal.made_on, day=day
        )
    return _("Proposed at {workstation}, {day}").format(workstation=proposal.made_on, day=day)


def _column(card: Card) -> QVBoxLayout:
    column = QVBoxLayout(card)
    column.setContentsMargins(*(4 * [em(card, 1)]))
    column.setSpacing(em(card, 0.5))
    return column


def _button(object_name: str, kind: str = "") -> QPushButton:
    button = QPushButton()
    button.setObjectName(object_name)
    button.setAutoDefault(False)
    if kind:
        button.setProperty("kind", kind)
    return button


def _name(button: QPushButton, words: str) -> None:
    if button.text() != words:
        button.setText(words)
        name_widget(button, words.replace("&&", "\0").replace("&", "").replace("\0", "&"))
