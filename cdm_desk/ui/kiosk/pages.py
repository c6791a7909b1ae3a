"""The pages of the kiosk: language, reason for coming, theme, number; please see reception; still there; the PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from cdm_desk.domain.multimedia import PC_MOTIVE
from cdm_desk.domain.staff import PIN_LENGTH
from cdm_desk.domain.welcome import ADVICE
from cdm_desk.services.kiosk import MOST_TOGETHER
from cdm_desk.ui.appearance import MOTIVE_ICONS, THEME_ICONS
from cdm_desk.ui.kiosk import words
from cdm_desk.ui.kiosk.parts import GAP, Tile, TileGrid, Words

if TYPE_CHECKING:
    from datetime import date, datetime

    from cdm_desk.domain.lists import Entry
    from cdm_desk.language import Catalogue
    from cdm_desk.services.kiosk import Choices, HandedOut

BOOKS: Final = "MV4"
ACTIVITY: Final = "MV5"
GROUP: Final = "MV6"
OFFERED: Final = (ADVICE, PC_MOTIVE, BOOKS, ACTIVITY, GROUP)
"""The reasons that have a tile; all others are told to the reception."""
FIND: Final = "find"
"""What the tile stands for that leads to the books; it is no reason for coming, and nobody is counted for it."""
OTHER: Final = ""
"""What the tile for everything else stands for."""


class Page(QWidget):
    """One page: its heading stands above it, in the language of the visitor."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = ""
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(GAP)

    def told(self) -> str:
        """Return what a screen reader says when the page comes."""
        return self.heading


class HomePage(Page):
    """A welcome in three languages; choosing one begins."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.day: date | None = None
        self.grid = TileGrid(3, 1)
        self.column.addWidget(self.grid)

    def show_day(self, day: date) -> None:
        """Let French and Dutch stand in the order of the day."""
        self.day = day
        self.heading = words.in_all(words.WELCOME, day, " · ")
        tiles = []
        for speaker in words.speakers(day):
            tile = Tile(f"kiosk.language_{speaker.language}", "hand-waving", value=speaker.language)
            tile.say(words.NAMES[speaker.language], speaker.gettext(words.BEGIN))
            tile.chosen.connect(self.chosen)
            tiles.append(tile)
        self.grid.show_tiles(tiles)


class MotivePage(Page):
    """What brings somebody here; everything that has no tile is for the reception."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.finds_books = False
        self.grid = TileGrid(4, 2)
        self.column.addWidget(self.grid)

    def show_choices(self, choices: Choices, speaker: Catalogue) -> None:
        """Show what may be chosen now."""
        self.heading = speaker.gettext(words.WHAT_BRINGS)
        in_use = {motive.code: motive for motive in choices.motives}
        tiles = []
        for code in OFFERED:
            if code in in_use:
                tile = Tile(f"kiosk.motive_{code}", MOTIVE_ICONS[code], value=code)
                detail = speaker.gettext(words.AT_RECEPTION) if code == GROUP else ""
                tile.say(in_use[code].label.spoken(speaker.language), detail)
                tiles.append(tile)
        if self.finds_books:
            find = Tile("kiosk.find_book", "magnifying-glass", value=FIND)
            find.say(speaker.gettext(words.FIND_BOOK), speaker.gettext(words.IN_THE_SHELVES))
            tiles.append(find)
        other = Tile("kiosk.motive_other", "info", value=OTHER)
        other.say(speaker.gettext(words.OTHER), speaker.gettext(words.AT_RECEPTION))
        for tile in (*tiles, other):
            tile.chosen.connect(self.chosen)
        self.grid.show_tiles([*tiles, other])


