"""What is said in words in the file for the label: written in French and in Dutch, under each heading."""

from cdm_desk.domain.label_file import HEADINGS, LABEL_FILE, Kept, checked_text
from cdm_desk.domain.reports import Narrative, Period
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.report_texts import REPORT_TEXT
from cdm_desk.store.unit import Store


class ReportTextsService:
    """Keeps the texts; who publishes reports writes them."""

    def __init__(self, store: Store, gate: Gate) -> None:
        self._store = store
        self._gate = gate

    def texts(self, period: Period) -> list[Narrative]:
        """Return a text for each heading, in order; empty where nobody has written one."""
        self._gate.require(Action.READ_REPORTS)
        with self._store.view() as unit:
            kept = unit.report_texts.of(LABEL_FILE, period.text)
        return [kept.get(heading, Narrative(heading=heading)) for heading in HEADINGS]

    def keep(self, period: Period, narrative: Narrative) -> Narrative:
        """Keep a text in both languages; return the one that it takes the place of, to be kept again.

        Raises FieldTooLongError or TextRefusedError.
        """
        self._gate.require(Action.PUBLISH)
        fit = checked_text(narrative)
        kept = Kept(report=LABEL_FILE, period=period.text, narrative=fit)
        with self._store.unit() as unit:
            known = unit.report_texts.of(LABEL_FILE, period.text)
            before = known.get(fit.heading, Narrative(heading=fit.heading))
            unit.keep(
                REPORT_TEXT,
                kept.id.hex,
                {
                    "report": LABEL_FILE,
                    "period": period.text,
                    "heading": fit.heading,
                    "text_fr": fit.fr,
                    "text_nl": fit.nl,
                    "removed": False,
                },
            )
        return before
