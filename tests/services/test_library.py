from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cdm_desk.domain.errors import (
    BarcodeTakenError,
    FieldTooLongError,
    ImportStoppedError,
    ParcelGoneError,
    StoreFullError,
    TextRefusedError,
    TitleGoneError,
    TitleMissingError,
)
from cdm_desk.domain.facets import Facet
from cdm_desk.domain.intake import Work
from cdm_desk.domain.library import Fate, Order, Outcome, ParcelLine, Receipt, Search, State, Title, Why
from cdm_desk.domain.staff import Action
from cdm_desk.importers import parcel, writing
from cdm_desk.services.library import LibraryService
from cdm_desk.store import library as library_store
from cdm_desk.store.canonical import unpacked
from cdm_desk.store.library import FORM
from cdm_desk.store.rows import OutboxRow
from tests.importers.library_files import FILES, needs_files
from tests.services.library_desk import LibraryDesk, copy_of, library_desk, parcel_of, title

ISBN = "9782070541270"
NAUGHTY = [
    "'",
    '"',
    "' OR 1=1 --",
    "<img src='file:///etc/passwd'>",
    "=cmd|' /C calc'!A0",
    "\u202eopposé",
    "𝕌𝕟𝕚𝕔𝕠𝕕𝕖 🎓",
    "مهنة",
    "a\u0300\u0301\u0302\u0303",
    "%s %d {0} {name}",
    "NULL",
    "-1",
    "\\x00\\n",
    "ﬁ ĳ œ ß",
]
NOT_A_QUERY = [
    *("l'", "C++", "emploi?", "10%", "CV & lettre", "emploi :", "(emploi", '"emploi', "NOT", "OR emploi", "NEAR(a b)"),
    *(
        "*",
        "emploi*",
        "title:emploi",
        "words : emploi",
        "^emploi",
        "a AND",
        "-emploi",
        "+",
        "{a}",
        "a" * 10_000,
        "x " * 500,
    ),
    *("\x00", "a\x00b", "\ud800", "\U0001f4da", "' OR 1=1 --", '";DROP TABLE title;--', "<img src=x>", "\u202e"),
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[LibraryDesk]:
    with library_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def library(desk: LibraryDesk) -> LibraryService:
    return desk.library


def headings(library: LibraryService, words: str = "", **more: object) -> list[str]:
    search = Search(words=words, **more)  # type: ignore[arg-type]
    return [hit.title.heading for hit in library.search(search)]


def fates(receipt: Receipt) -> list[tuple[Outcome, Why | None]]:
    return [(fate.outcome, fate.why) for fate in receipt.fates]


def shelf(library: LibraryService) -> list[object]:
    return [(described, copies) for described, copies in library.shelf()]


# Titles and copies


def test_a_title_is_kept_as_it_was_given(library: LibraryService) -> None:
    given_title = title(
        "Main-d'œuvre",
        subtitle="guide",
        authors=("Rosnay, Tatiana de", "Actiris"),
        year=2018,
        isbns=(ISBN,),
        languages=("fr", "nl"),
        theme_code="EMP",
        sub_theme_code="EMP1",
        partner_issued=True,
    )
    library.add(given_title, [copy_of(given_title, "0001", "3.1 ROS")])
    assert library.title(given_title.id) == given_title
    assert [(copy.barcode, copy.shelf_mark) for copy in library.copies(given_title.id)] == [("0001", "3.1 ROS")]


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_strings_are_kept_found_and_given_back(library: LibraryService, text: str) -> None:
    kept = library.add(title(f"Titre {text}", subtitle=text, authors=(text,), summary=text, shelf_mark=text))
    assert library.title(kept.id) == kept
    assert [hit.title for hit in library.found("titre")] == [kept]


def test_signs_that_nobody_sees_are_dropped(library: LibraryService) -> None:
    assert library.add(title("a\x00b\ud800c\u202ed")).title == "abcd"


def test_a_title_of_nothing_is_refused(library: LibraryService) -> None:
    with pytest.raises(TitleMissingError):
        library.add(title(" \x00 "))
    assert library.count(Search()) == 0


def test_ten_thousand_letters_are_refused_with_the_field(library: LibraryService) -> None:
    with pytest.raises(FieldTooLongError) as told:
        library.add(title(subtitle="x" * 10_000))
    assert told.value.field == "subtitle"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Jean, 42.01.22-051.81"),
        ("summary", "écrire à jean@example.be"),
        ("authors", ("0475 12 34 56",)),
        ("shelf_mark", "BE68 5390 0754 7034"),
        ("isbns", ("42012205181",)),
    ],
)
def test_personal_numbers_are_refused_and_nothing_is_kept(library: LibraryService, field: str, value: object) -> None:
    with pytest.raises(TextRefusedError) as told:
        library.add(replace(title(), **{field: value}))  # type: ignore[arg-type]
    assert told.value.field == field
    assert library.count(Search()) == 0


