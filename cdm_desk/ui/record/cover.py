"""The cover of a title: chosen, dropped or pasted, shown small, taken away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeySequence, QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from cdm_desk.domain.covers import HIGHEST, WIDEST
from cdm_desk.domain.errors import CoverUnfitError, DeskError
from cdm_desk.language import _
from cdm_desk.ui.appearance import em, themed_icon
from cdm_desk.ui.background import Background
from cdm_desk.ui.record.picture import cover_from_file, cover_from_image
from cdm_desk.ui.widgets import FlowLayout, PlainLabel, name_widget, set_kind
from cdm_desk.ui.words import sentence

PASTE_KEY: Final = "Ctrl+Shift+V"


class CoverBox(QWidget):
    """The picture with its three buttons; a picture can be dropped on it, and on the whole form."""

    changed = Signal()

    def __init__(self, background: Background | None = None) -> None:
        """A large picture is made small in the `background`, if there is one."""
        super().__init__()
        self._background = background
        self.setObjectName("title.cover_box")
        self.setAcceptDrops(True)
        self._picture: bytes | None = None
        self.picture_label = QLabel()
        self.picture_label.setObjectName("title.cover")
        self.picture_label.setProperty("kind", "cover")
        self.picture_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture_label.setFixedSize(WIDEST + 4, HIGHEST + 4)
        self.hint_label = PlainLabel(kind="muted")
        self.hint_label.setWordWrap(True)
        self.error_label = PlainLabel(kind="error")
        self.error_label.setObjectName("title.cover_error")
        self.error_label.setWordWrap(True)
        self.error_label.hide()
        self.choose_button = self._button("title.cover_choose")
        self.paste_button = self._button("title.cover_paste")
        self.remove_button = self._button("title.cover_remove")
        buttons = FlowLayout(gap=em(self, 0.3))
        for button in (self.choose_button, self.paste_button, self.remove_button):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(em(self, 0.3))
        column.addWidget(self.picture_label)
        column.addWidget(self.hint_label)
        column.addLayout(buttons)
        column.addWidget(self.error_label)
        column.addStretch(1)
        self.choose_button.clicked.connect(self.choose)
        self.paste_button.clicked.connect(self.paste)
        self.remove_button.clicked.connect(self.remove)
        self._draw()

    @property
    def picture(self) -> bytes | None:
        """The picture shown, as a JPEG file."""
        return self._picture

    def show_picture(self, picture: bytes | None) -> None:
        """Show a picture, or that there is none."""
        self._picture = picture
        self.error_label.hide()
        self._draw()

    def retranslate(self) -> None:
        """Set the words again."""
        self.hint_label.setText(_("Drop a picture of the cover here."))
        for button, words, icon_name, key in (
            (self.choose_button, _("Choose a picture of the cover"), "download-simple", ""),
            (self.paste_button, _("Paste a picture of the cover"), "clipboard-text", PASTE_KEY),
            (self.remove_button, _("Take the picture of the cover away"), "trash", ""),
        ):
            button.setIcon(themed_icon(icon_name, self))
            name_widget(button, words, words, QKeySequence(key) if key else None)
        self._draw()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what may be a picture."""
        if can_take(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Show the picture that was dropped."""
        self.take(event.mimeData())
        event.acceptProposedAction()

    def take(self, data: QMimeData) -> None:
        """Show the picture that something dropped or pasted holds, or say why not."""
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if files:
            self._try(lambda: cover_from_file(files[0]))
        else:
            image = QImage(data.imageData())
            self._try(lambda: cover_from_image(image))

    @Slot()
    def choose(self) -> None:
        """Let a person point at a picture file."""
        dialog = QFileDialog(self, _("Choose a picture of the cover"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilters([_("Pictures (*.jpg *.jpeg *.png *.webp *.gif *.bmp)")])
        dialog.fileSelected.connect(lambda path: self._try(lambda: cover_from_file(Path(path))))
        dialog.open()

    @Slot()
    def paste(self) -> None:
        """Show the picture of the clipboard."""
        # An empty clipboard holds nothing at all on some systems.
        data: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if data is not None and can_take(data):
            self.take(data)
        else:
            self._say(_("There is no picture to paste. Copy one first, then press {key}.").format(key=PASTE_KEY))

    @Slot()
    def remove(self) -> None:
        """Show no picture any more."""
        if self._picture is not None:
            self.show_picture(None)
            self.changed.emit()

    def _try(self, make: Callable[[], bytes]) -> None:
        self.error_label.hide()
        if self._background is not None:
            self._background.run(make, self._take_made, self._refuse)
            return
        try:
            self._take_made(make())
        except CoverUnfitError as error:
            self._refuse(error)

    def _take_made(self, picture: bytes) -> None:
        self.show_picture(picture)
        self.changed.emit()

    def _refuse(self, error: DeskError) -> None:
        self._say(sentence(error))

    def _say(self, words: str) -> None:
        self.error_label.setText(words)
        self.error_label.show()

    def _draw(self) -> None:
        pixmap = QPixmap()
        shown = self._picture is not None and pixmap.loadFromData(self._picture)
        if shown:
            self.picture_label.setPixmap(pixmap)
        else:
            self.picture_label.setPixmap(themed_icon("books", self).pixmap(em(self, 2.5)))
        words = _("Picture of the cover") if shown else _("No picture of the cover")
        name_widget(self.picture_label, words, words)
        self.hint_label.setVisible(not shown)
        self.remove_button.setVisible(shown)

    def _button(self, name: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setAutoDefault(False)
        set_kind(button, "plain")
        return button


def can_take(data: QMimeData) -> bool:
    """Whether something dropped or pasted may hold a picture."""
    return data.hasImage() or any(url.isLocalFile() for url in data.urls())
