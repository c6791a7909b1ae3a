"""The desk that this workstation usually opens: as it was the last time, else with everything that is served."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from cdm_desk.language import _

if TYPE_CHECKING:
    from cdm_desk.services.lists import ListsService
    from cdm_desk.services.queue import QueueService
    from cdm_desk.ui.kept_settings import KeptSettings
    from cdm_desk.ui.messages import Messages

LANGUAGES = ("FR", "NL")


class UsualDesk:
    """Opens the desk in one key; without `kept` nothing is remembered from one start to the next."""

    def __init__(
        self, queue: QueueService, lists: ListsService, messages: Messages, kept: KeptSettings | None = None
    ) -> None:
        self._queue = queue
        self._lists = lists
        self._messages = messages
        self._kept = kept

    @property
    def name(self) -> str:
        """Return the number of the desk: the one of the last time, else the first that nobody has opened."""
        last = self._kept.current.desk if self._kept else ""
        return last or self._first_free()

    @property
    def themes(self) -> tuple[str, ...]:
        """Return the themes of the last time that are still in use, else all of them."""
        in_use = tuple(theme.code for theme in self._lists.themes_in_use())
        last = self._kept.current.desk_themes if self._kept else ()
        return tuple(code for code in in_use if code in last) or in_use

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages of the last time, else both."""
        last = self._kept.current.desk_languages if self._kept else ()
        return tuple(code for code in LANGUAGES if code in last) or LANGUAGES

    def open(self) -> None:
        """Open it and say so."""
        self.open_as(self.name, self.themes, self.languages)

    def open_as(self, name: str, themes: tuple[str, ...], languages: tuple[str, ...]) -> None:
        """Open a desk, say so, and have it be the usual one."""
        with self._messages.explain():
            self._queue.open_desk(name, themes, languages)
            self._messages.tell(_("Desk {desk} is open. F8 calls the next visitor.").format(desk=name))
            self.keep(name, themes, languages)

    def keep(self, name: str, themes: tuple[str, ...], languages: tuple[str, ...]) -> None:
        """Remember what the desk serves. Raises DiskError when the disk refuses."""
        if self._kept is not None:
            self._kept.change(desk=name, desk_themes=themes, desk_languages=languages)

    def _first_free(self) -> str:
        taken = {desk.name for desk in self._queue.desks() if not desk.closed}
        return next(name for name in map(str, count(1)) if name not in taken)

    def offer(self) -> None:
        """Say that no desk is open, and the key that opens it; none does once the day is closed."""
        if self._queue.board().closed:
            self._messages.hint(_("The day is closed: desks open again tomorrow."))
            return
        words = _("No desk is open here: open your desk first. Ctrl+D opens desk {desk}.")
        self._messages.hint(words.format(desk=self.name))
