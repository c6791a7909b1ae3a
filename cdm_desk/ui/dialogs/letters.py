"""Letters to partners and publishers: read, copied or handed to the mail program, each noted once it is on its way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from cdm_desk.language import Language, _, _n, in_use
from cdm_desk.ui.appearance import em
from cdm_desk.ui.widgets import FlowLayout, PlainLabel, name_widget, set_kind
from cdm_desk.ui.words import screen_language_name

LANGUAGES: tuple[Language, ...] = ("fr", "nl")
# What the mail programs of Windows take from another program.
LONGEST_ADDRESS = 1_900
OpenAddress = Callable[[QUrl], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter in both languages: to whom, at which address if it is known, subject and text by language."""

    to: Callable[[], str]
    address: str
    language: Language
    subjects: Mapping[Language, str]
    texts: Mapping[Language, str]
    sent: Callable[[], None]


class LettersDialog(QDialog):
    """Shows one letter after another. Ctrl+Enter copies it, Ctrl+M opens the mail program; both note it as sent."""

    def __init__(
        self,
        name: str,
        heading: Callable[[], str],
        letters: Sequence[Letter],
        parent: QWidget | None = None,
        *,
        open_address: OpenAddress = QDesktopServices.openUrl,
    ) -> None:
        super().__init__(parent)
        self._heading = heading
        self._letters = letters
        self._noted: set[int] = set()
        self._open_address = open_address
        self.setObjectName(f"{name}.dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.letter_box = QComboBox()
        self.letter_box.setObjectName(f"{name}.letter")
        self.letter_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.letter_box.setMinimumContentsLength(20)
        self.language_chips = {code: self._chip(name, code) for code in LANGUAGES}
        self.address_label = PlainLabel(kind="muted")
        self.address_label.setWordWrap(True)
        self.text_area = QPlainTextEdit()
        self.text_area.setObjectName(f"{name}.text")
        self.text_area.setTabChangesFocus(True)
        self.told_label = PlainLabel(kind="ok")
        self.told_label.setObjectName(f"{name}.told")
        self.told_label.setWordWrap(True)
        self.copy_button, self.mail_button, self.close_button = (
            self._button(name, part) for part in ("copy", "mail", "close")
        )
        set_kind(self.copy_button, "primary")
        self._lay_out()
        self.retranslate()
        self._show_letter()
        self.letter_box.currentIndexChanged.connect(self._show_letter)
        for chip in self.language_chips.values():
            chip.clicked.connect(self._choose_language)
        self.copy_button.clicked.connect(self.copy)
        self.mail_button.clicked.connect(self.mail)
        self.close_button.clicked.connect(self.accept)
        room = self.screen().availableGeometry()
        self.resize(min(em(self, 48), room.width() - 40), min(em(self, 36), room.height() - 60))
        self.copy_button.setFocus()

    @property
    def language(self) -> Language:
        """The language in which the letter is shown."""
        return next((code for code, chip in self.language_chips.items() if chip.isChecked()), "fr")

    def retranslate(self) -> None:
        """Set the words again; a letter that was changed by hand stays as it is."""
        self.setWindowTitle(self._heading())
        with QSignalBlocker(self.letter_box):
            chosen = max(0, self.letter_box.currentIndex())
            self.letter_box.clear()
            for number, letter in enumerate(self._letters):
                done = _("{name} (done)").format(name=letter.to()) if number in self._noted else letter.to()
                self.letter_box.addItem(done)
            self.letter_box.setCurrentIndex(chosen)
        name_widget(self.letter_box, _("Letter to"))
        name_widget(self.text_area, _("Text of the letter"))
        for code, chip in self.language_chips.items():
            chip.setText(screen_language_name(code))
            name_widget(chip, _("Letter in {language}").format(language=screen_language_name(code)))
        self.copy_button.setText(_("&Copy"))
        name_widget(self.copy_button, _("Copy the letter and note it as sent"), "", QKeySequence("Ctrl+Enter"))
        self.mail_button.setText(_("Open in &mail"))
        name_widget(
            self.mail_button, _("Open the letter in the mail program and note it as sent"), "", QKeySequence("Ctrl+M")
        )
        self.close_button.setText(_("C&lose"))
        name_widget(self.close_button, _("Close"), "", QKeySequence("Esc"))
        self._say_address()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language of the screens."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and hasattr(self, "copy_button"):
            self.retranslate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter copies, Ctrl+M mails; Enter on a button presses it."""
        with_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        focused = self.focusWidget()
        if is_enter and with_ctrl:
            self.copy()
        elif event.key() == Qt.Key.Key_M and with_ctrl:
            self.mail()
        elif is_enter and isinstance(focused, QPushButton):
            focused.click()
        elif not is_enter:
            super().keyPressEvent(event)

    @Slot()
    def copy(self) -> None:
        """Put the letter on the clipboard, note it as sent, and go on to the next one."""
        letter = self._letter()
        QGuiApplication.clipboard().setText(f"{letter.subjects[self.language]}\n\n{self.text_area.toPlainText()}")
        self._note(_("The letter to {name} is on the clipboard: paste it with Ctrl+V."))

    @Slot()
    def mail(self) -> None:
        """Hand the letter to the mail program; a long one is on the clipboard, to be pasted there."""
        letter = self._letter()
        subject, text = letter.subjects[self.language], self.text_area.toPlainText()
        QGuiApplication.clipboard().setText(f"{subject}\n\n{text}")
        whole = mail_address(letter.address, subject, text)
        fits = len(whole) <= LONGEST_ADDRESS
        opened = self._open_address(
            QUrl(whole if fits else mail_address(letter.address, subject, ""), QUrl.ParsingMode.StrictMode)
        )
        if not opened:
            self._say(
                _("No mail program answers on this PC. The letter is on the clipboard: paste it where you write."),
                "warn",
            )
            return
        if fits:
            self._note(_("The letter to {name} is in the mail program; it is on the clipboard too."))
        else:
            self._note(_("The letter to {name} is too long to be handed over: paste it into the message with Ctrl+V."))

    def _note(self, told: str) -> None:
        number = self.letter_box.currentIndex()
        letter = self._letters[number]
        if number not in self._noted:
            self._noted.add(number)
            letter.sent()
        left = [at for at in range(len(self._letters)) if at not in self._noted]
        words = told.format(name=letter.to())
        if left:
            rest = _n("{number} letter is left.", "{number} letters are left.", len(left))
            words = f"{words} {rest.format(number=in_use().number(len(left)))}"
        self.retranslate()
        if left:
            self.letter_box.setCurrentIndex(next((at for at in left if at > number), left[0]))
        self._say(words, "ok")

    def _say(self, words: str, kind: str) -> None:
        self.told_label.setText(words)
        self.told_label.set_kind(kind)

    def _letter(self) -> Letter:
        return self._letters[max(0, self.letter_box.currentIndex())]

    @Slot()
    def _show_letter(self) -> None:
        letter = self._letter()
        for code, chip in self.language_chips.items():
            chip.setChecked(code == letter.language)
        self.text_area.setPlainText(letter.texts[letter.language])
        self._say_address()

    @Slot()
    def _choose_language(self) -> None:
        pressed = self.sender()
        for code, chip in self.language_chips.items():
            chip.setChecked(chip is pressed)
            if chip is pressed:
                self.text_area.setPlainText(self._letter().texts[code])

    def _say_address(self) -> None:
        address = self._letter().address
        known = _("To: {address}").format(address=address)
        self.address_label.setText(known if address else _("No address is noted: the mail program asks for it."))

    def _chip(self, name: str, code: Language) -> QPushButton:
        chip = QPushButton()
        chip.setObjectName(f"{name}.language_{code}")
        chip.setProperty("kind", "chip")
        chip.setCheckable(True)
        chip.setAutoDefault(False)
        return chip

    def _button(self, name: str, part: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName(f"{name}.{part}")
        button.setAutoDefault(False)
        return button

    def _lay_out(self) -> None:
        head = QWidget()
        flow = FlowLayout(head, gap=em(self, 0.5))
        flow.addWidget(self.letter_box)
        for chip in self.language_chips.values():
            flow.addWidget(chip)
        buttons = QHBoxLayout()
        buttons.addWidget(self.close_button)
        buttons.addStretch(1)
        buttons.addWidget(self.mail_button)
        buttons.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * [em(self, 1.2)]))
        column.setSpacing(em(self, 0.6))
        column.addWidget(head)
        column.addWidget(self.address_label)
        column.addWidget(self.text_area, 1)
        column.addWidget(self.told_label)
        column.addLayout(buttons)
        self.letter_box.setVisible(len(self._letters) > 1)


def mail_address(address: str, subject: str, text: str) -> str:
    """Return what opens a new message in the mail program of the PC; every sign of the text is quoted."""
    parts = [f"subject={quote(subject)}", f"body={quote(text.replace(chr(10), chr(13) + chr(10)))}" if text else ""]
    return f"mailto:{quote(address, safe='@')}?{'&'.join(filter(None, parts))}"
