"""Why a row of an import had its fate, in words."""

import pytest

from cdm_desk.domain.library import Fate, Outcome, Why
from cdm_desk.ui.book_words import fate_sentence


@pytest.mark.parametrize(
    ("outcome", "why", "said"),
    [
        (Outcome.MERGED, None, "The title is in the catalogue; it got what it lacked."),
        (Outcome.COPY, None, "The title is in the catalogue; this is another copy."),
        (Outcome.MERGED, Why.SHORTENED, "A field was too long and has been shortened."),
        (Outcome.NEW, None, ""),
    ],
)
def test_a_row_that_met_a_title_says_so_unless_there_is_more_to_say(
    outcome: Outcome, why: Why | None, said: str
) -> None:
    assert fate_sentence(Fate(row=1, outcome=outcome, why=why)) == said
