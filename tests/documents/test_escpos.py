"""The language of printers of receipts, byte by byte, as the makers describe it."""

import pytest

from cdm_desk.documents.escpos import ASK, BAND, CUT, State, job, rows_in, state_in

WELL = 0b0001_0010


def test_a_picture_is_sent_with_its_size_and_cut_off() -> None:
    assert job([b"\xff\x00", b"\x0f\xf0"]) == b"\x1b@\x1dv0\x00\x02\x00\x02\x00\xff\x00\x0f\xf0\x1dVB\x00"


@pytest.mark.parametrize("tall", [1, BAND, BAND + 1, 3 * BAND])
def test_what_was_sent_is_read_back(tall: int) -> None:
    rows = [bytes([row % 256] * 72) for row in range(tall)]

    assert rows_in(job(rows)) == rows


def test_a_row_of_cutting_bytes_does_not_end_a_picture() -> None:
    rows = [CUT * 18, b"\x1dv0\x00" * 18]

    assert rows_in(job(rows)) == rows


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (bytes([WELL, WELL]), State()),
        (bytes([WELL, WELL | 0x0C]), State()),
        (bytes([WELL, WELL | 0x60]), State(paper_out=True)),
        (bytes([WELL | 0x20, WELL]), State(paper_out=True)),
        (bytes([WELL | 0x04, WELL]), State(stopped=True)),
        (bytes([WELL | 0x40, WELL]), State(stopped=True)),
        (b"", State()),
        (bytes([WELL]), State()),
        (b"\xff\xff", State()),
        (b"HT", State()),
    ],
    ids=["well", "near its end", "no paper", "stopped by paper", "cover", "fault", "silent", "half", "other", "noise"],
)
def test_a_printer_is_understood_and_one_that_says_nothing_seems_well(answer: bytes, state: State) -> None:
    assert state_in(answer) == state


def test_two_questions_are_asked() -> None:
    assert ASK == b"\x10\x04\x02" + b"\x10\x04\x04"
