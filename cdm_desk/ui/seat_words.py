"""How a seat of the multimedia space is said: on its cell of the map, and in a sentence."""

from cdm_desk.domain.multimedia import Device, PcSession, SeatNow, SeatState, Space, seat_name
from cdm_desk.language import _, _n, _p


def device_name(kind: Device) -> str:
    """Return what stands at a seat."""
    return _p("seat", "PC") if kind is Device.PC else _p("seat", "Tablet")


def seat_mark(here: SeatNow) -> str:
    """Return what stands beside the number on the map: `41'`, `05'!`, `0 !!`, `HS`, `..`, or the number offered."""
    if here.twice:
        return _p("seat", "2x")
    marks = {
        SeatState.FREE: "..",
        SeatState.OUT: _p("seat", "out"),
        SeatState.OFFERED: "" if here.offer is None else here.offer.turn.number,
        SeatState.RUNNING: f"{here.minutes:02d}'",
        SeatState.SOON: f"{here.minutes:02d}'!",
    }
    return marks.get(here.state, "0 !!")


def seat_words(session: PcSession) -> str:
    """Return the seat of a block, such as `PC 12`."""
    return _("{device} {seat}").format(device=device_name(session.device), seat=seat_name(session.seat))


def typed_seat_words(digits: str) -> str:
    """Return the number of a seat as it is being typed, such as `PC 1_`."""
    return _("{device} {seat}").format(device=device_name(Device.PC), seat=f"{digits:_<2}")


def given_words(session: PcSession) -> str:
    """Return that somebody was given a seat, and until when."""
    words = _("{device} {seat} given until {time}")
    return words.format(
        device=device_name(session.device), seat=seat_name(session.seat), time=f"{session.ends_at:%H:%M}"
    )


def stays_words(session: PcSession) -> str:
    """Return that whoever was given a seat keeps it, and is counted."""
    return _("The visitor is counted, and keeps {seat}.").format(seat=seat_words(session))


def seat_sentence(here: SeatNow) -> str:
    """Return a seat as a whole sentence: what a screen reader says of its cell, and what stands under the map."""
    name = _("{device} {seat}").format(device=device_name(here.seat.kind), seat=here.seat.name)
    return _("{seat}: {state}").format(seat=name, state=_state_words(here))


def _state_words(here: SeatNow) -> str:
    if here.stay is None:
        if here.state is SeatState.OUT:
            return _("out of order")
        if here.offer is None:
            return _("free")
        words = _("kept for number {number} until {time}")
        return words.format(number=here.offer.turn.number, time=f"{here.offer.until:%H:%M}")
    if here.twice:
        return _("two people were sent here; M moves the one who came last")
    since, until = f"{here.stay.since:%H:%M}", f"{here.stay.ends_at:%H:%M}"
    words = _("since {since}, until {until}")
    if here.state is SeatState.COURTESY:
        words = _("since {since}, time up at {until}; five minutes more, nobody waits")
    elif here.state is SeatState.OVER:
        words = _("since {since}, time up at {until}")
    told = words.format(since=since, until=until)
    if here.promised_to is not None:
        told += " " + _("(then number {number})").format(number=here.promised_to)
    return told


def counts_text(space: Space, *, short: bool = False) -> str:
    """Return how many seats there are, and in which state; shortened, only who could be helped and who waits."""
    free = space.count(SeatState.FREE, SeatState.OFFERED)
    out = space.count(SeatState.OUT)
    parts = [
        _n("{count} seat", "{count} seats", len(space.seats)).format(count=len(space.seats)),
        _n("{count} free", "{count} free", free).format(count=free),
        _n("{count} taken", "{count} taken", space.taken).format(count=space.taken),
        _n("{count} out of order", "{count} out of order", out).format(count=out),
        _n("{count} waiting", "{count} waiting", space.people_waiting).format(count=space.people_waiting),
    ]
    return "  |  ".join([parts[1], parts[-1]] if short else parts)
