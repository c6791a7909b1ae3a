from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.importers import iso2709
from tests.importers.library_files import marc, subfields, unimarc

ONE, TWO, THREE = (unimarc(f"Titre numéro {number}") for number in ("un", "deux", "trois"))


def titles(data: bytes) -> list[str]:
    found = []
    for piece in iso2709.pieces(data):
        record = iso2709.parse(piece.data)
        for field in record.fields if record else ():
            if field.tag == "200":
                found += [text.decode("utf-8", errors="replace") for code, text in field.subfields() if code == "a"]
    return found


def test_true_records_are_cut_where_they_end() -> None:
    assert titles(ONE + TWO + THREE) == ["Titre numéro un", "Titre numéro deux", "Titre numéro trois"]


def test_line_ends_between_records_are_not_records() -> None:
    assert len(list(iso2709.pieces(ONE + b"\r\n" + TWO + b"\n\n"))) == 2


def test_a_truncated_record_does_not_swallow_the_good_one_after_it() -> None:
    pieces = list(iso2709.pieces(ONE + TWO[:60] + THREE))
    assert [piece.closed for piece in pieces] == [True, False, True]
    assert titles(ONE + TWO[:60] + THREE)[0::1][-1] == "Titre numéro trois"


def test_a_length_of_nothing_is_not_believed() -> None:
    for length in (b"00000", b"-0001", b"99999", b"00003"):
        assert titles(ONE + length + TWO[5:] + THREE) == ["Titre numéro un", "Titre numéro deux", "Titre numéro trois"]


def test_a_lost_terminator_does_not_join_two_records() -> None:
    assert titles(ONE[:-1] + TWO) == ["Titre numéro un", "Titre numéro deux"]


def test_a_false_terminator_within_a_record_does_not_cut_it() -> None:
    broken = ONE.replace(b"num\xc3\xa9ro", b"num\x1d\xa9ro")
    assert len(list(iso2709.pieces(broken + TWO))) == 2


def test_a_lying_directory_is_rebuilt_from_the_separators() -> None:
    record = iso2709.parse(ONE.replace(b"101", b"101", 1).replace(b"0020", b"0099").removesuffix(b"\x1d"))
    assert record is not None
    lying = iso2709.parse(ONE[:27] + b"9999" + ONE[31:-1])
    assert lying is not None
    assert lying.rebuilt
    assert [field.tag for field in lying.fields] == ["101", "200"]


def test_two_fields_that_ran_together_are_parted_by_their_lengths() -> None:
    at = ONE.index(b"fre\x1e") + 3
    record = iso2709.parse((ONE[:at] + b" " + ONE[at + 1 :]).removesuffix(b"\x1d"))
    assert record is not None
    assert record.lost
    assert titles(ONE[:at] + b" " + ONE[at + 1 :]) == ["Titre numéro un"]


def test_text_is_no_record() -> None:
    assert iso2709.parse(b"Bonjour, ceci n'est pas une notice.") is None


def test_a_directory_full_of_digits_is_not_taken_for_a_leader() -> None:
    many = marc(*[("606", subfields("aEmploi 22450 45")) for _each in range(90)], ("200", subfields("aUn titre")))
    assert len(list(iso2709.pieces(many + TWO))) == 2


def test_a_field_too_long_for_a_directory_is_left_out_and_the_record_stays_true() -> None:
    written = iso2709.write(b"nam     450 ".ljust(12), [("200", subfields("aTitre")), ("330", b"x" * 20_000)])
    record = iso2709.parse(written.removesuffix(b"\x1d"))
    assert record is not None
    assert not record.rebuilt
    assert [field.tag for field in record.fields] == ["200"]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=60), max_size=8))
def test_what_is_written_is_read_back(texts: list[str]) -> None:
    fields = [("200", subfields(f"a{text}")) for text in texts]
    record = iso2709.parse(iso2709.write(b"nam     450 ", fields).removesuffix(b"\x1d"))
    if texts:
        assert record is not None
        assert not record.rebuilt
        assert [field.data for field in record.fields] == [data for _tag, data in fields]
