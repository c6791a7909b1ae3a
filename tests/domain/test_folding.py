import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.folding import clean, fold, sort_key, words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Main-d'œuvre", "main-d'oeuvre"),
        ("CŒUR", "coeur"),
        ("Straße", "strasse"),
        ("Ægide", "aegide"),
        ("ﬁnance", "finance"),
        ("ĳsland", "ijsland"),
        ("Économie", "economie"),
        ("e\u0301conomie", "economie"),
        ("België", "belgie"),
        ("l’emploi", "l'emploi"),
        ("Łódź, Ørsted", "lodz, orsted"),
    ],
)
def test_accents_and_ligatures_are_taken_apart(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_words_are_parted_at_apostrophes_and_hyphens() -> None:
    assert words("L'accès à l'emploi : main-d'œuvre") == ["l", "acces", "a", "l", "emploi", "main", "d", "oeuvre"]


@pytest.mark.parametrize(
    ("title", "language", "key"),
    [
        ("L'emploi", "fr", "emploi"),
        ("Les métiers", "fr", "metiers"),
        ("Het werk", "nl", "werk"),
        ("'t Werk", "nl", "werk"),
        ("De la terre", "fr", "de la terre"),
        ("The job", "en", "job"),
        ("« Élan »", None, "elan"),
        ("101 idées", "fr", "000101 idees"),
    ],
)
def test_lists_are_sorted_without_their_articles(title: str, language: str | None, key: str) -> None:
    assert sort_key(title, language) == key


FRENCH = [
    "20 000 lieues sous les mers",
    "Les 100 métiers de demain",
    "A comme Association",
    "À la recherche du temps perdu",
    "« L'Art de la guerre »",
    "L’Assommoir",
    "D'un château l'autre",
    "École : la grande transformation",
    "L'économie belge",
    "Un emploi à tout prix",
    "L'Être et le Néant",
    "Gouverner l'emploi",
    "L'Île mystérieuse",
    "Une main-d'œuvre oubliée",
    "Les Misérables",
    "Œdipe roi",
    "L'œuvre au noir",
    "L'offre d'emploi",
    "La Peste",
    "Des souris et des hommes",
]
DUTCH = [
    "1001 beroepen",
    "De aanslag",
    "Een beroep kiezen",
    "Buiten is het feest",
    "'s Morgens vroeg werken",
    "De ontdekking van de hemel",
    "Het verdriet van België",
    "Werk zoeken: een gids",
    "‘De zieke’ werkvloer",
    "'t Zwin",
]


@pytest.mark.parametrize(("language", "titles"), [("fr", FRENCH), ("nl", DUTCH)])
def test_real_titles_stand_where_a_reader_looks_for_them(language: str, titles: list[str]) -> None:
    shuffled = sorted(titles, key=lambda title: title[::-1])

    assert sorted(shuffled, key=lambda title: sort_key(title, language)) == titles


@pytest.mark.parametrize(
    ("title", "language", "first"),
    [
        ("De la démocratie en Amérique", "fr", "de"),
        ("De la démocratie en Amérique", "nl", "la"),
        ("L'avenir du travail", None, "avenir"),
        ("Het werk van morgen", None, "werk"),
        ("De avonden", None, "de"),
        ("D'ailleurs, les poissons n'ont pas de pieds", "fr", "d"),
        ("L'", "fr", "l"),
        ("Les", "fr", "les"),
        ("'n Beetje werk", "nl", "beetje"),
        ("'Tis all", "en", "tis"),
    ],
)
def test_an_article_is_one_of_its_own_language_only(title: str, language: str | None, first: str) -> None:
    assert sort_key(title, language).split()[0] == first


def test_numbers_sort_in_their_order() -> None:
    assert sort_key("Tome 2") < sort_key("Tome 10")


@pytest.mark.parametrize("unseen", ["\x00", "\x1b", "\x88", "\u202e", "\u2066", "\ud800", "\ufeff", "\uffff"])
def test_signs_that_nobody_sees_are_dropped(unseen: str) -> None:
    assert clean(f" a{unseen}b \r\n\t c ") == "ab c"


def test_right_to_left_words_are_kept() -> None:
    assert clean("مهنة و עבודה") == "مهنة و עבודה"


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters()))
def test_clean_text_can_always_be_written(text: str) -> None:
    clean(text).encode("utf-8")
    assert clean(clean(text)) == clean(text)
