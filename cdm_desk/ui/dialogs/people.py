"""People and roles: naming the first administrators, then accounts, kept by an administrator."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
)

from cdm_desk.domain.errors import (
    AliasError,
    AliasTakenError,
    DeskError,
    NoRoleError,
    PasswordCommonError,
    PasswordShortError,
    PersonalDataError,
    TryLaterError,
    WrongSecretError,
)
from cdm_desk.domain.personal import checked_text
from cdm_desk.domain.staff import Action, Person, Role, check_password, usable_alias
from cdm_desk.language import _
from cdm_desk.ui.appearance import em, themed_icon, tokens_of
from cdm_desk.ui.dialogs.paper import KeptSheetDialog, Section, Sheet
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.widgets import FlowLayout, PlainLabel
from cdm_desk.ui.worded import WordedPart, Words
from cdm_desk.ui.words import after_colon, role_name, sentence

if TYPE_CHECKING:
    from cdm_desk.services.staff import Named, StaffService
    from cdm_desk.ui.background import Background


class PeopleWidget(WordedPart):
    """Shows what this person may do about accounts: name administrators, keep people, or only their own secrets.

    `others` says that more workstations share the accounts: they lock as soon as administrators are named.
    """

    changed = Signal()
    named = Signal()

    def __init__(self, staff: StaffService, background: Background, *, others: bool = False) -> None:
        super().__init__()
        self._staff = staff
        self._background = background
        self.setObjectName("people")
        self.pages = QStackedWidget()
        self.naming = NamingForm(staff, background, others=others)
        self.keeping = KeepingPart(staff, background)
        self.own = OwnSecrets(staff, background)
        self.nobody_label = PlainLabel(kind="muted")
        self.say(self.nobody_label, lambda: _("Sign in to change your password or PIN."))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(em(self, 0.8))
        for part in (self.naming, self.own, self.keeping, self.nobody_label):
            column.addWidget(part)
        self.refresh()
        self.naming.named.connect(self.refresh)
        self.naming.kept.connect(self.refresh)
        self.naming.kept.connect(self.named)

    @Slot()
    def refresh(self) -> None:
        """Show the parts that this person may use now."""
        accounts = self._staff.accounts_in_use()
        duty = self._staff.on_duty()
        keeps = accounts and self._staff.may(Action.KEEP_STAFF)
        self.naming.setVisible(not accounts or self.naming.is_showing_codes())
        self.own.setVisible(duty is not None)
        self.keeping.setVisible(keeps)
        self.nobody_label.setVisible(accounts and duty is None and not self.naming.is_showing_codes())
        if keeps:
            self.keeping.show_people()
        self.changed.emit()


class NamingForm(WordedPart):
    """Two administrators, so that one can be away; their recovery codes are shown once."""

    named = Signal()
    kept = Signal()

    def __init__(self, staff: StaffService, background: Background, *, others: bool = False) -> None:
        super().__init__()
        self._to_ask = others
        self._staff = staff
        self._background = background
        self._sheets: list[Sheet] = []
        self._is_naming = False
        self.lead_label = PlainLabel(kind="muted")
        self.say(
            self.lead_label,
            lambda: _(
                "As long as nobody is named, everybody may do everything but administration. Name two administrators: "
                "from then on each person signs in, and each role may do its own work only."
            ),
        )
        self.lead_label.setWordWrap(True)
        self.fields = [
            (_line("people.first_alias"), _line("people.first_password", secret=True)),
            (_line("people.second_alias"), _line("people.second_password", secret=True)),
        ]
        self.again_fields = [_line("people.first_again", secret=True), _line("people.second_again", secret=True)]
        self.error_label = PlainLabel(kind="error")
        self.error_label.setObjectName("people.error")
        self.error_label.setWordWrap(True)
        room = self.error_label.sizePolicy()
        # Nothing moves under the hand when an error appears.
        room.setRetainSizeWhenHidden(True)
        self.error_label.setSizePolicy(room)
        self.error_label.hide()
        self.name_button = _button("people.name", "primary")
        self.say(self.name_button, lambda: _("Name these administrators"))
        self.codes_button = _button("people.codes", "primary")
        self.say(self.codes_button, lambda: _("Show and print the recovery codes"))
        self.codes_button.hide()

        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        headings: tuple[Words, Words] = (
            lambda: _("First administrator, an alias rather than a full name"),
            lambda: _("Second administrator, an alias rather than a full name"),
        )
        for (alias, password), again, alias_words in zip(self.fields, self.again_fields, headings, strict=True):
            self.add_row(form, alias_words, alias)
            self.add_row(form, lambda: _("Password, at least 12 characters"), password)
            self.add_row(form, lambda: _("The same password again"), again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.lead_label)
        column.addLayout(form)
        column.addWidget(self.error_label)
        buttons = FlowLayout(gap=em(self, 0.5))
        buttons.addWidget(self.name_button)
        buttons.addWidget(self.codes_button)
        column.addLayout(buttons)
        lines = self._lines()
        for line, after in pairwise(lines):
            line.returnPressed.connect(after.setFocus)
        lines[-1].returnPressed.connect(self.name_button.click)
        self.name_button.clicked.connect(self.name_them)
        self.codes_button.clicked.connect(self.show_codes)

    def is_showing_codes(self) -> bool:
        """Whether recovery codes wait here to be printed."""
        return bool(self._sheets)

    @Slot()
    def name_them(self) -> None:
        """Name both; what is refused is said below, nothing typed is lost."""
        # The service brings the store with it; the dialog is open long before it is needed.
        from cdm_desk.services.staff import NewAccount  # noqa: PLC0415

        accounts = [
            NewAccount(alias=alias.text(), password=password.text())
            for alias, password in self.fields
            if alias.text().strip() or password.text()
        ]
        if len(accounts) < len(self.fields):
            self._say(lambda: _("Name two administrators: when one is away, the other can still help."))
            _point_at(next(line for line in self._lines() if not line.text().strip()))
            return
        for (_alias, password), again in zip(self.fields, self.again_fields, strict=True):
            if password.text() != again.text():
                self._say(lambda: _("The two passwords differ. Type the same one twice."))
                _point_at(again)
                return
        if self._is_naming:
            return
        if self._to_ask and self._refused_line() is None:
            self._ask()
            return
        self._say(str)
        # A button that is switched off hands the focus on, and with it the next key, to a setting of the house.
        self._is_naming = True
        self._background.run(lambda: self._staff.name_administrators(*accounts), self._done, self._refuse)

    def _ask(self) -> None:
        """Ask once, before every other workstation locks in the middle of its work."""
        self._to_ask = False
        self.say(self.name_button, lambda: _("Name them now"))
        self._say(
            lambda: _(
                "All other workstations lock within seconds, and only these two people can sign in until they have "
                "added the others. Are colleagues with visitors? Then wait until they have gone. Else press again."
            ),
            "warn",
        )
        self.name_button.setFocus()

    @Slot()
    def show_codes(self) -> None:
        """Open the sheets with the recovery codes, one for each person."""
        if self._sheets:
            first, *more = self._sheets
            dialog = KeptSheetDialog("recovery_codes", first, self.window(), *more)
            dialog.kept.connect(self._let_go)
            dialog.torn.connect(self._let_go)
            dialog.open()

    def _done(self, named: list[Named]) -> None:
        self._is_naming = False
        self._sheets = [codes_sheet(each.person.alias, each.recovery_codes) for each in named]
        self.name_button.hide()
        self.codes_button.show()
        # A field that is switched off hands its caret to another one, which would blink behind the sheet.
        self.codes_button.setFocus()
        for line in self._lines():
            line.setEnabled(False)
            if line.echoMode() is QLineEdit.EchoMode.Password:
                line.clear()
        self.say(
            self.lead_label,
            lambda: _("Named. Print the recovery codes now and keep them locked away: they are shown only here."),
        )
        self.named.emit()
        self.show_codes()

    def _lines(self) -> list[QLineEdit]:
        """Return what is typed in, in the order of the page."""
        rows = zip(self.fields, self.again_fields, strict=True)
        return [line for (alias, password), again in rows for line in (alias, password, again)]

    @Slot()
    def _let_go(self) -> None:
        self._sheets = []
        self.kept.emit()

    def _refuse(self, error: DeskError) -> None:
        self._is_naming = False
        taken = isinstance(error, AliasTakenError)
        self._say(lambda: sentence(error, _twice_named() if taken else None))
        wrong = self.fields[-1][0] if taken else self._refused_line()
        if wrong is not None:
            _point_at(wrong)

    def _refused_line(self) -> QLineEdit | None:
        """Return the first line whose text no account may have."""
        for alias, password in self.fields:
            try:
                checked_text(usable_alias(alias.text()))
            except DeskError:
                return alias
            try:
                check_password(password.text(), alias.text())
            except DeskError:
                return password
        return None

    def _say(self, error: Words, kind: str = "error") -> None:
        self.error_label.set_kind(kind)
        self.say(self.error_label, error)
        self.error_label.setVisible(bool(error()))


class OwnSecrets(WordedPart):
    """A new password, or the PIN of today, for the person on duty."""

    def __init__(self, staff: StaffService, background: Background) -> None:
        super().__init__()
        self._staff = staff
        self._background = background
        self._is_busy = False
        self.old_field = _line("people.old_password", secret=True)
        self.new_field = _line("people.new_password", secret=True)
        self.pin_field = _line("people.pin", secret=True)
        self.password_button = _button("people.change_password")
        self.say(self.password_button, lambda: _("Change the password"))
        self.pin_button = _button("people.set_pin")
        self.say(self.pin_button, lambda: _("Set the PIN of today"))
        self.answer_label = PlainLabel()
        self.answer_label.setObjectName("people.answer")
        self.answer_label.setWordWrap(True)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.add_row(form, lambda: _("Old password"), self.old_field)
        self.add_row(form, lambda: _("New password, at least 12 characters"), self.new_field)
        form.addRow(_left(self.password_button))
        self.add_row(form, lambda: _("PIN, six digits"), self.pin_field)
        form.addRow(_left(self.pin_button))
        form.addRow(self.answer_label)
        self.password_button.clicked.connect(self.change_password)
        self.pin_button.clicked.connect(self.set_pin)

    @Slot()
    def change_password(self) -> None:
        """Change the password of the person on duty."""
        old, new = self.old_field.text(), self.new_field.text()
        self._run(lambda: self._staff.change_password(old, new), lambda: _("The password is changed."), self.new_field)

    @Slot()
    def set_pin(self) -> None:
        """Set the PIN of the person on duty for today."""
        pin = self.pin_field.text()
        self._run(
            lambda: self._staff.set_pin(pin),
            lambda: _("The PIN is set for twelve hours, on this workstation."),
            self.pin_field,
        )

    def _run(self, errand: Callable[[], object], done: Words, chosen: QLineEdit) -> None:
        # Nothing is switched off meanwhile: that would hand the next key on to a setting of the house.
        if not self._is_busy:
            self._is_busy = True
            self._background.run(
                errand, lambda _answer: self._say(done, "ok"), lambda error: self._refuse(error, chosen)
            )

    def _refuse(self, error: DeskError, chosen: QLineEdit) -> None:
        self._say(lambda: sentence(error), "error")
        about_old = isinstance(error, WrongSecretError | TryLaterError)
        _point_at(self.old_field if about_old else chosen)

    def _say(self, words: Words, kind: str) -> None:
        self._is_busy = False
        self.answer_label.set_kind(kind)
        self.say(self.answer_label, words)
        if kind == "ok":
            for field in (self.old_field, self.new_field, self.pin_field):
                field.clear()


class KeepingPart(WordedPart):
    """The accounts: add one, give roles, reset a password or a PIN, withdraw or bring back."""

    _is_busy = False

    def __init__(self, staff: StaffService, background: Background) -> None:
        super().__init__()
        self._staff = staff
        self._background = background
        self.model: ListModel[Person] = ListModel(
            [
                Column(heading=lambda: _("Name"), text=lambda person: person.alias, width=12),
                Column(heading=lambda: _("Roles"), text=_roles_text, stretch=True),
                Column(
                    heading=lambda: _("Account"),
                    text=lambda person: _("withdrawn") if person.withdrawn else _("in use"),
                    colour=lambda person: tokens_of(self).muted if person.withdrawn else tokens_of(self).text,
                    width=7,
                ),
            ],
            lambda person: after_colon(person.alias, _roles_text(person)),
            lambda person: person.id,
        )
        self.table = ListTable(self.model, "people.table")
        self.table.setMinimumHeight(em(self, 12))
        self.alias_field = _line("people.alias")
        self.password_field = _line("people.password", secret=True)
        self.roles = [(role, QCheckBox()) for role in Role]
        for role, check in self.roles:
            check.setObjectName(f"people.role_{role}")
            self.say(check, partial(role_name, role))
        self.add_button = _button("people.add", "primary")
        self.say(self.add_button, lambda: _("Add this person"))
        self.roles_button = _button("people.give_roles")
        self.say(self.roles_button, lambda: _("Give these roles"))
        self.password_button = _button("people.reset_password")
        self.say(self.password_button, lambda: _("Set this password"))
        self.pin_button = _button("people.reset_pin")
        self.say(self.pin_button, lambda: _("Erase the PIN"))
        self.codes_button = _button("people.new_codes")
        self.say(self.codes_button, lambda: _("New recovery codes"))
        self.withdraw_button = _button("people.withdraw")
        self.say(self.withdraw_button, lambda: _("Withdraw"))
        self.answer_label = PlainLabel()
        self.answer_label.setObjectName("people.kept")
        self.answer_label.setWordWrap(True)

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.add_row(form, lambda: _("Name, an alias rather than a full name"), self.alias_field)
        self.add_row(form, lambda: _("First password, to be handed over in person"), self.password_field)
        column.addLayout(form)
        checks = FlowLayout(gap=em(self, 0.8))
        for _role, check in self.roles:
            checks.addWidget(check)
        column.addLayout(checks)
        buttons = FlowLayout(gap=em(self, 0.5))
        for button in (
            self.add_button,
            self.roles_button,
            self.password_button,
            self.pin_button,
            self.codes_button,
            self.withdraw_button,
        ):
            buttons.addWidget(button)
        column.addLayout(buttons)
        column.addWidget(self.answer_label)
        self.table.chosen.connect(self._choose)
        self.add_button.clicked.connect(self.add)
        self.roles_button.clicked.connect(self.give_roles)
        self.password_button.clicked.connect(self.reset_password)
        self.pin_button.clicked.connect(self.reset_pin)
        self.codes_button.clicked.connect(self.make_codes)
        self.withdraw_button.clicked.connect(self.withdraw)
        self.retranslate()
        self._choose(None)

    def retranslate(self) -> None:
        """Set the words again, those of the list too."""
        super().retranslate()
        self.table.setAccessibleName(_("People and their roles"))
        self.table.retranslate()

    def show_people(self) -> None:
        """Read the accounts again."""
        self.table.show_values(self._staff.people())
        self._choose(self.table.current())

    @Slot()
    def add(self) -> None:
        """Open an account with the name, password and roles below."""
        from cdm_desk.services.staff import NewAccount  # noqa: PLC0415 - as above

        account = NewAccount(
            alias=self.alias_field.text(), password=self.password_field.text(), roles=self._checked_roles()
        )
        self._run(lambda: self._staff.add(account), _told(lambda: _("The account is open: {person}."), account.alias))

    @Slot()
    def give_roles(self) -> None:
        """Give the chosen person the roles that are checked."""
        person, roles = self.table.current(), self._checked_roles()
        if person is not None:
            done = _told(lambda: _("Roles given: {person}."), person.alias)
            self._run(lambda: self._staff.give_roles(person.id, roles), done)

    @Slot()
    def reset_password(self) -> None:
        """Give the chosen person the password that is typed."""
        person, password = self.table.current(), self.password_field.text()
        if person is not None:
            done = _told(lambda: _("A new password is set: {person}."), person.alias)
            self._run(lambda: self._staff.reset_password(person.id, password), done)

    @Slot()
    def reset_pin(self) -> None:
        """Erase the PIN of the chosen person."""
        person = self.table.current()
        if person is not None:
            done = _told(lambda: _("The PIN is erased: {person}."), person.alias)
            self._run(lambda: self._staff.reset_pin(person.id), done)

    @Slot()
    def make_codes(self) -> None:
        """Make new recovery codes for the chosen administrator; the old ones end."""
        person = self.table.current()
        if person is not None and not self._is_busy:
            self._is_busy = True
            self._background.run(
                lambda: self._staff.new_recovery_codes(person.id),
                lambda codes: self._show_codes(person.alias, codes),
                self._refuse,
            )

    def _show_codes(self, alias: str, codes: tuple[str, ...]) -> None:
        done = _told(lambda: _("New recovery codes are made; the old ones no longer work: {person}."), alias)
        self._say(done, "ok")
        KeptSheetDialog("recovery_codes", codes_sheet(alias, codes), self.window()).open()

    @Slot()
    def withdraw(self) -> None:
        """Close the account of the chosen person, or open it again."""
        person = self.table.current()
        if person is None:
            return
        if person.withdrawn:
            done = _told(lambda: _("The account is open again: {person}."), person.alias)
            self._run(lambda: self._staff.bring_back(person.id), done)
        else:
            done = _told(lambda: _("The account is withdrawn: {person}."), person.alias)
            self._run(lambda: self._staff.withdraw(person.id), done)

    def _checked_roles(self) -> frozenset[Role]:
        return frozenset(role for role, check in self.roles if check.isChecked())

    def _run(self, errand: Callable[[], object], done: Words) -> None:
        # As above: the focus stays where it is.
        if not self._is_busy:
            self._is_busy = True
            self._background.run(errand, lambda _answer: self._done(done), self._refuse)

    def _done(self, words: Words) -> None:
        self._say(words, "ok")
        self.password_field.clear()
        self.show_people()

    def _refuse(self, error: DeskError) -> None:
        self._say(lambda: sentence(error), "error")
        if isinstance(error, AliasError | AliasTakenError | PersonalDataError):
            _point_at(self.alias_field)
        elif isinstance(error, PasswordShortError | PasswordCommonError):
            _point_at(self.password_field)
        elif isinstance(error, NoRoleError):
            self.roles[0][1].setFocus()

    def _say(self, words: Words, kind: str) -> None:
        self._is_busy = False
        self.answer_label.set_kind(kind)
        self.say(self.answer_label, words)

    @Slot(object)
    def _choose(self, person: Person | None) -> None:
        for button in (self.roles_button, self.password_button, self.pin_button, self.withdraw_button):
            button.setEnabled(person is not None)
        self.codes_button.setEnabled(person is not None and person.is_administrator())
        if person is None:
            return
        for role, check in self.roles:
            check.setChecked(role in person.roles)
        self.say(self.withdraw_button, (lambda: _("Bring back")) if person.withdrawn else (lambda: _("Withdraw")))
        self.withdraw_button.setIcon(themed_icon("prohibit" if not person.withdrawn else "arrow-u-up-left", self))


def codes_sheet(alias: str, codes: tuple[str, ...]) -> Sheet:
    """Return the sheet of the recovery codes of one person, to print once: nobody holds those of another."""
    return Sheet(
        heading=_("Recovery codes of {person}").format(person=alias),
        lead=_("Each code works once, if the password is forgotten. Keep this sheet in a locked place."),
        sections=[Section(heading=alias, lines=[(str(number), code) for number, code in enumerate(codes, start=1)])],
    )


def _point_at(line: QLineEdit) -> None:
    line.selectAll()
    line.setFocus()


def _twice_named() -> str:
    return _("Both are called {alias}. Give another name under “Second administrator”.")


def _roles_text(person: Person) -> str:
    return ", ".join(role_name(role) for role in Role if role in person.roles)


def _told(words: Words, person: str) -> Words:
    return lambda: words().format(person=person)


def _line(name: str, *, secret: bool = False) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setMaxLength(1000)
    if secret:
        field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def _left(button: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    return row


def _button(name: str, kind: str = "") -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    button.setAutoDefault(False)
    if kind:
        button.setProperty("kind", kind)
    return button