def test_a_personal_number_is_no_barcode(library: LibraryService) -> None:
    kept = library.add(title())
    with pytest.raises(TextRefusedError):
        library.add_copy(kept.id, barcode="42012205181")


def test_an_edit_writes_what_was_changed_and_leaves_what_others_changed(library: LibraryService) -> None:
    seen = library.add(title(year=2000))
    library.keep(replace(seen, publisher="Actiris"), seen)
    library.keep(replace(seen, year=2001), seen)
    now = library.title(seen.id)
    assert (now.publisher, now.year) == ("Actiris", 2001)


def test_a_field_can_be_emptied_again(library: LibraryService) -> None:
    seen = library.add(title(year=2000, authors=("A",)))
    library.keep(replace(seen, year=None, authors=()), seen)
    assert library.title(seen.id) == replace(seen, year=None, authors=())


def test_a_barcode_belongs_to_one_copy(library: LibraryService) -> None:
    first, second = library.add(title("Un")), library.add(title("Deux"))
    library.add_copy(first.id, barcode="0001")
    with pytest.raises(BarcodeTakenError) as told:
        library.add_copy(second.id, barcode=" 0001 ")
    assert told.value.title == "Un"
    assert library.holder("0001") == first


def test_a_copy_keeps_its_own_barcode(library: LibraryService) -> None:
    kept = library.add(title())
    copy = library.add_copy(kept.id, barcode="0001")
    library.keep_copy(replace(copy, shelf_mark="3.1"), copy)
    assert [each.shelf_mark for each in library.copies(kept.id)] == ["3.1"]


def test_a_title_and_its_copies_are_kept_in_one_act_and_put_back_in_one(library: LibraryService) -> None:
    kept = library.add(title())
    first, second = library.add_copy(kept.id, barcode="1"), library.add_copy(kept.id, barcode="2")
    before = shelf(library)
    seen = Work(title=kept, copies=(first, second))
    new = copy_of(kept, "3")
    wanted = Work(title=replace(kept, year=2019), copies=(replace(first, shelf_mark="3.1"), new))
    after = library.keep_work(wanted, seen)
    assert [copy.barcode for copy in library.copies(kept.id)] == ["3", "1"]
    assert library.title(kept.id).year == 2019
    library.keep_work(seen, after)
    assert shelf(library) == before


def test_a_refused_copy_leaves_the_title_untouched(library: LibraryService) -> None:
    kept, other = library.add(title()), library.add(title("Autre"))
    library.add_copy(other.id, barcode="1")
    before = shelf(library)
    with pytest.raises(BarcodeTakenError):
        library.keep_work(Work(title=replace(kept, year=2019), copies=(copy_of(kept, "1"),)), Work(title=kept))
    assert shelf(library) == before


def test_a_withdrawn_copy_is_no_longer_counted(library: LibraryService) -> None:
    kept = library.add(title())
    copy = library.add_copy(kept.id)
    library.add_copy(kept.id)
    library.withdraw_copy(copy.id)
    assert [hit.copies for hit in library.found("")] == [1]


def test_a_withdrawn_title_stays_in_the_catalogue(library: LibraryService) -> None:
    kept = library.add(title())
    library.add_copy(kept.id)
    assert library.withdraw(kept.id).state is State.WITHDRAWN
    assert [(hit.title.state, hit.copies) for hit in library.found("")] == [(State.WITHDRAWN, 0)]


