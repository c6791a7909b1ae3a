"""The window of the public display: the number called now as large as the room needs, and what else visitors ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

from cdm_desk.domain.change import Department
from cdm_desk.domain.display import KEPT, Happening, ShownCall, Stage, ThemeWait, Wall, dutch_first
from cdm_desk.domain.errors import StoreError
from cdm_desk.paths import resource
from cdm_desk.ui.display import words
from cdm_desk.ui.display.voice import Announcement, Voice
from cdm_desk.ui.widgets import announce

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from PySide6.QtGui import QCloseEvent, QResizeEvent, QScreen

    from cdm_desk.domain.lists import Entry, Label
    from cdm_desk.services.display import DisplayService
    from cdm_desk.settings import Settings

WALL, PAPER, SUN, PANEL = "#0B1F33", "#FFFFFF", "#FFD666", "#16324F"
FAMILY: Final = "Noto Sans"
# Shares of the height of the screen.
NUMBER: Final = 0.16
PLACE: Final = 0.052
OTHER: Final = 0.052
CLOCK: Final = 0.085
TEXT: Final = 0.028
SMALL: Final = 0.024
LINE: Final = 1.37
SMALLEST_PIXELS: Final = 9
EVERY_MS: Final = 1_000
PAGE_SECONDS: Final = 15
MESSAGES_ON_A_PAGE: Final = 3
HAPPENINGS: Final = 4
CONCERNED: Final = frozenset({Department.QUEUE, Department.MULTIMEDIA, Department.LISTS, Department.ACTIVITIES})


class FittedLabel(QLabel):
    """Words in a share of the height of the window, smaller where they would not fit; never markup, never cut off.

    Those of one `row` have one size, the one that all of them have room for.
    """

    def __init__(
        self,
        share: float,
        *,
        colour: str = PAPER,
        bold: bool = False,
        wrap: bool = False,
        row: list[FittedLabel] | None = None,
    ) -> None:
        super().__init__()
        self._row = [] if row is None else row
        self._row.append(self)
        self._share = share
        self._bold = bold
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setStyleSheet(f"color: {colour}; background: transparent;")
        # Its width is what is left of the window, whatever it says.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, text: str) -> None:
        """Show other words."""
        if text != self.text():
            self.setText(text)
            self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the size that the words have room for."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Take the size that the words have room for."""
        pixels = min(label.fitting_pixels() for label in self._row)
        for label in self._row:
            label.setFont(_font(pixels, bold=self._bold))

    def fitting_pixels(self) -> int:
        """Return the size that its own words have room for."""
        pixels = max(SMALLEST_PIXELS, round(self._share * self.window().height()))
        if self.wordWrap():
            return pixels
        lines = self.text().split("\n")
        self.setFixedHeight(round(pixels * LINE * len(lines)))
        width = max(self._width(line, pixels) for line in lines)
        return max(SMALLEST_PIXELS, int(pixels * self.width() / width)) if width > self.width() > 0 else pixels

    def _width(self, line: str, pixels: int) -> float:
        return QFontMetricsF(_font(pixels, bold=self._bold)).horizontalAdvance(line) + 2