class ThemePage(Page):
    """What it is about, how long one waits for it, and how many came together."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.people = 1
        self._speaker: Catalogue | None = None
        self.notice = Words(1.1, name="kiosk.notice")
        self.grid = TileGrid(3, 2)
        self.less = Tile("kiosk.less", "minus", plain=True)
        self.more = Tile("kiosk.more", "plus", plain=True)
        self.count = Words(2, bold=True, name="kiosk.people")
        self.question = Words(1.3, name="kiosk.people_question")
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.question, 3)
        row.addWidget(self.less, 1)
        row.addWidget(self.count, 1)
        row.addWidget(self.more, 1)
        self.column.addWidget(self.notice, 2)
        self.column.addWidget(self.grid, 9)
        self.column.addLayout(row, 2)
        self.less.clicked.connect(self.one_less)
        self.more.clicked.connect(self.one_more)

    def show_choices(self, choices: Choices, speaker: Catalogue) -> None:
        """Show the themes and their waits."""
        self._speaker = speaker
        self.heading = speaker.gettext(words.WHICH_THEME)
        at = speaker.time(choices.closes_at)
        tiles = []
        for each in choices.themes:
            theme = each.theme
            tile = Tile(f"kiosk.theme_{theme.code}", THEME_ICONS.get(theme.code, "queue"), value=theme.code,
                        theme=theme.code)  # fmt: skip
            late = speaker.gettext(words.TOO_LATE).format(time=at) if theme.code in choices.late else ""
            detail = late or words.wait_words(each.estimate, speaker)
            # The number never stands on a line of its own.
            tile.say(f"{theme.digit}\u00a0\u00a0{theme.label.spoken(speaker.language)}", detail)
            tiles.append(tile)
        unsure = Tile("kiosk.theme_unsure", "question", value=OTHER)
        unsure.say(speaker.gettext(words.UNSURE), speaker.gettext(words.AT_RECEPTION))
        for tile in (*tiles, unsure):
            tile.chosen.connect(self.chosen)
        self.grid.show_tiles([*tiles, unsure])
        late_themes = [each.theme.label.spoken(speaker.language) for each in choices.themes
                       if each.theme.code in choices.late]  # fmt: skip
        notice = speaker.gettext(words.LATE_NOTICE).format(themes=speaker.listed(late_themes), time=at)
        self.notice.say(notice if late_themes else "")
        self.notice.setVisible(bool(late_themes))
        self._count(self.people)

    def told(self) -> str:
        """Return the question, and for what it is too late."""
        return " ".join(filter(None, (self.heading, self.notice.text())))

    @Slot()
    def one_less(self) -> None:
        """Count one person less."""
        self._count(max(1, self.people - 1))

    @Slot()
    def one_more(self) -> None:
        """Count one person more."""
        self._count(min(MOST_TOGETHER, self.people + 1))

    def _count(self, people: int) -> None:
        self.people = people
        speaker = self._speaker
        if speaker is None:
            return
        self.count.say(str(people))
        most = people == MOST_TOGETHER
        self.question.say(speaker.gettext(words.CLASS if most else words.PEOPLE))
        self.less.say("", spoken=speaker.gettext(words.ONE_LESS))
        self.more.say("", spoken=speaker.gettext(words.ONE_MORE))
        self.less.setEnabled(people > 1)
        self.more.setEnabled(not most)


class EndPage(Page):
    """A page that goes away by itself: it says so, waits longer when asked, and can be ended at once."""

    finished = Signal()
    prolonged = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.body = QVBoxLayout()
        self.body.setSpacing(GAP // 2)
        self.left = Words(1.1, muted=True, name=f"kiosk.{name}_left")
        self.prolong = Tile(f"kiosk.{name}_prolong", "clock", plain=True)
        self.finish = Tile(f"kiosk.{name}_finish", "check", plain=True)
        self.foot = QWidget()
        row = QHBoxLayout(self.foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.prolong, 2)
        row.addWidget(self.left, 3)
        row.addWidget(self.finish, 2)
        self.column.addLayout(self.body, 7)
        self.column.addWidget(self.foot, 2)
        self.prolong.clicked.connect(self.prolonged)
        self.finish.clicked.connect(self.finished)

    def say_foot(self, speaker: Catalogue) -> None:
        """Set the words of the two ways on."""
        self.prolong.say(speaker.gettext(words.MORE_TIME))
        self.finish.say(speaker.gettext(words.FINISHED))

    def count_down(self, seconds: int, speaker: Catalogue) -> None:
        """Say how long the page stays."""
        self.left.say(speaker.gettext(words.BACK_IN).format(seconds=seconds))


class NumberPage(EndPage):
    """The number, as large as there is room, and what to do now; or what to do without a number."""

    def __init__(self) -> None:
        super().__init__("number")
        self.handed: HandedOut | None = None
        self._motive = ""
        self._theme: Entry | None = None
        self._paper: bool | None = None
        self._closes_at: datetime | None = None
        self.what = Words(1.9, name="kiosk.what")
        self.number = Words(9, bold=True, name="kiosk.number")
        self.wait = Words(1.8, bold=True, name="kiosk.wait")
        self.advice = Words(1.6, name="kiosk.advice")
        self.paper = Words(1.6, bold=True, name="kiosk.paper")
        for part, stretch in ((self.what, 3), (self.number, 9), (self.wait, 3), (self.advice, 4), (self.paper, 3)):
            self.body.addWidget(part, stretch)

    def show_number(self, handed: HandedOut, theme: Entry | None, closes_at: datetime, *, prints: bool) -> None:
        """Show a number, of the PC space where there is no theme; `prints` says that its ticket is being printed."""
        self.handed, self._theme, self._motive, self._closes_at = handed, theme, "", closes_at
        self._paper = True if prints else None

    def show_visit(self, motive_code: str) -> None:
        """Show what somebody does who needs no number."""
        self.handed, self._theme, self._motive, self._paper = None, None, motive_code, None

    def miss_paper(self) -> None:
        """Know that the ticket did not come out."""
        self._paper = False

    def say(self, speaker: Catalogue) -> None:
        """Set the words."""
        self.say_foot(speaker)
        handed = self.handed
        if handed is None:
            self.heading = speaker.gettext(words.WELCOME)
            advice = {BOOKS: words.BOOKS, ACTIVITY: words.ACTIVITY}[self._motive]
            self._say("", "", "", speaker.gettext(advice), "")
            return
        self.heading = speaker.gettext(words.YOUR_NUMBER)
        what = "" if self._theme is None else self._theme.label.spoken(speaker.language)
        if self._theme is None:
            kept = speaker.gettext(words.SEAT_KEPT).format(seat=handed.seat)
            advice = kept if handed.seat else speaker.gettext(words.SEAT_LATER)
        else:
            advice = speaker.gettext(words.WATCH)
        wait = words.wait_words(handed.wait, speaker)
        if handed.after_closing and self._closes_at is not None:
            wait = speaker.gettext(words.MAYBE_TOO_LATE).format(time=speaker.time(self._closes_at))
        paper = {True: words.TAKE_TICKET, False: words.NOTE_NUMBER, None: words.NOTE_IT}[self._paper]
        self._say(what, handed.number, wait, advice, speaker.gettext(paper))

    def told(self) -> str:
        """Return all of it."""
        return " ".join(filter(None, (self.heading, *(part.text() for part in self._parts()))))

    def _say(self, *texts: str) -> None:
        for part, text in zip(self._parts(), texts, strict=True):
            part.say(text)
            part.setVisible(bool(text))

    def _parts(self) -> tuple[Words, ...]:
        return self.what, self.number, self.wait, self.advice, self.paper


class ReceptionPage(EndPage):
    """Please see reception: why, in the language of the visitor, and the one sentence in all three."""

    def __init__(self) -> None:
        super().__init__("reception")
        self.standing = False
        self.sentences = Words(2.4, bold=True, name="kiosk.reception")
        self.reason = Words(1.6, name="kiosk.reason")
        self.body.addWidget(self.sentences, 5)
        self.body.addWidget(self.reason, 3)

    def show_reason(self, reason: str, day: date, speaker: Catalogue | None, *, standing: bool) -> None:
        """Show why; a page that stands stays until the kiosk can be used."""
        self.standing = standing
        self.sentences.say(words.in_all(words.SEE_RECEPTION, day))
        if speaker is None:
            self.heading = words.in_all(words.WELCOME, day, " · ")
            self.reason.say(words.in_all(reason, day) if reason else "")
        else:
            self.heading = speaker.gettext(words.SEE_RECEPTION)
            told = (reason, words.SOMEBODY_HELPS) if reason else (words.SOMEBODY_HELPS,)
            self.reason.say(" ".join(speaker.gettext(each) for each in told))
            self.say_foot(speaker)
        self.foot.setVisible(not standing)

    def told(self) -> str:
        """Return the sentence and the reason."""
        return f"{self.sentences.text()} {self.reason.text()}"


class StillTherePage(EndPage):
    """Asks whether somebody is still there; a touch anywhere says yes."""

    def __init__(self) -> None:
        super().__init__("still")
        self.here = Tile("kiosk.still_here", "hand-waving")
        self.body.addWidget(self.here)
        self.here.clicked.connect(self.prolonged)

    def say(self, speaker: Catalogue) -> None:
        """Set the words."""
        self.heading = speaker.gettext(words.STILL_HERE)
        self.here.say(speaker.gettext(words.STILL_HERE_BUTTON))
        self.say_foot(speaker)


class PinPage(Page):
    """Twelve keys for six digits: to give the screen back, or to choose the PIN by typing it twice.

    `entered` tells a PIN to be tried, `chosen` one that was typed twice alike.
    """

    entered = Signal(str)
    chosen = Signal(str)
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._speaker: Catalogue | None = None
        self._choosing = self.required = False
        self._first = self._typed = ""
        self.busy = False
        self.dots = Words(2, bold=True, name="kiosk.pin_dots")
        self.message = Words(1.05, name="kiosk.pin_message")
        self.keys = {sign: Tile(f"kiosk.pin_{sign}", value=sign) for sign in "123456789"}
        self.cancel = Tile("kiosk.pin_cancel", "x", plain=True)
        self.keys["0"] = Tile("kiosk.pin_0", value="0")
        self.erase = Tile("kiosk.pin_erase", "caret-left", plain=True)
        self.column.addWidget(self.dots, 2)
        self.column.addWidget(self.message, 2)
        grid = QGridLayout()
        grid.setSpacing(GAP // 2)
        for position, tile in enumerate((*list(self.keys.values())[:9], self.cancel, self.keys["0"], self.erase)):
            grid.addWidget(tile, position // 3, position % 3)
        self.column.addLayout(grid, 12)
        for tile in self.keys.values():
            tile.chosen.connect(self.type)
        self.erase.clicked.connect(self.erase_last)
        self.cancel.clicked.connect(self.cancelled)

    def ask(self, speaker: Catalogue, *, choosing: bool, required: bool = False) -> None:
        """Ask for the PIN, or for a new one; one that is `required` cannot be cancelled."""
        self._speaker = speaker
        self._choosing, self.required = choosing, required
        self._first = ""
        self.busy = False
        self.cancel.setEnabled(not required)
        self.cancel.say(speaker.gettext(words.CANCEL))
        self.erase.say(speaker.gettext(words.ERASE))
        for sign, tile in self.keys.items():
            tile.say(sign)
        self.heading = speaker.gettext(words.CHOOSE_PIN if choosing else words.TYPE_PIN)
        self.message.say("")
        self._clear()

    def refuse(self, why: str) -> None:
        """Say why a PIN was not taken, and ask again."""
        self.busy = False
        self._first = ""
        self.message.say(why)
        self._clear()

    @Slot(str)
    def type(self, sign: str) -> None:
        """Take one digit; the sixth enters them."""
        if self.busy or len(self._typed) >= PIN_LENGTH:
            return
        self._typed += sign
        self._show()
        if len(self._typed) == PIN_LENGTH:
            self._enter(self._typed)

    @Slot()
    def erase_last(self) -> None:
        """Take the last digit back."""
        self._typed = self._typed[:-1]
        self._show()

    def take_key(self, event: QKeyEvent) -> bool:
        """Take a key of the keyboard; say whether it was one of ours."""
        if event.text().isdecimal() and event.text() in self.keys:
            self.type(event.text())
        elif event.key() == Qt.Key.Key_Backspace:
            self.erase_last()
        elif event.key() == Qt.Key.Key_Escape and not self.required:
            self.cancelled.emit()
        else:
            return False
        return True

    def _enter(self, pin: str) -> None:
        speaker = self._speaker
        if speaker is None:
            return
        if not self._choosing:
            self.busy = True
            self.entered.emit(pin)
        elif not self._first:
            self._first = pin
            self.message.say(speaker.gettext(words.REPEAT_PIN))
            self._clear()
        elif pin != self._first:
            self.refuse(speaker.gettext(words.NOT_THE_SAME))
        else:
            self.busy = True
            self.chosen.emit(pin)

    def _clear(self) -> None:
        self._typed = ""
        self._show()

    def _show(self) -> None:
        typed = len(self._typed)
        self.dots.say("● " * typed + "○ " * (PIN_LENGTH - typed))
        if self._speaker is not None:
            self.dots.setAccessibleName(self._speaker.gettext(words.PIN_DIGITS).format(count=typed))
