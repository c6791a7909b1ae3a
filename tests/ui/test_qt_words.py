"""Qt's own dialogs speak the language of the screens, to their last label."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtGui import QKeySequence
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from cdm_desk.language import Language
from cdm_desk.ui.screen_language import ScreenLanguage

# Never shown: the direction of writing, and keys that no keyboard of the house has.
NOT_WORDS = {("QGuiApplication", "QT_LAYOUT_DIRECTION"), ("QShortcut", "Control"), ("QShortcut", "Keyboard")}


class Unanswered(QTranslator):
    """Is asked last, and notes what nobody else has translated."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[tuple[str, str]] = set()

    def translate(self, context: str, source: str, _disambiguation: str | None = None, _number: int = -1) -> str:
        self.asked.add((context, source))
        return ""


@pytest.fixture
def unanswered(qapp: QApplication) -> Iterator[Unanswered]:
    del qapp
    made = Unanswered()
    QCoreApplication.installTranslator(made)
    yield made
    QCoreApplication.removeTranslator(made)


@pytest.fixture
def screen_language(qapp: QApplication, unanswered: Unanswered) -> Iterator[ScreenLanguage]:
    del unanswered
    made = ScreenLanguage(qapp)
    yield made
    made.speak("en")
    made.speak_qt()


def file_dialog(accept: QFileDialog.AcceptMode, mode: QFileDialog.FileMode) -> QFileDialog:
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAcceptMode(accept)
    dialog.setFileMode(mode)
    return dialog


@pytest.mark.parametrize("spoken", ["fr", "nl"])
def test_no_word_of_a_dialog_of_qt_stays_english(
    qtbot: QtBot, screen_language: ScreenLanguage, unanswered: Unanswered, spoken: Language
) -> None:
    screen_language.speak(spoken)
    screen_language.speak_qt()
    unanswered.asked.clear()
    printer = QPrinter()
    dialogs: list[QDialog] = [
        file_dialog(QFileDialog.AcceptMode.AcceptOpen, QFileDialog.FileMode.ExistingFile),
        file_dialog(QFileDialog.AcceptMode.AcceptOpen, QFileDialog.FileMode.Directory),
        file_dialog(QFileDialog.AcceptMode.AcceptSave, QFileDialog.FileMode.AnyFile),
        QPrintPreviewDialog(printer),
        QPrintDialog(printer),
    ]
    for dialog in dialogs:
        qtbot.addWidget(dialog)
        dialog.show()

    assert unanswered.asked - NOT_WORDS == set()


@pytest.mark.parametrize(
    ("spoken", "names"),
    [("fr", ["Ctrl+Entrée", "Ctrl+Retour arrière"]), ("nl", ["Ctrl+Enter", "Ctrl+Backspace"])],
)
def test_a_key_has_the_name_that_stands_on_it(
    screen_language: ScreenLanguage, spoken: Language, names: list[str]
) -> None:
    screen_language.speak(spoken)
    screen_language.speak_qt()
    keys = [QKeySequence("Ctrl+Enter"), QKeySequence("Ctrl+Backspace")]

    assert [key.toString(QKeySequence.SequenceFormat.NativeText) for key in keys] == names


def test_the_labels_of_a_file_dialog_are_ours_where_qt_has_none(qtbot: QtBot, screen_language: ScreenLanguage) -> None:
    screen_language.speak("nl")
    screen_language.speak_qt()
    dialog = file_dialog(QFileDialog.AcceptMode.AcceptOpen, QFileDialog.FileMode.ExistingFile)
    qtbot.addWidget(dialog)
    labels = [label.text() for label in dialog.findChildren(QLabel)]

    assert "&Zoeken in:" in labels
    assert "Bestanden van het &type:" in labels