def test_a_removed_title_can_be_brought_back_with_its_copies(library: LibraryService) -> None:
    kept = library.add(title())
    copy = library.add_copy(kept.id, barcode="0001")
    before = shelf(library)
    library.remove(kept.id)
    assert library.found("emploi") == []
    with pytest.raises(TitleGoneError):
        library.title(kept.id)
    library.bring_back(kept.id, [copy.id])
    assert shelf(library) == before
    assert [hit.title for hit in library.found("emploi")] == [kept]


def test_what_is_gone_cannot_be_edited(library: LibraryService) -> None:
    for act in (
        lambda: library.title(uuid4()),
        lambda: library.add_copy(uuid4()),
        lambda: library.withdraw_copy(uuid4()),
    ):
        with pytest.raises(TitleGoneError):
            act()


def test_every_verb_that_writes_asks_the_gate(desk: LibraryDesk) -> None:
    kept = desk.library.add(title())
    desk.library.keep(kept, kept)
    desk.library.keep_work(Work(title=kept), Work(title=kept))
    copy = desk.library.add_copy(kept.id)
    desk.library.keep_copy(copy, copy)
    desk.library.withdraw_copy(copy.id)
    desk.library.withdraw(kept.id)
    desk.library.remove(kept.id)
    desk.library.bring_back(kept.id)
    receipt = desk.library.receive(parcel_of(title("Autre")))
    desk.library.undo(receipt.parcel_id)
    desk.library.keep_profile("x", "{}")
    assert Counter(desk.gate.asked) == {Action.EDIT_CATALOGUE: 9, Action.IMPORT_BOOKS: 3}


# Search


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("oeuvre", "Main-d'œuvre"),
        ("ŒUVRE", "Main-d'œuvre"),
        ("l'economie", "L'économie belge"),
        ("strasse", "Straße"),
        ("finance", "ﬁnance"),
        ("ijsland", "ĳsland"),
        ("ecol", "École"),
        ("emploi trouver", "Trouver un emploi"),
        ("trouv empl", None),
        ("contro", "Contrôle"),
        # A word is found by its beginning, never by its middle.
        ("rôle", None),
    ],
)
def test_accents_and_ligatures_do_not_matter(library: LibraryService, words: str, name: str | None) -> None:
    kept = ("Main-d'œuvre", "L'économie belge", "Straße", "ﬁnance", "ĳsland", "École", "Trouver un emploi", "Contrôle")
    for each in kept:
        library.add(title(each))
    assert headings(library, words) == ([title(name).checked().title] if name else [])


@pytest.mark.parametrize("words", NOT_A_QUERY)
def test_nothing_that_is_typed_is_query_syntax(library: LibraryService, words: str) -> None:
    library.add(title("CV & lettre d'emploi : 10 % (C++)"))
    search = Search(words=words)
    assert library.count(search) == len(library.search(search))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=250))
def test_any_text_can_be_looked_for(library: LibraryService, words: str) -> None:
    assert library.count(Search(words=words)) == len(library.found(words))


@pytest.mark.parametrize("words", [ISBN, "978-2-07-054127-0", "2070541274", "2-07-054127-4", "978-2", "97820705"])
def test_an_isbn_is_found_however_it_is_written(library: LibraryService, words: str) -> None:
    library.add(title(isbns=("978-2-07-054127-0",)))
    library.add(title("Un autre livre"))
    assert headings(library, words) == ["Trouver un emploi"]


def test_copies_are_found_by_their_labels(library: LibraryService) -> None:
    kept = library.add(title())
    library.add_copy(kept.id, barcode="30007004052170", shelf_mark="3.1 ROS")
    assert headings(library, "30007004052170") == ["Trouver un emploi"]
    assert headings(library, "3.1 ros") == ["Trouver un emploi"]


def test_an_edit_changes_what_is_found_in_the_same_act(library: LibraryService) -> None:
    seen = library.add(title("Ancien"))
    library.keep(replace(seen, title="Nouveau"), seen)
    assert (headings(library, "ancien"), headings(library, "nouveau")) == ([], ["Nouveau"])


