"""The file for the label (R15): the six principles of the charter with their evidence, texts, what is still missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from cdm_desk.domain.errors import FieldTooLongError, TextRefusedError
from cdm_desk.domain.period_sums import PeriodSums
from cdm_desk.domain.personal import found
from cdm_desk.domain.reports import Cell, Figure, Narrative, Report, Table, weighted_percentile

LABEL_FILE: Final = "R15"
CHARTER: Final = "charter"
PARTS: Final = ("R04", "R08", "R12", "R13", "R14")
LONGEST_TEXT: Final = 4_000
_TEXTS: Final = UUID("9f0b1c0e-6f53-4f0c-8b0e-3c6f0d2f5a77")
SELF_SERVICE, TO_AN_ACTIVITY = "OU3", "OU4"
PRINCIPLES: Final[Mapping[str, tuple[str, ...]]] = {
    "charter_access": ("open_days", "contacts", "multimedia_users", "pc_sessions"),
    "charter_needs": ("advice_users", "wait_p50"),
    "charter_plural": ("partners_active", "themes_advised", "activities"),
    "charter_welcome": ("wait_p90", "satisfied_percent", "collaborators"),
    "charter_resources": ("books", "sent_to_resources", "sent_to_activities"),
    "charter_all": ("school_visits", "pupils", "fairs", "formtruck", "audiences_reached"),
}
"""The principles in the order of the charter, with the figures that stand for each."""
HEADINGS: Final = ("text_presentation", *PRINCIPLES, "text_staff", "text_visits", "text_outlook")
"""What is told in words: the house, each principle, staff and their training, visits received, what comes."""
THERE, MISSING, IN_PART = "there", "missing", "in_part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A text as it is kept: in which report of which period it stands, under which heading."""

    report: str
    period: str
    narrative: Narrative

    @property
    def id(self) -> UUID:
        """The same at every workstation: there is one text under a heading."""
        return uuid5(_TEXTS, f"{self.report} {self.period} {self.narrative.heading}")


def checked_text(narrative: Narrative) -> Narrative:
    """Return a text fit to be kept; raises FieldTooLongError or TextRefusedError."""
    for words in (narrative.fr, narrative.nl):
        if len(words) > LONGEST_TEXT:
            raise FieldTooLongError("text", LONGEST_TEXT)
        if (finding := found(words)) is not None:
            raise TextRefusedError("text", finding)
    return Narrative(heading=narrative.heading, fr=narrative.fr.strip(), nl=narrative.nl.strip())


def evidence_of(sums: PeriodSums, annual: Sequence[Figure]) -> dict[str, int | None]:
    """Return the figures that stand for the principles: volumes of the house, none of which points at people."""
    minutes: dict[int, int] = {}
    for wait in sums.waits:
        if wait.ended == "called":
            minutes[wait.minutes] = minutes.get(wait.minutes, 0) + wait.number
    given = {code: sum(each.sessions for each in sums.outcomes if code in each.outcome_codes) for code in _SENT}
    return {
        **{figure.id: figure.value for figure in annual},
        "open_days": len({visit.day for visit in sums.visits}),
        "wait_p50": weighted_percentile(minutes, 50),
        "wait_p90": weighted_percentile(minutes, 90),
        "partners_active": len({partner for each in sums.activities for partner in each.partners}),
        "themes_advised": len({talk.theme_code for talk in sums.talks if talk.theme_code}),
        "sent_to_resources": given[SELF_SERVICE],
        "sent_to_activities": given[TO_AN_ACTIVITY],
        "audiences_reached": len({code for each in sums.activities for code in each.audiences}),
    }


_SENT: Final = (SELF_SERVICE, TO_AN_ACTIVITY)


def charter_table(evidence: Mapping[str, int | None]) -> Table:
    """Return the principles, each with its evidence; a dash where nothing is known."""
    rows: list[tuple[Cell, ...]] = []
    for principle, names in PRINCIPLES.items():
        rows += [(principle, ""), *((name, evidence.get(name)) for name in names)]
    return Table(id=CHARTER, columns=("evidence", "value"), rows=tuple(rows))


def self_check(report: Report, texts: Sequence[Narrative]) -> Table:
    """Return what the file needs, and whether it is there."""
    known = {figure.id: figure.value for figure in report.figures}
    uncounted = report.note("headcounts")
    states: dict[str, str] = {
        "check_closed": MISSING if report.provisional else THERE,
        "check_heads": MISSING if uncounted else THERE,
        "check_staff": THERE if known.get("collaborators") else MISSING,
        "check_website": THERE if known.get("page_views") else MISSING,
        "check_survey": THERE if known.get("interviews") else MISSING,
        "check_audiences": THERE if _audiences_told(report) else MISSING,
    }
    written = {text.heading: text for text in texts}
    for heading in HEADINGS:
        text = written.get(heading)
        languages = sum(bool(words) for words in ((text.fr, text.nl) if text else ()))
        states[heading] = (MISSING, IN_PART, THERE)[languages]
    return Table(id="self_check", columns=("matter", "state"), rows=tuple(states.items()))


def _audiences_told(report: Report) -> bool:
    return any(part.id == "R13" and part.tables and part.tables[0].rows for part in report.parts)
