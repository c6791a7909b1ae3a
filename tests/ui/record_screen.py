"""The form of a title on real stores, with everything that was said."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.domain.library import Title
from cdm_desk.ui.announcer import Announcer
from cdm_desk.ui.dialogs.title import TitleDialog
from cdm_desk.ui.library.catalogue import CataloguePage
from cdm_desk.ui.messages import Message, Messages
from cdm_desk.ui.record.services import RecordServices
from cdm_desk.ui.undo import Undo
from tests.services.record_desk import RecordDesk, two_desks


@dataclass
class RecordScreen:
    """The catalogue of one of two desks, with the forms that are opened over it."""

    here: RecordDesk
    there: RecordDesk
    page: CataloguePage
    undo: Undo
    records: RecordServices
    said: list[Message] = field(default_factory=list)

    def open(self, title: Title | None) -> TitleDialog:
        """Open the form of a title, or of a new one."""
        seen = self.here.library.title(title.id) if title else None
        dialog = TitleDialog(self.here.library, self.here.lists, self.undo, seen, self.page, records=self.records)
        dialog.show()
        dialog.activateWindow()
        QApplication.processEvents()
        return dialog

    def newest(self) -> TitleDialog:
        """Return the form that was opened last."""
        return self.page.findChildren(TitleDialog)[-1]


@contextmanager
def record_screen(qtbot: QtBot, folder: Path, messages: Messages) -> Iterator[RecordScreen]:
    with two_desks(folder) as (here, there):
        announcer = Announcer()
        here.store.on_change(announcer.announce)
        records = RecordServices(
            authors=here.authors,
            covers=here.covers,
            duplicates=here.duplicates,
            history=here.history,
            conflicts=here.conflicts,
        )
        undo = Undo(messages)
        page = CataloguePage(here.library, here.lists, messages, undo, records=records)
        announcer.changed.connect(page.refresh)
        qtbot.addWidget(page)
        page.resize(1366, 620)
        page.show()
        made = RecordScreen(here=here, there=there, page=page, undo=undo, records=records)
        messages.shown.connect(made.said.append)
        yield made
        for dialog in page.findChildren(TitleDialog):
            dialog.hide()
        page.close()


def line(dialog: TitleDialog, name: str) -> QLineEdit:
    editor: QWidget = dialog.editor(name)
    assert isinstance(editor, QLineEdit)
    return editor
