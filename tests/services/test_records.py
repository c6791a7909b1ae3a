"""Authors under several forms, covers, duplicates and the past of a record, on a real store."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from cdm_desk.domain.authors import AuthorForm
from cdm_desk.domain.change import EraseReason
from cdm_desk.domain.covers import MOST_BYTES
from cdm_desk.domain.errors import (
    AuthorNameMissingError,
    AuthorNameTakenError,
    BarcodeTakenError,
    CoverUnfitError,
    MergeSelfError,
    RecordErasedError,
    TextRefusedError,
)
from cdm_desk.domain.intake import Work
from cdm_desk.services.erasure import ErasureService
from cdm_desk.services.history import Past
from tests.services.library_desk import copy_of, parcel_of, title
from tests.services.record_desk import RecordDesk, exchange, record_desk, two_desks

ROSNAY = AuthorForm(id=uuid4(), name="Rosnay, Tatiana de", variants=("De Rosnay, Tatiana", "Rosnay, T. de"))
PICTURE = b"\xff\xd8\xff\xe0" + bytes(200)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[RecordDesk]:
    with record_desk(tmp_path) as made:
        yield made


def found(desk: RecordDesk, words: str) -> list[str]:
    return [hit.title.title for hit in desk.library.found(words)]


# Authors


def test_a_variant_finds_the_titles_of_the_preferred_form(desk: RecordDesk) -> None:
    desk.library.add(title("Elle s'appelait Sarah", authors=("Rosnay, Tatiana de",)))
    assert found(desk, "de rosnay t") == ["Elle s'appelait Sarah"]
    desk.authors.add(AuthorForm(id=uuid4(), name="Rosnay, Tatiana de", variants=("Darcier, Tatiana",)))
    assert found(desk, "darcier") == ["Elle s'appelait Sarah"]


def test_a_title_added_later_is_found_by_the_variant_too(desk: RecordDesk) -> None:
    desk.authors.add(AuthorForm(id=uuid4(), name="Forem", variants=("Office wallon de l'emploi",)))
    desk.library.add(title("Chercher", authors=("FOREM",)))
    assert found(desk, "office wallon") == ["Chercher"]


def test_a_variant_taken_away_finds_them_no_more(desk: RecordDesk) -> None:
    desk.library.add(title("Sarah", authors=("Rosnay, Tatiana de",)))
    form = desk.authors.add(AuthorForm(id=uuid4(), name="Rosnay, Tatiana de", variants=("Darcier",)))
    desk.authors.keep(replace(form, variants=()), form)
    assert found(desk, "darcier") == []
    assert found(desk, "rosnay") == ["Sarah"]


def test_a_removed_author_comes_back(desk: RecordDesk) -> None:
    desk.library.add(title("Sarah", authors=("Rosnay, Tatiana de",)))
    form = desk.authors.add(AuthorForm(id=uuid4(), name="Rosnay, Tatiana de", variants=("Darcier",)))
    desk.authors.remove(form.id)
    assert found(desk, "darcier") == []
    desk.authors.bring_back(form.id)
    assert found(desk, "darcier") == ["Sarah"]


@pytest.mark.parametrize("author_first", [True, False])
def test_elsewhere_the_variant_finds_them_in_whatever_order_it_arrives(tmp_path: Path, author_first: bool) -> None:
    with two_desks(tmp_path) as (here, there):
        if author_first:
            here.authors.add(ROSNAY)
            there.hear(here)
        here.library.add(title("Sarah", authors=("Rosnay, Tatiana de",)))
        there.hear(here)
        if not author_first:
            here.authors.add(ROSNAY)
            there.hear(here)
        assert found(there, '"de rosnay" t') == ["Sarah"]


def test_two_authors_never_share_a_form(desk: RecordDesk) -> None:
    desk.authors.add(ROSNAY)
    with pytest.raises(AuthorNameTakenError) as told:
        desk.authors.add(AuthorForm(id=uuid4(), name="de rosnay tatiana"))
    assert told.value.other == ROSNAY.name


def test_a_name_is_needed_and_names_no_number(desk: RecordDesk) -> None:
    with pytest.raises(AuthorNameMissingError):
        desk.authors.add(AuthorForm(id=uuid4(), name="  "))
    with pytest.raises(TextRefusedError):
        desk.authors.add(AuthorForm(id=uuid4(), name="Jean 42.01.22-051.81"))


# Covers


def test_a_cover_is_kept_replaced_and_taken_away(desk: RecordDesk) -> None:
    kept = desk.library.add(title())
    assert desk.covers.put(kept.id, PICTURE) is None
    assert desk.covers.put(kept.id, PICTURE + b"2") == PICTURE
    assert desk.covers.put(kept.id, None) == PICTURE + b"2"
    assert desk.covers.cover(kept.id) is None


@pytest.mark.parametrize("picture", [b"", b"GIF89a", b"\xff\xd8\xff" + bytes(MOST_BYTES)])
def test_what_is_no_small_jpeg_is_refused(desk: RecordDesk, picture: bytes) -> None:
    kept = desk.library.add(title())
    with pytest.raises(CoverUnfitError):
        desk.covers.put(kept.id, picture)


@pytest.mark.parametrize("text", ["", "no base64 !", "R0lGODlh", "A" * 100_000])
def test_what_others_wrote_that_is_no_picture_is_not_shown(desk: RecordDesk, text: str) -> None:
    kept = desk.library.add(title())
    with desk.store.unit() as unit:
        unit.keep("cover", kept.id.hex, {"picture": text})
    assert desk.covers.cover(kept.id) is None


def test_the_cover_goes_with_a_title_that_is_erased_and_never_comes_back(tmp_path: Path) -> None:
    with two_desks(tmp_path) as (here, there):
        kept = here.library.add(title())
        exchange(here, there)
        there.covers.put(kept.id, PICTURE)
        ErasureService(here.store, here.gate).erase("title", kept.id.hex, EraseReason.MISTAKE)
        exchange(here, there)
        for desk in (here, there):
            assert desk.covers.cover(kept.id) is None
            with desk.store.view() as view:
                assert not view.erasures.holds("cover", kept.id.hex)
        with pytest.raises(RecordErasedError), here.store.unit() as unit:
            unit.keep("cover", kept.id.hex, {"picture": ""})


# Duplicates


def test_what_is_there_is_noticed_by_its_number_and_by_its_title(desk: RecordDesk) -> None:
    kept = desk.library.add(title("Trouver un emploi", isbns=("9782070541270",), authors=("Dupont, Jean",)))
    assert desk.duplicates.perhaps(title("", isbns=("2070541274",)).tidied()) == kept
    assert desk.duplicates.perhaps(title("Trouver un emploie")) == kept
    assert desk.duplicates.perhaps(title("Trouver un emploi", authors=("Martin",))) is None
    assert desk.duplicates.perhaps(title("Créer son entreprise")) is None
    assert desk.duplicates.perhaps(title("")) is None


def test_a_title_is_no_duplicate_of_itself(desk: RecordDesk) -> None:
    kept = desk.library.add(title("Trouver un emploi"))
    assert desk.duplicates.perhaps(kept) is None


def test_merging_moves_copies_and_fills_what_was_empty(desk: RecordDesk) -> None:
    kept = desk.library.add(title("Trouver un emploi", publisher="Actiris"))
    gone = title("Trouver un emploi.", publisher="VDAB", year=2018)
    desk.library.add(gone, [copy_of(gone, "42", "3 TRO")])
    desk.covers.put(gone.id, PICTURE)
    desk.duplicates.merge(kept.id, gone.id)
    merged = desk.library.title(kept.id)
    assert (merged.publisher, merged.year) == ("Actiris", 2018)
    assert [copy.barcode for copy in desk.library.copies(kept.id)] == ["42"]
    assert [hit.title.id for hit in desk.library.found("42")] == [kept.id]
    assert len(desk.library.found("")) == 1
    assert desk.covers.cover(kept.id) == PICTURE


def test_a_merge_is_undone_as_one_act(desk: RecordDesk) -> None:
    kept = desk.library.add(title("Trouver un emploi"))
    gone = title("Trouver un emploi", year=2018)
    desk.library.add(gone, [copy_of(gone, "42")])
    desk.covers.put(gone.id, PICTURE)
    before = desk.library.shelf()
    merged = desk.duplicates.merge(kept.id, gone.id)
    desk.duplicates.part(merged)
    assert desk.library.shelf() == before
    assert desk.covers.cover(kept.id) is None
    assert [hit.title.id for hit in desk.library.found("42")] == [gone.id]


def test_what_was_worked_on_after_a_merge_stays_when_it_is_undone(desk: RecordDesk) -> None:
    kept = desk.library.add(title("Trouver un emploi"))
    gone = desk.library.add(title("Trouver un emploi", year=2018))
    merged = desk.duplicates.merge(kept.id, gone.id)
    now = desk.library.title(kept.id)
    desk.library.keep(replace(now, year=2019), now)
    desk.duplicates.part(merged)
    assert desk.library.title(kept.id).year == 2019


def test_a_title_is_not_merged_with_itself(desk: RecordDesk) -> None:
    kept = desk.library.add(title())
    with pytest.raises(MergeSelfError):
        desk.duplicates.merge(kept.id, kept.id)


def test_a_merge_travels(tmp_path: Path) -> None:
    with two_desks(tmp_path) as (here, there):
        kept = here.library.add(title("Trouver un emploi"))
        gone = title("Trouver un emploi", year=2018)
        here.library.add(gone, [copy_of(gone, "42")])
        exchange(here, there)
        here.duplicates.merge(kept.id, gone.id)
        there.hear(here)
        assert there.library.shelf() == here.library.shelf()
        assert [hit.title.id for hit in there.library.found("42")] == [kept.id]


# The past


def test_each_field_tells_its_day_and_where_it_was_written(desk: RecordDesk) -> None:
    kept = desk.library.add(title("Métiers", publisher="Actiris"))
    traces = {trace.field: trace for trace in desk.history.of(kept.id)}
    assert traces["publisher"].value == "Actiris"
    assert traces["publisher"].day.isoformat() == "2019-03-01"
    assert traces["publisher"].past is Past.STANDS
    assert not traces["publisher"].can_return


def test_an_overruled_value_is_told_and_put_back_and_that_is_undone(tmp_path: Path) -> None:
    with two_desks(tmp_path) as (here, there):
        kept = here.library.add(title("Métiers", publisher="Forem"))
        exchange(here, there)
        here.library.keep(replace(kept, publisher="Actiris"), kept)
        there.library.keep(replace(kept, publisher="VDAB"), kept)
        exchange(here, there)
        stands = here.library.title(kept.id).publisher
        (lost,) = [trace for trace in here.history.of(kept.id) if trace.asks]
        assert {stands, lost.value} == {"Actiris", "VDAB"}
        back = here.history.put_back(lost)
        assert here.library.title(kept.id).publisher == lost.value
        assert here.conflicts.of_title(kept.id) == []
        here.history.put_back(back)
        assert here.library.title(kept.id).publisher == stands


def test_a_value_settled_long_ago_can_still_be_put_back(tmp_path: Path) -> None:
    with two_desks(tmp_path) as (here, there):
        kept = here.library.add(title("Métiers", subjects=("emploi",)))
        exchange(here, there)
        here.library.keep(replace(kept, subjects=("werk",)), kept)
        there.library.keep(replace(kept, subjects=("job",)), kept)
        exchange(here, there)
        (twice,) = here.conflicts.of_title(kept.id)
        here.conflicts.keep(twice.id)
        lost = next(trace for trace in here.history.of(kept.id) if trace.can_return)
        assert not lost.open
        here.history.put_back(lost)
        assert list(here.library.title(kept.id).subjects) == lost.value


def test_every_value_that_a_field_had_is_told_with_its_day_and_put_back(desk: RecordDesk) -> None:
    kept = desk.library.add(title("Métiers", publisher="Forem"))
    for publisher in ("Actiris", "VDAB"):
        seen = desk.library.title(kept.id)
        desk.library.keep(replace(seen, publisher=publisher), seen)
    past = [trace for trace in desk.history.of(kept.id) if trace.field == "publisher"]
    assert [(trace.value, trace.past) for trace in past] == [
        ("VDAB", Past.STANDS),
        ("Actiris", Past.REPLACED),
        ("Forem", Past.REPLACED),
    ]
    assert {trace.day.isoformat() for trace in past} == {"2019-03-01"}
    desk.history.put_back(past[2])
    assert desk.library.title(kept.id).publisher == "Forem"


def test_what_many_records_were_before_one_act_is_told_too(desk: RecordDesk) -> None:
    kept = desk.library.add(title("Métiers"))
    copy = desk.library.add_copy(kept.id, barcode="42", shelf_mark="3 MET")
    with desk.store.unit() as unit:
        unit.keep_all("copy", {copy.id.hex: {"shelf_mark": "4 MET"}})
    past = [trace for trace in desk.history.of(kept.id) if trace.field == "shelf_mark"]
    assert [(trace.value, trace.past) for trace in past if trace.value] == [
        ("4 MET", Past.STANDS),
        ("3 MET", Past.REPLACED),
    ]


def test_elsewhere_the_past_is_the_same(tmp_path: Path) -> None:
    with two_desks(tmp_path) as (here, there):
        kept = here.library.add(title("Métiers", publisher="Forem"))
        here.library.keep(replace(kept, publisher="Actiris"), kept)
        there.hear(here)
        told = [
            [(trace.field, trace.value, trace.past) for trace in desk.history.of(kept.id)] for desk in (here, there)
        ]
        assert told[0] == told[1]


def test_a_title_that_became_one_with_another_is_told(desk: RecordDesk) -> None:
    kept = desk.library.add(title("Métiers"))
    gone = desk.library.add(title("Les métiers"))
    merged = desk.duplicates.merge(kept.id, gone.id)
    (joined,) = [trace for trace in desk.history.of(kept.id) if trace.past is Past.JOINED]
    assert (joined.value, joined.day.isoformat()) == ("Les métiers", "2019-03-01")
    desk.duplicates.part(merged)
    assert Past.JOINED not in {trace.past for trace in desk.history.of(kept.id)}


def test_the_past_of_what_is_erased_goes_with_it(desk: RecordDesk) -> None:
    kept = desk.library.add(title("Métiers", summary="Une adresse"))
    desk.library.keep(replace(kept, summary=None), kept)
    ErasureService(desk.store, desk.gate).erase("title", kept.id.hex, EraseReason.PERSONAL)
    assert desk.history.of(kept.id) == []


def test_a_removed_copy_can_be_brought_back_from_the_past(desk: RecordDesk) -> None:
    kept = desk.library.add(title())
    copy = desk.library.add_copy(kept.id, barcode="42")
    desk.library.keep_work(Work(title=kept), Work(title=kept, copies=(copy,)))
    (gone,) = [trace for trace in desk.history.of(kept.id) if trace.asks]
    assert gone.record == "42"
    desk.history.put_back(gone)
    assert [each.barcode for each in desk.library.copies(kept.id)] == ["42"]


def test_what_another_copy_carries_now_is_not_put_back(tmp_path: Path) -> None:
    with two_desks(tmp_path) as (here, there):
        kept = here.library.add(title())
        copy = here.library.add_copy(kept.id, barcode="1")
        exchange(here, there)
        here.library.keep_copy(replace(copy, barcode="2"), copy)
        there.library.keep_copy(replace(copy, barcode="3"), copy)
        exchange(here, there)
        lost = next(trace for trace in here.history.of(kept.id) if trace.can_return)
        here.library.add_copy(here.library.add(title("Autre")).id, barcode=lost.value)
        with pytest.raises(BarcodeTakenError):
            here.history.put_back(lost)


def test_the_file_that_a_title_came_in_with_is_told(desk: RecordDesk) -> None:
    receipt = desk.library.receive(parcel_of(title("Métiers")))
    title_id = receipt.fates[0].title_id
    assert title_id is not None
    last = desk.history.of(title_id)[-1]
    assert (last.past, last.value) == (Past.TAKEN_IN, "catalogue.csv")


# What the catalogue holds already


def test_choices_are_what_the_catalogue_holds_the_most_frequent_first(desk: RecordDesk) -> None:
    for name, publisher, subjects in (
        ("a", "Actiris", ("emploi", "cv")),
        ("b", "VDAB", ("cv",)),
        ("c", "VDAB", ()),
    ):
        desk.library.add(title(name, publisher=publisher, subjects=subjects))
    desk.library.remove(desk.library.add(title("d", publisher="Rien")).id)
    assert desk.library.choices("publisher") == ["VDAB", "Actiris"]
    assert desk.library.choices("subjects") == ["cv", "emploi"]
    assert desk.library.choices("location") == []
