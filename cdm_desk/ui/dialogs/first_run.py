"""The first start: five steps at most, and Enter through all of them gives a desk that works."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cdm_desk.domain import errors
from cdm_desk.language import LANGUAGES, _, in_use, language, language_from
from cdm_desk.ui.appearance import em
from cdm_desk.ui.dialogs.paper import Section, Sheet, preview_of, save_sheets
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel, ScrollArea, asked_folder, name_widget
from cdm_desk.ui.words import sentence

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QKeyEvent

    from cdm_desk.domain.errors import DeskError
    from cdm_desk.ui.background import Background
    from cdm_desk.ui.screen_language import ScreenLanguage


class Data(StrEnum):
    """Where the data of this workstation begins."""

    NEW = "new"
    JOIN = "join"
    BACK = "back"
    DEMO = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstChoices:
    """What the first start asks; each can be changed later in the settings."""

    language: str
    kind: str
    workstation: str
    data: Data
    share: str = ""
    join_code: str = ""
    printer: str = ""
    copy: str = ""
    recovery_key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What is shown once after the store was made: the key to keep on paper, the code for the next workstation.

    Of a site that came back from a copy: whose workstation this is again, and how many files were put back.
    """

    recovery_key: str = ""
    join_code: str = ""
    workstation: str = ""
    files: int = 0


Tell = Callable[[int, int], None]
"""Hears how many of how many files are done."""


