"""Copies and repair, as a part of the settings: this workstation, the whole site, the shared folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QPushButton, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.staff import Action
from cdm_desk.language import _, in_use
from cdm_desk.ui.appearance import em
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel, announce, asked_folder, name_widget
from cdm_desk.ui.words import sentence

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cdm_desk.office import Office
    from cdm_desk.ui.background import Background

Answer = TypeVar("Answer")


class BackupPart(QWidget):
    """Errands that run while the desk goes on; what came of the last one stands beneath the keys.

    A copy can take the place of the store only while nobody has it open: that is asked twice, and then left to whoever
    hears `restore_wanted`.
    """

    restore_wanted = Signal(object)

    def __init__(self, office: Office, background: Background) -> None:
        super().__init__()
        self._office = office
        self._background = background
        self.explained = PlainLabel(kind="muted")
        self.explained.setWordWrap(True)
        self.hub_label = PlainLabel(kind="muted")
        self.hub_label.setWordWrap(True)
        self.workstation_button = QPushButton()
        self.workstation_button.setObjectName("backup.workstation")
        self.site_button = QPushButton()
        self.site_button.setObjectName("backup.site")
        self.repair_button = QPushButton()
        self.repair_button.setObjectName("backup.repair")
        self.restore_button = QPushButton()
        self.restore_button.setObjectName("backup.restore")
        self.asking = _AskingCard()
        self.told = PlainLabel()
        self.told.setObjectName("backup.told")
        self.told.setWordWrap(True)
        self._buttons = (self.workstation_button, self.site_button, self.repair_button, self.restore_button)

        keys = FlowLayout()
        for button in self._buttons:
            button.setAutoDefault(False)
            keys.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(em(self, 0.6))
        column.addWidget(self.explained)
        column.addWidget(self.hub_label)
        column.addLayout(keys)
        column.addWidget(self.told)
        column.addWidget(self.asking)
        self.told.hide()
        self.asking.hide()

        self.retranslate()
        shared = office.way.folder is not None
        self.site_button.setVisible(shared)
        self.repair_button.setVisible(shared)
        self.hub_label.setVisible(office.way.by_hub)
        self.workstation_button.clicked.connect(self.copy_workstation)
        self.site_button.clicked.connect(self.copy_site)
        self.repair_button.clicked.connect(self.repair_share)
        self.restore_button.clicked.connect(self.choose_copy)
        self.asking.confirmed.connect(self.restore_wanted)

    def retranslate(self) -> None:
        """Set the words again."""
        self.explained.setText(
            _(
                "A copy is opened again and compared before it counts. With the recovery key on paper it is all that a "
                "new machine needs."
            )
        )
        self.hub_label.setText(
            _(
                "The site itself lies on the hub {server}: whoever looks after that server copies its database. With "
                "the recovery key of one workstation, that copy is a copy of the site."
            ).format(server=self._office.way.server)
        )
        for button, words in (
            (self.workstation_button, _("Copy &this workstation…")),
            (self.site_button, _("Copy the &whole site…")),
            (self.repair_button, _("&Put the shared folder right")),
            (self.restore_button, _("Put a copy of this workstation &back…")),
        ):
            button.setText(words)
            name_widget(button, words.replace("&", "").rstrip("…"))
        self.asking.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Speak the language that was chosen."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    @Slot()
    def copy_workstation(self) -> None:
        """Copy the store with what the recovery key opens beside it."""
        from cdm_desk.jobs import copy_workstation  # noqa: PLC0415 - the store is not needed for the first paint

        office = self._office
        if (into := self._where()) is not None:
            self._begin(
                Action.BACK_UP,
                _("Copying and comparing…"),
                lambda: copy_workstation(office, into),
                lambda copy: _("Copied and compared: {file}").format(file=copy),
            )

    @Slot()
    def copy_site(self) -> None:
        """Copy the shared folder and this workstation."""
        from cdm_desk.jobs import copy_house  # noqa: PLC0415 - the store is not needed for the first paint

        office = self._office
        if (into := self._where()) is not None:
            self._begin(
                Action.BACK_UP,
                _("Copying and comparing…"),
                lambda: copy_house(office, into),
                lambda copy: _("Copied, opened and compared: {files} files of the site in {folder}").format(
                    files=copy.site.files, folder=copy.folder
                ),
            )

    @Slot()
    def repair_share(self) -> None:
        """Put back what the shared folder lacks."""
        from cdm_desk.jobs import repair_share  # noqa: PLC0415 - the store is not needed for the first paint

        office = self._office
        self._begin(
            Action.RESTORE,
            _("Looking what the shared folder lacks…"),
            lambda: repair_share(office),
            lambda rebuilt: _("Put back into {folder}: {frames} pieces.").format(
                folder=rebuilt.folder, frames=rebuilt.frames
            ),
        )

    @Slot()
    def choose_copy(self) -> None:
        """Let the person point at a copy; it is looked over before anything is asked."""
        from cdm_desk.jobs import look_at_workstation_copy  # noqa: PLC0415 - the store is not needed for the first paint

        self.asking.hide()
        office = self._office
        where = office.settings.backup_folder or office.store_file.parent / "backups"
        name, _filter = QFileDialog.getOpenFileName(
            self, _("Which copy is to be put back?"), str(where), _("Copies (*.db)")
        )
        if not name:
            return
        copy = Path(name)
        self._begin(
            Action.RESTORE,
            _("Opening the copy and looking it over…"),
            lambda: look_at_workstation_copy(office, copy),
            lambda taken_at: self._ask(copy, taken_at),
        )

    def _ask(self, copy: Path, taken_at: datetime) -> str:
        if isValid(self):
            self.asking.ask(copy, taken_at, self._office.workstation, alone=self._office.alone())
            # It has no height yet.
            QTimer.singleShot(0, self, self._bring_into_view)
        return _("The copy is sound: {file}").format(file=copy)

    @Slot()
    def _bring_into_view(self) -> None:
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None:
            around.ensureWidgetVisible(self.asking)

    def _where(self) -> Path | None:
        named = asked_folder(self, _("Where to? A USB stick or another machine is best."))
        return Path(named) if named else None

    def _begin(self, action: Action, begun: str, errand: Callable[[], Answer], words: Callable[[Answer], str]) -> None:
        try:
            self._office.staff.require(action)
        except DeskError as refused:
            self._tell_refused(refused)
            return
        self._tell(begun)
        for button in self._buttons:
            button.setEnabled(False)
        self._background.run(errand, lambda answer: self._finish(words(answer)), self._tell_refused)

    def _finish(self, words: str) -> None:
        # The settings may have been closed meanwhile: the copy is there all the same.
        if isValid(self):
            self._tell(words)
            for button in self._buttons:
                button.setEnabled(True)

    def _tell_refused(self, refused: DeskError) -> None:
        self._finish(sentence(refused))

    def _tell(self, words: str) -> None:
        self.told.setText(words)
        self.told.show()


class _AskingCard(Card):
    """Whether a copy is to take the place of the store: what is lost, what is kept, what happens next."""

    confirmed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("backup.asking")
        self._asked: tuple[Path, datetime, str, bool] | None = None
        self.heading_label = PlainLabel(kind="subheading")
        self.loss_label = PlainLabel(kind="warn")
        self.kept_label = PlainLabel()
        self.stay_button = QPushButton()
        self.stay_button.setObjectName("backup.stay")
        self.confirm_button = QPushButton()
        self.confirm_button.setObjectName("backup.confirm")
        self.confirm_button.setProperty("kind", "danger")
        column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * [em(self, 1)]))
        column.setSpacing(em(self, 0.5))
        for label in (self.heading_label, self.loss_label, self.kept_label):
            label.setWordWrap(True)
            column.addWidget(label)
        keys = FlowLayout(gap=em(self, 0.6))
        for button in (self.stay_button, self.confirm_button):
            button.setAutoDefault(False)
            keys.addWidget(button)
        column.addLayout(keys)
        self.stay_button.clicked.connect(self.hide)
        self.confirm_button.clicked.connect(self._confirm)

    def ask(self, copy: Path, taken_at: datetime, workstation: str, *, alone: bool) -> None:
        """Ask it of one copy; the harmless answer has the focus."""
        self._asked = copy, taken_at, workstation, alone
        self.retranslate()
        self.show()
        self.stay_button.setFocus()
        announce(self, self.heading_label.text())

    def retranslate(self) -> None:
        """Set the words again."""
        for button, words in (
            (self.stay_button, _("L&eave everything as it is")),
            (self.confirm_button, _("Put this copy bac&k")),
        ):
            button.setText(words)
            name_widget(button, words.replace("&", ""))
        if self._asked is None:
            return
        _copy, taken_at, workstation, alone = self._asked
        spoken = in_use()
        self.heading_label.setText(
            _("Put the data of {workstation} back as they were on {day} at {time}?").format(
                workstation=workstation, day=spoken.date(taken_at.date()), time=spoken.time(taken_at)
            )
        )
        self.loss_label.setText(
            _("Everything that was done here since then will be missing, and nobody else has it.")
            if alone
            else _(
                "What was done here since then comes back by the exchange, as far as it was sent to the others; what "
                "was not sent will be missing."
            )
        )
        self.kept_label.setText(
            _(
                "The present data are set aside beside it for a week. The window closes and opens again; that takes "
                "some seconds."
            )
        )

    @Slot()
    def _confirm(self) -> None:
        if self._asked is not None:
            self.confirmed.emit(self._asked[0])
