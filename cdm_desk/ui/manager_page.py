"""The page of a manager: a glance says how today goes, where one waits, what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from cdm_desk.documents.legend import FIGURES, NOT_GIVEN
from cdm_desk.domain.overview import LATE, LONG_WAIT, THURSDAYS
from cdm_desk.domain.reports import change_percent
from cdm_desk.language import _, _n, in_use
from cdm_desk.ui.appearance import em
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel, ScrollArea, clear_layout
from cdm_desk.ui.words import service_language_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdm_desk.domain.overview import Compared, LanguageWait, LateHours, Overview, WaitsOf
    from cdm_desk.domain.reports import Figure

# A card is as wide as its longest line of figures.
WIDE: Final = 29


class ManagerPage(ScrollArea):
    """Cards beside one another, or below where it is narrow; each begins with the sentence that it says."""

    def __init__(self) -> None:
        super().__init__()
        self._overview: Overview | None = None
        self.setObjectName("reports.overview")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.day, self.week, self.waits, self.languages, self.late, self.missing, self.quality = (
            _FigureCard(f"reports.overview_{name}")
            for name in ("day", "week", "waits", "languages", "late", "missing", "quality")
        )
        self.cards = (self.day, self.week, self.waits, self.missing, self.languages, self.late, self.quality)
        inner = QWidget()
        cards = FlowLayout(gap=em(self, 0.6), line_gap=em(self, 0.6))
        for card in self.cards:
            cards.addWidget(card)
        inner.setLayout(cards)
        self.setWidget(inner)

    def show_overview(self, overview: Overview) -> None:
        """Show how it goes now."""
        self._overview = overview
        self.retranslate()

    def retranslate(self) -> None:
        """Set the words again."""
        self.setAccessibleName(_("Overview"))
        found = self._overview
        if found is None:
            return
        today = in_use().date(found.today, "weekday")
        self.day.say(_("Today so far: {day}").format(day=today), _against_last_week(found.day), _rows(found.day))
        self.week.say(_("This week, to the same weekday"), _against_last_week(found.week), _rows(found.week))
        self.waits.say(_("Waits of this week"), _waited(found.waits), _wait_rows(found.waits, found.waits_before))
        self.languages.say(
            _("Who waited in vain, by language, in four weeks"), _covered(found.languages), _covers(found.languages)
        )
        self.late.say(_("Late Thursdays"), _yield(found.late), ())
        self.quality.say(_("Quality of the data this year"), "", _figures(found.quality))
        self.missing.say(_("To do before the year is final"), _complete(found.to_complete), _todo(found.to_complete))
        self.missing.heed(bool(found.to_complete))
        self.languages.heed(bool(found.languages))


class _FigureCard(Card):
    """A heading, a sentence, and rows of figures."""

    def __init__(self, object_name: str) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self.heading_label = PlainLabel(kind="subheading")
        self.sentence_label = PlainLabel()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(em(self, 0.8))
        column = QVBoxLayout(self)
        for label in (self.heading_label, self.sentence_label):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addLayout(self._grid)
        column.addStretch(1)

    def say(self, heading: str, sentence: str, rows: Sequence[tuple[str, ...]]) -> None:
        """Show other words and figures; the first row are the heads where there is more than one column."""
        self.setFixedWidth(em(self, WIDE))
        self.heading_label.setText(heading)
        self.sentence_label.setText(sentence)
        self.sentence_label.setVisible(bool(sentence))
        clear_layout(self._grid)
        for row, cells in enumerate(rows):
            heads = row == 0 and not cells[0]
            for column, text in enumerate(cells):
                label = PlainLabel(text, kind="muted" if heads or column > 1 else "")
                label.setWordWrap(column == 0)
                if column:
                    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self._grid.addWidget(label, row, column)
        self._grid.setColumnStretch(0, 1)
        self.setAccessibleName(heading)
        self.setAccessibleDescription(" ".join([sentence, *(", ".join(filter(None, row)) for row in rows)]).strip())

    def heed(self, wanted: bool) -> None:
        """Say the sentence as a warning, or as something that is well."""
        self.sentence_label.set_kind("warn" if wanted else "ok")


def _rows(figures: Sequence[Compared]) -> list[tuple[str, ...]]:
    heads = ("", _("Now"), _("Last week"), _("Last year"))
    columns = [
        [each.now for each in figures],
        [each.week_before for each in figures],
        [each.year_before for each in figures],
    ]
    # Of a time of which nothing is known, nothing is told; that nobody came today is told.
    told = [
        [_given(value if place == 0 or any(column) else None) for value in column]
        for place, column in enumerate(columns)
    ]
    return [heads, *((_figure(each.id), *cells) for each, *cells in zip(figures, *told, strict=True))]


def _against_last_week(figures: Sequence[Compared]) -> str:
    contacts = figures[0]
    change = change_percent(contacts.now, contacts.week_before)
    number = in_use().number(contacts.now)
    if change is None:
        return _("{number} contacts; last week there was nothing to compare with.").format(number=number)
    if change == 0:
        return _("{number} contacts, as many as last week.").format(number=number)
    if change > 0:
        return _("{number} contacts, {percent} % more than last week.").format(number=number, percent=change)
    return _("{number} contacts, {percent} % fewer than last week.").format(number=number, percent=-change)


def _waited(waits: WaitsOf) -> str:
    if waits.median is None or waits.ninety is None:
        return _("Fewer than five people were called: too few to tell a wait.")
    return _("Half waited {median} min at most, nine in ten {ninety} min.").format(
        median=in_use().number(waits.median), ninety=in_use().number(waits.ninety)
    )


def _wait_rows(now: WaitsOf, before: WaitsOf) -> list[tuple[str, ...]]:
    number = in_use().number
    return [
        ("", _("Now"), _("Last week")),
        (_figure("called"), number(now.called), number(before.called)),
        (_figure("wait_p50"), _given(now.median), _given(before.median)),
        (_figure("wait_p90"), _given(now.ninety), _given(before.ninety)),
        (_("waited over {minutes} min").format(minutes=LONG_WAIT), number(now.long), number(before.long)),
        (_("went, or were never called"), number(now.in_vain), number(before.in_vain)),
    ]


def _covered(languages: Sequence[LanguageWait]) -> str:
    if not languages:
        return _("Everybody who waited was called.")
    worst = languages[0]
    return _("Least covered: {language}, {uncovered} of {waited} were never called.").format(
        language=service_language_name(worst.language),
        uncovered=in_use().number(worst.uncovered),
        waited=in_use().number(worst.waited),
    )


def _covers(languages: Sequence[LanguageWait]) -> list[tuple[str, ...]]:
    if not languages:
        return []
    number = in_use().number
    return [
        ("", _("Never called"), _("Waited")),
        *((service_language_name(each.language), number(each.uncovered), number(each.waited)) for each in languages),
    ]


def _yield(late: LateHours) -> str:
    if not late.thursdays:
        return _("No Thursday in eight weeks on which anybody came.")
    return _(
        "From {hour} h on {late} people came in an hour, before that {usual}: "
        "the mean of the Thursdays of {weeks} weeks."
    ).format(
        hour=LATE,
        late=in_use().number(late.late_tenths / 10, decimals=1),
        usual=in_use().number(late.usual_tenths / 10, decimals=1),
        weeks=THURSDAYS,
    )


def _figures(figures: Sequence[Figure]) -> list[tuple[str, ...]]:
    return [(_figure(each.id), _given(each.value)) for each in figures]


def _complete(figures: Sequence[Figure]) -> str:
    if not figures:
        return _("Nothing is missing.")
    return _n("{number} thing is still to do.", "{number} things are still to do.", len(figures)).format(
        number=len(figures)
    )


def _todo(figures: Sequence[Figure]) -> list[tuple[str, ...]]:
    words = {
        "headcounts_missing": _("activities whose heads nobody has counted"),
        "days_open": _("days that were not closed"),
        "silent": _("workstations whose figures are not all here"),
        "unsent": _("changes here that the others do not have yet"),
    }
    return [(words[each.id], _given(each.value)) for each in figures]


def _figure(name: str) -> str:
    return in_use().gettext(FIGURES[name])


def _given(value: int | None) -> str:
    return NOT_GIVEN if value is None else in_use().number(value)