class FirstRun(QDialog):
    """Asks language, workstation, data and printer; has the store made; shows the recovery key once.

    The last step cannot be left before the person has said that its papers are kept: they are shown nowhere else.
    `prepare` makes the store, off the screen's thread; what it raises is said on the page, and nothing is lost.
    `bring_back` puts a copied site back and tells how far it is. `look` sees beforehand whether folder and code will
    do: it is asked where they are typed. `quits` once the person wants to leave the program, not the wizard alone.
    """

    _told = Signal(int, int)

    def __init__(
        self,
        screen_language: ScreenLanguage,
        background: Background,
        prepare: Callable[[FirstChoices], Prepared],
        printers: Sequence[str] = (),
        *,
        bring_back: Callable[[FirstChoices, Tell], Prepared] | None = None,
        look: Callable[[FirstChoices], object] | None = None,
    ) -> None:
        super().__init__()
        self._screen_language = screen_language
        screen_language.speak_qt()
        self._background = background
        self._prepare = prepare
        self._bring_back = bring_back
        self._look = look
        self.quits = False
        self.choices: FirstChoices | None = None
        self.prepared = Prepared()
        self._named_by_hand = False
        self._begun_by_hand = False
        self._making = False
        self._asked = False
        self.setObjectName("first_run")

        self.step_label = PlainLabel(kind="muted")
        self.heading_label = PlainLabel(kind="heading")
        self.lead_label = PlainLabel(kind="muted")
        self.lead_label.setWordWrap(True)
        self.pages = QStackedWidget()
        self.error_label = PlainLabel(kind="error")
        self.error_label.setObjectName("first_run.error")
        self.error_label.setWordWrap(True)
        self.error_label.hide()
        self.back_button = self._button("first_run.back")
        self.next_button = self._button("first_run.next", "primary")
        self.next_button.setDefault(True)

        self.languages = self._choice("language", LANGUAGES, language())
        self.kinds = self._choice("kind", KINDS, KINDS[0])
        offered = [each for each in Data if each is not Data.BACK or bring_back is not None]
        self.data = self._choice("data", offered, Data.NEW)
        self.name_label, self.name_field = self._field("first_run.name", 40)
        self.share_label, self.share_field = self._field("first_run.share", 400)
        self.share_button = self._button("first_run.choose_folder")
        self.hub_label = PlainLabel(kind="muted")
        self.hub_label.setWordWrap(True)
        self.code_label, self.code_field = self._field("first_run.code", 200)
        self._make_back_part()
        self._make_printer_part(printers)
        self._make_key_part()

        self._lay_out()
        self._suggest_name()
        self.retranslate()
        self._show_fields()
        self._connect()
        self._enter_page()

    def _connect(self) -> None:
        self.languages.buttonToggled.connect(self._change_language)
        self.kinds.buttonToggled.connect(self._suggest_name)
        self.kinds.buttonToggled.connect(self._suggest_data)
        self.data.buttonToggled.connect(self._show_fields)
        self.data.buttonClicked.connect(self._keep_data)
        self.name_field.textEdited.connect(self._keep_name)
        self.share_button.clicked.connect(self.choose_folder)
        self.copy_folder_button.clicked.connect(self.choose_copy)
        self._told.connect(self._show_progress)
        self.copy_button.clicked.connect(self.copy_key)
        self.print_button.clicked.connect(self.print_key)
        self.save_button.clicked.connect(self.save_key)
        self.kept_check.toggled.connect(self._take_answer)
        self.back_button.clicked.connect(self.go_back)
        self.next_button.clicked.connect(self.go_on)

    def _make_back_part(self) -> None:
        self.copy_label, self.copy_field = self._field("first_run.copy", 400)
        self.copy_folder_button = self._button("first_run.choose_copy")
        self.paper_label, self.paper_field = self._field("first_run.paper", 200)
        self.progress_bar = QProgressBar()
        self.progress_bar.setObjectName("first_run.progress")
        self.progress_bar.hide()

    def _make_printer_part(self, printers: Sequence[str]) -> None:
        self.printer_label = PlainLabel()
        self.printer_box = QComboBox()
        self.printer_box.setObjectName("first_run.printer")
        self.printer_box.addItem("", "")
        for printer in printers:
            self.printer_box.addItem(printer, printer)
        self.printer_box.setCurrentIndex(1 if printers else 0)
        self.printer_label.setBuddy(self.printer_box)

    def _make_key_part(self) -> None:
        self.key_heading = PlainLabel(kind="subheading")
        self.key_label = _shown_once("first_run.recovery_key")
        self.key_purpose = PlainLabel(kind="muted")
        self.code_heading = PlainLabel(kind="subheading")
        self.code_shown_label = _shown_once("first_run.join_code")
        self.code_purpose = PlainLabel(kind="muted")
        for label in (self.key_heading, self.key_purpose, self.code_heading, self.code_purpose):
            label.setWordWrap(True)
        self.copy_button = self._button("first_run.copy_key")
        self.print_button = self._button("first_run.print_key")
        self.save_button = self._button("first_run.save_key")
        self.kept_check = QCheckBox()
        self.kept_check.setObjectName("first_run.kept")

    def retranslate(self) -> None:
        """Set the words again."""
        self.setWindowTitle(_("First start"))
        for group, words in ((self.languages, _language_words), (self.kinds, kind_name), (self.data, _data_words)):
            for button in group.buttons():
                value = button.property("value")
                button.setText(words(value))
                button.setAccessibleName(words(value).replace("&", ""))
        _name_field(self.name_label, self.name_field, _("&Name of this workstation"))
        self._name_share()
        self.hub_label.setText(
            _(
                "A hub is a database server in the place of the folder; a house that has one knows its address, such "
                "as postgresql://…. Most houses have none: a folder that all PCs reach is enough."
            )
        )
        _name_field(self.copy_label, self.copy_field, _("Folder or stick that holds the c&opy of the site"))
        _name_field(self.paper_label, self.paper_field, _("Recovery &key, on paper, of the PC that made the copy"))
        self.copy_folder_button.setText(_("Choose the co&py…"))
        name_widget(self.copy_folder_button, _("Choose the copy…"))
        self.progress_bar.setAccessibleName(_("How far it is"))
        _name_field(self.code_label, self.code_field, _("Joining &code of the house (paper of the first PC)"))
        self.printer_label.setText(_("&Printer for the day sheet"))
        self.printer_box.setAccessibleName(_("Printer for the day sheet"))
        self.printer_box.setItemText(0, _("None for now"))
        self.share_button.setText(_("Choose the &folder…"))
        name_widget(self.share_button, _("Choose the folder…"))
        self.copy_button.setText(_("&Copy"))
        name_widget(self.copy_button, _("Copy"))
        self.print_button.setText(_("&Print…"))
        name_widget(self.print_button, _("Print…"))
        self.save_button.setText(_("Sa&ve…"))
        name_widget(self.save_button, _("Save…"))
        self.kept_check.setText(_("I &keep this on paper or in a file in a safe place"))
        self.kept_check.setAccessibleName(_("I keep this on paper or in a file in a safe place"))
        self.back_button.setText(_("&Back"))
        name_widget(self.back_button, _("Back"))
        self._name_page()

    def changeEvent(self, event: QEvent) -> None:
        """Take up a new language."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self.pages.count():
            self.retranslate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on from wherever the focus is; Esc and Ctrl+Q leave, and ask once if something was typed."""
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
            return
        if event.key() == Qt.Key.Key_Q and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.quit()
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not self.back_button.hasFocus():
            if self.next_button.isEnabled():
                self.go_on()
            return
        super().keyPressEvent(event)

    @Slot()
    def go_on(self) -> None:
        """Go to the next step; after the last question the store is made."""
        self._say("")
        self._asked = False
        step = self.pages.currentIndex()
        if step == READY and not self._may_leave():
            self._ask()
        elif step == READY or (step == DATA and self._value(self.data) == Data.DEMO):
            self.choices = self.choices or self._chosen()
            self.accept()
        elif step == DATA:
            self._look_at_place()
        elif step == PRINTER:
            self._make()
        else:
            self.pages.setCurrentIndex(step + 1)
            self._enter_page()

    def _look_at_place(self) -> None:
        """See whether the folder and the code will do, as long as they can be mended where they were typed."""
        if not self._is_complete():
            return
        look, choices = self._look, self._chosen()
        if look is None or not choices.share:
            self._leave_data()
            return
        self._wait(waiting=True)
        self._say(_("Looking at the folder…"), "muted")
        self._background.run(lambda: look(choices), self._take_place, self._refuse)

    def _take_place(self, _answer: object) -> None:
        self._wait(waiting=False)
        self._leave_data()

    def _leave_data(self) -> None:
        if PRINTER in self._steps():
            self.pages.setCurrentIndex(PRINTER)
            self._enter_page()
        else:
            self._make()

    def _steps(self) -> Sequence[int]:
        """Return the steps that make sense for the kind of workstation: what shows a wall prints no day sheet."""
        steps = range(READY + 1)
        return [step for step in steps if step != PRINTER] if self._value(self.kinds) in LONE else steps

    @Slot()
    def go_back(self) -> None:
        """Go to the step before; the store, once made, stays made."""
        if 0 < self.pages.currentIndex() < READY:
            self._say("")
            self.pages.setCurrentIndex(self.pages.currentIndex() - 1)
            self._enter_page()

    @Slot()
    def choose_folder(self) -> None:
        """Let the person point at the shared folder."""
        folder = asked_folder(self, _("Shared folder of the house"), self.share_field.text())
        if folder:
            self.share_field.setText(folder)

    @Slot()
    def choose_copy(self) -> None:
        """Let the person point at the copy of the site."""
        folder = asked_folder(self, _("Copy of the site"), self.copy_field.text())
        if folder:
            self.copy_field.setText(folder)

    def reject(self) -> None:
        """Leave, unless the store is being made or its papers are not kept yet: they would be lost for ever.

        What was typed is left at the second time only.
        """
        if self._making or not self._may_leave():
            self._ask()
        elif self._is_typed_in() and not self._asked:
            self._asked = True
            self._say(
                _("Nothing is set up yet, and what was typed here would be lost. Once more leaves; Enter goes on."),
                "warn",
            )
        else:
            super().reject()

    @Slot()
    def quit(self) -> None:
        """Leave the program."""
        self.quits = True
        self.reject()

    def _is_typed_in(self) -> bool:
        typed = (self.share_field, self.code_field, self.copy_field, self.paper_field)
        by_hand = self._named_by_hand or any(field.text().strip() for field in typed)
        return by_hand and self.pages.currentIndex() < READY

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask as `reject` does: the cross of the window is a way out like any other."""
        if self._making or not self._may_leave():
            event.ignore()
            self._ask()
            return
        super().closeEvent(event)

    @Slot()
    def copy_key(self) -> None:
        """Put the papers on the clipboard."""
        QGuiApplication.clipboard().setText("\n\n".join(sheet.text() for sheet in self._sheets()))

    @Slot()
    def print_key(self) -> None:
        """Show the papers as they will be printed, each on its page."""
        first, *more = self._sheets()
        preview_of(first, self, *more).open()

    @Slot()
    def save_key(self) -> None:
        """Write each paper into a file of its own, such as on a stick that is locked away."""
        self._say(save_sheets(self._sheets(), self), "muted")

    def _sheets(self) -> list[Sheet]:
        """Return the papers: they are kept apart, for whoever holds both holds the house."""
        lead = _("Keep this sheet in a locked place.")
        return [
            Sheet(heading=heading, lead=lead, sections=[Section(heading=code, lines=[("", purpose)])])
            for heading, code, purpose in self._papers()
        ]

    def _papers(self) -> list[tuple[str, str, str]]:
        """Return what is shown once: its heading, the code, what it is for."""
        name = self.choices.workstation if self.choices else ""
        papers = []
        if self.prepared.recovery_key:
            purpose = _(
                "For this PC only: if its keyring loses the key, this paper opens the data of {name}, and of no other "
                "PC. Write {name} on it and put it in the safe."
            ).format(name=name)
            papers.append((_("Recovery key of {name}").format(name=name), self.prepared.recovery_key, purpose))
        if self.prepared.join_code:
            purpose = _(
                "For the whole house: whoever sets up the next PC types it there to join. Keep it on another paper."
            )
            papers.append((_("Joining code of the house"), self.prepared.join_code, purpose))
        return papers

    def _may_leave(self) -> bool:
        return self.pages.currentIndex() != READY or not self._papers() or self.kept_check.isChecked()

    def _ask(self) -> None:
        if self._making:
            return
        self._say(_("Do you keep this? It is shown only now: print, save or copy it, then say so below."), "warn")
        self.kept_check.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(bool)
    def _take_answer(self, kept: bool) -> None:
        if kept:
            self._say("")

    def _make(self) -> None:
        self.choices = self._chosen()
        choices = self.choices
        self._wait(waiting=True)
        if choices.data is Data.BACK and self._bring_back is not None:
            bring_back = self._bring_back
            self._show_progress(0, 0)
            self._background.run(lambda: bring_back(choices, self._told.emit), self._show_ready, self._refuse)
        else:
            self._background.run(lambda: self._prepare(choices), self._show_ready, self._refuse)

    @Slot(int, int)
    def _show_progress(self, done: int, number: int) -> None:
        # Of unknown length while the copy is opened and the key tried.
        self.progress_bar.setRange(0, number)
        self.progress_bar.setValue(done)
        self.progress_bar.show()
        words = (
            _("Putting the site back: {done} of {number} files…").format(done=done, number=number)
            if number
            else _("Opening the copy, and looking at every file of it…")
        )
        self._say(words, "muted")

    def _show_ready(self, prepared: Prepared) -> None:
        self._wait(waiting=False)
        self.prepared = prepared
        self.key_label.setText(prepared.recovery_key)
        self.code_shown_label.setText(prepared.join_code)
        self.paper_row.setVisible(bool(self._papers()))
        self.pages.setCurrentIndex(READY)
        self._enter_page()

    def _refuse(self, error: DeskError) -> None:
        self._wait(waiting=False)
        self.choices = None
        field = self._field_of(error)
        self.pages.setCurrentIndex(WORKSTATION if field is self.name_field else DATA)
        self._enter_page()
        self._say(sentence(error))
        if field is not None:
            field.selectAll()
            field.setFocus()

    def _field_of(self, error: DeskError) -> QLineEdit | None:
        """Return where that is typed which was refused."""
        match error:
            case errors.WorkstationNameTakenError() | errors.NameShapeError() | errors.PersonalDataError():
                return self.name_field
            case errors.JoinCodeTypoError() | errors.JoinCodeOtherError():
                return self.code_field
            case errors.RecoveryKeyTypoError() | errors.RecoveryKeyOtherError():
                return self.paper_field
            case errors.SiteCopyMissingError() | errors.SiteCopyUnsoundError():
                return self.copy_field
            case errors.SharedFolderError():
                return self.share_field
            case _:
                return None

    def _wait(self, *, waiting: bool) -> None:
        self._making = waiting
        for part in (self.pages, self.next_button, self.back_button):
            part.setEnabled(not waiting)
        if not waiting:
            self.progress_bar.hide()
            self._say("")
        self.setCursor(Qt.CursorShape.BusyCursor if waiting else Qt.CursorShape.ArrowCursor)

    def _is_complete(self) -> bool:
        for line, missing in self._needed().get(Data(self._value(self.data)), ()):
            if not line.text().strip():
                self._say(missing)
                line.setFocus()
                return False
        return True

    def _needed(self) -> Mapping[Data, Sequence[tuple[QLineEdit, str]]]:
        """Return what each choice cannot do without, and what is said where it is missing."""
        return {
            Data.JOIN: (
                (self.share_field, _("To join, give the shared folder or the hub that the first workstation uses.")),
                (self.code_field, _("To join, type the joining code of the house: the first PC showed it.")),
            ),
            Data.BACK: (
                (self.copy_field, _("To bring the site back, point at its copy: a folder site-…, or what holds it.")),
                (self.share_field, _("To bring the site back, point at an empty folder that the house will share.")),
                (self.paper_field, _("To bring the site back, type the recovery key of the PC that made the copy.")),
            ),
        }

    def _chosen(self) -> FirstChoices:
        data = Data(self._value(self.data))
        return FirstChoices(
            language=self._value(self.languages),
            kind=self._value(self.kinds),
            workstation=self.name_field.text().strip() or self._suggested(),
            data=data,
            share="" if data is Data.DEMO else self.share_field.text().strip(),
            join_code=self.code_field.text().strip() if data is Data.JOIN else "",
            printer=self.printer_box.currentData() or "",
            copy=self.copy_field.text().strip() if data is Data.BACK else "",
            recovery_key=self.paper_field.text().strip() if data is Data.BACK else "",
        )

    def _say(self, words: str, kind: str = "error") -> None:
        self.error_label.set_kind(kind)
        self.error_label.setText(words)
        self.error_label.setVisible(bool(words))

    def _enter_page(self) -> None:
        self._name_page()
        step = self.pages.currentIndex()
        # A stack is as high as its highest page, unless the others are left out of account.
        for at in range(self.pages.count()):
            wanted = QSizePolicy.Policy.Preferred if at == step else QSizePolicy.Policy.Ignored
            cast("QWidget", self.pages.widget(at)).setSizePolicy(QSizePolicy.Policy.Preferred, wanted)
        self.back_button.setVisible(0 < step < READY)
        groups = {LANGUAGE: self.languages, WORKSTATION: self.kinds, DATA: self.data}
        if step in groups:
            _checked(groups[step]).setFocus()
        else:
            (self.kept_check if step == READY and self._papers() else self.printer_box).setFocus()

    def _name_page(self) -> None:
        step = self.pages.currentIndex()
        heading, lead = _headings()[step]
        steps = self._steps()
        self.step_label.setText(_("Step {step} of {steps}").format(step=steps.index(step) + 1, steps=len(steps)))
        if step == DATA and self._value(self.kinds) in LONE:
            lead = _(
                "This PC works with what the other workstations hold: it joins the house by the folder and the joining "
                "code."
            )
        self.heading_label.setText(heading)
        self.lead_label.setText(lead)
        self.lead_label.setVisible(bool(lead))
        starting = step == READY or (step == DATA and self._value(self.data) == Data.DEMO)
        self.next_button.setText(_("&Start") if starting else _("Ne&xt"))
        name_widget(self.next_button, _("Start") if starting else _("Next"))
        papers = {code: (heading, purpose) for heading, code, purpose in self._papers()}
        joined = self.choices is not None and self.choices.data is Data.JOIN
        for code, label, heading_label, purpose_label in (
            (self.prepared.recovery_key, self.key_label, self.key_heading, self.key_purpose),
            (self.prepared.join_code, self.code_shown_label, self.code_heading, self.code_purpose),
        ):
            words = papers.get(code, ("", ""))
            heading_label.setText(words[0])
            purpose_label.setText(words[1])
            for part in (label, heading_label, purpose_label):
                part.setVisible(bool(code))
        if joined and not self.prepared.join_code:
            self.code_purpose.setText(
                _("The joining code that you typed stays as it is: keep its paper for the next PC.")
            )
            self.code_purpose.show()
        if self.prepared.workstation:
            self._say_what_is_back()

    def _say_what_is_back(self) -> None:
        self.lead_label.setText(_("Every file was read back and compared."))
        self.key_heading.setText(_("This PC is {name} again").format(name=self.prepared.workstation))
        words = (
            _("The site is back in {folder}: {files} files.").format(
                folder=self.choices.share if self.choices else "", files=in_use().number(self.prepared.files)
            ),
            _("PCs that still work: set this folder in their settings. They add what is newer than the copy."),
            _("PCs that are lost: set up a new one, join the house with the joining code on paper."),
            _("The recovery key on paper stays the same: put it back into the safe."),
        )
        self.key_purpose.setText("\n".join(f"• {each}" for each in words))
        for part in (self.key_heading, self.key_purpose):
            part.show()

    @Slot()
    def _show_fields(self) -> None:
        value = self._value(self.data)
        for part in (self.share_label, self.share_field, self.share_button):
            part.setVisible(value != Data.DEMO)
        for part in (self.code_label, self.code_field):
            part.setVisible(value == Data.JOIN)
        self.hub_label.setVisible(value in {Data.NEW, Data.JOIN})
        for part in (self.copy_label, self.copy_field, self.copy_folder_button, self.paper_label, self.paper_field):
            part.setVisible(value == Data.BACK)
        self._name_share()
        self._name_page()

    def _name_share(self) -> None:
        words = {
            Data.BACK: lambda: _("Empty folder that the house &shares from now on"),
            Data.JOIN: lambda: _("&Shared folder of the house, or the address of its hub"),
        }.get(
            Data(self._value(self.data)),
            lambda: _("&Shared folder of the house, or the address of its hub; empty for this PC alone"),
        )()
        _name_field(self.share_label, self.share_field, words)

    @Slot()
    def _change_language(self) -> None:
        wanted = language_from(self._value(self.languages))
        if wanted:
            self._screen_language.speak(wanted)
            self._suggest_name()

    @Slot()
    def _suggest_name(self) -> None:
        if not self._named_by_hand:
            self.name_field.setText(self._suggested())

    @Slot()
    def _keep_name(self) -> None:
        self._named_by_hand = True

    @Slot()
    def _suggest_data(self) -> None:
        """Offer what makes sense for the kind: a display has nothing of its own to bring back or to look around in."""
        lone = self._value(self.kinds) in LONE
        senseless = {Data.BACK, Data.DEMO} if lone else set()
        usual = Data.JOIN if lone else Data.NEW
        keeps = self._begun_by_hand and self._value(self.data) not in senseless
        for button in self.data.buttons():
            value = Data(button.property("value"))
            button.setVisible(value not in senseless)
            if value is usual and not keeps:
                button.setChecked(True)

    @Slot()
    def _keep_data(self) -> None:
        self._begun_by_hand = True

    def _suggested(self) -> str:
        place = kind_name(self._value(self.kinds)).replace("&", "")
        host = socket.gethostname().split(".", maxsplit=1)[0]
        number = "".join(sign for sign in host if sign.isdigit())[-2:]
        return f"{place} {number}" if number else f"{place} 1"

    def _value(self, group: QButtonGroup) -> str:
        return str(_checked(group).property("value"))

    def _choice(self, name: str, values: Sequence[str], chosen: str) -> QButtonGroup:
        group = QButtonGroup(self)
        for value in values:
            button = QPushButton()
            button.setObjectName(f"first_run.{name}_{value}")
            button.setProperty("kind", "chip")
            button.setProperty("value", str(value))
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setChecked(value == chosen)
            group.addButton(button)
        return group

    def _field(self, name: str, longest: int) -> tuple[PlainLabel, QLineEdit]:
        label, field = PlainLabel(), QLineEdit()
        field.setObjectName(name)
        field.setMaxLength(longest)
        label.setBuddy(field)
        return label, field

    def _button(self, name: str, kind: str = "") -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setAutoDefault(False)
        if kind:
            button.setProperty("kind", kind)
        return button

    def _lay_out(self) -> None:
        folder = QHBoxLayout()
        folder.addWidget(self.share_field, 1)
        folder.addWidget(self.share_button)
        self.pages.addWidget(_page(self._row(self.languages)))
        self.pages.addWidget(_page(self._row(self.kinds), self.name_label, self.name_field))
        copy = QHBoxLayout()
        copy.addWidget(self.copy_field, 1)
        copy.addWidget(self.copy_folder_button)
        paper = (self.paper_label, self.paper_field)
        code = (self.code_label, self.code_field)
        self.pages.addWidget(
            _page(self._row(self.data), self.copy_label, copy, self.share_label, folder, self.hub_label, *code, *paper)
        )
        self.pages.addWidget(_page(self.printer_label, self.printer_box))
        self.pages.addWidget(_page(self._key_card()))
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(em(self, 0.8))
        for part in (self.step_label, self.heading_label, self.lead_label, self.pages):
            rows.addWidget(part)
        rows.addStretch(1)
        scroll = ScrollArea()
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * [em(self, 1.4)]))
        column.setSpacing(em(self, 0.8))
        column.addWidget(scroll, 1)
        column.addWidget(self.error_label)
        column.addWidget(self.progress_bar)
        # Beside the page and not on it: whatever the size of text, what is asked for stands in sight.
        self.paper_row = self._paper_buttons()
        self.paper_row.hide()
        column.addWidget(self.paper_row)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back_button)
        buttons.addStretch(1)
        buttons.addWidget(self.next_button)
        column.addLayout(buttons)
        room = self.screen().availableGeometry()
        self.resize(min(em(self, 46), room.width() - 40), min(em(self, 36), room.height() - 60))

    def _key_card(self) -> Card:
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(*(4 * [em(self, 1)]))
        for part in (self.key_heading, self.key_label, self.key_purpose):
            inside.addWidget(part)
        inside.addSpacing(em(self, 0.6))
        for part in (self.code_heading, self.code_shown_label, self.code_purpose):
            inside.addWidget(part)
        return card

    def _paper_buttons(self) -> QWidget:
        papers, row = QWidget(), QWidget()
        # The box has a line of its own: among buttons it was squeezed until nobody saw that it is one.
        column = QVBoxLayout(papers)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(em(self, 0.3))
        keys = FlowLayout(row, gap=em(self, 0.5))
        for part in (self.copy_button, self.print_button, self.save_button):
            keys.addWidget(part)
        column.addWidget(self.kept_check)
        column.addWidget(row)
        return papers

    def _row(self, group: QButtonGroup) -> QWidget:
        row = QWidget()
        layout = FlowLayout(row, gap=em(self, 0.6))
        for button in group.buttons():
            layout.addWidget(button)
        return row


def _page(*parts: QWidget | QHBoxLayout) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(em(page, 0.5))
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part)
        else:
            column.addLayout(part)
    column.addStretch(1)
    return page


LANGUAGE, WORKSTATION, DATA, PRINTER, READY = range(5)
LONE = frozenset({"display", "kiosk"})
"""Kinds that open one window only, at which nobody signs in."""
# A seat of the PC space is set up by a command, under an account that visitors do not use.
KINDS = ("reception", "counselling", "multimedia", "library", "office", "off-site", "display", "kiosk")


def kind_name(kind: str) -> str:
    """Return the name of a kind of workstation."""
    return {
        "reception": _("Reception"),
        "counselling": _("Counselling"),
        "multimedia": _("PC space"),
        "library": _("Library"),
        "office": _("Office"),
        "off-site": _("Away from the house"),
        "display": _("Public display"),
        "kiosk": _("Self check-in"),
    }[kind]


def _language_words(value: str) -> str:
    return {"fr": "Français", "nl": "Nederlands", "en": "English"}[value]


def _data_words(value: str) -> str:
    return {
        Data.NEW: _("Begin anew"),
        Data.JOIN: _("Join the house"),
        Data.BACK: _("Bring the house back from a copy"),
        Data.DEMO: _("Look around with a demonstration"),
    }[Data(value)]


def _shown_once(name: str) -> PlainLabel:
    label = PlainLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    family = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    label.setStyleSheet(f'font-family: "{family}"; font-size: {em(label, 1.1)}px; font-weight: 700;')
    return label


def _checked(group: QButtonGroup) -> QAbstractButton:
    # One of an exclusive group is always checked.
    return cast("QAbstractButton", group.checkedButton())


def _name_field(label: PlainLabel, field: QLineEdit, words: str) -> None:
    label.setText(words)
    field.setAccessibleName(words.replace("&", ""))


def _headings() -> list[tuple[str, str]]:
    return [
        (_("Which language do you read?"), _("It can be changed at any moment, for each workstation.")),
        (_("What is this workstation for?"), _("It opens on the screen that is used most here.")),
        (
            _("Where does the data begin?"),
            _(
                "Anew for the first workstation; join for each further one; from a copy if the house was lost. The "
                "demonstration keeps to itself."
            ),
        ),
        (_("Where is the day sheet printed?"), ""),
        (
            _("Ready"),
            _("What stands below is shown only now: keep it on paper. Each code says what it is for."),
        ),
    ]
