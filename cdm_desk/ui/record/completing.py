"""What is typed is completed from what the catalogue holds, without accents and capitals; Enter or Tab takes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QLineEdit

from cdm_desk.domain.folding import fold, words

MOST_OFFERED: Final = 8
SHORTEST: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing to choose: how it is offered, and what it puts into the field."""

    shown: str
    put: str

    @classmethod
    def plain(cls, text: str) -> Choice:
        """Return a choice that puts in what it shows."""
        return cls(shown=text, put=text)


def offered(typed: str, choices: Sequence[Choice]) -> list[Choice]:
    """Return what begins with what is typed, then what has a word for each word typed; nothing for a letter or two."""
    key = fold(typed).strip()
    if len(key) < SHORTEST:
        return []
    wanted = words(typed)
    begins = [choice for choice in choices if fold(choice.shown).startswith(key)]
    holds = [choice for choice in choices if choice not in begins and _holds(choice, wanted)]
    found = [*begins, *holds][:MOST_OFFERED]
    # What stands there already needs no list below it.
    return [] if len(found) == 1 and found[0].put == typed.strip() else found


def _holds(choice: Choice, wanted: list[str]) -> bool:
    told = words(choice.shown)
    return bool(wanted) and all(any(word.startswith(each) for word in told) for each in wanted)


class FieldCompleter:
    """Offers choices for a line, or for the part of it behind the last semicolon."""

    def __init__(self, line: QLineEdit, choices: Callable[[], Sequence[Choice]], *, parted: bool = False) -> None:
        """`choices` are asked for when somebody begins to type, once. Whoever makes it has to keep it."""
        self._line = line
        self._ask = choices
        self._choices: Sequence[Choice] | None = None
        self._parted = parted
        self._completer: QCompleter | None = None
        line.textEdited.connect(self.offer)

    @property
    def offers(self) -> list[str]:
        """What is offered now, nothing while no list is open."""
        if self._completer is None or not self._list().isVisible():
            return []
        model = self._completer.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def offer(self, text: str) -> None:
        """Show what fits what was just typed."""
        if self._choices is None:
            self._choices = self._ask()
        found = offered(self._last_part(text), self._choices)
        if found:
            self._show(found)
        elif self._completer is not None:
            self._list().hide()

    def _show(self, found: Sequence[Choice]) -> None:
        """Open the list; a form has many fields, and most never need one."""
        if self._completer is None:
            self._completer = QCompleter(self._line)
            self._completer.setModel(QStandardItemModel(self._completer))
            self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
            self._completer.setMaxVisibleItems(MOST_OFFERED)
            self._completer.setWidget(self._line)
            self._list().setObjectName("title.offers")
            self._completer.activated[QModelIndex].connect(self._put)  # type: ignore[index]  # a signal of two forms
        model = self._completer.model()
        assert isinstance(model, QStandardItemModel)  # noqa: S101 - made above
        model.clear()
        for choice in found:
            item = QStandardItem(choice.shown)
            item.setData(choice.put, Qt.ItemDataRole.UserRole)
            model.appendRow(item)
        self._completer.complete()

    def _list(self) -> QAbstractItemView:
        assert self._completer is not None  # noqa: S101 - asked only once it is there
        popup = self._completer.popup()
        assert popup is not None  # noqa: S101 - a completer of this mode has one
        return popup

    def _put(self, index: QModelIndex) -> None:
        chosen = index.data(Qt.ItemDataRole.UserRole)
        text = self._line.text()
        before = text[: len(text) - len(self._last_part(text))] if self._parted else ""
        self._line.setText(f"{before.rstrip()} {chosen}".strip() if before else str(chosen))
        self._list().hide()
        self._line.textEdited.emit(self._line.text())

    def _last_part(self, text: str) -> str:
        return text.rpartition(";")[2] if self._parted else text
