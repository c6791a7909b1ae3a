import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.importers import iso5426
from cdm_desk.importers.encoding import Decoder, decode_text, is_suspicious, mended

FRENCH = "Élève à l'école : garçon naïf, où l'on apprend le métier"
DUTCH = "Financiële coöperatie, één België"
MARC8 = b"\xe2El\xe1eve \xe1a l'\xe2ecole : gar\xf0con na\xe8if, o\xe1u l'on apprend le m\xe2etier"
ISO5426 = b"\xc2El\xc1eve \xc1a l'\xc2ecole : gar\xd0con na\xc8if, o\xc1u l'on apprend le m\xc2etier"


def read(data: bytes) -> tuple[str, tuple[str, ...]]:
    decoder = Decoder()
    return decoder.text(data), decoder.names


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (FRENCH.encode(), "utf-8"),
        (FRENCH.encode("cp1252"), "cp1252"),
        (FRENCH.encode("cp850"), "cp850"),
        (MARC8, "marc-8"),
        (ISO5426, "iso-5426"),
    ],
)
def test_the_bytes_tell_the_encoding(data: bytes, name: str) -> None:
    assert read(data) == (FRENCH, (name,))


@pytest.mark.parametrize("name", ["utf-8", "cp1252", "cp850"])
def test_dutch_letters_are_told_too(name: str) -> None:
    assert read(DUTCH.encode(name))[0] == DUTCH


@pytest.mark.parametrize("name", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850"])
def test_a_whole_table_is_read_in_the_encoding_of_its_bytes(name: str) -> None:
    text = "Titre;Auteur\r\nL'été à Liège;Hergé\r\nFinanciën;Müller\r\n"
    assert decode_text(text.encode(name))[0].removeprefix("\ufeff") == text


def test_a_table_glued_from_two_sources_keeps_the_letters_of_both() -> None:
    data = "Titre\nÉté\nMétier\n".encode() + "Élève\nGarçon\n".encode("cp1252")
    assert decode_text(data)[0] == "Titre\nÉté\nMétier\nÉlève\nGarçon\n"


def test_utf8_with_a_damaged_byte_stays_utf8_and_shows_the_loss() -> None:
    data = FRENCH.encode().replace("é".encode(), b"\xc3\x28", 1)
    text, names = read(data)
    assert names == ("utf-8",)
    assert "\ufffd" in text
    assert "garçon naïf" in text


def test_a_mark_that_stands_before_nothing_is_shown_as_lost() -> None:
    assert iso5426.decode(b"abc\xc2") == "abc\ufffd"


def test_letters_of_iso_5426_are_read() -> None:
    assert iso5426.decode(b"\xfa\xea\xf9\xab\xbb\xe1") == "œŒø«»Æ"


@pytest.mark.parametrize(
    ("spoilt", "right"),
    [
        ("bâebâes", "bébés"),
        ("scâenario d'apráes une oeuvre", "scénario d'après une oeuvre"),
        ("Ben ðca, alors !", "Ben ça, alors !"),
        ("David Le Quâerâe", "David Le Quéré"),
        ("Ã©cole", "école"),
        ("8Â°001.134", "8°001.134"),
        ("lâ€™emploi", "l’emploi"),
    ],
)
def test_letters_spoilt_on_the_way_are_put_right(spoilt: str, right: str) -> None:
    assert mended(spoilt) == right


@pytest.mark.parametrize(
    "right",
    [
        "château",
        "crâne",
        "São Paulo",
        "Männer",
        "créée",
        "être",
        "âne bâté",
        "Länder",
        "Viêt Nam",
        "câine",
        "mãe",
        "Ça",
    ],
)
def test_right_letters_are_left_alone(right: str) -> None:
    assert mended(right) == right
    assert not is_suspicious(right)


@given(st.text("abcdefghijklmnopqrstuvwxyz éèêëàâîïôùûüçœÉÈÀÇ'-:.", max_size=40).filter(lambda text: "âe" not in text))
def test_french_text_is_never_spoilt_by_the_mending(text: str) -> None:
    if not is_suspicious(text):
        assert mended(text) == text


@given(st.binary(max_size=200))
def test_any_bytes_become_some_text(data: bytes) -> None:
    decoder = Decoder()
    decoder.look_at([data])
    assert isinstance(decoder.text(data), str)
    assert isinstance(decode_text(data)[0], str)