def test_a_theme_and_a_language_can_be_asked_for_alone_or_with_words(library: LibraryService) -> None:
    library.add(title("Emploi A", theme_code="EMP", languages=("fr",)))
    library.add(title("Emploi B", theme_code="FOR", languages=("nl", "fr")))
    library.add(title("Autre C", theme_code="EMP", languages=("nl",)))
    assert headings(library, theme_code="EMP") == ["Autre C", "Emploi A"]
    assert headings(library, language="fr") == ["Emploi A", "Emploi B"]
    assert headings(library, "emploi", theme_code="EMP") == ["Emploi A"]
    assert headings(library, "emploi", language="nl") == ["Emploi B"]
    assert headings(library, theme_code="EMP", language="nl") == ["Autre C"]
    assert library.count(Search(theme_code="EMP", language="nl")) == 1
    assert library.tally() == {"EMP": 2, "FOR": 1}


@pytest.mark.parametrize(
    ("order", "names"),
    [
        (Order.TITLE, ["A", "B", "C"]),
        (Order.AUTHOR, ["C", "A", "B"]),
        (Order.YEAR, ["B", "C", "A"]),
        (Order.MARK, ["B", "A", "C"]),
    ],
)
def test_a_list_is_sorted_both_ways(library: LibraryService, order: Order, names: list[str]) -> None:
    library.add(title("A", authors=("Maes, An",), year=2018, shelf_mark="3.2"))
    library.add(title("B", authors=("Peeters, Jo",), year=2001, shelf_mark="1.1"))
    library.add(title("C", authors=("Dupont, Léa",), year=2010, shelf_mark="3.10"))
    assert headings(library, order=order) == names
    assert headings(library, order=order, descending=True) == names[::-1]
    assert sorted(headings(library, "a", order=order)) == ["A"]


def test_pages_follow_each_other_without_gap_or_repeat(library: LibraryService) -> None:
    library.receive(parcel_of(*(title(f"Emploi {number}") for number in range(130))))
    for search in (Search(), Search(words="emploi"), Search(words="e"), Search(words="emploi", order=Order.TITLE)):
        pages = [library.search(search, first, 50) for first in (0, 50, 100)]
        assert len({hit.title.id for page in pages for hit in page}) == library.count(search) == 130


# Parcels


def test_each_row_has_one_fate_and_the_sums_agree(library: LibraryService) -> None:
    known = library.add(title("Le travail", isbns=(ISBN,)))
    library.add_copy(known.id, barcode="0001")
    same = title("Le travail", isbns=(ISBN,))
    receipt = library.receive(
        parcel_of(
            title("Nouveau"),
            (same, (copy_of(same, "0002"),)),
            (same, (copy_of(same, "0001"),)),
            title("Tout autre chose", isbns=(ISBN,)),
            ParcelLine(number=5, why=Why.NO_TITLE),
        )
    )
    assert fates(receipt) == [
        (Outcome.NEW, None),
        (Outcome.COPY, None),
        (Outcome.MERGED, None),
        (Outcome.DOUBTFUL, Why.SAME_ISBN),
        (Outcome.REFUSED, Why.NO_TITLE),
    ]
    plain = receipt.plain()
    assert plain["read"] == sum(plain[name] for name in ("new", "copies", "merged", "doubtful", "refused")) == 5
    assert plain["parcel"] == receipt.parcel_id.hex


def test_a_dry_run_says_the_same_and_changes_nothing(library: LibraryService) -> None:
    rows = parcel_of(title("Un"), title("Un"), title("Deux"))
    dry = library.receive(rows, dry_run=True)
    assert library.count(Search()) == 0
    assert library.parcels() == []
    assert fates(dry) == fates(library.receive(rows))


def test_a_second_import_of_the_same_file_adds_nothing(library: LibraryService) -> None:
    rows = [title(f"Titre {number}", shelf_mark=f"3.{number}") for number in range(20)]
    library.receive(parcel_of(*rows))
    before = shelf(library)
    again = library.receive(parcel_of(*(replace(each, id=uuid4()) for each in rows)))
    assert {fate.outcome for fate in again.fates} == {Outcome.MERGED}
    assert shelf(library) == before


