"""Why figures of the website or of the staff were not kept, as sentences."""

from cdm_desk.domain.house_figures import BadLine, LineFault
from cdm_desk.language import _


def fault_sentence(fault: LineFault) -> str:
    """Return what is wrong with a figure, and what it has to look like."""
    return {
        LineFault.MONTH: _("The month must look like 2019-03."),
        LineFault.NUMBER: _("A number must be a whole one, from 0 up."),
        LineFault.MORE_THAN_ALL: _("There cannot be more visitors from Brussels than visitors."),
        LineFault.TWICE: _("This month stands twice, from the same source."),
        LineFault.NAME: _("A name is missing, is too long or names a person."),
    }[fault]


def bad_line(line: BadLine) -> str:
    """Return a sentence for a line that was not taken."""
    return _("Line {line} was not taken: {why}").format(line=line.line, why=fault_sentence(line.fault))
