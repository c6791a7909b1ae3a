"""Copies and repair, as a part of the settings: this workstation, the whole site, the shared folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, Slot
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.staff import Action
from cdm_desk.language import _
from cdm_desk.ui.appearance import em
from cdm_desk.ui.widgets import FlowLayout, PlainLabel, name_widget
from cdm_desk.ui.words import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdm_desk.office import Office
    from cdm_desk.ui.background import Background

Answer = TypeVar("Answer")


class BackupPart(QWidget):
    """Three errands that run while the desk goes on; what came of the last one stands beneath the keys."""

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
        self.told = PlainLabel()
        self.told.setObjectName("backup.told")
        self.told.setWordWrap(True)
        self._buttons = (self.workstation_button, self.site_button, self.repair_button)

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
        self.told.hide()

        self.retranslate()
        shared = office.way.folder is not None
        self.site_button.setVisible(shared)
        self.repair_button.setVisible(shared)
        self.hub_label.setVisible(office.way.by_hub)
        self.workstation_button.clicked.connect(self.copy_workstation)
        self.site_button.clicked.connect(self.copy_site)
        self.repair_button.clicked.connect(self.repair_share)

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
        ):
            button.setText(words)
            name_widget(button, words.replace("&", "").rstrip("…"))

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

    def _where(self) -> Path | None:
        named = QFileDialog.getExistingDirectory(self, _("Where to? A USB stick or another machine is best."))
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