def test_another_shelf_mark_is_another_copy(library: LibraryService) -> None:
    one, two = title(shelf_mark="3.1"), title(shelf_mark="3.2")
    receipt = library.receive(parcel_of((one, (copy_of(one, None, "3.1"),)), (two, (copy_of(two, None, "3.2"),))))
    assert [fate.outcome for fate in receipt.fates] == [Outcome.NEW, Outcome.COPY]
    assert [hit.copies for hit in library.found("emploi")] == [2]


def test_a_better_record_fills_gaps_and_gives_a_bare_copy_its_barcode(library: LibraryService) -> None:
    library.receive(parcel_of(title(year=2018)))
    rich = title(year=2018, isbns=(ISBN,), publisher="Actiris", summary="Un résumé.")
    receipt = library.receive(parcel_of((rich, (copy_of(rich, "0001", "3.1"),))))
    assert [fate.outcome for fate in receipt.fates] == [Outcome.MERGED]
    ((kept, copies),) = library.shelf()
    assert (kept.publisher, kept.isbns, kept.summary) == ("Actiris", (ISBN,), "Un résumé.")
    assert [(copy.barcode, copy.shelf_mark) for copy in copies] == [("0001", "3.1")]


def test_a_barcode_of_another_title_does_not_cost_the_row(library: LibraryService) -> None:
    known = library.add(title("Le travail"))
    library.add_copy(known.id, barcode="0001")
    other = title("Tout autre chose")
    receipt = library.receive(parcel_of((other, (copy_of(other, "0001"),))))
    assert fates(receipt) == [(Outcome.DOUBTFUL, Why.BARCODE_TAKEN)]
    assert [copy.barcode for copy in library.copies(other.id)] == [None]


def test_what_is_doubtful_is_marked_to_be_checked(library: LibraryService) -> None:
    library.receive(parcel_of(title("Un", isbns=(ISBN,)), title("Deux autres choses", isbns=(ISBN,))))
    assert {hit.title.title: hit.title.state for hit in library.found("")} == {
        "Un": State.SHELF,
        "Deux autres choses": State.CHECK,
    }


def test_a_row_with_a_personal_number_is_refused_and_not_even_its_source_is_kept(library: LibraryService) -> None:
    spoken = title("Note", summary="42.01.22-051.81")
    receipt = library.receive(
        parcel_of(title("Bon"), ParcelLine(number=2, source="Note;42.01.22-051.81", title=spoken))
    )
    assert fates(receipt)[1] == (Outcome.REFUSED, Why.PERSONAL)
    assert [line.source for line in library.fates(receipt.parcel_id)] == ["Bon", ""]
    assert headings(library) == ["Bon"]


def test_a_field_too_long_is_shortened_and_said(library: LibraryService) -> None:
    receipt = library.receive(parcel_of(title("x" * 10_000)))
    assert fates(receipt) == [(Outcome.DOUBTFUL, Why.SHORTENED)]
    assert len(library.found("")[0].title.title) == 1_000


def test_a_stopped_import_keeps_nothing(library: LibraryService) -> None:
    def stop(number: int, _of: int) -> None:
        if number == 3:
            raise ImportStoppedError

    with pytest.raises(ImportStoppedError):
        library.receive(parcel_of(*(title(f"Titre {number}") for number in range(9))), tell=stop)
    assert library.count(Search()) == 0
    assert library.parcels() == []


def test_an_import_that_fails_half_way_keeps_nothing(library: LibraryService, monkeypatch: pytest.MonkeyPatch) -> None:
    from cdm_desk.store.library import ParcelTable  # noqa: PLC0415

    def full(*_given: object) -> None:
        raise StoreFullError

    monkeypatch.setattr(ParcelTable, "add", full)
    with pytest.raises(StoreFullError):
        library.receive(parcel_of(title("Un"), title("Deux")))
    assert library.count(Search()) == 0


