"""Brochures on a real store: low, ordered, refilled, taken away, each act with its way back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cdm_desk.domain.change import Lane
from cdm_desk.domain.errors import AmountError, NotAllowedError, TextRefusedError, UnknownCodeError
from cdm_desk.domain.leaflets import Leaflet, Move, Pile, PileGoneError, TagTakenError, ValidUntilError
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.sheet_list import read_sheets
from cdm_desk.domain.staff import Action
from cdm_desk.services.leaflets import LeafletService
from cdm_desk.store.canonical import unpacked
from tests.services.library_desk import LibraryDesk, OpenGate, library_desk

TODAY = date(2019, 3, 1)


class LeafletDesk:
    """A store with its brochures, on 1 March 2019."""

    def __init__(self, desk: LibraryDesk) -> None:
        self.store = desk.store
        self.leaflets = LeafletService(desk.store, desk.store.clock, OpenGate())
        self.partners = [entry.code for entry in desk.lists.all(Kind.PARTNER)]

    def keep(self, title: str = "Vos droits", **fields: Any) -> Leaflet:
        fields = {"partner_code": self.partners[0], "theme_code": "EMP", "language": "fr", **fields}
        return self.leaflets.keep(replace(self.leaflets.fresh(), title=title, **fields))

    def moves(self) -> list[tuple[Move, int]]:
        with self.store.view() as unit:
            return sorted((move.kind, move.count) for move in unit.leaflets.moves())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[LeafletDesk]:
    with library_desk(tmp_path) as made:
        yield LeafletDesk(made)


def test_a_pile_is_kept_whole_and_found_by_its_tag(desk: LeafletDesk) -> None:
    kept = desk.keep(place="Présentoir A", bundle=25, valid_until=date(2019, 12, 31), order_to="stock@example.org")
    assert desk.leaflets.leaflets() == [kept]
    assert desk.leaflets.tagged(f"CDM:PILE:{kept.tag}") == kept
    assert desk.leaflets.tagged("CDM:PILE:000000") is None


def test_a_low_pile_is_ordered_of_its_partner_and_waited_for(desk: LeafletDesk) -> None:
    low, full = desk.keep("Bas"), desk.keep("Haut")
    desk.leaflets.see(low.id, Pile.LOW)
    (order,) = desk.leaflets.orders()
    assert (order.partner_code, [each.title for each in order.leaflets]) == (desk.partners[0], ["Bas"])

    act = desk.leaflets.order(order.leaflets)
    assert desk.leaflets.orders() == []
    desk.leaflets.take_back(act)
    assert [each.title for each in desk.leaflets.orders()[0].leaflets] == ["Bas"]
    assert full.pile is Pile.FULL


def test_a_bundle_put_out_is_counted_ends_the_order_and_is_taken_back(desk: LeafletDesk) -> None:
    pile = desk.keep(bundle=50)
    desk.leaflets.see(pile.id, Pile.EMPTY)
    desk.leaflets.order(desk.leaflets.leaflets())
    act = desk.leaflets.put(pile.id, 2)
    (now,) = desk.leaflets.leaflets()
    assert (now.pile, now.ordered_on, desk.moves()) == (Pile.FULL, None, [(Move.PUT, 100)])

    desk.leaflets.take_back(act)
    (now,) = desk.leaflets.leaflets()
    assert (now.pile, now.ordered_on, desk.moves()) == (Pile.EMPTY, TODAY, [])


def test_a_pile_taken_away_takes_its_rest_out_of_the_count_and_comes_back(desk: LeafletDesk) -> None:
    pile = desk.keep(bundle=40)
    desk.leaflets.put(pile.id)
    desk.leaflets.see(pile.id, Pile.LOW)
    act = desk.leaflets.remove(pile.id)
    assert desk.leaflets.leaflets() == []
    (line,) = desk.leaflets.taken()
    assert (line.month, line.theme_code, line.language, line.taken) == (date(2019, 3, 1), "EMP", "fr", 30)

    desk.leaflets.take_back(act)
    assert [each.pile for each in desk.leaflets.leaflets()] == [Pile.LOW]
    assert desk.leaflets.taken()[0].taken == 40


@pytest.mark.parametrize("bundles", [0, -1, 10**9])
def test_bundles_that_nobody_carries_are_refused(desk: LeafletDesk, bundles: int) -> None:
    with pytest.raises(AmountError):
        desk.leaflets.put(desk.keep().id, bundles)
    assert desk.moves() == []


@pytest.mark.parametrize("name", ["partner_code", "theme_code", "language"])
def test_an_unknown_code_is_refused(desk: LeafletDesk, name: str) -> None:
    with pytest.raises(UnknownCodeError):
        desk.keep(**{name: "XXX"})
    assert desk.leaflets.leaflets() == []


def test_a_validity_that_nobody_means_is_refused(desk: LeafletDesk) -> None:
    with pytest.raises(ValidUntilError):
        desk.keep(valid_until=date(1019, 12, 31))


def test_a_tag_belongs_to_one_pile(desk: LeafletDesk) -> None:
    known = desk.keep()
    with pytest.raises(TagTakenError):
        desk.keep("Autre", tag=known.tag)


def test_a_place_names_no_number_of_a_person(desk: LeafletDesk) -> None:
    with pytest.raises(TextRefusedError):
        desk.keep(place="chez 0475 12 34 56")


def test_what_is_done_to_a_pile_that_is_gone_is_refused(desk: LeafletDesk) -> None:
    pile = desk.keep()
    desk.leaflets.remove(pile.id)
    with pytest.raises(PileGoneError):
        desk.leaflets.see(pile.id, Pile.LOW)


def test_a_list_of_sheets_is_taken_in_renewed_and_taken_back(desk: LeafletDesk) -> None:
    first = read_sheets("D1;Boulanger;fr;31/12/2018\nD3;Boucher;fr\n;sans numéro", TODAY)
    desk.leaflets.take_in(first, desk.partners[1], "FOR")
    assert [each.sheet_number for each in desk.leaflets.leaflets()] == ["D3", "D1"]
    assert len({each.tag for each in desk.leaflets.leaflets()}) == 2

    renewed = desk.leaflets.take_in(read_sheets("D1;Boulanger-pâtissier;fr;31/12/2019", TODAY), None, None)
    known = {each.sheet_number: each for each in desk.leaflets.leaflets()}
    assert (known["D1"].title, known["D1"].valid_until) == ("Boulanger-pâtissier", date(2019, 12, 31))
    assert (known["D1"].partner_code, known["D1"].theme_code) == (desk.partners[1], "FOR")

    desk.leaflets.take_back(renewed)
    assert {each.title for each in desk.leaflets.leaflets()} == {"Boulanger", "Boucher"}


def test_a_list_taken_in_is_taken_back_whole(desk: LeafletDesk) -> None:
    act = desk.leaflets.take_in(read_sheets("D1;Boulanger;fr\nD2;Boucher;fr", TODAY), None, None)
    desk.leaflets.take_back(act)
    assert desk.leaflets.leaflets() == []


def test_two_workstations_that_take_in_the_same_list_have_each_sheet_once(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    with library_desk(tmp_path / "one") as first, library_desk(tmp_path / "other") as second:
        desks = [LeafletDesk(first), LeafletDesk(second)]
        for desk in desks:
            desk.leaflets.take_in(read_sheets("D1;Boulanger;fr\nD2;Boucher;fr", TODAY), None, None)
        for source, target in (desks, desks[::-1]):
            with source.store.unit() as unit:
                waiting = [*unit.journal.waiting(prompt=True), *unit.journal.waiting(prompt=False)]
                unit.journal.sealed(waiting)
            with target.store.unit() as unit:
                for each in waiting:
                    assert unit.receive(Lane(each.lane), [unpacked(each.body)]) == []
        assert [each.sheet_number for each in desks[0].leaflets.leaflets()] == ["D2", "D1"]
        assert desks[0].leaflets.leaflets() == desks[1].leaflets.leaflets()


def test_a_pile_seen_low_there_and_moved_here_is_both(tmp_path: Path) -> None:
    with library_desk(tmp_path) as made:
        desk = LeafletDesk(made)
        seen = desk.keep()
        desk.leaflets.see(seen.id, Pile.LOW)
        desk.leaflets.keep(replace(seen, place="Présentoir B"), seen)
        (now,) = desk.leaflets.leaflets()
        assert (now.pile, now.place) == (Pile.LOW, "Présentoir B")


class Closed:
    def require(self, action: Action) -> None:
        raise NotAllowedError(action.value)


def test_who_may_not_edit_the_catalogue_touches_no_pile(desk: LeafletDesk) -> None:
    pile = desk.keep()
    closed = LeafletService(desk.store, desk.store.clock, Closed())
    for act in (
        lambda: closed.keep(pile, pile),
        lambda: closed.see(pile.id, Pile.LOW),
        lambda: closed.put(pile.id),
        lambda: closed.remove(pile.id),
        lambda: closed.order([pile]),
        lambda: closed.take_in([], None, None),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert desk.leaflets.leaflets() == [pile]