class _LargeCall(QFrame):
    """The number called now and where to go; a welcome while nobody is called."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("display.large")
        self.setStyleSheet(f"QFrame#display\\.large {{ background: {PANEL}; border-radius: 16px; }}")
        self.heading_label = FittedLabel(SMALL * 1.2)
        self.number_label = FittedLabel(NUMBER, colour=SUN, bold=True)
        self.number_label.setObjectName("display.number")
        self.arrow_label = FittedLabel(NUMBER * 0.7)
        self.arrow_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.word_label = FittedLabel(PLACE, bold=True)
        self.place_label = FittedLabel(NUMBER, bold=True)
        self.place_label.setObjectName("display.place")
        self.detail_label = FittedLabel(TEXT * 1.15)
        self.welcome_label = FittedLabel(NUMBER * 0.8, colour=SUN, bold=True)
        self.welcome_label.setObjectName("display.welcome")
        self.welcome_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.number_label, 9)
        row.addWidget(self.arrow_label, 3)
        row.addWidget(self.word_label, 6)
        row.addWidget(self.place_label, 6)
        self.column = column = QVBoxLayout(self)
        column.addWidget(self.heading_label)
        column.addStretch(1)
        column.addWidget(self._row)
        column.addWidget(self.welcome_label)
        column.addStretch(1)
        column.addWidget(self.detail_label)

    def show_call(self, call: ShownCall | None, detail: str, day: date) -> None:
        """Show a call, or the welcome."""
        self._row.setVisible(call is not None)
        self.welcome_label.setVisible(call is None)
        self.welcome_label.say("\n".join(words.lines(words.WELCOME, day)))
        self.heading_label.say("" if call is None else words.both(words.CALLED, day))
        self.number_label.say("" if call is None else call.number)
        self.arrow_label.say("" if call is None else "→")
        self.word_label.say("" if call is None else "\n".join(words.place_lines(call, day)))
        self.place_label.say("" if call is None else call.place)
        self.detail_label.say(detail)


class DisplayWindow(QWidget):
    """Shows the wall, looks again whenever the board changes and every second; never an error, never a name.

    Nothing moves and nothing flashes: a call takes its place at once, with the chime. Beside a desk it takes no focus
    from whoever works there. `settings` are asked each time, so that what is chosen is in force at once.
    """

    closed = Signal()

    def __init__(self, settings: Callable[[], Settings], *, beside_desk: bool = True) -> None:
        super().__init__()
        self._settings = settings
        self._display: DisplayService | None = None
        self._stage = Stage()
        self._wall: Wall | None = None
        self._page = 0
        self.voice = Voice(self)
        self.setObjectName("display_window")
        # Never to be taken for a name in the language of the desk: visitors read it too.
        self.setWindowTitle("Mur des métiers / Beroepenmuur")
        self.setAccessibleName("Mur des métiers / Beroepenmuur")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(f"QWidget#display_window {{ background: {WALL}; }}")
        if beside_desk:
            self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
            self.setWindowFlag(Qt.WindowType.WindowDoesNotAcceptFocus)
        self.hide_cursor()
        load_font()

        self.large = _LargeCall()
        self.other_labels = [FittedLabel(OTHER, bold=True) for _each in range(KEPT - 1)]
        self.clock_label = FittedLabel(CLOCK, bold=True)
        self.clock_label.setObjectName("display.clock")
        self.date_label = FittedLabel(SMALL)
        self.agenda_label = FittedLabel(TEXT, wrap=True)
        self.messages_label = FittedLabel(TEXT, wrap=True)
        self.messages_label.setObjectName("display.messages")
        self.turns_label = FittedLabel(TEXT, bold=True)
        self.turns_label.setObjectName("display.turns")
        self.updated_label = FittedLabel(SMALL, colour=SUN)
        self.updated_label.setObjectName("display.updated")
        self.waits = QWidget()
        self._waits_row = QHBoxLayout(self.waits)
        self._waits_row.setContentsMargins(0, 0, 0, 0)
        self._wait_labels: list[tuple[FittedLabel, FittedLabel]] = []
        self._theme_row: list[FittedLabel] = []
        self.waits_heading = FittedLabel(SMALL * 1.1)
        self._lay_out()

        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        # Many changes at once are one look.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.look)

    def furnish(self, display: DisplayService) -> None:
        """Show the wall of an office, from now on."""
        self._display = display
        self._timer.start()
        self.look()

    def bid_welcome(self, now: datetime) -> None:
        """Show a welcome and the time, while nothing else is known."""
        self.large.show_call(None, "", now.date())
        self.others.hide()
        self.waits.hide()
        self.waits_heading.hide()
        self.turns_label.hide()
        self.agenda_label.hide()
        self._show_clock(now.date(), f"{now:%H:%M}")

    @Slot()
    def hide_cursor(self) -> None:
        """Let no arrow lie over the numbers."""
        self.setCursor(Qt.CursorShape.BlankCursor)

    @Slot(frozenset)
    def refresh(self, departments: frozenset[Department]) -> None:
        """Look again when something has changed that is shown."""
        if departments & CONCERNED:
            self._soon.start()

    @Slot()
    def look(self) -> None:
        """Read the wall and show it; a store in trouble leaves what was there."""
        if self._display is None:
            return
        try:
            self._wall = self._display.wall()
        except StoreError:
            # The screens of the staff say it. What visitors see grows old, and says how old.
            self._show_clock(self._display.now().date(), f"{self._display.now():%H:%M}")
            return
        self._show(self._wall)

    def show_on(self, screen: QScreen) -> None:
        """Fill a screen."""
        self.winId()
        handle = self.windowHandle()
        # Wayland ignores positions; a screen it takes.
        handle.setScreen(screen)
        self.setGeometry(screen.geometry())
        # Not showFullScreen(), which would take the focus from whoever works beside it.
        self.setWindowState(self.windowState() | Qt.WindowState.WindowFullScreen)
        self.show()

    def shown_numbers(self) -> list[str]:
        """Return the numbers on the display, the large one first."""
        others = [label.text().split(" ")[0] for label in self.other_labels if label.text()]
        return [*filter(None, [self.large.number_label.text()]), *others]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scale everything with the screen."""
        super().resizeEvent(event)
        self._space_out()
        for label in self.findChildren(FittedLabel):
            label.fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Fall silent."""
        self._timer.stop()
        self.voice.close()
        super().closeEvent(event)
        self.closed.emit()

    def _show(self, wall: Wall) -> None:
        day = wall.now.date()
        shown = self._stage.look(wall.calls, wall.now)
        self.large.show_call(shown.large, self._detail(wall, shown.large), day)
        for place, label in enumerate(self.other_labels):
            label.say(_short(shown.others[place]) if place < len(shown.others) else "")
        self.others.setVisible(bool(shown.others))
        self._show_clock(day, f"{wall.now:%H:%M}")
        self._show_waits(wall.waits, day)
        turns = f"{words.both(words.PC_SPACE, day)}: {'  '.join(wall.turns[:8])}" if wall.turns else ""
        self.turns_label.say(turns)
        self.turns_label.setVisible(bool(turns))
        self._page = int(wall.now.timestamp()) // PAGE_SECONDS
        self.messages_label.say(self._messages(wall.messages, day))
        self.agenda_label.say(_agenda(wall.agenda, day))
        self.agenda_label.setVisible(bool(wall.agenda))
        self.updated_label.say("" if wall.behind_since is None else words.updated(wall.behind_since))
        if shown.announced is not None:
            self._announce(shown.announced, day)

    def _show_clock(self, day: date, time: str) -> None:
        self.clock_label.say(time)
        self.date_label.say("\n".join(words.date_lines(day)))

    def _show_waits(self, waits: Sequence[ThemeWait], day: date) -> None:
        self.waits.setVisible(bool(waits))
        self.waits_heading.say(words.both(words.WAITS, day))
        self.waits_heading.setVisible(bool(waits))
        while len(self._wait_labels) < len(waits):
            self._add_wait()
        for place, (name_label, wait_label) in enumerate(self._wait_labels):
            known = place < len(waits)
            theme = waits[place].theme if known else None
            name_label.say("" if theme is None else _theme_words(theme, day))
            wait_label.say("\n".join(words.wait_lines(waits[place].estimate, day)) if known else "")

    def _add_wait(self) -> None:
        box = QFrame()
        box.setStyleSheet(f"QFrame {{ background: {PANEL}; border-radius: 10px; }}")
        labels = FittedLabel(SMALL, row=self._theme_row), FittedLabel(SMALL * 1.15, colour=SUN, bold=True)
        column = QVBoxLayout(box)
        column.setSpacing(0)
        for label in labels:
            column.addWidget(label)
        column.addStretch(1)
        self._waits_row.addWidget(box, 1)
        self._wait_labels.append(labels)

    def _detail(self, wall: Wall, call: ShownCall | None) -> str:
        theme = None if call is None else next((each for each in wall.themes if each.code == call.theme_code), None)
        if call is None:
            return ""
        at = f"{call.at:%H:%M}"
        return at if theme is None else f"{theme.label.both(dutch_first=dutch_first(wall.now.date()))}    {at}"

    def _messages(self, messages: Sequence[Label], day: date) -> str:
        page = words.paged(messages, MESSAGES_ON_A_PAGE, self._page)
        return "\n\n".join("\n".join(words.label_lines(each, day)) for each in page)

    def _announce(self, call: ShownCall, day: date) -> None:
        settings = self._settings()
        sentences = words.sentences(call, day)
        announce(self, " ".join(sentence for _language, sentence in sentences))
        # An unplugged screen is heard by nobody, and its number is shown when it is back.
        if self.isVisible():
            self.voice.announce(
                Announcement(sound=settings.display_sound, sentences=sentences if settings.display_speech else ())
            )

    def _lay_out(self) -> None:
        self.others = QWidget()
        self._others = QGridLayout(self.others)
        self._others.setContentsMargins(0, 0, 0, 0)
        for place, label in enumerate(self.other_labels):
            self._others.addWidget(label, place // 3, place % 3)
        for place in range(3):
            self._others.setColumnStretch(place, 1)
        left = QVBoxLayout()
        left.addWidget(self.large, 1)
        left.addWidget(self.others)
        left.addWidget(self.turns_label)
        left.addWidget(self.waits_heading)
        left.addWidget(self.waits)
        right = QVBoxLayout()
        right.addWidget(self.clock_label)
        right.addWidget(self.date_label)
        right.addSpacing(1)
        right.addWidget(self.agenda_label)
        right.addWidget(self.messages_label)
        right.addStretch(1)
        right.addWidget(self.updated_label)
        self._columns = (left, right)
        self._row = QHBoxLayout(self)
        # What it shows is cut to the screen, never the screen to what it shows.
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._row.addLayout(left, 7)
        self._row.addLayout(right, 3)

    def _space_out(self) -> None:
        unit = max(4, round(0.02 * self.height()))
        self._row.setContentsMargins(*(4 * [2 * unit]))
        self._row.setSpacing(2 * unit)
        for layout in self._columns:
            layout.setSpacing(unit)
        self._others.setHorizontalSpacing(2 * unit)
        self._waits_row.setSpacing(unit)
        self.large.column.setContentsMargins(2 * unit, unit, 2 * unit, unit)


def load_font() -> None:
    """Make the font of the house known: the same letters on every screen."""
    if FAMILY not in QFontDatabase.families():
        for name in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"):
            QFontDatabase.addApplicationFont(str(resource("fonts", name)))


def _font(pixels: int, *, bold: bool) -> QFont:
    font = QFont(FAMILY)
    font.setPixelSize(pixels)
    font.setBold(bold)
    return font


def _short(call: ShownCall) -> str:
    return f"{call.number} → {words.PC} {call.place}" if call.seat else f"{call.number} → {call.place}"


def _theme_words(theme: Entry, day: date) -> str:
    first, *others = words.label_lines(theme.label, day)
    return "\n".join([f"{theme.digit}  {first}", *others])


def _agenda(agenda: Sequence[Happening], day: date) -> str:
    if not agenda:
        return ""
    lines = [words.both(words.TODAY, day)]
    for each in agenda[:HAPPENINGS]:
        name = " / ".join(words.label_lines(each.label, day))
        lines.append("  ".join(filter(None, [f"{each.begins_at:%H:%M}", name, each.place])))
    return "\n".join(lines)
