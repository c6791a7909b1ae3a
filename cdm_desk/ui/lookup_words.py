"""The words of looking books up: names of the catalogues, why one gave nothing; no Qt in here."""

from collections.abc import Callable, Mapping
from typing import Final

from cdm_desk.domain.lookup import OURS, Answer, Fault
from cdm_desk.language import _

_Words = Callable[[], str]

_NAMES: Final[Mapping[str, _Words]] = {
    "bnf": lambda: _("BnF (France)"),
    "sudoc": lambda: _("Sudoc (France)"),
    "kul": lambda: _("KU Leuven"),
    "ugent": lambda: _("UGent"),
    "kb": lambda: _("KB (Netherlands)"),
    "dnb": lambda: _("DNB (Germany)"),
    "loc": lambda: _("Library of Congress"),
    OURS: lambda: _("Our catalogue"),
}
_FAULTS: Final[Mapping[Fault, _Words]] = {
    Fault.NOTHING: lambda: _("{source} does not know this number."),
    Fault.UNNAMED: lambda: _("The address of {source} is not found: this PC seems to be without internet."),
    Fault.REFUSED: lambda: _("{source} refuses the connection. It is asked again later."),
    Fault.UNREACHABLE: lambda: _("{source} cannot be reached. It is asked again later."),
    Fault.TIMED_OUT: lambda: _("{source} has not answered in time. It is asked again later."),
    Fault.CUT_OFF: lambda: _("{source} broke off in the middle of its answer. It is asked again later."),
    Fault.NONSENSE: lambda: _("What came from {source} is no catalogue record. It is asked again later."),
    Fault.TOO_LARGE: lambda: _("{source} sent more than 2 MB: it was not read. It is asked again later."),
    Fault.MOVED: lambda: _("{source} sends elsewhere: its address has changed, or the network wants a sign-in."),
    Fault.DENIED: lambda: _("{source} is out of order, or refuses the question. It is asked again later."),
    Fault.UNTRUSTED: lambda: _("{source} cannot prove that it is who it says: nothing was asked."),
}


def source_name(source: str) -> str:
    """Return what a catalogue is called."""
    return _NAMES[source]() if source in _NAMES else source


def answer_sentence(answer: Answer) -> str:
    """Return what a catalogue said to a number: the title, or why there is none."""
    if answer.title is not None:
        words = _("{source}: {title}")
        return words.format(source=source_name(answer.source), title=answer.title.heading)
    return _FAULTS[answer.fault or Fault.NOTHING]().format(source=source_name(answer.source))
