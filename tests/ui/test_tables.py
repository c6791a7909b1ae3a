from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from cdm_desk.language import LANGUAGES, Language, _, use
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.tables import Column, ListModel, ListTable, as_html, as_tsv


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    number: int
    theme: str
    waited: int


LINES = [
    Line(number=301, theme="Emploi", waited=12),
    Line(number=129, theme="Orientation", waited=30),
    Line(number=221, theme="Emploi", waited=3),
]


@pytest.fixture
def model() -> ListModel[Line]:
    return ListModel(
        [
            Column(
                heading=lambda: "Number", text=lambda line: str(line.number), sort=lambda line: line.number, number=True
            ),
            Column(heading=lambda: "Theme", text=lambda line: line.theme, tip=lambda line: f"<img src={line.theme}>"),
            Column(heading=lambda: "Waited", text=lambda line: f"{line.waited}′", sort=lambda line: line.waited),
        ],
        lambda line: f"Number {line.number}, {line.theme}, has waited {line.waited} minutes",
        lambda line: line.number,
    )


@pytest.fixture
def table(model: ListModel[Line], qtbot: QtBot) -> ListTable[Line]:
    made = ListTable(model, "queue.table")
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show_values(LINES)
    made.show()
    made.activateWindow()
    made.setFocus()
    return made


def numbers(table: ListTable[Line]) -> list[str]:
    shown = table.model()
    return [str(shown.data(shown.index(row, 0))) for row in range(shown.rowCount())]


def test_the_model_keeps_the_contract_of_qt(model: ListModel[Line], qtmodeltester: ModelTester) -> None:
    model.show(LINES)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.sort(0)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


def test_a_cell_without_a_colour_of_its_own_has_that_of_the_list() -> None:
    column: Column[Line] = Column(
        heading=lambda: "Theme", text=lambda line: line.theme, colour=lambda line: "#ff0000" if line.waited > 10 else ""
    )
    shown = ListModel([column], lambda line: line.theme, lambda line: line.number)
    shown.show(LINES)
    role = Qt.ItemDataRole.ForegroundRole
    assert [shown.data(shown.index(row, 0), role) is None for row in range(3)] == [False, False, True]


def test_headings_stand_over_their_cells(model: ListModel[Line]) -> None:
    model.show(LINES)
    for column in range(3):
        role = Qt.ItemDataRole.TextAlignmentRole
        assert model.headerData(column, Qt.Orientation.Horizontal, role) == model.data(model.index(0, column), role)


def test_a_row_is_spoken_as_one_sentence_on_its_first_cell(table: ListTable[Line]) -> None:
    interface = QAccessible.queryAccessibleInterface(table)
    spoken = [interface.child(at).text(QAccessible.Text.Name) for at in range(interface.childCount())]

    assert "Number 301, Emploi, has waited 12 minutes" in spoken


def test_a_click_on_the_heading_sorts_and_another_reverses(table: ListTable[Line]) -> None:
    header = table.horizontalHeader()
    where = header.sectionViewportPosition(0) + 10
    for expected in (["129", "221", "301"], ["301", "221", "129"], ["301", "129", "221"]):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(where, 5))
        assert numbers(table) == expected


def test_the_keyboard_sorts_by_the_column_of_the_current_cell(table: ListTable[Line]) -> None:
    table.setCurrentIndex(table.model().index(0, 2))
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert numbers(table) == ["129", "301", "221"]

    QTest.keyClick(table, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert numbers(table) == ["221", "301", "129"]


def test_equals_stay_in_the_order_they_came_in(table: ListTable[Line]) -> None:
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)

    assert numbers(table) == ["301", "221", "129"]


def test_how_a_column_is_sorted_can_be_heard(model: ListModel[Line]) -> None:
    model.show(LINES)
    model.sort(2, Qt.SortOrder.DescendingOrder)

    role = Qt.ItemDataRole.AccessibleTextRole
    assert model.headerData(2, Qt.Orientation.Horizontal, role) == "Waited, sorted downwards"
    assert model.headerData(1, Qt.Orientation.Horizontal, role) == "Theme"


def test_the_selection_stays_on_its_line_when_the_list_changes_and_is_sorted(table: ListTable[Line]) -> None:
    table.choose(129)
    table.show_values([Line(number=500, theme="Mobilité", waited=0), *LINES])
    assert table.current() == LINES[1]

    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert table.current() == LINES[1]
    assert [line.number for line in table.selected()] == [129]


def test_a_line_that_is_gone_takes_the_selection_with_it_and_says_so(table: ListTable[Line], qtbot: QtBot) -> None:
    table.choose(129)
    with qtbot.waitSignal(table.chosen) as told:
        table.show_values([LINES[0]])

    assert told.args == [None]


def test_home_and_end_go_to_the_first_and_the_last_line(table: ListTable[Line]) -> None:
    table.selectRow(1)
    places = []
    for key in (Qt.Key.Key_End, Qt.Key.Key_Home):
        QTest.keyClick(table, key)
        current = table.current()
        places.append(current.number if current else None)

    assert places == [221, 301]


def test_enter_opens_the_line(table: ListTable[Line], qtbot: QtBot) -> None:
    table.choose(221)
    with qtbot.waitSignal(table.opened) as told:
        QTest.keyClick(table, Qt.Key.Key_Return)

    assert told.args == [LINES[2]]


