"""What the share doctor found, in sentences, each with what to do; no Qt in here."""

from collections.abc import Callable, Mapping
from typing import Final

from cdm_desk.exchange.doctor import CLOCK_SECONDS, ROOM_NEEDED, VISIBLE_SECONDS, Check, Checkup, Finding
from cdm_desk.language import _, in_use

Told = Mapping[str, float | str]

# As the exchange calls it; its driver is not loaded for a word.
_HUB: Final = "postgresql"


def found(finding: Finding) -> str:
    """Return what was seen, in one sentence."""
    return _SEEN[finding.check](finding, finding.measured)


def advice(finding: Finding) -> str:
    """Return what to do about a finding that did not pass; empty when it passed."""
    return "" if finding.passed else _ADVICE[finding.check]()


def heading(check: Check) -> str:
    """Return what a check looks at, in a word or two."""
    return _HEADINGS[check]()


def verdict(checkup: Checkup) -> str:
    """Return the whole in one sentence."""
    if checkup.place.kind == _HUB:
        if checkup.passed:
            return _("The hub can be trusted: live calls are on at this workstation.")
        return _("The hub cannot be trusted with live calls yet: this workstation asks aloud before it calls.")
    if checkup.passed:
        return _("The folder can be trusted: live calls are on at this workstation.")
    if checkup.partner is None and all(each.passed for each in checkup.findings if each.check is not Check.PARTNER):
        return _("So far so good, but it takes two: until then this workstation asks aloud before it calls.")
    return _("The folder cannot be trusted with live calls yet: this workstation asks aloud before it calls.")


def _place(finding: Finding, told: Told) -> str:
    if told["kind"] == _HUB:
        return _("A PostgreSQL server: {source}.").format(source=told["source"])
    if told["here"]:
        return _("A folder of this machine ({kind}).").format(kind=told["kind"])
    if finding.passed:
        return _("A network folder ({kind}): {source}.").format(kind=told["kind"], source=told["source"])
    return _("A kind of folder that nobody has tried: {kind}, {source}.").format(
        kind=told["kind"], source=told["source"]
    )


def _synchronised(finding: Finding, told: Told) -> str:
    if finding.passed:
        return _("No service copies it to and fro.")
    return _("{service} copies this folder to and fro: each PC sees its own copy, minutes old.").format(
        service=told["service"]
    )


def _room(_finding: Finding, told: Told) -> str:
    return _("{megabytes} MB are free.").format(megabytes=in_use().number(float(told["bytes"]) // 2**20))


def _durable(finding: Finding, told: Told) -> str:
    if finding.passed:
        return _("What is written stands there when it is read again ({milliseconds} ms).").format(
            milliseconds=_milliseconds(told)
        )
    return _("What was written could not be read again.")


def _clock(finding: Finding, told: Told) -> str:
    seconds = float(told["seconds"])
    if finding.passed:
        return _("The clocks of this PC and of the server agree.")
    minutes = in_use().number(abs(seconds) / 60)
    if seconds > 0:
        return _("The clock of this PC is {minutes} minutes ahead of the server's.").format(minutes=minutes)
    return _("The clock of this PC is {minutes} minutes behind the server's.").format(minutes=minutes)


def _partner(finding: Finding, told: Told) -> str:
    if finding.passed:
        return _("Together with {workstation}.").format(workstation=told["workstation"])
    if told["workstation"]:
        return _("{workstation} stopped answering.").format(workstation=told["workstation"])
    return _("No other workstation took part.")


def _visible(_finding: Finding, told: Told) -> str:
    return _("What one workstation writes, the other sees and answers within {milliseconds} ms.").format(
        milliseconds=_milliseconds(told)
    )


def _overwritten(_finding: Finding, told: Told) -> str:
    return _("What one workstation changes in a file, the other sees and answers within {milliseconds} ms.").format(
        milliseconds=_milliseconds(told)
    )


def _exclusive(finding: Finding, told: Told) -> str:
    keys = in_use().number(float(told["keys"]))
    if finding.passed:
        return _("{keys} names wanted by both at the same moment: each went to one alone.").format(keys=keys)
    if not told["links"]:
        return _("Nothing can be put exclusively there: the folder knows no hard links.")
    if told["double"]:
        return _("Of {keys} names wanted by both, {double} were given to both.").format(
            keys=keys, double=in_use().number(float(told["double"]))
        )
    return _("Of {keys} names wanted by both, {unsure} went to nobody for sure.").format(
        keys=keys, unsure=in_use().number(float(told["keys"]) - float(told["agreed"]))
    )


def _milliseconds(told: Told) -> str:
    return in_use().number(max(1, round(float(told["seconds"]) * 1000)))


_HEADINGS: Final[Mapping[Check, Callable[[], str]]] = {
    Check.PLACE: lambda: _("Where it lies"),
    Check.SYNCHRONISED: lambda: _("Not a synchronised copy"),
    Check.ROOM: lambda: _("Room"),
    Check.DURABLE: lambda: _("Durability"),
    Check.CLOCK: lambda: _("Clock"),
    Check.PARTNER: lambda: _("Second workstation"),
    Check.VISIBLE: lambda: _("Seen at once"),
    Check.OVERWRITTEN: lambda: _("Changes seen at once"),
    Check.EXCLUSIVE: lambda: _("To one alone"),
}

_SEEN: Final[Mapping[Check, Callable[[Finding, Told], str]]] = {
    Check.PLACE: _place,
    Check.SYNCHRONISED: _synchronised,
    Check.ROOM: _room,
    Check.DURABLE: _durable,
    Check.CLOCK: _clock,
    Check.PARTNER: _partner,
    Check.VISIBLE: _visible,
    Check.OVERWRITTEN: _overwritten,
    Check.EXCLUSIVE: _exclusive,
}

_ADVICE: Final[Mapping[Check, Callable[[], str]]] = {
    Check.PLACE: lambda: _("Use an ordinary SMB or NFS share of a file server, connected by the system itself."),
    Check.SYNCHRONISED: lambda: _("Choose a folder on a file server that is not synchronised by such a service."),
    Check.ROOM: lambda: _("Make room on the server: {megabytes} MB are needed.").format(
        megabytes=in_use().number(ROOM_NEEDED // 2**20)
    ),
    Check.DURABLE: lambda: _("Ask who keeps the server why writing to it fails; then check again."),
    Check.CLOCK: lambda: _("Set the clock of this PC by the network: {minutes} minutes are allowed.").format(
        minutes=in_use().number(CLOCK_SECONDS / 60)
    ),
    Check.PARTNER: lambda: _("Start the program on a second PC of this site, and check again; it takes half a minute."),
    Check.VISIBLE: lambda: _("More than {seconds} s is too slow to call: see the network or the server.").format(
        seconds=in_use().number(VISIBLE_SECONDS)
    ),
    Check.OVERWRITTEN: lambda: _("More than {seconds} s is too slow to call: see the network or the server.").format(
        seconds=in_use().number(VISIBLE_SECONDS)
    ),
    Check.EXCLUSIVE: lambda: _("Connect the folder as an SMB 3 or NFS 4 share of the system, not by an add-on."),
}
