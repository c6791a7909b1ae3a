"""The desk that this workstation usually opens: as it was the last time, else with everything that is served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdm_desk.language import _

if TYPE_CHECKING:
    from cdm_desk.services.desks import DesksService
    from cdm_desk.services.lists import ListsService
    from cdm_desk.services.queue import QueueService
    from cdm_desk.ui.kept_settings import KeptSettings
    from cdm_desk.ui.messages import Messages

LANGUAGES = ("FR", "NL")


class UsualDesk:
    """Opens the desk in one key; without `kept` nothing is remembered from one start to the next."""

    def __init__(
        self,
        queue: QueueService,
        desks: DesksService,
        lists: ListsService,
        messages: Messages,
        kept: KeptSettings | None = None,
    ) -> None:
        self._queue = queue
        self._desks = desks
        self._lists = lists
        self._messages = messages
        self._kept = kept

    @property
    def name(self) -> str:
        """Return the number of the desk: that of the last time, or in this computer's name, or the next free one."""
        return self.proposed(self._kept.current.desk if self._kept else "")

    def proposed(self, wanted: str) -> str:
        """Return the number that is wanted, or another one where it is known to be open elsewhere."""
        return self._desks.proposed(wanted)

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

    def open_as(self, name: str, themes: tuple[str, ...], languages: tuple[str, ...]) -> bool:
        """Open a desk, say so, and have it be the usual one; return whether it could be opened."""
        done = False
        with self._messages.explain():
            self._queue.open_desk(name, themes, languages)
            done = True
            self._messages.tell(_("Desk {desk} is open. F8 calls the next visitor.").format(desk=name))
            self.keep(name, themes, languages)
        return done

    def close(self, name: str) -> None:
        """Close a desk of this workstation, and say so; the next key opens it again. One that holds a visitor stays."""
        with self._messages.explain():
            closed = self._queue.close_desk(name)
            self.keep(name, closed.themes, closed.languages)
            self._messages.tell(_("Desk {desk} is closed.").format(desk=name))

    def keep(self, name: str, themes: tuple[str, ...], languages: tuple[str, ...]) -> None:
        """Remember what the desk serves. Raises DiskError when the disk refuses."""
        if self._kept is not None:
            self._kept.change(desk=name, desk_themes=themes, desk_languages=languages)

    def keep_number(self, name: str) -> None:
        """Remember the number alone. Raises DiskError when the disk refuses."""
        if self._kept is not None:
            self._kept.change(desk=name)

    def offer(self) -> None:
        """Say that no desk is open, and the key that opens it; none does once the day is closed."""
        if self._queue.board().closed:
            self._messages.hint(_("The day is closed: desks open again tomorrow."))
            return
        words = _("No desk is open here: open your desk first. Ctrl+D, then Enter, opens desk {desk}.")
        self._messages.hint(words.format(desk=self.name))
