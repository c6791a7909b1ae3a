"""The last acts of this workstation, each with its way back."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from cdm_desk.domain.change import Department
from cdm_desk.domain.errors import DeskError
from cdm_desk.language import _
from cdm_desk.ui.messages import Messages

STEPS = 50


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DoneAct:
    """Something done here: how to call it, and the inverse verb of the same service."""

    words: Callable[[], str]
    inverse: Callable[[], object]
    about: object = None
    of: Department | None = None


class Undo(QObject):
    """Keeps at least twenty acts; Ctrl+Z takes back the newest, the toast of an act that very one."""

    changed = Signal()

    def __init__(self, messages: Messages) -> None:
        super().__init__()
        self._messages = messages
        self._acts: deque[DoneAct] = deque(maxlen=STEPS)

    def keep(
        self,
        words: Callable[[], str],
        inverse: Callable[[], object],
        *,
        about: object = None,
        of: Department | None = None,
    ) -> None:
        """Remember an act and say that it is done, with the way back beside it.

        `words` names it in the language in use ("Ticket 301 handed out"); `inverse` takes it back, and may raise a
        DeskError when its time is over. `about` is what `settle` knows it by, `of` the department whose act it is.
        """
        act = self.remember(words, inverse, about=about, of=of)
        self._messages.tell(words(), undo=lambda: self._take_back(act))

    def remember(
        self,
        words: Callable[[], str],
        inverse: Callable[[], object],
        *,
        about: object = None,
        of: Department | None = None,
    ) -> DoneAct:
        """Remember an act of which the screen says by itself that it is done; Ctrl+Z takes it back as any other."""
        act = DoneAct(words=words, inverse=inverse, about=about, of=of)
        self._acts.append(act)
        self.changed.emit()
        return act

    def settle(self, about: object) -> None:
        """Drop an act that another command has taken back already: Ctrl+Z would only stumble over it."""
        self._acts = deque((act for act in self._acts if act.about != about), maxlen=STEPS)
        self.changed.emit()

    def last_words(self, of: Department | None = None) -> str:
        """Return the name of the act that Ctrl+Z would take back, nothing if there is none, or none of a department."""
        last = self._acts[-1] if self._acts else None
        return "" if last is None or of not in (None, last.of) else last.words()

    def count(self) -> int:
        """Return how many acts can be taken back."""
        return len(self._acts)

    def forget(self) -> None:
        """Drop every act: the day is closed, none of them can be taken back any more."""
        self._acts.clear()
        self.changed.emit()

    @Slot()
    def undo(self) -> None:
        """Take back the newest act; say so, or say why it is too late."""
        if not self._acts:
            self._messages.hint(_("There is nothing to undo."))
            return
        self._take_back(self._acts[-1])

    def _take_back(self, act: DoneAct) -> None:
        if act not in self._acts:
            return
        # An act whose time is over is dropped too, else it would bar the way to the others.
        self._acts.remove(act)
        self.changed.emit()
        try:
            act.inverse()
        except DeskError as error:
            self._messages.show_error(error)
            return
        self._messages.tell(_("Undone: {act}").format(act=act.words()))
