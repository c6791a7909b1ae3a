"""Two people edit the same title, each at a store of their own: nothing of either is lost."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as some

from cdm_desk.domain.intake import Work
from cdm_desk.domain.library import Title
from tests.services.library_desk import copy_of, title
from tests.services.record_desk import RecordDesk, exchange, two_desks

FIELDS = {
    "title": some.sampled_from(["Métiers", "Les métiers", "Métiers d'hier"]),
    "publisher": some.sampled_from([None, "Actiris", "VDAB"]),
    "year": some.sampled_from([None, 2018, 2019]),
    "subjects": some.sampled_from([(), ("emploi",), ("werk", "emploi")]),
    "dewey": some.sampled_from([None, "331.1"]),
}


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[RecordDesk, RecordDesk]]:
    with two_desks(tmp_path) as both:
        yield both


def shared_title(desks: tuple[RecordDesk, RecordDesk], **fields: object) -> Title:
    kept = desks[0].library.add(title("Métiers", **fields))
    exchange(*desks)
    return kept


def values_told(desk: RecordDesk, kept: Title, field: str) -> set[object]:
    """Return every value of a field that somebody at this desk can still see."""
    told = {repr(trace.value) for trace in desk.history.of(kept.id) if trace.field == field}
    return set(told)


def test_two_fields_of_one_title_are_both_kept(desks: tuple[RecordDesk, RecordDesk]) -> None:
    here, there = desks
    kept = shared_title(desks)
    here.library.keep(replace(kept, publisher="Actiris"), kept)
    there.library.keep(replace(kept, year=2019), kept)
    exchange(here, there)
    for desk in desks:
        found = desk.library.title(kept.id)
        assert (found.publisher, found.year) == ("Actiris", 2019)
        assert desk.conflicts.of_title(kept.id) == []


def test_one_field_edited_twice_is_told_at_both_and_settled_at_both(desks: tuple[RecordDesk, RecordDesk]) -> None:
    here, there = desks
    kept = shared_title(desks, publisher="Forem")
    here.library.keep(replace(kept, publisher="Actiris"), kept)
    there.library.keep(replace(kept, publisher="VDAB"), kept)
    exchange(here, there)
    for desk in desks:
        (twice,) = desk.conflicts.of_title(kept.id)
        assert {twice.stands, twice.overruled} == {"Actiris", "VDAB"}
    (twice,) = here.conflicts.of_title(kept.id)
    here.conflicts.take(twice.id)
    exchange(here, there)
    for desk in desks:
        assert desk.library.title(kept.id).publisher == twice.overruled
        assert desk.conflicts.of_title(kept.id) == []


def test_what_arrived_while_the_form_was_open_is_not_overwritten_in_silence(
    desks: tuple[RecordDesk, RecordDesk],
) -> None:
    here, there = desks
    kept = shared_title(desks, publisher="Forem")
    seen_here = here.library.title(kept.id)
    there.library.keep(replace(kept, publisher="VDAB"), kept)
    exchange(here, there)
    here.library.keep(replace(seen_here, publisher="Actiris"), seen_here)
    exchange(here, there)
    for desk in desks:
        (twice,) = desk.conflicts.of_title(kept.id)
        assert (twice.stands, twice.overruled) == ("Actiris", "VDAB")


def test_of_a_copy_too_nothing_is_overwritten_in_silence(desks: tuple[RecordDesk, RecordDesk]) -> None:
    here, there = desks
    kept = here.library.add(title("Métiers"))
    copy = copy_of(kept, "42")
    here.library.keep_work(Work(title=kept, copies=(copy,)), Work(title=kept))
    exchange(here, there)
    there.library.keep_copy(replace(copy, location="Réserve"), copy)
    exchange(here, there)
    before = Work(title=kept, copies=(copy,))
    here.library.keep_work(Work(title=kept, copies=(replace(copy, location="Rayon 3"),)), before)
    exchange(here, there)
    for desk in desks:
        (twice,) = desk.conflicts.of_title(kept.id)
        assert {twice.stands, twice.overruled} == {"Rayon 3", "Réserve"}


def test_a_save_that_sees_the_newest_value_is_no_second_edit(desks: tuple[RecordDesk, RecordDesk]) -> None:
    here, there = desks
    kept = shared_title(desks, publisher="Forem")
    there.library.keep(replace(kept, publisher="VDAB"), kept)
    exchange(here, there)
    seen = here.library.title(kept.id)
    here.library.keep(replace(seen, publisher="Actiris"), seen)
    exchange(here, there)
    assert [desk.conflicts.of_title(kept.id) for desk in desks] == [[], []]


some_forms = some.fixed_dictionaries({}, optional=FIELDS)


@settings(max_examples=20, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(forms=some.tuples(some_forms, some_forms), late=some.booleans())
def test_whatever_two_people_write_in_forms_opened_together_can_still_be_seen_by_both(
    forms: tuple[dict[str, Any], dict[str, Any]], late: bool
) -> None:
    with TemporaryDirectory() as folder, two_desks(Path(folder)) as desks:
        kept = shared_title(desks, publisher="Forem", year=2017)
        for who, changes in enumerate(forms):
            desks[who].library.keep(replace(kept, **changes), kept)
            if late:
                # The other hears of it while the form is still open as it was.
                desks[1].hear(desks[0])
        exchange(*desks)
        assert desks[0].library.title(kept.id) == desks[1].library.title(kept.id)
        for name, value in [each for changes in forms for each in changes.items()]:
            plain = list(value) if isinstance(value, tuple) else value
            for desk in desks:
                assert value == getattr(kept, name) or repr(plain) in values_told(desk, kept, name)
