from uuid import uuid4

import pytest

from cdm_desk.domain.library import Title
from cdm_desk.domain.likeness import Likeness, Matcher, TitleKey, author_key

ISBN, OTHER_ISBN = "9782070541270", "9782804600068"


def title(name: str = "Trouver un emploi à Bruxelles", **fields: object) -> Title:
    known: dict[str, object] = {"authors": ("Dupont, Jeanne",), "year": 2018, "publisher": "Actiris"}
    return Title(id=uuid4(), title=name, **(known | fields))  # type: ignore[arg-type]


def likeness(new: Title, *shelf: Title) -> Likeness:
    matcher = Matcher()
    for each in shelf:
        matcher.add(TitleKey.of(each))
    return matcher.find(TitleKey.of(new))[0]


def test_one_isbn_and_nearly_one_title_is_one_work() -> None:
    assert likeness(title(isbns=(ISBN,)), title("Trouver un emploi a Bruxelles.", isbns=(ISBN,))) is Likeness.SAME


def test_one_isbn_and_two_titles_is_for_somebody_to_look_at() -> None:
    assert likeness(title(isbns=(ISBN,)), title("Le jardin", isbns=(ISBN,))) is Likeness.DOUBTFUL_ISBN


def test_volumes_may_share_an_isbn() -> None:
    volumes = [title(f"Droit du travail, tome {number}", isbns=(ISBN,)) for number in (1, 2)]
    assert likeness(*volumes) is Likeness.DOUBTFUL_ISBN


def test_a_wrong_isbn_says_nothing() -> None:
    assert likeness(title(isbns=("3297162008",)), title("Le jardin", isbns=("3297162008",))) is Likeness.OTHER


def test_the_same_words_author_year_and_publisher_are_one_work() -> None:
    assert likeness(title(), title("TROUVER UN EMPLOI A BRUXELLES")) is Likeness.SAME


@pytest.mark.parametrize(
    "fields",
    [{"year": 2012}, {"authors": ("Maes, An",)}, {"isbns": (OTHER_ISBN,)}, {"publisher": "VDAB"}],
    ids=["edition", "author", "isbn", "publisher"],
)
def test_another_edition_author_number_or_publisher_is_another_work(fields: dict[str, object]) -> None:
    assert likeness(title(isbns=(ISBN,)), title(**fields)) is not Likeness.SAME  # type: ignore[arg-type]


def test_a_missing_author_leaves_a_doubt() -> None:
    assert likeness(title(authors=()), title()) is Likeness.DOUBTFUL_TITLE


def test_a_typing_error_leaves_a_doubt() -> None:
    assert likeness(title("Trouver un emplois à Bruxelles"), title()) is Likeness.DOUBTFUL_TITLE


def test_a_number_in_the_title_tells_volumes_apart() -> None:
    assert likeness(title("Chi, une vie de chat 1"), title("Chi, une vie de chat 2")) is Likeness.OTHER


def test_a_subtitle_left_out_is_the_same_work() -> None:
    assert likeness(title(), title(subtitle="guide pratique")) is Likeness.SAME


@pytest.mark.parametrize("author", ["Rosnay, Tatiana de", "Tatiana Rosnay", "ROSNAY"])
def test_names_agree_in_either_order(author: str) -> None:
    assert author_key((author,)) == "rosnay"
