"""The boards and the report of the library, counted in a real store."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from cdm_desk.documents.press import pressed
from cdm_desk.documents.workbook import as_json
from cdm_desk.domain.boards import Ailment
from cdm_desk.domain.consultation import UseFact
from cdm_desk.domain.errors import NotAllowedError
from cdm_desk.domain.library import Copy
from cdm_desk.domain.reports import Period, PeriodAheadError
from cdm_desk.domain.staff import Action
from cdm_desk.language import catalogue
from cdm_desk.services.boards import BoardsService
from cdm_desk.services.reports import ReportsService
from tests.services.library_desk import title
from tests.services.press_desk import PressDesk, press_desk

YEAR = Period.parse("2019")
BOTH = [catalogue("fr"), catalogue("nl")]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[PressDesk]:
    with press_desk(tmp_path) as made:
        yield made


@pytest.fixture
def boards(desk: PressDesk) -> BoardsService:
    return BoardsService(desk.store, desk.clock, desk.gate)


@pytest.fixture
def reports(desk: PressDesk) -> ReportsService:
    return ReportsService(desk.store, desk.clock, desk.gate)


def shelve(desk: PressDesk, name: str, acquired_on: date | None = None, **fields: object) -> UUID:
    book = title(name, **fields)
    desk.library.add(book, [Copy(id=uuid4(), title_id=book.id, acquired_on=acquired_on)])
    return book.id


def count(desk: PressDesk, day: date, times: int, theme: str | None = "EMP", language: str | None = "fr",
          title_id: UUID | None = None, kind: str | None = None) -> UUID:  # fmt: skip
    fact = UseFact(
        id=uuid4(), day=day, title_id=title_id, kind_code=kind, theme_code=theme, language=language, count=times
    )
    with desk.store.unit() as unit:
        unit.facts.add(fact)
    return fact.id


def rows(report: object, table_id: str) -> dict[object, tuple[object, ...]]:
    return {row[0]: row[1:] for row in report.table(table_id).rows}  # type: ignore[attr-defined]


def test_consultations_are_summed_by_theme_language_and_week(desk: PressDesk, boards: BoardsService) -> None:
    count(desk, date(2019, 2, 4), 3)
    count(desk, date(2019, 2, 10), 2, language="nl")
    count(desk, date(2019, 2, 11), 4, theme=None, language=None, kind="PERIODICAL")
    voided = count(desk, date(2019, 2, 11), 50)
    with desk.store.unit() as unit:
        unit.facts.void(voided, reason="mistake", role="documentalist", day=date(2019, 2, 11))
    found = boards.consultations(YEAR)

    themes = {row[0]: row[1:] for row in found.by_theme.rows}
    weeks = {row[0]: row[1:] for row in found.by_week.rows}
    assert found.total == 9
    assert themes["EMP"] == (3, 2, 0, 5)
    assert themes["none"] == (0, 0, 4, 4)
    assert (weeks["2019-W06"], weeks["2019-W07"], weeks["2019-W08"]) == ((3, 2, 0, 5), (0, 0, 4, 4), (0, 0, 0, 0))
    assert "2019-W10" not in weeks


def test_the_health_board_names_titles_that_can_be_opened(desk: PressDesk, boards: BoardsService) -> None:
    wrong = shelve(desk, "Faux numéro", isbns=("9782070541271",), theme_code="EMP")
    read = shelve(desk, "Lu", theme_code="EMP")
    count(desk, date(2019, 2, 4), 1, title_id=read)
    found = {each.ailment: each.title_ids for each in boards.health()}

    assert found[Ailment.WRONG_ISBN] == (wrong,)
    assert found[Ailment.NEVER_READ] == (wrong,)
    assert [hit.title.title for hit in boards.concerned(found[Ailment.NO_SUMMARY])] == ["Faux numéro", "Lu"]
    desk.library.remove(wrong)
    assert boards.concerned([wrong, read])[0].copies == 1


def test_holes_are_those_of_the_list_of_sub_themes(desk: PressDesk, boards: BoardsService) -> None:
    shelve(desk, "Ondernemen", theme_code="ENT", sub_theme_code="ENT1", languages=("nl",), year=2012)
    holes = {voices.theme_code: voices.holes for voices in boards.plurality()}["ENT"]

    assert ("ENT1", "nl", 2012) in [(hole.sub_theme_code, hole.language, hole.since) for hole in holes]


def test_a_new_book_is_one_acquired_or_else_catalogued_in_the_last_thirty_days(
    desk: PressDesk, boards: BoardsService
) -> None:
    shelve(desk, "Acquis il y a longtemps", acquired_on=date(2018, 5, 1), theme_code="EMP")
    shelve(desk, "Acquis hier", acquired_on=date(2019, 2, 26), theme_code="EMP")
    shelve(desk, "Catalogué aujourd'hui", theme_code="FOR")
    found = boards.new_books()

    assert [book.title.title for _theme, books in found.by_theme for book in books] == [
        "Catalogué aujourd'hui",
        "Acquis hier",
    ]
    assert boards.new_books(date(2018, 1, 1)).count == 3
    # A later edit does not make it new again.
    desk.clock.advance(days=60)
    seen = desk.library.found("catalogue")[0].title
    desk.library.keep(title("Corrigé", theme_code="FOR").__class__(id=seen.id, title="Corrigé"), seen)
    assert boards.new_books().count == 0


class ShutGate:
    def require(self, action: Action) -> None:
        raise NotAllowedError(action.value)


def test_the_boards_are_for_who_may_read_the_report_of_the_library(desk: PressDesk) -> None:
    shut = BoardsService(desk.store, desk.clock, ShutGate())
    for ask in (shut.health, shut.plurality, shut.new_books, lambda: shut.consultations(YEAR)):
        with pytest.raises(NotAllowedError):
            ask()


# R10


def test_the_report_counts_stock_new_withdrawn_and_consultations(desk: PressDesk, reports: ReportsService) -> None:
    old = shelve(desk, "Ancien", acquired_on=date(2018, 5, 1), theme_code="EMP", languages=("fr",))
    shelve(desk, "Nieuw", acquired_on=date(2019, 2, 1), theme_code="EMP", languages=("nl",))
    gone = shelve(desk, "Parti", acquired_on=date(2018, 5, 1), theme_code="FOR", languages=("fr",))
    copy = desk.library.copies(gone)[0]
    with desk.store.unit() as unit:
        unit.keep("copy", copy.id.hex, {"state": "WITHDRAWN", "withdrawn_on": date(2019, 2, 20)})
    count(desk, date(2019, 2, 4), 7, title_id=old)
    report = reports.report("R10", YEAR)

    assert {figure.id: figure.value for figure in report.figures} == {
        "books": 2,
        "titles": 2,
        "new_titles": 1,
        "withdrawn_copies": 1,
        "consultations": 7,
        "titles_read": 1,
    }
    stock = rows(report, "stock")
    assert stock["EMP"] == (1, 1, 0, 2, 1, 0, 7)
    assert stock["FOR"] == (0, 0, 0, 0, 0, 1, 0)
    # At the end of January nobody had taken it away.
    assert rows(reports.report("R10", Period.parse("2019-01")), "stock")["FOR"] == (1, 0, 0, 1, 0, 0, 0)
    assert rows(report, "most_read") == {"Ancien": ("EMP", None, 7)}


def test_small_numbers_of_books_are_printed_as_they_are(desk: PressDesk, reports: ReportsService) -> None:
    count(desk, date(2019, 2, 4), 1, theme="MOB", language="nl")

    assert rows(reports.report("R10", YEAR), "uses_by_theme")["MOB"] == (0, 1, 0, 1)


def test_a_year_that_has_not_begun_has_no_report(reports: ReportsService) -> None:
    with pytest.raises(PeriodAheadError):
        reports.report("R10", Period.parse("2020"))


def test_the_same_facts_give_the_same_fingerprint_and_others_another(desk: PressDesk, reports: ReportsService) -> None:
    shelve(desk, "Un", theme_code="EMP")
    first = reports.report("R10", YEAR)
    assert reports.report("R10", YEAR).sha256 == first.sha256
    count(desk, date(2019, 2, 4), 1)
    assert reports.report("R10", YEAR).sha256 != first.sha256


@pytest.fixture
def full(desk: PressDesk, reports: ReportsService) -> Callable[[], object]:
    for at in range(30):
        theme = ("ORI", "FOR", "EMP", "MOB", "ENT")[at % 5]
        book = shelve(desk, f"Titre {at:02} & <b>suite</b>", theme_code=theme, languages=(("fr", "nl")[at % 2],))
        count(desk, date(2019, 1, 1 + at), at + 1, theme=theme, language=("fr", "nl")[at % 2], title_id=book)
    return lambda: reports.report("R10", YEAR)


def test_the_json_names_the_tables_that_checks_read(full: Callable[[], object]) -> None:
    body = json.loads(as_json(full()))  # type: ignore[arg-type]

    assert (body["report"], body["figures"]["consultations"]) == ("R10", sum(range(1, 31)))
    tables = {table["id"]: table for table in body["tables"]}
    assert tables["uses_by_theme"]["columns"] == ["theme", "fr", "nl", "other", "total"]
    assert tables["uses_by_week"]["rows"][0][0] == "2019-W01"
    assert tables["most_read"]["rows"][0][-1] == 30


def test_the_pdf_says_all_of_it_in_both_languages(full: Callable[[], object]) -> None:
    pdf = pressed(full(), "pdf", BOTH)  # type: ignore[arg-type]
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    text = "".join(pages)

    for words in ("Bibliothèque", "Bibliotheek", "Semaine 5 / Week 5", "Emploi / Werk", "Titre 29 & <b>suite</b>"):
        assert words in text
    assert "1/2" in text
    assert len(pages) == 2


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_the_same_tables_go_into_a_spreadsheet(full: Callable[[], object], form: str) -> None:
    content = pressed(full(), form, BOTH)  # type: ignore[arg-type]
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]

    assert len(sheets) == 6
    assert [row for sheet in sheets for row in sheet if row[0] == "Semaine 5 / Week 5"] != []
    assert any(
        row[:2] == ["Titre 29 & <b>suite</b>", "Entrepreneuriat / Ondernemerschap"] for sheet in sheets for row in sheet
    )


def test_an_empty_library_has_a_report_of_noughts(reports: ReportsService) -> None:
    report = reports.report("R10", YEAR)

    assert {figure.value for figure in report.figures} == {0}
    assert pressed(report, "pdf", BOTH).startswith(b"%PDF")
