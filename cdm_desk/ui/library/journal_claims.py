"""The claims of journals: which numbers a letter asks for, and the letter to each publisher."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from uuid import UUID

from cdm_desk.domain.journals import Issue, Journal, Run
from cdm_desk.language import catalogue
from cdm_desk.ui.dialogs.letters import LANGUAGES, Letter
from cdm_desk.ui.journal_words import claim_subject, claim_text, language_of


def to_claim(runs: Sequence[Run], marked: Collection[UUID], journal: Journal | None) -> list[tuple[Run, list[Issue]]]:
    """Return the late numbers to ask for: the marked ones if any is late, else those of one journal, else all."""
    wanted = [(run, [issue for issue in run.late() if issue.id in marked]) for run in runs]
    if not any(issues for _run, issues in wanted):
        wanted = [(run, run.late()) for run in runs if journal is None or run.journal.id == journal.id]
    return [(run, issues) for run, issues in wanted if issues]


def claim_letter(journal: Journal, issues: Sequence[Issue], sent: Callable[[], None]) -> Letter:
    """Return the letter to the publisher of a journal, in both languages, that of the journal first."""
    return Letter(
        to=lambda: journal.publisher or journal.title,
        address=journal.claims_to or "",
        language=language_of(journal),
        subjects={code: claim_subject(journal, catalogue(code)) for code in LANGUAGES},
        texts={code: claim_text(journal, issues, catalogue(code)) for code in LANGUAGES},
        sent=sent,
    )
