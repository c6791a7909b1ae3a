"""Help on each tab, without any network, in the language of the screens."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QWidget

from cdm_desk.domain.change import Department
from cdm_desk.language import _
from cdm_desk.ui.dialogs.key_sheet import amend_keys, outcome_keys, pad_keys, without_keys
from cdm_desk.ui.dialogs.paper import Section, Sheet, SheetDialog
from cdm_desk.ui.key_map import KeyMap
from cdm_desk.ui.words import department_name


def help_on(department: Department, key_map: KeyMap, parent: QWidget, room: str = "") -> SheetDialog:
    """Return the help on a tab, with the keys in force; what is about the room one is in comes first."""
    heading = _("Help: {tab}").format(tab=department_name(department))
    sections = sorted(_PAGES[department](key_map), key=lambda section: room not in section.rooms)
    return SheetDialog("help", Sheet(heading=heading, sections=sections), parent)


def help_on_signing_in(parent: QWidget) -> SheetDialog:
    """Return the help on the page that hides the desk."""
    sections = [
        Section(
            heading=_("What it is for"),
            lines=_paragraphs(
                _("Each person signs in under a name of their own; their role decides what they may do."),
                _("Nothing is lost meanwhile: what was open waits behind this page for whoever it belongs to."),
                _("The PIN is six digits that you set yourself; it opens only this workstation, for twelve hours."),
            ),
        ),
        Section(
            heading=_("What to do if"),
            lines=_paragraphs(
                _("Your name is missing: an administrator opens your account (Settings, People and roles)."),
                _("The password is forgotten: an administrator sets a new one; theirs has a printed recovery code."),
                _("The PIN is refused: use the password instead."),
            ),
        ),
    ]
    return SheetDialog("help", Sheet(heading=_("Help: signing in"), sections=sections), parent)


def _paragraphs(*sentences: str) -> Sequence[tuple[str, str]]:
    return [("", sentence) for sentence in sentences]


def _with_keys(key_map: KeyMap, *sections: Section) -> list[Section]:
    """Return the sections of keys, followed by how to change or switch them off; or how to do without them."""
    if not key_map.switched_on:
        return [Section(heading=_("Keys"), lines=without_keys(key_map))]
    advice = _("Another key for a command, or no single keys at all: Settings (Ctrl+,), Keys.")
    return [*sections, Section(heading=_("Other keys"), lines=_paragraphs(advice))]


def _welcome(key_map: KeyMap) -> list[Section]:
    return [
        Section(
            heading=_("What it is for"),
            lines=_paragraphs(
                _("One key for each visitor. The visit is counted and saved at once; no question is asked."),
                _("A theme gives a number to hand over. Say the number aloud if no ticket is printed."),
                _("Nothing about the person is written down: only the motive, the theme and a language if you add it."),
                _(
                    "A class or group (9): how many, then level, teaching, language and who accompanies, each by one "
                    "key; all but the number may be left out."
                ),
                _("F7 opens the pad over any tab, Shift+F7 a small one that stays over other programs."),
            ),
        ),
        *_with_keys(
            key_map,
            Section(heading=_("Keys"), lines=pad_keys(key_map)),
            Section(heading=_("To add within a minute"), lines=amend_keys(key_map)),
        ),
        Section(
            heading=_("Self check-in"),
            lines=_paragraphs(
                _("Whoever checks in alone has a number like all others, and waits in the same line."),
                _("It sends to you: classes, questions, whoever is not sure, and everybody while it is closed."),
                _("Its settings: hold its logo for three seconds, or Ctrl+Shift+Q there, then the PIN of the house."),
            ),
        ),
        Section(
            heading=_("If something went wrong"),
            lines=_paragraphs(
                _("Ctrl+Z takes back the last act, up to two minutes; press again for the one before."),
                _("A wrong letter: press the right one, it replaces the other."),
                _("A visit forgotten: late entry asks for the day and the hour, then the same keys."),
            ),
        ),
    ]


def _queue(_key_map: KeyMap) -> list[Section]:
    return [
        Section(
            heading=_("What it is for"),
            lines=_paragraphs(
                _("Who waits, for what, since when. Open your desk with its themes and languages, then call."),
                _("F8 calls the next visitor for your desk and says why that one: longest wait, priority, few desks."),
                _("Two desks that press together get two different people."),
            ),
        ),
        Section(
            heading=_("If nobody comes"),
            lines=_paragraphs(
                _("Call again with Shift+F8. After two calls and a minute, F9 notes that nobody came."),
                _("Somebody who comes back within half an hour goes to the head of the line, without waiting again."),
                _("Gone before the call: select the line and press Delete. Ctrl+Z brings it back."),
                _(
                    "Handed out in error: select the line and press Ctrl+Delete. "
                    "For two minutes, Ctrl+Z brings it back."
                ),
            ),
        ),
        Section(
            heading=_("Not now, not here"),
            lines=_paragraphs(
                _("Ctrl+Down sets somebody aside; Ctrl+Shift+A asks why, until when, and whether for this desk only."),
                _("At their time they are back in line by themselves; below the list they are taken up again."),
                _("Ctrl+Shift+E changes theme, language or priority of who waits; they keep number and place."),
                _("Ctrl+Shift+F8 calls somebody to any free desk, with a reason: for the reception."),
            ),
        ),
        Section(
            heading=_("How long it will be"),
            lines=_paragraphs(
                _("The column Expected replays the rule: four visitors in five wait no longer than its high end."),
                _("Last called after: how long the last one really waited. Far from what was told, trust it more."),
            ),
        ),
        Section(
            heading=_("The public display"),
            lines=_paragraphs(
                _("A call is on the display within a second or two. A call put back or undone disappears by itself."),
                _("Somebody who cannot see or hear it is called in person: their number is shown, and you fetch them."),
                _("Menu View, Public display: on a second screen of this PC. Its messages are a reference list."),
            ),
        ),
        Section(
            heading=_("When the network is away"),
            lines=_paragraphs(
                _("You go on with the numbers of this workstation. The foot of the window says since when."),
                _("Everything is joined when the network returns; you need do nothing."),
                _(
                    "A number of another PC is refused then: call it aloud, and Ctrl+F8 notes that this visitor is "
                    "yours."
                ),
            ),
        ),
        Section(
            heading=_("The lamp at the foot"),
            lines=_paragraphs(
                _(
                    "It says how the exchange goes, since when, and what waits. Click it: it names the other PCs and "
                    "what is to be decided."
                ),
                _(
                    "A field edited twice is settled there by 1 or 2. A stolen or retired PC is taken out there: an "
                    "administrator proposes it, a manager confirms it on any PC."
                ),
            ),
        ),
    ]


def _counselling(key_map: KeyMap) -> list[Section]:
    return [
        Section(
            heading=_("What it is for"),
            lines=_paragraphs(
                _("The conversation under way at your desk: its clock, its theme, its outcomes. No name, no notes."),
                _("One key for an outcome, up to three, then Enter. F8 closes and calls the next visitor."),
                _("An outcome pressed before Enter has begun the conversation is kept for it."),
                _("Alt and a digit change the theme, if the conversation turned out to be about something else."),
                _("Ctrl+T sends the visitor on to another theme, language or desk; their wait counts from the first."),
            ),
        ),
        *_with_keys(key_map, Section(heading=_("Outcomes"), lines=outcome_keys(key_map))),
        Section(
            heading=_("To correct"),
            lines=_paragraphs(
                _(
                    "Select one of the conversations of today on this PC and press F2. "
                    "It can be reopened for five minutes."
                ),
            ),
        ),
    ]


def _multimedia(_key_map: KeyMap) -> list[Section]:
    return [
        Section(
            heading=_("What it is for"),
            lines=_paragraphs(
                _("Who has which seat until when, which seats are free, and who waits for one."),
                _("A session ends at its hour, whatever happens to this program: close it, and it is all there again."),
                _("The program locks no PC: it says that the time is up, and you speak with the person."),
            ),
        ),
        Section(
            heading=_("Keys"),
            lines=[
                (_("Space"), _("next free seat; when all are taken, a number of the series 600")),
                (_("1  2  Enter"), _("choose seat 12; Enter again gives it")),
                ("+", _("one hour more: never where a number waits for this seat, nor beyond five minutes to closing")),
                ("–", _("the seat is free again; a freed seat is offered to the first number, for three minutes")),
                ("H", _("out of order, or in order again; who sat there has left")),
                ("M", _("who sits here moves to the next free seat and keeps the time that is left")),
                ("G", _("seats for a class, all in one act")),
                ("O", _("frees every seat whose time is up")),
                (_("6  0  1  Enter"), _("choose number 601; Enter again gives a seat, Del notes it as gone")),
            ],
        ),
        Section(
            heading=_("What the map says"),
            lines=[
                ("12 41'", _("41 minutes left")),
                ("02 05'!", _("five minutes left, or fewer")),
                ("11 0 !!", _("the time is up; five minutes more if nobody waits")),
                ("03 ..", _("free")),
                ("07 601", _("kept for number 601")),
            ],
        ),
        Section(
            heading=_("If something went wrong"),
            lines=_paragraphs(
                _("Ctrl+Z takes back the last act, up to two minutes; press again for the one before."),
                _(
                    "No seat is given to two people. While the other workstations cannot be reached, look whether the "
                    "seat is free and say so: Ctrl+Space."
                ),
                _("Two people at one seat all the same: the map says 2x at both workstations, M moves one of them."),
            ),
        ),
    ]


def _library(_key_map: KeyMap) -> list[Section]:
    return [
        Section(
            heading=_("What it is for"),
            rooms=frozenset({"catalogue"}),
            lines=_paragraphs(
                _("Search as you type, by title, author, subject or ISBN: accents and capitals do not matter."),
                _("Enter opens a title with its copies; F2 changes it."),
                _("Ctrl+Shift+F goes to the values beside the list: Enter switches one, Backspace lets go of all."),
                _("Ctrl+S keeps a search, Ctrl+O and a digit open it; Ctrl+K fills a basket, Ctrl+Shift+K shows them."),
                _(
                    "Import reads CSV, XLSX, XLS, ODS, UNIMARC, MARC21, MARCXML and RIS. "
                    "Each row is reported; an import can be undone."
                ),
            ),
        ),
        Section(
            heading=_("Scan and stocktake"),
            rooms=frozenset({"scan", "stocktake"}),
            lines=_paragraphs(
                _("Scan: each beep counts a book read on the spot; the card (Ctrl+P) says what the next ones mean."),
                _("The same by keys, Ctrl+Shift and: U read, R on the shelf, D to weed, E label. Ctrl+Z takes back."),
                _("Journals and leaflets: scan their kind on the card, then type how many and Enter."),
                _(
                    "Stocktake: Ctrl+N and Enter begin, scan a shelf and its spines in order, Ctrl+Shift+F ends and "
                    "signs."
                ),
            ),
        ),
        Section(
            heading=_("The record of a title"),
            rooms=frozenset({"catalogue"}),
            lines=_paragraphs(
                _("Ctrl+Enter saves, Esc leaves it as it was. What is seldom asked is folded; Enter opens a part."),
                _("Perhaps already there: F8 opens that title, Shift+F8 adds the copy to it instead."),
                _("Edited twice: both values stand at the field; F9 takes the other, Shift+F9 keeps this one."),
                _("Ctrl+Shift+C copies the record in ISBD, Ctrl+Shift+V pastes a picture of the cover."),
                _(
                    "In the list, Ctrl+M on two marked titles, or on one after the other, makes one of both; "
                    "Ctrl+Z parts them."
                ),
                _("The history tells every value that a field had; mark one to put it back."),
            ),
        ),
        Section(
            heading=_("Journals"),
            rooms=frozenset({"journals"}),
            lines=_paragraphs(
                _("Scan a journal: its number is checked in, Ctrl+Z takes it back. Enter does it for the marked row."),
                _("Ctrl+R writes to publishers of what is late, Ctrl+Del gives a number up, Ctrl+H notes a special."),
                _("F8 goes to the next list, Ctrl+E notes an article, Shift+F2 changes the journal."),
            ),
        ),
        Section(
            heading=_("Brochures"),
            rooms=frozenset({"brochures"}),
            lines=_paragraphs(
                _("Scan the tag of a pile, then one key: 1 full, 2 low, 3 empty, 4 a bundle put out."),
                _("Ctrl+R orders what is low, one letter to each partner; Ctrl+Del takes an old pile away."),
                _("Ctrl+I takes a pasted list of numbered sheets in, Ctrl+P prints the tags."),
            ),
        ),
        Section(
            heading=_("New books"),
            rooms=frozenset({"new_books"}),
            lines=[
                (_("scan"), _("the ISBN: title, authors and the rest come from our catalogue or from those of others")),
                (_("1 to 5"), _("theme of the book in hand; a second digit is its sub-theme, Backspace takes it back")),
                (_("Enter"), _("saves it, queues its label, takes the next; it need not wait for the answer")),
                (
                    _("scan again"),
                    _("no ISBN: the barcode of this copy; another ISBN waits in the list"),
                ),
                ("↑ ↓ ← →", _("where two catalogues differ: another field, the left word, the right one")),
                (_("Esc"), _("puts the book aside; Enter on the empty field takes up what is to be completed")),
            ],
        ),
        Section(
            heading=_("Labels"),
            rooms=frozenset({"labels"}),
            lines=_paragraphs(
                _("A label comes by itself when a book moves. Ctrl+N adds more: scan a book, or type 3.1 for a shelf."),
                _("Ctrl+K goes to the next kind of label, Ctrl+H to what was printed, Ctrl+R prints that again."),
                _("The arrows on the sheet choose its first free label; Ctrl+P prints. This PC remembers the next."),
                _("A theme or sub-theme that gets another name has its shelf signs listed again."),
            ),
        ),
        Section(
            heading=_("Weeding"),
            rooms=frozenset({"weeding"}),
            lines=_paragraphs(
                _("G gives a book away, P pulps it, L leaves it for later, K keeps it until the day beside it."),
                _("1 to 5 and M U S T I E fill in the slip. Nothing leaves the shelf before Ctrl+Enter."),
                _("Ctrl+P shows the slips, Ctrl+G and Ctrl+U the lists, Ctrl+M sets the life spans."),
            ),
        ),
        Section(
            heading=_("Press review and boards"),
            rooms=frozenset({"press", "boards"}),
            lines=[
                (
                    _("Enter"),
                    _("paste a link or type a title, Enter: the form. Alt+1 to 5 give themes, Ctrl+Enter saves"),
                ),
                (_("1 to 5"), _("in the list: themes of the article; Ctrl+↑ ↓ moves it, Ctrl+Del takes it out")),
                (
                    "Ctrl+Shift+D",
                    _(
                        "closes the issue of the week under its number; Ctrl+P, Ctrl+E and Ctrl+M write PDF, HTML and "
                        "a mail"
                    ),
                ),
                ("Ctrl+R", _("reads the feeds where the house allows it; Ctrl+J goes to the proposals, + takes one")),
                ("Ctrl+B", _("searches all issues by words, theme and year; Esc goes back")),
                ("Ctrl+Shift+H", _("licences, feeds, and the number from which the issues count on")),
                (
                    "Ctrl+PgDown",
                    _("through the boards; Enter goes from a line to its titles, and opens one"),
                ),
            ],
        ),
        Section(
            heading=_("What not to write"),
            lines=_paragraphs(
                _("No name, phone number, address or national number of a reader: the program refuses them."),
                _(
                    "Somebody wrote it all the same: mark the title, then Erase for good in the menu. It goes here and "
                    "on every PC, for ever."
                ),
            ),
        ),
    ]


def _reports(_key_map: KeyMap) -> list[Section]:
    return [
        Section(
            heading=_("What it is for"),
            lines=_paragraphs(
                _("The day on one sheet, and the week, the month and the year: chosen in the list, or in the menu."),
                _("Any day of it chooses the period; where there is a choice, the box beside it says how long it is."),
                _("The preview is the real file. Ctrl+P prints it; the same figures go to PDF, Excel, CSV and JSON."),
                _("Another day: type it, such as 30/11/2026, 30/11 or 30, and press Enter."),
                _("Alt+1 shows the page, Alt+2 the charts, Alt+3 the tables; T goes from chart to table and back."),
                _("Alt+4 is the page of a manager: today and this week, waits, languages, what is still to be done."),
                _("Left and Right walk to the period before and after; Ctrl+PgUp and Ctrl+PgDown do so everywhere."),
                _("Enter on a figure of the list lays out the days that it is the sum of."),
                _("What is printed or written is kept: what would tell of one to four people is not given out."),
                _("It balances: numbers handed out are called, gone, absent, cancelled or not called."),
            ),
        ),
        Section(
            heading=_("Closing the day"),
            lines=_paragraphs(
                _(
                    "Ctrl+Shift+B, on any tab: what is missing, in one list. Enter goes to a line, Del settles it, "
                    "Ctrl+Z takes it back."
                ),
                _("Half an hour after the doors a manager closes the day with one button; the day sheet is written."),
                _(
                    "The next morning choose the day before: late entries and corrections stand there, by which role, "
                    "when and why."
                ),
            ),
        ),
        Section(
            heading=_("What the figures never show"),
            lines=_paragraphs(
                _("Nobody can be found again in a figure: there are no names, and no time finer than the hour."),
                _("Of a special audience or helper language fewer than five people are told nowhere."),
            ),
        ),
    ]


def _activities(_key_map: KeyMap) -> list[Section]:
    return [
        Section(
            heading=_("What it is for"),
            lines=_paragraphs(
                _("Activities and outings: planned here, shown on the wall, counted once for every report."),
                _("A room taken twice or an hour outside the opening hours is told, never forbidden."),
                _("Nobody is enrolled by name: only how many."),
            ),
        ),
        Section(
            heading=_("Keys"),
            lines=(
                ("N", _("plans an activity on the spot that is current, once or as a series")),
                (_("Enter"), _("opens it; D plans it once more, a week later")),
                ("2 3 " + _("Enter"), _("counts 23 heads; P asks for all the numbers")),
                (_("Alt+arrows"), _("move it by a day or an hour; so does the mouse")),
                (_("Del"), _("calls it off, or holds it after all; Ctrl+Del removes it")),
                ("F8", _("next view: week, day, month, list, to count; T goes to today")),
            ),
        ),
        Section(
            heading=_("If something went wrong"),
            lines=_paragraphs(
                _("Ctrl+Z takes back every act. A count that was wrong is counted again: the last one stands."),
                _("Counted differently at two PCs at once: it stands under To count until somebody counts again."),
            ),
        ),
    ]


def _bag(_key_map: KeyMap) -> list[Section]:
    return [
        Section(
            heading=_("What it is for"),
            lines=_paragraphs(
                _("A laptop in the Formtruck, in prison or at a fair: one key for each person met, for days."),
                _("Open the bag before you leave: how you are away, where, until when. The house sees that it is out."),
                _("Everything counted in it bears its place. No ticket, no queue, no name, no network."),
                _("While it is away nobody is registered for the house on this computer."),
            ),
        ),
        Section(
            heading=_("Keys"),
            lines=[
                ("1 … 5", _("one person, with this theme")),
                (_("Space"), _("one person, no theme")),
                ("Backspace", _("takes the last back, Ctrl+Z too")),
                ("Ctrl+B", _("people counted by hand: their theme, their number, Enter")),
                ("Ctrl+I · Ctrl+K", _("to the interview, and back to the clicker")),
                ("Ctrl+Shift+D", _("closes the bag and shows what it has counted")),
            ],
        ),
        Section(
            heading=_("Interviews"),
            lines=_paragraphs(
                _("Alt and a digit for the theme, a key for each outcome, Enter. Minutes only if they were noted."),
                _("An interview counts its people: do not click them as well."),
            ),
        ),
        Section(
            heading=_("Back in the house"),
            lines=_paragraphs(
                _("Close the bag. With the network all of it goes where it belongs, on its day, once."),
                _("Counted on paper: open a bag with the days that are over, then the bundles of each day."),
                _("The list shows the bags that are away, and those that should be back and were not heard of."),
                _("A place that is missing: a manager adds it in Settings, Reference lists, before you leave."),
            ),
        ),
    ]


def _survey(_key_map: KeyMap) -> list[Section]:
    return [
        Section(
            heading=_("What it is for"),
            lines=_paragraphs(
                _("What visitors think of the house, in waves whose questions are frozen when they open."),
                _("Nothing in a form tells who, at which desk or at what hour."),
            ),
        ),
        Section(
            heading=_("Keys"),
            lines=[
                ("1 … 9 · A B C", _("an answer")),
                ("0", _("no answer")),
                ("Enter · Backspace", _("the next question, the one before; at the end Enter keeps the form")),
                ("Ctrl+R", _("would not be asked")),
                ("Ctrl+Z", _("takes the last form back")),
                ("Alt+1 · Alt+2", _("forms, waves and results")),
            ],
        ),
        Section(
            heading=_("Waves"),
            lines=_paragraphs(
                _("A manager opens and closes a wave, reads the comments and lets those be printed that name nobody."),
                _("Report R14 gives every question with its interval, by group and way of asking."),
            ),
        ),
    ]


_PAGES: Mapping[Department, Callable[[KeyMap], list[Section]]] = {
    Department.WELCOME: _welcome,
    Department.QUEUE: _queue,
    Department.COUNSELLING: _counselling,
    Department.MULTIMEDIA: _multimedia,
    Department.ACTIVITIES: _activities,
    Department.LIBRARY: _library,
    Department.REPORTS: _reports,
    Department.BAG: _bag,
    Department.SURVEY: _survey,
}
