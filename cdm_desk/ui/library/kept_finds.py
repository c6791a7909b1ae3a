"""What is kept of finding: searches under a name, opened by two keys, and baskets that one key fills."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from cdm_desk.language import _, _n
from cdm_desk.ui.dialogs.baskets import BasketsDialog, ChooseDialog, NameDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from cdm_desk.domain.baskets import Basket, SavedSearch
    from cdm_desk.domain.library import Search, Title
    from cdm_desk.services.baskets import BasketsService
    from cdm_desk.services.finding import FindingService
    from cdm_desk.ui.background import Background
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.undo import Undo


class KeptFinds(QObject):
    """Serves the page of the catalogue: `opened` gives a search that is to be shown, `export_wanted` a basket."""

    opened = Signal(object)
    export_wanted = Signal(object)

    def __init__(
        self,
        baskets: BasketsService,
        finding: FindingService,
        messages: Messages,
        undo: Undo,
        *,
        background: Background,
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._baskets = baskets
        self._finding = finding
        self._messages = messages
        self._undo = undo
        self._background = background
        self._page = page
        self._filled: UUID | None = None

    def keep(self, search: Search, name: str) -> None:
        """Ask under which name a search shall be kept; one is proposed."""
        NameDialog(_("Keep this search as"), name, partial(self._keep, search), self._page).open()

    @Slot()
    def choose(self) -> None:
        """List the searches kept: a digit opens one."""
        known = self._baskets.searches()
        if not known:
            self._messages.hint(_("No search is kept yet: Ctrl+S keeps the one that is shown."))
            return
        dialog = ChooseDialog(_("Open a kept search"), [(each.id, each.name) for each in known], self._page)
        by_id = {each.id: each for each in known}
        dialog.chosen.connect(lambda search_id: self.opened.emit(by_id[search_id].search))
        dialog.dropped.connect(lambda search_id: self._drop(by_id[search_id]))
        dialog.open()

    def put(self, titles: Sequence[Title]) -> None:
        """Put titles in the basket that is filled now; the first time its name is asked."""
        if not titles:
            self._messages.hint(_("Mark the title in the list first."))
            return
        known = self._baskets.all()
        basket = next((each for each in known if each.id == self._filled), known[0] if len(known) == 1 else None)
        if basket is not None:
            self._fill(basket, titles)
        elif known:
            names = [(each.id, each.name) for each in known]
            dialog = ChooseDialog(_("Into which basket?"), names, self._page)
            by_id = {each.id: each for each in known}
            dialog.chosen.connect(lambda basket_id: self._fill(by_id[basket_id], titles))
            dialog.open()
        else:
            self._ask_first(lambda made: self._fill(made, titles))

    @Slot()
    def show_baskets(self) -> None:
        """Show the baskets and what is in them."""
        dialog = BasketsDialog(
            self._baskets, self._finding, self._messages, self._undo, background=self._background, parent=self._page
        )
        dialog.current.connect(self._choose)
        dialog.export_wanted.connect(self.export_wanted)
        dialog.open()

    def _keep(self, search: Search, name: str) -> None:
        kept = self._baskets.keep_search(name, search)
        self._undo.keep(
            lambda: _("Search “{name}” kept: Ctrl+O opens it").format(name=kept.name),
            partial(self._baskets.drop_search, kept.id),
        )

    def _drop(self, search: SavedSearch) -> None:
        with self._messages.explain():
            self._baskets.drop_search(search.id)
            self._undo.keep(
                lambda: _("Search “{name}” let go").format(name=search.name),
                partial(self._baskets.bring_search_back, search.id),
            )

    def _ask_first(self, then: Callable[[Basket], object]) -> None:
        NameDialog(_("Name of the new basket"), "", lambda name: then(self._baskets.make(name)), self._page).open()

    @Slot(object)
    def _choose(self, basket: Basket) -> None:
        self._filled = basket.id
        self._messages.hint(_("Ctrl+K now fills “{name}”.").format(name=basket.name))

    def _fill(self, basket: Basket, titles: Sequence[Title]) -> None:
        self._filled = basket.id
        with self._messages.explain():
            new = self._baskets.put(basket.id, [title.id for title in titles])
            if not new:
                self._messages.hint(_("Already in “{name}”.").format(name=basket.name))
                return
            words = _n("{number} title put in “{name}”", "{number} titles put in “{name}”", len(new))
            self._undo.keep(
                lambda: words.format(number=len(new), name=basket.name),
                partial(self._baskets.take_out, basket.id, new),
            )