def test_an_import_undone_leaves_the_catalogue_as_it_was(library: LibraryService) -> None:
    bare = library.add(title("Le travail", isbns=(ISBN,)))
    library.add_copy(bare.id, shelf_mark="3.1")
    library.add(title("Sans lien", year=2001))
    before, found = shelf(library), headings(library, "travail")
    rich = title("Le travail", isbns=(ISBN,), publisher="VDAB", subjects=("Werk",), summary="S")
    receipt = library.receive(
        parcel_of((rich, (copy_of(rich, "0001", "3.1"), copy_of(rich, "0002", "3.9"))), title("Neuf"), title("Neuf"))
    )
    assert shelf(library) != before
    undone = library.undo(receipt.parcel_id)
    assert (undone.removed, undone.restored, undone.left) == (1, 1, 0)
    assert shelf(library) == before
    assert headings(library, "travail") == found
    assert headings(library, "neuf") == []


def test_what_somebody_has_worked_on_since_is_left(library: LibraryService) -> None:
    receipt = library.receive(parcel_of(title("Un"), title("Deux")))
    (hit,) = library.found("deux")
    library.keep(replace(hit.title, year=2019), hit.title)
    undone = library.undo(receipt.parcel_id)
    assert (undone.removed, undone.left) == (1, 1)
    assert headings(library) == ["Deux"]


def test_a_copy_somebody_added_keeps_its_title(library: LibraryService) -> None:
    receipt = library.receive(parcel_of(title("Un")))
    library.add_copy(library.found("un")[0].title.id, barcode="0001")
    assert library.undo(receipt.parcel_id).left == 1
    assert [hit.copies for hit in library.found("un")] == [2]


def test_two_parcels_are_undone_in_either_order(library: LibraryService) -> None:
    library.add(title("Ancien"))
    before = shelf(library)
    first = library.receive(parcel_of(title("Un")))
    second = library.receive(parcel_of(title("Un", publisher="Actiris"), title("Deux")))
    assert library.undo(first.parcel_id).left == 1
    library.undo(second.parcel_id)
    assert library.undo(first.parcel_id).left == 0
    assert shelf(library) == before


