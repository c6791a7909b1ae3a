"""How many work here and what is read on the website: typed by date and institution, or taken in by month."""

from cdm_desk.domain.clock import Clock
from cdm_desk.domain.house_figures import (
    BadLine,
    StaffCount,
    WebFigure,
    checked_count,
    checked_web,
    read_web_figures,
)
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.house_figures import STAFF_COUNT, WEB_FIGURE, staff_fields, web_fields
from cdm_desk.store.unit import Store


class HouseFiguresService:
    """Keeps the figures of a year that no desk counts. Who reads reports reads them; who keeps lists writes them."""

    def __init__(self, store: Store, clock: Clock, gate: Gate) -> None:
        self._store = store
        self._clock = clock
        self._gate = gate

    def staff(self) -> list[StaffCount]:
        """Return the numbers of staff, the latest first."""
        self._gate.require(Action.READ_REPORTS)
        with self._store.view() as unit:
            return unit.house_figures.staff()

    def web(self) -> list[WebFigure]:
        """Return the figures of the website, the latest first."""
        self._gate.require(Action.READ_REPORTS)
        with self._store.view() as unit:
            return unit.house_figures.web()

    def keep_staff(self, count: StaffCount) -> StaffCount | None:
        """Keep how many of an institution work here on a day; return the number it takes the place of.

        `drop_staff` is the inverse where there was none. Raises HouseFigureError, FieldTooLongError, TextRefusedError.
        """
        self._gate.require(Action.KEEP_LISTS)
        fit = checked_count(count)
        with self._store.unit() as unit:
            before = next((each for each in unit.house_figures.staff() if each.id == fit.id), None)
            unit.keep(STAFF_COUNT, fit.id.hex, staff_fields(fit))
        return before

    def drop_staff(self, count: StaffCount) -> None:
        """Take a number of staff away; `keep_staff` brings it back."""
        self._gate.require(Action.KEEP_LISTS)
        with self._store.unit() as unit:
            unit.keep(STAFF_COUNT, count.id.hex, {"removed": True})

    def keep_web(self, figure: WebFigure) -> WebFigure | None:
        """Keep the figures of the website of a month; return those that they take the place of.

        `drop_web` is the inverse where there were none. Raises HouseFigureError, FieldTooLongError, TextRefusedError.
        """
        self._gate.require(Action.KEEP_LISTS)
        fit = checked_web(figure)
        with self._store.unit() as unit:
            before = next((each for each in unit.house_figures.web() if each.id == fit.id), None)
            unit.keep(WEB_FIGURE, fit.id.hex, web_fields(fit))
        return before

    def drop_web(self, figure: WebFigure) -> None:
        """Take the figures of a month away; `keep_web` brings them back."""
        self._gate.require(Action.KEEP_LISTS)
        with self._store.unit() as unit:
            unit.keep(WEB_FIGURE, figure.id.hex, {"removed": True})

    def take_in(self, text: str, source: str) -> tuple[list[WebFigure], list[BadLine]]:
        """Keep the months of a CSV; return them, and the lines that were not taken.

        Lines that are right are kept though others are wrong. Raises HeadingsMissingError.
        """
        self._gate.require(Action.KEEP_LISTS)
        good, bad = read_web_figures(text, source)
        with self._store.unit() as unit:
            unit.keep_all(WEB_FIGURE, {each.id.hex: web_fields(each) for each in good})
        return good, bad