def test_copied_rows_paste_into_a_spreadsheet_with_their_headings(table: ListTable[Line]) -> None:
    table.choose(301)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().mimeData()

    assert copied.text() == "Number\tTheme\tWaited\n301\tEmploi\t12′"
    assert "<th>Number</th>" in copied.html()
    assert "<td>301</td>" in copied.html()


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "@SUM(A1)", "-2+3|x"])
def test_no_cell_is_pasted_as_a_formula(cell: str) -> None:
    assert as_tsv(["H"], [[cell]]).splitlines()[1].startswith("'")
    assert f"<td>&#x27;{cell}</td>" in as_html(["H"], [[cell]])


@pytest.mark.parametrize("cell", ["-12", "+3,5", "1.234,50", "301"])
def test_a_number_is_pasted_as_a_number(cell: str) -> None:
    assert as_tsv(["H"], [[cell]]).splitlines()[1] == cell


def test_text_is_never_markup_in_what_is_copied_or_shown_as_a_tip(model: ListModel[Line]) -> None:
    model.show(LINES)

    assert "<img" not in as_html(["H"], [["<img src=x>"]])
    assert "<img" not in str(model.data(model.index(0, 1), Qt.ItemDataRole.ToolTipRole))


def test_columns_are_remembered_with_their_order_and_what_is_hidden(
    table: ListTable[Line], model: ListModel[Line], qtbot: QtBot
) -> None:
    header = table.horizontalHeader()
    header.moveSection(2, 0)
    header.hideSection(1)
    table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    state = table.columns_state()

    other = ListTable(model, "queue.table")
    qtbot.addWidget(other)
    other.restore_columns(state)
    assert other.horizontalHeader().visualIndex(2) == 0
    assert other.horizontalHeader().isSectionHidden(1)
    assert other.horizontalHeader().sortIndicatorSection() == 2

    other.reset_columns()
    assert other.horizontalHeader().visualIndex(2) == 2
    assert not other.horizontalHeader().isSectionHidden(1)


def test_columns_of_another_list_are_left_aside(table: ListTable[Line], qtbot: QtBot) -> None:
    narrow: ListModel[Line] = ListModel(
        [Column(heading=lambda: "Only", text=lambda line: line.theme)], str, lambda line: line.number
    )
    other = ListTable(narrow, "other")
    qtbot.addWidget(other)
    table.restore_columns(other.columns_state())

    assert table.horizontalHeader().count() == 3
    assert not table.horizontalHeader().isSectionHidden(2)


def test_rows_grow_with_the_text(table: ListTable[Line], light: Appearance) -> None:
    before = table.rowHeight(0)
    light.wear(Shade.LIGHT, 200)

    assert table.rowHeight(0) >= 2 * before - 2


def test_rows_and_columns_shrink_with_the_text(table: ListTable[Line], light: Appearance, qtbot: QtBot) -> None:
    header = table.horizontalHeader()
    before = table.rowHeight(0), header.sectionSize(0)
    light.wear(Shade.LIGHT, 200)
    qtbot.waitUntil(lambda: header.sectionSize(0) > 1.9 * before[1])
    light.wear(Shade.LIGHT, 100)

    qtbot.waitUntil(lambda: (table.rowHeight(0), header.sectionSize(0)) == before)


def test_a_column_that_a_narrow_list_has_no_room_for_comes_back_and_is_remembered_as_shown(qtbot: QtBot) -> None:
    columns: list[Column[str]] = [
        Column(heading=lambda: "A", text=str, room=30),
        Column(heading=lambda: "B", text=str, room=30),
        Column(heading=lambda: "C", text=str, stretch=True),
    ]
    table = ListTable(ListModel(columns, str, str), "list")
    qtbot.addWidget(table)
    table.resize(1000, 200)
    table.show()
    table.hideColumn(1)
    table.resize(200, 200)
    hidden = [table.isColumnHidden(section) for section in range(3)]
    state = table.columns_state()
    table.resize(1000, 200)
    other = ListTable(ListModel(columns, str, str), "list")
    qtbot.addWidget(other)
    other.resize(1000, 200)
    other.restore_columns(state)

    assert hidden == [True, True, False]
    for each in (table, other):
        assert [each.isColumnHidden(section) for section in range(3)] == [False, True, False]


@pytest.mark.qt_log_ignore("does not support raise")
def test_a_cell_that_is_cut_tells_its_words_where_the_mouse_rests(table: ListTable[Line]) -> None:
    def rest_on(section: int) -> str:
        QToolTip.hideText()
        place = table.visualRect(table.model().index(0, section)).center()
        event = QHelpEvent(QEvent.Type.ToolTip, place, table.viewport().mapToGlobal(place))
        QApplication.sendEvent(table.viewport(), event)
        return QToolTip.text()

    whole = rest_on(0)
    table.horizontalHeader().setMinimumSectionSize(5)
    table.horizontalHeader().resizeSection(0, 12)
    assert (whole, rest_on(0)) == ("", "301")


def test_a_hundred_thousand_lines_are_shown_at_once(table: ListTable[Line], qtbot: QtBot) -> None:
    many = [Line(number=number, theme="T", waited=number % 60) for number in range(100_000)]
    table.show_values(many)
    with qtbot.waitSignal(table.chosen):
        table.choose(99_999)

    assert table.current() == many[-1]


def test_nothing_can_be_written_into_a_list(model: ListModel[Line]) -> None:
    model.show(LINES)

    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_no_heading_of_a_column_is_cut(qtbot: QtBot, spoken: Language) -> None:
    use(spoken)
    columns: list[Column[str]] = [
        Column(heading=lambda: _("Arrival"), text=str, width=2),
        Column(heading=lambda: "…", text=str, stretch=True),
    ]
    table = ListTable(ListModel(columns, str, str), "list")
    qtbot.addWidget(table)
    table.show()
    use("en")

    header = table.horizontalHeader()
    assert header.sectionSize(0) >= header.sectionSizeHint(0) > 0