def test_a_parcel_is_undone_once(library: LibraryService) -> None:
    receipt = library.receive(parcel_of(title("Un")))
    library.undo(receipt.parcel_id)
    for parcel_id in (receipt.parcel_id, uuid4()):
        with pytest.raises(ParcelGoneError):
            library.undo(parcel_id)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Alpha", "Beta", "Alpha."]),
            st.sampled_from([None, ISBN]),
            st.sampled_from([None, "1", "2"]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_parcel_undone_leaves_the_catalogue_as_it_was(
    library: LibraryService, rows: list[tuple[str, str | None, str | None]]
) -> None:
    described = [title(name, isbns=(isbn,) if isbn else ()) for name, isbn, _barcode in rows]
    pairs = [(each, (copy_of(each, row[2]),)) for each, row in zip(described, rows, strict=True)]
    if not library.count(Search()):
        library.receive(parcel_of(title("Alpha"), title("Beta", isbns=(ISBN,))))
    before = shelf(library)
    receipt = library.receive(parcel_of(*pairs))
    assert receipt.read == len(rows) == sum(receipt.sums.values())
    library.undo(receipt.parcel_id)
    assert shelf(library) == before


def test_titles_that_all_begin_alike_do_not_hold_up_an_import(library: LibraryService) -> None:
    rows = [
        title(f"Guide {'abcdefghij'[number % 10] * 9} {chr(97 + number % 26) * 7} pratique") for number in range(900)
    ]
    compared = []
    receipt = library.receive(parcel_of(*rows), dry_run=True, tell=lambda number, _of: compared.append(number))
    assert receipt.read == 900
    assert compared == list(range(1, 901))


def test_what_others_catalogue_is_found_here(desk: LibraryDesk, tmp_path: Path) -> None:
    library = desk.library
    with library_desk(_other(tmp_path)) as there:
        kept = there.library.add(title("Werk zoeken", isbns=(ISBN,)))
        there.library.add_copy(kept.id, barcode="0001")
        there.library.keep(replace(kept, title="Werk vinden"), kept)
        with there.store.unit() as unit:
            bodies = [unpacked(body) for body in unit.db.execute(select(OutboxRow.body)).scalars()]
        with desk.store.unit() as unit:
            assert unit.receive("r", reversed(bodies)) == []
        assert shelf(library) == shelf(there.library)
        assert headings(library, "vinden") == headings(library, "0001") == headings(library, ISBN) == ["Werk vinden"]


def test_profiles_are_remembered_by_name(library: LibraryService) -> None:
    library.keep_profile("Forem", '{"columns": {"Kop": "title"}}')
    library.keep_profile("Forem", '{"columns": {"Titel": "title"}}')
    assert library.profiles() == {"Forem": '{"columns": {"Titel": "title"}}'}


# Whole files


@needs_files
def test_the_seed_catalogue_is_taken_in_and_undone(library: LibraryService) -> None:
    read = parcel.read(FILES / "seed_catalogue_1600.csv")
    receipt = library.receive(read)
    assert (receipt.read, receipt.sums[Outcome.NEW], receipt.sums[Outcome.MERGED]) == (1600, 1598, 2)
    assert library.undo(receipt.parcel_id).removed == 1598
    assert shelf(library) == []


@needs_files
def test_overlapping_catalogues_are_merged_and_undone_as_they_came(library: LibraryService) -> None:
    names = ["rero_books_a.csv", "derived_unimarc_utf8_a.mrc", "bsg_cotes8.mrc"]
    states, receipts = [shelf(library)], []
    for name in names:
        receipt = library.receive(parcel.read(FILES / name))
        assert receipt.read == sum(receipt.sums.values())
        receipts.append(receipt)
        states.append(shelf(library))
    assert receipts[1].sums[Outcome.MERGED] >= 980
    for receipt, before in zip(reversed(receipts), reversed(states[:-1]), strict=True):
        assert library.undo(receipt.parcel_id).left == 0
        assert shelf(library) == before


@needs_files
@pytest.mark.parametrize("suffix", [".mrc", ".xml", ".csv"])
@pytest.mark.parametrize("form", ["unimarc", "marc21"])
def test_a_whole_catalogue_goes_out_and_comes_back(
    library: LibraryService, tmp_path: Path, suffix: str, form: str
) -> None:
    seed = parcel.read(FILES / "seed_catalogue_1600.csv")
    library.receive(replace(seed, rows=seed.rows[:60] + seed.rows[1200:1300]))
    library.receive(parcel.read(FILES / "bsg_cotes8.mrc"))
    data = writing.written(library.shelf(), suffix, form, library.today())
    back = parcel.read_bytes(data)
    assert len(back.rows) == library.count(Search())
    with library_desk(_other(tmp_path)) as other:
        receipt = other.library.receive(back)
        assert receipt.sums[Outcome.REFUSED] == 0
        assert Counter(title_line(each) for each, _copies in other.library.shelf()) == Counter(
            title_line(each) for each, _copies in library.shelf()
        )
        assert sum(map(len, (copies for _each, copies in other.library.shelf()))) == sum(
            map(len, (copies for _each, copies in library.shelf()))
        )


def _other(folder: Path) -> Path:
    other = folder / "other"
    other.mkdir()
    return other


def title_line(each: Title) -> str:
    return each.heading


def test_a_fate_names_its_title(library: LibraryService) -> None:
    (fate,) = library.receive(parcel_of(title("Un", subtitle="deux"))).fates
    assert isinstance(fate, Fate)
    assert fate.plain() == {"row": 1, "fate": "new", "why": "", "title": "Un : deux"}


def test_what_is_doubtful_is_listed_to_be_checked_with_its_reason_until_it_is(library: LibraryService) -> None:
    library.receive(parcel_of(title("Le métier de libraire", year=2001), title("Le métier du libraire", year=2001)))
    [waiting] = library.search(Search(to_check=True))

    assert waiting.title.title == "Le métier du libraire"
    assert library.doubts()[waiting.title.id] is Why.SIMILAR
    assert library.count(Search(to_check=True)) == 1
    assert [hit.title.id for hit in library.search(Search(words="libraire", to_check=True))] == [waiting.title.id]
    assert library.count(Search(words="nowhere", to_check=True)) == 0
    library.keep(replace(waiting.title, state=State.SHELF), waiting.title)
    assert library.search(Search(to_check=True)) == []
    assert library.count(Search(to_check=True)) == 0


# Facets


def faceted(desk: LibraryDesk) -> LibraryService:
    for each in (
        title("Un", theme_code="EMP", sub_theme_code="EMP1", languages=("fr", "nl"), year=2018, kind="BOOK"),
        title("Deux", theme_code="EMP", other_sub_themes=("EMP2",), languages=("fr",), year=2011, partner_code="A-1"),
        title("Trois", theme_code="FOR", languages=("nl",), kind="GUIDE", partner_code="A1", state=State.WITHDRAWN),
        title("Quatre"),
    ):
        desk.library.add(each)
    return desk.library


def test_every_value_of_every_facet_is_counted(desk: LibraryDesk) -> None:
    found = faceted(desk).facets(Search())

    assert found == {
        Facet.THEME: {"EMP": 2, "FOR": 1, "": 1},
        Facet.SUB_THEME: {"EMP1": 1, "EMP2": 1, "": 2},
        Facet.LANGUAGE: {"fr": 2, "nl": 2, "": 1},
        Facet.DECADE: {"2010": 2, "": 2},
        Facet.KIND: {"BOOK": 1, "GUIDE": 1, "": 2},
        Facet.STATE: {"SHELF": 3, "WITHDRAWN": 1},
        Facet.PARTNER: {"A-1": 1, "A1": 1, "": 2},
    }


@given(data=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_number_beside_a_value_is_what_choosing_it_gives(filled: LibraryDesk, data: st.DataObject) -> None:
    library = filled.library
    search = Search(words=data.draw(st.sampled_from(["", "u", "tr", "e"])))
    for facet in data.draw(st.lists(st.sampled_from(list(Facet)), max_size=3, unique=True)):
        search = search.narrowed(facet, data.draw(st.sampled_from(sorted(library.facets(Search())[facet]))))
    counts = library.facets(search)
    for facet, values in counts.items():
        for value, number in values.items():
            chosen = search.narrowed(facet, None).narrowed(facet, value)
            assert library.count(chosen) == number
            assert len(library.search(chosen)) == number


@pytest.fixture
def filled(desk: LibraryDesk) -> LibraryDesk:
    faceted(desk)
    return desk


def test_visitors_find_what_stands_on_the_shelf(desk: LibraryDesk) -> None:
    library = faceted(desk)

    assert library.count(Search(on_shelf=True)) == 3
    assert library.count(Search(words="trois", on_shelf=True)) == 0


def test_a_store_of_an_older_program_makes_its_index_anew(desk: LibraryDesk) -> None:
    library = faceted(desk)
    with desk.store.unit() as unit:
        unit.meta.put(FORM, "1")
        unit.db.exec_driver_sql("UPDATE title_key SET facets = '', tags = ''")
    with desk.store.unit() as unit:
        outdated = unit.titles.outdated()
        unit.titles.renew()

    assert outdated
    assert library.count(Search(theme_code="EMP")) == 2
    assert library.facets(Search())[Facet.THEME] == {"EMP": 2, "FOR": 1, "": 1}
    with desk.store.view() as unit:
        assert not unit.titles.outdated()


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("order", Order)
def test_many_titles_stand_in_the_order_in_which_few_of_them_would(
    desk: LibraryDesk, monkeypatch: pytest.MonkeyPatch, order: Order, descending: bool
) -> None:
    names = ["L'école", "Zèbre", "Ami", "Métier", "École", "Métier"]
    titles = [
        title(name, languages=("nl",) if at % 3 else ("fr",), year=2000 + at % 4, authors=(f"Maes {at % 2}",))
        for at, name in enumerate(names * 2)
    ]
    desk.library.receive(parcel_of(*titles))
    search = Search(language="nl", order=order, descending=descending)
    few = [hit.title.id for hit in desk.library.search(search, 1, 5)]
    monkeypatch.setattr(library_store, "SORTED", 0)

    assert [hit.title.id for hit in desk.library.search(search, 1, 5)] == few
    assert len(few) == 5
