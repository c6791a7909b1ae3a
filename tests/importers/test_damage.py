"""Files broken in every way: a good record is never lost in silence, and each row has its fate."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cdm_desk.domain.errors import RuleError
from cdm_desk.domain.library import REFUSALS, ParcelLine
from cdm_desk.importers import parcel
from tests.importers.library_files import subfields, unimarc

NAMES = [f"Métier numéro {name}" for name in ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")]
RECORDS = [
    unimarc(name, ("210", subfields("aBruxelles", "cActiris", f"d{2000 + rank}")), ("606", subfields("aEmploi")))
    for rank, name in enumerate(NAMES)
]
STARTS = [sum(map(len, RECORDS[:rank])) for rank in range(len(RECORDS))]
FILE = b"".join(RECORDS)


def rows_of(data: bytes) -> tuple[ParcelLine, ...]:
    try:
        return parcel.read_bytes(data).rows
    except RuleError:
        return ()


def assert_each_row_has_a_fate(rows: tuple[ParcelLine, ...]) -> None:
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        assert (row.title is None) == (row.why in REFUSALS)


def untouched(first: int, last: int) -> set[str]:
    """The titles of records that no byte from `first` up to `last` belongs to."""
    ends = [*STARTS[1:], len(FILE)]
    return {name for name, start, end in zip(NAMES, STARTS, ends, strict=True) if end <= first or start >= last}


def assert_nothing_good_was_lost(rows: tuple[ParcelLine, ...], good: set[str]) -> None:
    assert_each_row_has_a_fate(rows)
    assert good <= {row.title.title for row in rows if row.title}


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_a_flipped_byte_costs_its_own_record_at_most(at: int, change: int) -> None:
    data = FILE[:at] + bytes([FILE[at] ^ change]) + FILE[at + 1 :]
    assert_nothing_good_was_lost(rows_of(data), untouched(at, at + 1))


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(FILE)), st.integers(1, 400))
def test_a_hole_costs_the_records_it_touches_at_most(at: int, length: int) -> None:
    data = FILE[:at] + FILE[at + length :]
    if data:
        assert_nothing_good_was_lost(rows_of(data), untouched(at, min(at + length, len(FILE))))


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(FILE)), st.binary(min_size=1, max_size=80))
def test_foreign_bytes_cost_the_record_they_fell_into_at_most(at: int, foreign: bytes) -> None:
    data = FILE[:at] + foreign + FILE[at:]
    # Bytes between two records may belong to either.
    assert_nothing_good_was_lost(rows_of(data), untouched(at - 1, at + 1))


@settings(max_examples=100, deadline=None)
@given(st.integers(30, len(FILE)))
def test_a_file_cut_short_keeps_what_stands_before_the_cut(at: int) -> None:
    assert_nothing_good_was_lost(rows_of(FILE[:at]), untouched(at, len(FILE)))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_with_a_sentence(data: bytes) -> None:
    assert_each_row_has_a_fate(rows_of(data))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(RECORDS), min_size=1, max_size=4), st.data())
def test_a_damaged_record_is_reported(records: list[bytes], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(records) - 1))
    cut = records[at][: data.draw(st.integers(1, len(records[at]) - 2))]
    broken = b"".join([*records[:at], cut, *records[at + 1 :]])
    rows = rows_of(broken)
    if len(records) > 1:
        assert len(rows) == len(records)
