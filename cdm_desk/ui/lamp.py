"""The lamp at the foot: how the exchange with the other workstations goes, in an icon, words and since when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cdm_desk.language import _, _n, in_use
from cdm_desk.ui.messages import Tone

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cdm_desk.exchange.medium import Way
    from cdm_desk.exchange.worker import Exchange, ExchangeState, Sign
    from cdm_desk.ui.status_strip import StatusStrip

EVERY_MS = 1000
FRESH_SECONDS = 30
# An open program gives a sign every two minutes.
SILENT = timedelta(minutes=5)


class Lamp(QObject):
    """Reads the state of the exchange every second; a local read, which never asks the folder.

    `back` goes out when the others are reached again after they were away.
    """

    back = Signal()

    def __init__(self, exchange: Exchange, status: StatusStrip, to_decide: Callable[[], int] = lambda: 0) -> None:
        """`to_decide` counts what waits in the dialog for a person: fields edited twice, workstations to take out."""
        super().__init__(status)
        self._exchange = exchange
        self._to_decide = to_decide
        self._were_away = False
        self._status = status
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.show_state)
        self._timer.start()
        self.show_state()

    @Slot()
    def show_state(self) -> None:
        """Show how things stand now."""
        state = self._exchange.state
        tone, words, detail = tone_of(state), words_of(state), detail_of(state)
        number = self._to_decide()
        if number:
            words = _n("{state}, {number} to decide", "{state}, {number} to decide", number).format(
                state=words, number=number
            )
            detail = f"{detail} {_('Something waits for a decision: open this and look.')}"
            tone = Tone.HINT if tone is Tone.DONE else tone
        self._status.show_exchange(tone, words, detail)
        reached = state.share == "ok"
        if reached and self._were_away:
            self.back.emit()
        self._were_away = not reached


def tone_of(state: ExchangeState) -> Tone:
    """Return how serious a state is."""
    alarm = state.called_twice or state.forked or state.revoked or state.differing
    if alarm or state.share in {"foreign", "full"}:
        return Tone.ERROR
    if _not_yet_known(state):
        return Tone.HINT
    if state.share != "ok" or state.slow or state.lacking or any(sign.damaged for sign in state.workstations):
        return Tone.WARNING
    return Tone.DONE


def words_of(state: ExchangeState) -> str:
    """Return a state in a few words: since when, and how much waits to be sent."""
    since = in_use().time(state.since) if state.since else ""
    hub = state.way.by_hub
    others = sum(not sign.revoked for sign in state.workstations)
    words = {
        "ok": _n("In step, {number} other", "In step, {number} others", others)
        if others
        else _("In step, no other PC yet"),
        "away": _("Not yet exchanged since the start") if _not_yet_known(state) else _("Offline since {time}"),
        "foreign": _("Wrong hub since {time}") if hub else _("Wrong shared folder since {time}"),
        "read_only": _("Hub read-only since {time}") if hub else _("Shared folder read-only since {time}"),
        "full": _("Hub full since {time}") if hub else _("Shared folder full since {time}"),
        "none": _("This workstation alone"),
    }[state.share].format(time=since, number=others)
    if state.revoked:
        words = _("This workstation was revoked")
    elif state.called_twice:
        words = _("Called twice: {numbers}").format(numbers=", ".join(state.called_twice))
    elif state.differing:
        words = _("Two stores differ")
    elif state.slow and state.share == "ok":
        words = _("Hub slow") if hub else _("Shared folder slow")
    elif state.lacking and state.share == "ok":
        words = {"folder": _("Folder away, hub in use"), "hub": _("Hub away, folder in use")}[state.lacking]
    if state.unsent and state.share != "ok":
        return _n("{state}, {number} to send", "{state}, {number} to send", state.unsent).format(
            state=words, number=state.unsent
        )
    return words


def _not_yet_known(state: ExchangeState) -> bool:
    """Whether the first exchange of this start is still to come: nothing was offline, nothing is known."""
    return state.share == "away" and state.since is None


def detail_of(state: ExchangeState) -> str:
    """Return what a state means for whoever works here."""
    if state.revoked:
        return _("Nothing it sends is taken in any more. An administrator sets it up again under another name.")
    if state.differing and not state.called_twice:
        first = state.differing[0]
        return _(
            "{one} and {other} know the same and hold something else ({table}). Tell the person who looks after the "
            "program; a backup of both helps."
        ).format(one=first.made_by, other=first.found_by, table=first.table)
    if state.called_twice:
        return _("Two desks called the same number. Tell the person who looks after the program.")
    if state.share == "ok":
        return _detail_when_reached(state)
    if state.share == "none":
        return _("No shared folder is set: this workstation works alone.")
    return _("Work goes on here as usual. Everything is joined once the others are reached again; nothing is lost.")


def _detail_when_reached(state: ExchangeState) -> str:
    if state.lacking:
        return _(
            "The site is moving: the others are reached by the one that is there. Until both are there again, a number "
            "of another workstation is called by asking aloud."
        )
    if state.slow:
        return _("An answer takes longer than usual. Work goes on here; what waits is sent as soon as it comes.")
    return _("What is done here is seen by the others within two seconds.")


def way_words(way: Way) -> str:
    """Return by what way the others are reached, without any password."""
    if way.by_both:
        return _("the folder {folder} and the hub {server}, while the site moves").format(
            folder=way.folder, server=way.server
        )
    if way.by_hub:
        return _("the hub {server}").format(server=way.server)
    return _("the shared folder {folder}").format(folder=way.folder) if way.folder else _("none")


def own_lines(state: ExchangeState) -> list[tuple[str, str]]:
    """Return what is known of this workstation: what, and how it stands."""
    lines = [(_("Exchanges by"), way_words(state.way)), (_("To send"), in_use().number(state.unsent))]
    if state.exchanged_seconds_ago is not None:
        ago = _("{seconds} s ago").format(seconds=round(state.exchanged_seconds_ago))
        lines.append((_("Last exchange"), ago))
    if state.minutes_away:
        lines.append((_("Offline today"), _("{minutes} min").format(minutes=state.minutes_away)))
    if state.strays:
        lines.append((_("Files of others in the folder, ignored"), in_use().number(state.strays)))
    lines.append((_("Calls"), _calls_words(state)))
    return lines


def _calls_words(state: ExchangeState) -> str:
    if not state.claims or state.lacking:
        return _("ask aloud before you call")
    if state.way.by_both:
        return _("confirmed by the folder and the hub")
    return _("confirmed by the hub") if state.way.by_hub else _("confirmed by the folder")


def seen_words(sign: Sign, now: datetime | None = None) -> str:
    """Return when another workstation gave its last sign of life, with the day where that was not today."""
    if sign.seen_at is None:
        return _("not seen yet")
    time = in_use().time(sign.seen_at)
    if now is None or sign.seen_at.date() == now.date():
        return _("last seen at {time}").format(time=time)
    return _("last seen on {day} at {time}").format(day=in_use().date(sign.seen_at.date()), time=time)


def is_silent(sign: Sign, now: datetime | None) -> bool:
    """Whether a workstation has given no sign for longer than it would while its program is open."""
    return now is not None and sign.seen_at is not None and now - sign.seen_at > SILENT
