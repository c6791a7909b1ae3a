import json
import zlib
from itertools import pairwise

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from cdm_desk.exchange.frame import (
    LONGEST_FRAME,
    LONGEST_TEXT,
    Contents,
    FrameCodec,
    Head,
    Log,
    NotAFrameError,
    hash_of,
    scan,
    strict_json,
)

SITE = b"s" * 16
SECRET = b"k" * 32
LOG = Log(lane="q", period="20190114", run=b"r" * 16)
SIGNER = Ed25519PrivateKey.from_private_bytes(b"p" * 32)
PUBLIC = SIGNER.public_key().public_bytes_raw()
CODEC = FrameCodec(SITE, SECRET, LOG)


def chain(count: int, start: Head | None = None) -> tuple[list[bytes], Head]:
    raws, head = [], start or Head()
    for no in range(count):
        contents = Contents(schema=1, hlc=no, ops=(["op", no, "é" * no],))
        raws.append(CODEC.seal(head, contents, SIGNER))
        head = Head(no=head.no + 1, hash=hash_of(raws[-1]))
    return raws, head


FRAMES, LAST = chain(6)
WHOLE = b"".join(FRAMES)


def signed(head: Head, raw: bytes, _contents: Contents) -> bool:
    return CODEC.signed_by(PUBLIC, head, raw)


def numbers(data: bytes, known: Head | None = None) -> list[int]:
    return [found.no for found in scan(CODEC, data, known or Head(), signed).frames]


def test_a_frame_gives_back_what_was_sealed() -> None:
    contents = Contents(schema=1, hlc=2**62, ops=(["set", 1, "r", {"title": "L’œuvre — naïve 😀"}], []))

    assert CODEC.open(Head(), CODEC.seal(Head(), contents, SIGNER)) == contents


@pytest.mark.parametrize(
    "other",
    [
        FrameCodec(b"t" * 16, SECRET, LOG),
        FrameCodec(SITE, b"l" * 32, LOG),
        FrameCodec(SITE, SECRET, Log(lane="r", period="20190114", run=LOG.run)),
        FrameCodec(SITE, SECRET, Log(lane="q", period="20190115", run=LOG.run)),
        FrameCodec(SITE, SECRET, Log(lane="q", period="20190114", run=b"x" * 16)),
    ],
    ids=["site", "key", "lane", "day", "run"],
)
def test_a_frame_from_elsewhere_is_no_frame(other: FrameCodec) -> None:
    with pytest.raises(NotAFrameError):
        other.open(Head(), FRAMES[0])


def test_a_frame_after_another_predecessor_is_no_frame() -> None:
    with pytest.raises(NotAFrameError):
        CODEC.open(Head(no=1, hash=b"x" * 32), FRAMES[1])


def test_a_frame_signed_by_somebody_else_is_passed_over() -> None:
    forger = Ed25519PrivateKey.from_private_bytes(b"f" * 32)
    forged = CODEC.seal(Head(), Contents(schema=1, hlc=1, ops=()), forger)

    assert numbers(forged) == []
    assert numbers(forged + FRAMES[0]) == [1]


def test_a_longer_frame_than_allowed_is_not_made() -> None:
    with pytest.raises(ValueError, match=r"\d+"):
        CODEC.seal(Head(), Contents(schema=1, hlc=1, ops=(SIGNER_NOISE,)), SIGNER)


# What does not compress: hexadecimal digits of a long hash chain.
SIGNER_NOISE = "".join(hash_of(str(each).encode()).hex() for each in range(LONGEST_FRAME // 30))


def test_a_text_that_inflates_beyond_all_measure_is_refused() -> None:
    contents = Contents(schema=1, hlc=1, ops=("0" * (LONGEST_TEXT + 1),))

    with pytest.raises(NotAFrameError):
        CODEC.open(Head(), CODEC.seal(Head(), contents, SIGNER))


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "[Infinity]",
        "1e400",
        '{"a":1,"a":2}',
        str(2**63),
        "9" * 5000,
        "[" * 25 + "]" * 25,
        "[" * 100_000,
        '["\\ud800"]',
        '{"\\udfff":1}',
        "",
        "{",
    ],
)
def test_careless_json_is_refused(text: str) -> None:
    with pytest.raises(NotAFrameError):
        strict_json(text.encode())


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(NotAFrameError):
        strict_json(b"\xff\xfe")


@pytest.mark.parametrize("contents", [[1, 2], [0, 1, []], [1, -1, []], [1, 2**63 - 1], ["1", 1, []], [1, 1, {}], {}])
def test_what_has_not_three_parts_is_no_contents(contents: object, monkeypatch: pytest.MonkeyPatch) -> None:
    text = zlib.compress(json.dumps(contents).encode())
    monkeypatch.setattr("cdm_desk.exchange.frame._json", lambda _value: zlib.decompress(text))

    with pytest.raises(NotAFrameError):
        CODEC.open(Head(), CODEC.seal(Head(), Contents(schema=1, hlc=1, ops=()), SIGNER))


