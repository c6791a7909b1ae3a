"""Who is here: people by alias, the password of the morning, the PIN of the day; nothing about visitors."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cdm_desk.domain.errors import DeskError, PasswordCommonError, PasswordShortError, WrongSecretError
from cdm_desk.domain.staff import PIN_LENGTH, PIN_TRIES, Action, Role
from cdm_desk.language import _, _n, catalogue, language
from cdm_desk.ui.appearance import em
from cdm_desk.ui.widgets import Card, FlowLayout, IconLabel, PlainLabel, ScrollArea, clear_layout, name_widget
from cdm_desk.ui.words import role_name, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent

    from cdm_desk.services.staff import Name, Notice, SignedIn, StaffService
    from cdm_desk.ui.background import Background


class Ask(Enum):
    """What the page asks for."""

    NOTHING = "nothing"
    PASSWORD = "password"  # noqa: S105 - the name of a question
    PIN = "pin"
    CODE = "code"
    OWN_PASSWORD = "own_password"  # noqa: S105 - as above
    NEW_PIN = "new_pin"
    TOLD = "told"


# As many recovery codes or fewer are left: time for new ones.
FEW_CODES = 3
# A password that is not seen while it is chosen is typed twice.
_TWICE = frozenset({Ask.CODE, Ask.OWN_PASSWORD})
_WHO = frozenset({Ask.PASSWORD, Ask.PIN, Ask.CODE})
_HALF_WAY = frozenset({Ask.OWN_PASSWORD, Ask.NEW_PIN, Ask.TOLD})


class SignInPage(QWidget):
    """Covers the desk until somebody has said who they are; without accounts it only hides it."""

    signed_in = Signal(bool)
    cancelled = Signal()

    def __init__(self, staff: StaffService, background: Background) -> None:
        super().__init__()
        self._staff = staff
        self._background = background
        self._names: list[Name] = []
        self._chosen: UUID | None = None
        self._ask = Ask.NOTHING
        self._error: Callable[[], str] = str
        self._may_cancel = False
        self._waiting = 0
        self._held_by: UUID | None = None
        self._answer: SignedIn | None = None
        self._way_in = Ask.NOTHING
        self._given = ""
        self._offers_codes = False
        self.setObjectName("sign_in.page")

        self.icon_label = IconLabel("lock", 2.4)
        self.heading_label = PlainLabel(kind="heading")
        self.lead_label = PlainLabel(kind="muted")
        self.lead_label.setWordWrap(True)
        self.told_label = PlainLabel()
        self.told_label.setObjectName("sign_in.told")
        self.told_label.setWordWrap(True)
        self.people_box = QWidget()
        self.people_row = FlowLayout(self.people_box, gap=em(self, 0.5))
        self.people = QButtonGroup(self)
        self.code_label = PlainLabel()
        self.code_field = self._secret("sign_in.code", hidden=False)
        self.secret_label = PlainLabel()
        self.secret_field = self._secret("sign_in.secret", hidden=True)
        self.again_label = PlainLabel()
        self.again_field = self._secret("sign_in.again", hidden=True)
        self.error_label = PlainLabel(kind="error")
        self.error_label.setObjectName("sign_in.error")
        self.error_label.setWordWrap(True)
        self.enter_button = self._button("sign_in.enter", "primary")
        self.other_button = self._button("sign_in.other_way", "plain")
        self.cancel_button = self._button("sign_in.cancel", "plain")
        self.waiting_label = PlainLabel(kind="muted")

        self._lay_out()
        self.retranslate()
        self.people.idToggled.connect(self._choose)
        self.enter_button.clicked.connect(self.enter)
        self.secret_field.returnPressed.connect(self._go_on)
        self.again_field.returnPressed.connect(self.enter)
        self.code_field.returnPressed.connect(self._go_on)
        self.other_button.clicked.connect(self.ask_other_way)
        self.cancel_button.clicked.connect(self.cancelled)

    def open(self, *, may_cancel: bool, held_by: UUID | None = None) -> None:
        """Ask who is here: the person whose screen is locked stands chosen; Esc goes back if nobody's is."""
        self._may_cancel = may_cancel
        self._held_by = held_by
        self._answer, self._given = None, ""
        self._names = self._staff.names() if self._staff.accounts_in_use() else []
        self._list_people()
        self._choose_first()

    def refresh(self) -> None:
        """Show who may sign in now: others may have been added or withdrawn elsewhere; what is being typed stays."""
        if self._ask not in _WHO:
            return
        names = self._staff.names()
        if names == self._names:
            return
        held = any(chip.hasFocus() for chip in self.people.buttons())
        chosen, self._names = self._chosen, names
        self._list_people()
        at = next((at for at, name in enumerate(names) if name.id == chosen), None)
        if at is None:
            self._choose_first()
            return
        with QSignalBlocker(self.people):
            self.people.button(at).setChecked(True)
        if held:
            self.people.button(at).setFocus()

    def show_waiting(self, waiting: int) -> None:
        """Say how many people wait: a number, nothing about them."""
        self._waiting = waiting
        self.waiting_label.setText(_n("{number} waiting", "{number} waiting", waiting).format(number=waiting))

    def retranslate(self) -> None:
        """Set the words again."""
        self._ask_for(self._ask, keep=True)
        self._say(self._error)
        self.card.setMaximumWidth(em(self, 40))
        self.show_waiting(self._waiting)
        name_widget(self.cancel_button, _("Back to the desk"))
        self.cancel_button.setText(_("&Back to the desk"))
        name_widget(self.people_box, _("People"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the desk, if it was not locked."""
        if event.key() == Qt.Key.Key_Escape and self._may_cancel and not self.is_half_way():
            self.cancelled.emit()
            return
        super().keyPressEvent(event)

    @Slot()
    def enter(self) -> None:
        """Try what was typed; the slow part runs beside the screen."""
        self._say(str)
        if self._ask is Ask.NOTHING:
            self.signed_in.emit(True)
            return
        if self._ask is Ask.TOLD:
            self._open_desk()
            return
        for field in self._fields():
            if not field.text():
                self._point_at(field)
                return
        if self._complaint():
            self._say(self._complaint)
            field.selectAll()
            self._point_at(field)
            return
        self._wait(waiting=True)
        self._background.run(self._errand(), self._let_in, self._refuse)

    @Slot()
    def ask_other_way(self) -> None:
        """Change between the PIN, the password and a printed recovery code; or leave out the PIN of the day."""
        if self._ask is Ask.OWN_PASSWORD:
            self._offer_pin()
            return
        if self._ask is Ask.NEW_PIN:
            self._tell()
            return
        if self._ask is Ask.TOLD:
            self._make_codes()
            return
        self._ask_for({Ask.PIN: Ask.PASSWORD, Ask.PASSWORD: Ask.CODE}.get(self._ask, Ask.PASSWORD))

    def _complaint(self) -> str:
        """Return what is wrong with a password that was chosen here, before it is tried."""
        secret = self.secret_field.text()
        if self._ask in _TWICE and secret != self.again_field.text():
            return _("The two passwords differ. Type the same one twice.")
        if self._ask is Ask.OWN_PASSWORD and secret == self._given:
            return _("This is the password that was given to you. Choose another one.")
        return ""

    def _errand(self) -> Callable[[], object]:
        person, secret, code = self._names[self.people.checkedId()].id, self.secret_field.text(), self.code_field.text()
        staff, given = self._staff, self._given
        return {
            Ask.PASSWORD: lambda: staff.sign_in(person, secret),
            Ask.PIN: lambda: staff.switch(person, secret),
            Ask.CODE: lambda: staff.use_recovery_code(person, code, secret),
            Ask.OWN_PASSWORD: lambda: staff.change_password(given, secret),
            Ask.NEW_PIN: lambda: staff.set_pin(secret),
        }[self._ask]

    def is_half_way(self) -> bool:
        """Whether somebody has signed in and not gone on to the desk yet."""
        return self._ask in _HALF_WAY

    def _let_in(self, answer: object) -> None:
        self._wait(waiting=False)
        if self._ask not in _HALF_WAY:
            self._answer, self._way_in = cast("SignedIn", answer), self._ask
        if self._ask is Ask.PASSWORD and self._answer is not None and self._answer.password_given:
            self._given = self.secret_field.text()
            self._ask_for(Ask.OWN_PASSWORD)
        elif self._ask in {Ask.PASSWORD, Ask.CODE, Ask.OWN_PASSWORD}:
            self._offer_pin()
        else:
            self._tell()

    def _offer_pin(self) -> None:
        self._given = ""
        if self._chosen and not self._staff.pin_ready(self._chosen):
            self._ask_for(Ask.NEW_PIN)
        else:
            self._tell()

    def _tell(self) -> None:
        """Tell a person of several roles how to change, an administrator what happened since they last were here.

        It is told once, so it waits to be read.
        """
        answer, news = self._answer, self._news()
        self._offers_codes = bool(news) and self._may_make_codes()
        lines = [_role_words(answer)] if answer is not None and _may_choose(answer) else []
        if not lines and not news:
            self._open_desk()
            return
        self.told_label.setText("\n\n".join([*lines, *news]))
        self._ask_for(Ask.TOLD)

    def _news(self) -> list[str]:
        answer = self._answer
        if answer is None:
            return []
        aliases = {name.id.hex: name.alias for name in self._names}
        lines = [notice_words(line, aliases) for line in answer.notices]
        by_password = self._way_in in {Ask.PASSWORD, Ask.CODE}
        few = answer.codes_left <= FEW_CODES or self._way_in is Ask.CODE
        if by_password and few and answer.duty.person.is_administrator():
            left = _n(
                "{number} recovery code is left to you.", "{number} recovery codes are left to you.", answer.codes_left
            )
            lines.append(left.format(number=answer.codes_left))
        if lines and not self._may_make_codes():
            lines.append(_("Acting as administrator, you can make new recovery codes in the settings."))
        return lines

    def _may_make_codes(self) -> bool:
        answer = self._answer
        return answer is not None and answer.duty.person.is_administrator() and self._staff.may(Action.KEEP_STAFF)

    def _make_codes(self) -> None:
        if self._answer is not None:
            person = self._answer.duty.person
            self._wait(waiting=True)
            self._background.run(
                lambda: self._staff.new_recovery_codes(person.id),
                lambda codes: self._show_codes(person.alias, codes),
                self._refuse,
            )

    def _show_codes(self, alias: str, codes: tuple[str, ...]) -> None:
        # Seldom opened; the page itself is wanted at once.
        from cdm_desk.ui.dialogs.paper import KeptSheetDialog  # noqa: PLC0415
        from cdm_desk.ui.dialogs.people import codes_sheet  # noqa: PLC0415

        self._wait(waiting=False)
        sheet = KeptSheetDialog("recovery_codes", codes_sheet(alias, codes), self.window())
        sheet.kept.connect(self._open_desk)
        sheet.open()

    @Slot()
    def _open_desk(self) -> None:
        self._answer, self._given = None, ""
        self.told_label.clear()
        for field in (self.secret_field, self.again_field, self.code_field):
            field.clear()
        self.signed_in.emit(self._same_person())

    def _refuse(self, error: DeskError) -> None:
        self._wait(waiting=False)
        pin_ended = self._ask is Ask.PIN and self._chosen is not None and not self._staff.pin_ready(self._chosen)
        if pin_ended:
            self._ask_for(Ask.PASSWORD)
        self._say(lambda: _refusal_words(error, pin_ended=pin_ended))
        about_password = isinstance(error, PasswordShortError | PasswordCommonError)
        wrong = self.code_field if self._ask is Ask.CODE and not about_password else self.secret_field
        wrong.selectAll()
        self._point_at(wrong)

    def _same_person(self) -> bool:
        return self._held_by is None or self._chosen == self._held_by

    def _wait(self, *, waiting: bool) -> None:
        fields = (self.secret_field, self.again_field, self.code_field)
        for part in (*fields, self.enter_button, self.people_box, self.other_button):
            part.setEnabled(not waiting)
        self.setCursor(Qt.CursorShape.BusyCursor if waiting else Qt.CursorShape.ArrowCursor)

    def _say(self, words: Callable[[], str]) -> None:
        self._error = words
        error = words()
        self.error_label.setText(error)
        self.error_label.setVisible(bool(error))
        self.secret_field.setProperty("state", "error" if error else "")
        self.secret_field.style().polish(self.secret_field)

    def _list_people(self) -> None:
        for button in self.people.buttons():
            self.people.removeButton(button)
        clear_layout(self.people_row)
        for at, name in enumerate(self._names):
            chip = QPushButton(name.alias.replace("&", "&&"))
            chip.setObjectName(f"sign_in.person_{at}")
            chip.setProperty("kind", "chip")
            chip.setCheckable(True)
            chip.setAccessibleName(name.alias)
            self.people.addButton(chip, at)
            self.people_row.addWidget(chip)

    def _choose_first(self) -> None:
        """Choose whoever's screen is locked, else the first of the list."""
        first = next((at for at, name in enumerate(self._names) if name.id == self._held_by), 0)
        if self._names:
            self.people.button(first).setChecked(True)
            self._choose(first, True)
        else:
            self._ask_for(Ask.NOTHING)

    @Slot(int, bool)
    def _choose(self, at: int, chosen: bool) -> None:
        if not chosen or at >= len(self._names):
            return
        self._chosen = self._names[at].id
        self._ask_for(Ask.PIN if self._staff.pin_ready(self._chosen) else Ask.PASSWORD)

    def _ask_for(self, ask: Ask, *, keep: bool = False) -> None:
        self._ask = ask
        heading, lead, label, enter, other = _questions()[ask]
        self.heading_label.setText(heading)
        self.lead_label.setText(lead)
        self.lead_label.setVisible(bool(lead))
        self.secret_label.setText(label)
        self.secret_field.setAccessibleName(label.replace("&", ""))
        self.code_label.setText(_("Printed &code"))
        self.code_field.setAccessibleName(_("Printed code"))
        self.again_label.setText(_("The same pass&word again"))
        self.again_field.setAccessibleName(_("The same password again"))
        self.enter_button.setText(enter)
        name_widget(self.enter_button, enter.replace("&", ""))
        self.other_button.setText(other)
        self.other_button.setAccessibleName(other.replace("&", ""))
        self.other_button.setVisible(bool(other) and (ask is not Ask.TOLD or self._offers_codes))
        self.told_label.setVisible(ask is Ask.TOLD)
        self.people_box.setVisible(ask in _WHO)
        self.cancel_button.setVisible(self._may_cancel and not self.is_half_way())
        for part in (self.secret_label, self.secret_field):
            part.setVisible(ask not in {Ask.NOTHING, Ask.TOLD})
        for part in (self.code_label, self.code_field):
            part.setVisible(ask is Ask.CODE)
        for part in (self.again_label, self.again_field):
            part.setVisible(ask in _TWICE)
        self.secret_field.setMaxLength(PIN_LENGTH if ask in {Ask.PIN, Ask.NEW_PIN} else 1000)
        if not keep:
            self._say(str)
            for field in (self.secret_field, self.again_field, self.code_field):
                field.clear()
            first: QWidget = next(iter(self._fields()), self.enter_button)
            first.setFocus()

    def _fields(self) -> list[QLineEdit]:
        """Return what is typed in, in the order of the page."""
        if self._ask in {Ask.NOTHING, Ask.TOLD}:
            return []
        code = [self.code_field] if self._ask is Ask.CODE else []
        return [*code, self.secret_field, *([self.again_field] if self._ask in _TWICE else [])]

    @Slot()
    def _go_on(self) -> None:
        """Go to the next field, and from the last one in."""
        fields = self._fields()
        at = fields.index(field) + 1 if (field := self.focusWidget()) in fields else len(fields)
        if at < len(fields):
            self._point_at(fields[at])
        else:
            self.enter()

    def _point_at(self, field: QLineEdit) -> None:
        field.setFocus()
        # In large text the last ones lie below the edge.
        self.scroll_area.ensureWidgetVisible(field)

    def _secret(self, name: str, *, hidden: bool) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(name)
        if hidden:
            field.setEchoMode(QLineEdit.EchoMode.Password)
        return field

    def _button(self, name: str, kind: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setProperty("kind", kind)
        # Enter presses what has the focus: this page is no dialog, where that goes without saying.
        button.setAutoDefault(True)
        return button

    def _lay_out(self) -> None:
        self.secret_label.setBuddy(self.secret_field)
        self.code_label.setBuddy(self.code_field)
        self.again_label.setBuddy(self.again_field)
        self.card = card = Card()
        column = QVBoxLayout(card)
        column.setContentsMargins(*(4 * [em(self, 1.4)]))
        column.setSpacing(em(self, 0.9))
        top = QHBoxLayout()
        top.setSpacing(em(self, 0.8))
        top.addWidget(self.icon_label)
        top.addWidget(self.heading_label, 1)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.addRow(self.code_label, self.code_field)
        form.addRow(self.secret_label, self.secret_field)
        form.addRow(self.again_label, self.again_field)
        buttons = FlowLayout(gap=em(self, 0.5))
        for button in (self.enter_button, self.other_button, self.cancel_button):
            buttons.addWidget(button)
        column.addLayout(top)
        column.addWidget(self.lead_label)
        column.addWidget(self.told_label)
        column.addWidget(self.people_box)
        column.addLayout(form)
        column.addWidget(self.error_label)
        column.addLayout(buttons)
        column.addWidget(self.waiting_label)

        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.addStretch(1)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card, 8)
        middle.addStretch(1)
        rows.addLayout(middle)
        rows.addStretch(2)
        self.scroll_area = scroll = ScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)


def _may_choose(answer: SignedIn) -> bool:
    return answer.first_here and len(answer.duty.person.roles) > 1


def _role_words(answer: SignedIn) -> str:
    held = ", ".join(role_name(role) for role in Role if role in answer.duty.person.roles)
    return _(
        "You hold several roles: {roles}. At this workstation you begin as: {role}. To take another one: menu File, "
        "Act as."
    ).format(roles=held, role=role_name(answer.duty.role))


def notice_words(line: Notice, aliases: Mapping[str, str]) -> str:
    """Say a line of the trail that administrators must learn of; `aliases` by the id of an account."""
    spoken = catalogue(language())
    when = f"{spoken.date(line.at.date())} {spoken.time(line.at)}"
    person = aliases.get(line.thing.removeprefix("person:"), "–")
    words = {
        "recovery_code": _("{when}: {person} signed in by a printed recovery code."),
        "recover": _("{when}: the printed recovery key put the keys of this PC back."),
        "restore": _("{when}: a copy took the place of the store of this PC."),
        "administrator_let_back": _("{when}: the holder of the recovery key made new codes for {person}."),
        "codes_lost": _(
            "{when}: new recovery codes were shown, and went away before anybody kept them. Make new ones."
        ),
    }
    return words[line.act].format(when=when, person=person)


def _refusal_words(error: DeskError, *, pin_ended: bool) -> str:
    """Return why nobody was let in; of a PIN that was guessed at too often, that it is gone and what there is now."""
    if not isinstance(error, WrongSecretError):
        return sentence(error)
    wait = sentence(error) if error.seconds else ""
    if pin_ended:
        words = _(
            "Wrong {tries} times: this PIN opens nothing any more. Type the password; then you can set a new PIN."
        )
        return f"{words.format(tries=PIN_TRIES)} {wait}".strip()
    return wait or _("This is not right. Try again.")


def _questions() -> dict[Ask, tuple[str, str, str, str, str]]:
    """Return heading, lead, label, button and the other way of each question."""
    return {
        Ask.NOTHING: (
            _("The desk is hidden"),
            _("Nothing is lost: whatever was open or half typed is still there."),
            "",
            _("&Show the desk"),
            "",
        ),
        Ask.PASSWORD: (
            _("Who are you?"),
            "",
            _("&Password"),
            _("&Sign in"),
            _("I only have a printed &code"),
        ),
        Ask.PIN: (
            _("Who are you?"),
            "",
            _("&PIN of today, six digits"),
            _("&Sign in"),
            _("Use the p&assword instead"),
        ),
        Ask.CODE: (
            _("A printed recovery code"),
            _(
                "For administrators: each code works once and sets a new password. No code left? On this PC, the "
                "command “administrator” makes new ones with the recovery key."
            ),
            _("New &password, at least 12 characters"),
            _("&Sign in"),
            _("Use the p&assword instead"),
        ),
        Ask.OWN_PASSWORD: (
            _("A password of your own"),
            _("An administrator set the one that you have just typed, and knows it. Choose one that only you know."),
            _("New &password, at least 12 characters"),
            _("&Change the password"),
            _("&Later"),
        ),
        Ask.NEW_PIN: (
            _("A PIN for the rest of today"),
            _("Six digits that open this workstation for you in a second, for twelve hours and only here."),
            _("&PIN, six digits"),
            _("&Set the PIN"),
            _("&Not today"),
        ),
        Ask.TOLD: (
            _("To know before you begin"),
            "",
            "",
            _("Go to the &desk"),
            _("Make new recovery &codes"),
        ),
    }
