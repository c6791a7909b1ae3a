import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.errors import RecoveryFileError, RecoveryKeyOtherError, RecoveryKeyTypoError
from cdm_desk.store.recovery import (
    KEY_FILE,
    RECOVERY_FILE,
    add_secret,
    found_recovery,
    from_paper,
    grouped,
    key_id,
    key_id_noted,
    new_secret,
    note_key,
    recover,
    secrets_sealed,
)

STORE_KEY = bytes(range(32))
SITE_KEY = bytes(range(32, 64))


def test_the_paper_brings_every_secret_back(tmp_path: Path) -> None:
    paper = found_recovery(tmp_path, {"store": STORE_KEY})
    add_secret(tmp_path, "site", SITE_KEY)

    assert recover(tmp_path, paper) == {"store": STORE_KEY, "site": SITE_KEY}


def test_a_secret_that_changed_is_sealed_anew(tmp_path: Path) -> None:
    paper = found_recovery(tmp_path, {"store": STORE_KEY, "site": b"old" * 8})
    add_secret(tmp_path, "site", SITE_KEY)

    assert recover(tmp_path, paper)["site"] == SITE_KEY
    assert secrets_sealed(tmp_path) == {"store", "site"}


def test_the_paper_is_eight_groups_of_four() -> None:
    groups = grouped(bytes(16)).split("-")
    assert [len(group) for group in groups] == [4] * 8


@given(st.binary(min_size=16, max_size=16))
def test_what_was_printed_is_read_again_however_it_was_typed(secret: bytes) -> None:
    paper = grouped(secret)
    for typed in (paper, paper.lower(), paper.replace("-", " "), paper.replace("O", "0").replace("I", "1")):
        assert from_paper(typed) == secret


@given(st.binary(min_size=16, max_size=16), st.integers(0, 31), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_every_single_slip_of_the_pen_is_noticed(secret: bytes, at: int, sign: str) -> None:
    paper = grouped(secret).replace("-", "")
    slipped = paper[:at] + sign + paper[at + 1 :]
    if slipped == paper:
        assert from_paper(slipped) == secret
    else:
        with pytest.raises(RecoveryKeyTypoError):
            from_paper(slipped)


@pytest.mark.parametrize("typed", ["", "ABCD", "9999-" * 8, "A" * 200, "é" * 32, "\x00", "A" * 31])
def test_what_is_no_recovery_key_is_a_slip(typed: str) -> None:
    with pytest.raises(RecoveryKeyTypoError):
        from_paper(typed)


def test_the_paper_of_another_store_opens_nothing(tmp_path: Path) -> None:
    found_recovery(tmp_path, {"store": STORE_KEY})
    with pytest.raises(RecoveryKeyOtherError):
        recover(tmp_path, grouped(new_secret()))


def test_no_secret_stands_in_the_file_in_clear(tmp_path: Path) -> None:
    found_recovery(tmp_path, {"store": STORE_KEY})
    raw = (tmp_path / RECOVERY_FILE).read_text(encoding="utf-8")
    assert STORE_KEY.hex() not in raw
    assert (tmp_path / RECOVERY_FILE).stat().st_mode & 0o077 == 0


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(RecoveryFileError):
        recover(tmp_path, grouped(new_secret()))


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"public": 1, "sealed": {}}', "\x00\x01", '{"public": "00"'])
def test_a_damaged_file_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / RECOVERY_FILE).write_text(content, encoding="utf-8")
    with pytest.raises(RecoveryFileError):
        recover(tmp_path, grouped(new_secret()))


def test_a_seal_that_was_tampered_with_is_refused(tmp_path: Path) -> None:
    paper = found_recovery(tmp_path, {"store": STORE_KEY})
    file = json.loads((tmp_path / RECOVERY_FILE).read_text(encoding="utf-8"))
    sealed = bytearray.fromhex(file["sealed"]["store"])
    sealed[40] ^= 1
    file["sealed"]["store"] = sealed.hex()
    (tmp_path / RECOVERY_FILE).write_text(json.dumps(file), encoding="utf-8")

    with pytest.raises(RecoveryFileError):
        recover(tmp_path, paper)


def test_a_seal_under_another_name_is_refused(tmp_path: Path) -> None:
    paper = found_recovery(tmp_path, {"store": STORE_KEY})
    file = json.loads((tmp_path / RECOVERY_FILE).read_text(encoding="utf-8"))
    file["sealed"] = {"site": file["sealed"]["store"]}
    (tmp_path / RECOVERY_FILE).write_text(json.dumps(file), encoding="utf-8")

    with pytest.raises(RecoveryFileError):
        recover(tmp_path, paper)


def test_a_folder_without_a_store_has_no_key_noted(tmp_path: Path) -> None:
    assert key_id_noted(tmp_path) is None


def test_the_key_is_noted_by_a_name_that_gives_nothing_away(tmp_path: Path) -> None:
    note_key(tmp_path, STORE_KEY)
    assert key_id_noted(tmp_path) == key_id(STORE_KEY)
    assert STORE_KEY.hex() not in (tmp_path / KEY_FILE).read_text(encoding="utf-8")
