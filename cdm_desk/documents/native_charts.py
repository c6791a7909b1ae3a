"""The charts of a report as Excel's own, drawn from the cells of their table: who changes a number sees it change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cdm_desk.documents.chart import DASHES, FILLS, HATCHES, HEATS, INK
from cdm_desk.documents.page import plain
from cdm_desk.documents.period_charts import Chart, drawn_columns, drawn_rows
from cdm_desk.domain.reports import Table

WIDE: Final = 860
TALL: Final = 320
ROW: Final = 18
LONGEST_ALT: Final = 400
_PATTERNS: Final = {"diagonal": "wide_upward_diagonal", "dots": "percent_20"}
_DASHES: Final = ("solid", "dash", "round_dot", "long_dash_dot", "square_dot")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where the numbers of a chart stand: the sheet, its rows and columns, its heads in the first row."""

    sheet: str
    first: int
    last: int
    columns: tuple[int, ...]

    def name(self, column: int) -> list[object]:
        """Return the cell that names a series."""
        return [self.sheet, 0, column]

    @property
    def categories(self) -> list[object]:
        """The cells that name the categories."""
        return [self.sheet, self.first, 0, self.last, 0]

    def values(self, column: int) -> list[object]:
        """Return the cells of a series."""
        return [self.sheet, self.first, column, self.last, column]


def insert_chart(
    book: Any,  # noqa: ANN401 - the writer has no types
    page: Any,  # noqa: ANN401
    name: str,
    *,
    title: str,
    table: Table,
    chart: Chart,
) -> None:
    """Put the chart of a table below it, on the sheet of that name, under the sentence that it says."""
    rows = drawn_rows(table)
    first = table.rows.index(rows[0]) + 1
    place = _Place(
        sheet=name,
        first=first,
        last=first + len(rows) - 1,
        columns=tuple(table.columns.index(column) for column in drawn_columns(table, chart.drawn)),
    )
    made = _MAKERS[chart.drawn.kind](book, place)
    # Only our own words: the writer takes a title with a name and an exclamation mark for a reference to a cell.
    made.set_title({"name": title, "name_font": {"size": 11, "bold": False}, "overlay": False})
    alone = len(place.columns) == 1 and chart.drawn.kind != "heat"
    made.set_legend({"none": True} if alone else {"position": "bottom"})
    tall = max(TALL, ROW * 2 * len(rows)) if chart.drawn.kind == "hbars" else TALL
    made.set_size({"width": WIDE, "height": tall})
    below = len(table.rows) + 2
    for line, words in enumerate(dict.fromkeys(chart.sentences)):
        page.write_string(below + line, 0, plain(words))
    page.insert_chart(below + len(chart.sentences), 0, made, {"description": plain(chart.spec.alt)[:LONGEST_ALT]})
    if chart.drawn.kind == "heat":
        _heat(page, place)


def _stacked(book: Any, place: _Place) -> Any:  # noqa: ANN401
    return _with_bars(book.add_chart({"type": "column", "subtype": "stacked"}), place)


def _hbars(book: Any, place: _Place) -> Any:  # noqa: ANN401
    made = _with_bars(book.add_chart({"type": "bar", "subtype": "stacked"}), place)
    # The first row stands uppermost, as in the table.
    made.set_y_axis({"reverse": True})
    return made


def _with_bars(made: Any, place: _Place) -> Any:  # noqa: ANN401
    for look, column in enumerate(place.columns):
        hatch = HATCHES[look % len(HATCHES)]
        fill = FILLS[look % len(FILLS)]
        inside = (
            {"pattern": {"pattern": _PATTERNS[hatch], "fg_color": INK, "bg_color": fill}}
            if hatch
            else {"fill": {"color": fill}}
        )
        made.add_series({**_series(place, column), **inside, "border": {"color": INK, "width": 0.5}, "gap": 60})
    return made


def _lines(book: Any, place: _Place) -> Any:  # noqa: ANN401
    made = book.add_chart({"type": "line"})
    for look, column in enumerate(place.columns):
        line = {"color": INK, "width": 1.5, "dash_type": _DASHES[look % len(DASHES)]}
        made.add_series({**_series(place, column), "line": line, "marker": _marker(look)})
    return made


def _ranges(book: Any, place: _Place) -> Any:  # noqa: ANN401
    made = book.add_chart({"type": "line"})
    for look, column in enumerate(place.columns):
        series = {"line": {"none": True}, "marker": _marker(look), "data_labels": {"value": True, "position": "right"}}
        made.add_series({**_series(place, column), **series})
    made.set_high_low_lines({"line": {"color": INK, "width": 1.5}})
    return made


def _dots(book: Any, place: _Place) -> Any:  # noqa: ANN401
    """Draw a dot for each share and a line between its bounds; the number of answers is left to the table."""
    made = book.add_chart({"type": "line"})
    for look, column in enumerate(place.columns[:3]):
        dot = _marker(0) if look == 0 else {"type": "short_dash", "size": 7, "border": {"color": INK}}
        made.add_series({**_series(place, column), "line": {"none": True}, "marker": dot})
    made.set_high_low_lines({"line": {"color": INK, "width": 1.5}})
    made.set_y_axis({"min": 0, "max": 100})
    return made


def _profiles(book: Any, place: _Place) -> Any:  # noqa: ANN401
    """Draw a line for each row across the columns: Excel has no chart of fields, its cells are coloured instead."""
    made = book.add_chart({"type": "line"})
    first, last = place.columns[0], place.columns[-1]
    for look, row in enumerate(range(place.first, place.last + 1)):
        made.add_series(
            {
                "name": [place.sheet, row, 0],
                "categories": [place.sheet, 0, first, 0, last],
                "values": [place.sheet, row, first, row, last],
                "line": {"color": INK, "width": 1.5, "dash_type": _DASHES[look % len(_DASHES)]},
                "marker": _marker(look),
            }
        )
    return made


def _heat(page: Any, place: _Place) -> None:  # noqa: ANN401
    scale = {"type": "2_color_scale", "min_color": HEATS[0], "max_color": HEATS[3]}
    page.conditional_format(place.first, place.columns[0], place.last, place.columns[-1], scale)


def _series(place: _Place, column: int) -> dict[str, object]:
    return {"name": place.name(column), "categories": place.categories, "values": place.values(column)}


_SHAPES: Final[Sequence[str]] = ("circle", "square", "diamond", "triangle", "x")


def _marker(look: int) -> dict[str, object]:
    fill = FILLS[look % len(FILLS)]
    shape = _SHAPES[look % len(_SHAPES)]
    return {"type": shape, "size": 6, "fill": {"color": fill}, "border": {"color": INK}}


_MAKERS: Final[Mapping[str, Callable[[Any, _Place], Any]]] = {
    "stacked": _stacked,
    "hbars": _hbars,
    "lines": _lines,
    "ranges": _ranges,
    "dots": _dots,
    "heat": _profiles,
}