def test_a_whole_log_is_read_once_and_not_again() -> None:
    found = scan(CODEC, WHOLE, Head(), signed)

    assert [each.no for each in found.frames] == [1, 2, 3, 4, 5, 6]
    assert found.resume == len(WHOLE)
    assert not found.doubtful
    assert found.frames[-1].head == LAST


@given(cut=some.integers(0, len(WHOLE)))
def test_a_log_cut_anywhere_gives_a_beginning_and_the_rest_later(cut: int) -> None:
    first = scan(CODEC, WHOLE[:cut], Head(), signed)
    head = first.frames[-1].head if first.frames else Head()
    second = scan(CODEC, WHOLE[first.resume :], head, signed)

    assert [each.raw for each in first.frames + second.frames] == FRAMES


@given(cut=some.integers(1, len(FRAMES[2]) - 1), hole=some.integers(0, 300))
def test_a_torn_or_zero_filled_end_is_passed_over_when_the_frame_comes_again(cut: int, hole: int) -> None:
    end = FRAMES[2][:cut] + bytes(hole)
    assume(not end.startswith(FRAMES[2]))  # a frame that itself ends in zeros is whole again, not torn
    torn = b"".join(FRAMES[:2]) + end

    assert numbers(torn) == [1, 2]
    assert numbers(torn + b"".join(FRAMES[2:])) == [1, 2, 3, 4, 5, 6]


@given(cut=some.integers(1, len(FRAMES[2]) - 1))
def test_a_hole_that_fills_up_later_loses_nothing(cut: int) -> None:
    start = len(FRAMES[0] + FRAMES[1])
    holed = WHOLE[:start] + bytes(cut) + WHOLE[start + cut :]
    first = scan(CODEC, holed, Head(), signed)
    second = scan(CODEC, WHOLE[first.resume :], first.frames[-1].head, signed)

    assert first.doubtful
    assert [each.raw for each in first.frames + second.frames] == FRAMES


def test_a_hole_before_a_frame_that_came_twice_loses_nothing() -> None:
    doubled = FRAMES[0] + FRAMES[1] + FRAMES[0]
    holed = FRAMES[0] + bytes(len(FRAMES[1])) + FRAMES[0]
    first = scan(CODEC, holed, Head(), signed)
    second = scan(CODEC, doubled[first.resume :], first.frames[-1].head, signed)

    assert first.doubtful
    assert [each.raw for each in first.frames + second.frames] == FRAMES[:2]


@settings(max_examples=200)
@given(bit=some.integers(0, len(WHOLE) * 8 - 1))
def test_a_flipped_bit_never_makes_a_frame_and_repair_heals_it(bit: int) -> None:
    damaged = bytearray(WHOLE)
    damaged[bit // 8] ^= 1 << bit % 8
    found = scan(CODEC, bytes(damaged), Head(), signed)

    assert [each.raw for each in found.frames] == FRAMES[: len(found.frames)]
    assert len(found.frames) < len(FRAMES)
    healed = scan(CODEC, bytes(damaged) + FRAMES[len(found.frames)], Head(), signed)
    assert [each.raw for each in healed.frames] == FRAMES


@given(some.lists(some.one_of(some.sampled_from(FRAMES), some.binary(max_size=60), some.just(b"CDM1")), max_size=14))
def test_any_splice_gives_only_original_frames_in_order(pieces: list[bytes]) -> None:
    found = scan(CODEC, b"".join(pieces), Head(), signed)
    expected = next((no for no, raw in enumerate(FRAMES) if raw not in pieces), len(FRAMES))

    assert [each.raw for each in found.frames] == FRAMES[:expected]
    assert found.resume <= len(b"".join(pieces))


@settings(max_examples=200)
@given(some.lists(some.sampled_from([*FRAMES, b"garbage", bytes(40), FRAMES[3][:50]]), max_size=12), some.data())
def test_read_in_pieces_it_is_the_same_as_read_whole(pieces: list[bytes], data: some.DataObject) -> None:
    whole = b"".join(pieces)
    cuts = sorted(data.draw(some.lists(some.integers(0, len(whole)), max_size=4)))
    head, offset, raws = Head(), 0, []
    for _before, cut in pairwise([0, *cuts, len(whole)]):
        found = scan(CODEC, whole[offset:cut], head, signed)
        raws += [each.raw for each in found.frames]
        head = found.frames[-1].head if found.frames else head
        offset += found.resume

    assert raws == [each.raw for each in scan(CODEC, whole, Head(), signed).frames]


def test_frames_known_already_are_passed_over_without_doubt() -> None:
    found = scan(CODEC, WHOLE, LAST, signed)

    assert not found.frames
    assert found.resume == len(WHOLE)
    assert not found.doubtful


def test_two_authentic_frames_under_one_number_are_noticed() -> None:
    other = CODEC.seal(Head(), Contents(schema=1, hlc=9, ops=(["other"],)), SIGNER)
    found = scan(CODEC, FRAMES[0] + other, Head(), signed)

    assert [each.raw for each in found.frames] == [FRAMES[0]]
    assert found.forked == (other,)
