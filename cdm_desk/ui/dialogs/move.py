"""How far a site is on its way to a hub: what is used here, whether both hold the same, and the next command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from cdm_desk.language import _, in_use
from cdm_desk.ui.appearance import em
from cdm_desk.ui.lamp import way_words
from cdm_desk.ui.widgets import Card, PlainLabel, announce, name_widget
from cdm_desk.ui.words import sentence

if TYPE_CHECKING:
    from cdm_desk.domain.errors import DeskError
    from cdm_desk.exchange.both import Compared
    from cdm_desk.office import Office
    from cdm_desk.ui.background import Background


class MovePart(Card):
    """Reads and compares; what changes a site is done by a command, on each workstation."""

    def __init__(self, office: Office, background: Background) -> None:
        super().__init__()
        self._office = office
        self._background = background
        self.here_label = PlainLabel()
        self.found_label = PlainLabel()
        self.next_label = PlainLabel()
        self.next_label.setObjectName("move.next")
        self.compare_button = QPushButton(_("Co&mpare folder and hub"))
        self.compare_button.setObjectName("move.compare")
        self.compare_button.setAutoDefault(False)
        name_widget(self.compare_button, _("Compare folder and hub"))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * [em(self, 1)]))
        column.setSpacing(em(self, 0.5))
        column.addWidget(PlainLabel(_("The move to the hub"), kind="subheading"))
        for label in (self.here_label, self.found_label, self.next_label):
            label.setWordWrap(True)
            column.addWidget(label)
        row = QHBoxLayout()
        row.addWidget(self.compare_button)
        row.addStretch(1)
        column.addLayout(row)
        self.here_label.setText(_("This workstation uses: {way}.").format(way=way_words(office.way)))
        self.found_label.hide()
        self.compare_button.setVisible(office.way.by_both)
        self.next_label.setText(_advice_before(office))
        self.compare_button.clicked.connect(self.compare)

    @Slot()
    def compare(self) -> None:
        """Compare all that folder and hub hold; it may take a while, and the desk goes on."""
        from cdm_desk.hubs import Move  # noqa: PLC0415 - its driver is loaded where a site has a hub

        office = self._office
        self.compare_button.setEnabled(False)
        self._tell(_("Comparing all that both hold…"), "")
        self._background.run(lambda: Move(office).compare(), self._show, self._refuse)

    def _show(self, found: Compared) -> None:
        self.compare_button.setEnabled(True)
        number, at = in_use().number(found.frames), in_use().time(self._office.clock.now())
        if found.agree:
            words = _("Folder and hub hold the same {number} pieces, at {time}.").format(number=number, time=at)
            self._tell(words, "ok")
            self.next_label.setText(_advice_when_alike())
            return
        lacking = _("Of {number} pieces the folder lacks {folder} and the hub {hub}, at {time}.").format(
            number=number,
            folder=in_use().number(found.missing_in_folder),
            hub=in_use().number(found.missing_on_hub),
            time=at,
        )
        self._tell(lacking, "warn")
        self.next_label.setText(
            _(
                "Nothing is lost: what one of both lacks is brought to it within a quarter of an hour. If it still "
                "lacks then, close the window and give the command hub dual here once more."
            )
        )

    def _refuse(self, refused: DeskError) -> None:
        self.compare_button.setEnabled(True)
        self._tell(sentence(refused), "error")

    def _tell(self, words: str, kind: str) -> None:
        self.found_label.set_kind(kind)
        self.found_label.setText(words)
        self.found_label.show()
        announce(self.found_label, words)


def _advice_before(office: Office) -> str:
    if office.way.by_both:
        return _(
            "Next: compare, at best each week. Each step is a command, given on every workstation with its window "
            "closed; nothing is changed here."
        )
    return _(
        "The move is done here. The way back, with the window closed, on every workstation: the command hub dual, and "
        "once all use both, the command hub back."
    )


def _advice_when_alike() -> str:
    return _(
        "Next: once they have held the same for two weeks and every workstation uses both, close the window and give "
        "the command hub switch, on each. The way back at any time: the command hub back."
    )
