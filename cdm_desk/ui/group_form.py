"""A class or group asked in place, row by row, by the keys of the pad itself: no dialog between them and the door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cdm_desk.domain.activities import WITH_TEACHING, Group
from cdm_desk.domain.lists import NOT_ASKED
from cdm_desk.language import _
from cdm_desk.ui.appearance import em, sized
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel, announce, name_widget, set_kind
from cdm_desk.ui.words import label_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cdm_desk.domain.lists import Entry

MOST_DIGITS: Final = {"people": 3, "accompanying": 2}
NO_CLASS: Final = "0"


class GroupForm(Card):
    """Asks how many came, then what may be told: level, teaching, language, who accompanies. Enter skips a number.

    A choice goes on to the next row by itself; Enter in any row after the first registers what is known by then.
    `turned` gives what the keys are for now, to be brought into sight.
    """

    entered = Signal(object)
    ended = Signal()
    turned = Signal(QWidget)

    def __init__(self, levels: Callable[[], Sequence[Entry]], teachings: Callable[[], Sequence[Entry]]) -> None:
        """`levels` and `teachings` give the entries in use of the two lists."""
        super().__init__()
        self._levels, self._teachings = levels, teachings
        self._told: dict[str, str] = {}
        self._row = "people"
        self._chips: dict[str, dict[str, QPushButton]] = {}
        self.setObjectName("welcome.group")
        self.heading_label = PlainLabel(kind="subheading")
        self.labels = {row: PlainLabel() for row in ("people", "level", "teaching", "language", "accompanying")}
        self.numbers = {row: PlainLabel() for row in MOST_DIGITS}
        for row, label in self.numbers.items():
            label.setObjectName(f"welcome.group_{row}")
        self._places = {row: QWidget() for row in ("level", "teaching", "language")}
        self.hint_label = PlainLabel(kind="muted")
        self.hint_label.setObjectName("welcome.group_hint")
        self.hint_label.setWordWrap(True)
        self.register_button = _button("welcome.group_register")
        self.register_button.setProperty("kind", "primary")
        self.cancel_button = _button("welcome.group_cancel")

        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        for place, (row, label) in enumerate(self.labels.items()):
            grid.addWidget(label, place, 0)
            grid.addWidget(self.numbers.get(row) or self._places[row], place, 1)
        for holder in self._places.values():
            FlowLayout(holder, gap=em(self, 0.4), line_gap=em(self, 0.2))
        self._foot = QHBoxLayout()
        self._foot.addWidget(self.hint_label, 1)
        self._foot.addWidget(self.register_button)
        self._foot.addWidget(self.cancel_button)
        column = QVBoxLayout(self)
        column.addWidget(self.heading_label)
        column.addLayout(grid)
        column.addLayout(self._foot)

        self.hide()
        self.register_button.clicked.connect(self._register)
        self.cancel_button.clicked.connect(self.end)

    def ask(self) -> None:
        """Begin to ask; the lists are those of now."""
        self._told = {}
        self._row = "people"
        self._make_chips()
        self.retranslate()
        self.show()
        self._say_row()

    def is_asking(self) -> bool:
        """Whether a group is being asked for."""
        return not self.isHidden()

    def take(self, sign: str) -> None:
        """Take a key of the pad; what means nothing in the row is left aside."""
        if sign == "Esc":
            self.end()
        elif sign == "Enter":
            self._go_on()
        elif sign == "Backspace":
            self._go_back()
        elif self._row in MOST_DIGITS:
            self._type(sign)
        else:
            self._choose(self._row, sign)

    @Slot()
    def end(self) -> None:
        """Ask no longer."""
        self.hide()
        self.ended.emit()

    def shrink(self) -> None:
        """Leave Enter and Esc to the keyboard where the window is small."""
        self.register_button.hide()
        self.cancel_button.hide()
        self.heading_label.hide()

    def retranslate(self) -> None:
        """Set the words again; what was told stays."""
        self.heading_label.setText(_("Class or group"))
        words = {
            "people": _("How many?"),
            "level": _("Level"),
            "teaching": _("Teaching"),
            "language": _("Language"),
            "accompanying": _("Accompanied by"),
        }
        for row, label in self.labels.items():
            label.setText(words[row])
        for row, label in self.numbers.items():
            label.setFont(sized(self.font(), 1.4, bold=True))
            label.setAccessibleName(words[row])
        self.register_button.setText(_("Register"))
        self.cancel_button.setText(_("Cancel"))
        name_widget(self.register_button, _("Register the group"), _("Register the group (Enter)"))
        name_widget(self.cancel_button, _("Cancel"), _("Cancel (Esc)"))
        if self.is_asking():
            self._make_chips()
        self._show()

    def group(self) -> Group:
        """Return what was told so far; a class only where a level was chosen."""
        level = self._told.get("level")
        accompanying = self._told.get("accompanying")
        return Group(
            people=int(self._told.get("people") or 0),
            level_code=None if level == NO_CLASS else level,
            teaching_code=self._told.get("teaching"),
            language=self._told.get("language"),
            accompanying=int(accompanying) if accompanying else None,
        )

    def _rows(self) -> list[str]:
        asked = ["people", "level", "language", "accompanying"]
        if self._told.get("level") in WITH_TEACHING:
            asked.insert(2, "teaching")
        return asked

    def _go_on(self) -> None:
        if self._row != "people":
            self._register()
        elif self._told.get("people"):
            self._turn_to("level")

    def _go_back(self) -> None:
        typed = self._told.get(self._row, "")
        if self._row in MOST_DIGITS and typed:
            self._told[self._row] = typed[:-1]
        else:
            rows = self._rows()
            self._turn_to(rows[max(0, rows.index(self._row) - 1)])
        self._show()

    def _type(self, sign: str) -> None:
        typed = self._told.get(self._row, "")
        if sign.isdigit() and len(typed) < MOST_DIGITS[self._row]:
            self._told[self._row] = typed + sign
        self._show()

    def _choose(self, row: str, sign: str) -> None:
        chip = self._chips[row].get(sign)
        if chip is None:
            return
        self._told[row] = chip.property("code")
        if row == "level" and self._told["level"] not in WITH_TEACHING:
            self._told.pop("teaching", None)
        rows = self._rows()
        self._turn_to(rows[rows.index(row) + 1])

    def _turn_to(self, row: str) -> None:
        self._row = row
        self._show()
        self._say_row()

    @Slot()
    def _register(self) -> None:
        if self._told.get("people"):
            self.entered.emit(self.group())

    @Slot()
    def _press_chip(self) -> None:
        chip = self.sender()
        if isinstance(chip, QPushButton):
            self._choose(chip.property("row"), chip.property("sign"))

    def _make_chips(self) -> None:
        levels = [entry for entry in self._levels() if entry.code != NOT_ASKED]
        unknown = [entry for entry in self._levels() if entry.code == NOT_ASKED]
        teachings = [entry for entry in self._teachings() if entry.code != NOT_ASKED]
        offered = {
            "level": [
                (NO_CLASS, NO_CLASS, _("no class")),
                *((str(at), each.code, label_of(each)) for at, each in enumerate([*levels, *unknown], start=1)),
            ],
            "teaching": [(str(at), each.code, label_of(each)) for at, each in enumerate(teachings, start=1)],
            "language": [
                ("F", "FR", _("French")),
                ("N", "NL", _("Dutch")),
                ("B", "BI", _("French or Dutch")),
            ],
        }
        for row, choices in offered.items():
            for chip in self._chips.get(row, {}).values():
                chip.hide()
                chip.deleteLater()
            self._chips[row] = {sign: self._chip(row, sign, code, words) for sign, code, words in choices}

    def _chip(self, row: str, sign: str, code: str, words: str) -> QPushButton:
        chip = _button(f"welcome.group_{row}_{sign}")
        chip.setProperty("kind", "chip")
        chip.setCheckable(True)
        chip.setProperty("row", row)
        chip.setProperty("sign", sign)
        chip.setProperty("code", code)
        chip.setText(f"{sign}  {words}".replace("&", "&&"))
        name_widget(chip, words, f"{words} ({sign})")
        chip.clicked.connect(self._press_chip)
        layout = self._places[row].layout()
        if layout is not None:
            layout.addWidget(chip)
        return chip

    def _show(self) -> None:
        rows = self._rows()
        for row, label in self.labels.items():
            seen = row in rows
            label.setVisible(seen)
            (self.numbers.get(row) or self._places[row]).setVisible(seen)
            # Where one is, is said by words too: the mark stands before the row that the keys are for.
            set_kind(label, "subheading" if row == self._row else "muted")
        for row, label in self.numbers.items():
            typed = self._told.get(row, "")
            here = row == self._row and len(typed) < MOST_DIGITS[row]
            label.setText(f"{typed}_" if here else typed or "–")
        for row, chips in self._chips.items():
            for chip in chips.values():
                chip.setChecked(chip.property("code") == self._told.get(row))
        first = self._row == "people"
        self.hint_label.setText(
            _("Digits, then Enter. Esc cancels.")
            if first
            else _("A key chooses and goes on; Enter registers now; Backspace goes back.")
        )
        self.register_button.setEnabled(bool(self._told.get("people")))

    def _say_row(self) -> None:
        announce(self, self.labels[self._row].text())
        self.turned.emit(self.numbers.get(self._row) or self._places[self._row])


def _button(name: str) -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    # The pad keeps the focus when the mouse is used: the next key is for the row that follows.
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
