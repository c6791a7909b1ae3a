"""A report of a period on paper: everything in its languages, on its pages, within its margins."""

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from uuid import UUID

import pypdfium2
import pytest

from cdm_desk.documents.legend import COLUMNS, FIGURES, ROWS, TABLES, TITLES, Legend
from cdm_desk.documents.page import MARGIN
from cdm_desk.documents.period import period_pages
from cdm_desk.documents.period_charts import CHARTS, chart_of
from cdm_desk.documents.workbook import csv_text, ods, xlsx
from cdm_desk.domain.lists import SHIPPED, Kind
from cdm_desk.domain.period_report import DEFINITIONS, Codes, Sums
from cdm_desk.domain.period_sums import (
    ArrivalSum,
    BookSum,
    LengthSum,
    OutcomeSum,
    PcSum,
    PeriodSums,
    QualitySum,
    TalkSum,
    VisitSum,
    WaitCount,
)
from cdm_desk.domain.reports import Period, Report
from cdm_desk.domain.survey import Answer, Mode, Stretch, Surveyed, Wave, WaveKind, items_for
from cdm_desk.language import Language, catalogue
from tests.domain.test_period_report import held

DAY = date(2019, 9, 3)
CODES = Codes(
    themes=tuple(entry.code for entry in SHIPPED[Kind.THEME]),
    outcomes=tuple(entry.code for entry in SHIPPED[Kind.OUTCOME]),
    activities=tuple(entry.code for entry in SHIPPED[Kind.ACTIVITY]),
    audiences=tuple(entry.code for entry in SHIPPED[Kind.AUDIENCE]),
    helper_languages=tuple(entry.code for entry in SHIPPED[Kind.HELPER_LANGUAGE]),
    seats=45,
)
LABELS = {
    entry.code: entry.label
    for kind in (Kind.THEME, Kind.OUTCOME, Kind.ACTIVITY, Kind.AUDIENCE, Kind.HELPER_LANGUAGE, Kind.LANGUAGE)
    for entry in SHIPPED[kind]
}
ALL_LANGUAGES: list[tuple[Language, ...]] = [("fr", "nl"), ("nl", "fr"), ("fr",), ("nl",)]


def surveyed(many: int) -> Surveyed:
    """Give a wave asked in every way, with a comment that may be printed and a refusal."""
    wave = Wave(
        id=UUID(int=5),
        name="Enquête d'automne",
        kind=WaveKind.WAVE,
        periods=(Stretch(first=DAY, last=DAY),),
        questions=items_for(WaveKind.WAVE),
    )
    answers = tuple(
        Answer(
            id=UUID(int=number),
            wave_id=wave.id,
            day=DAY,
            mode=list(Mode)[number % 3],
            language=("fr", "nl", "en")[number % 3],
            answers={item.id: (item.codes[number % len(item.codes)],) for item in wave.questions},
            comment="Accueil chaleureux" if number == 0 else "",
            comment_cleared=True,
        )
        for number in range(40 if many == 1 else 400)
    )
    return Surveyed(wave=wave, answers=answers, refusals={Mode.FACE: 3 * many})


def sums(period: Period, *, many: int = 1) -> PeriodSums:
    return PeriodSums(
        period=period,
        visits=(VisitSum(day=DAY, motive_code="MV3", people=7 * many),),
        arrivals=tuple(ArrivalSum(day=DAY, hour=hour, people=hour * many) for hour in range(9, 17)),
        talks=tuple(
            TalkSum(day=DAY, channel="desk", theme_code=theme, language="NL", sessions=many, people=many)
            for theme in CODES.themes
        ),
        lengths=(LengthSum(theme_code="EMP", minutes=25, sessions=9),),
        outcomes=tuple(OutcomeSum(theme_code="EMP", outcome_codes=(code,), sessions=many) for code in CODES.outcomes),
        waits=(WaitCount(theme_code="EMP", ended="called", minutes=12, number=30 * many),),
        pc=(PcSum(day=DAY, hour=10, blocks=11 * many),),
        activities=(
            *(
                held(kind, 20 * many, day=DAY, audiences=("NEET",), partners=(f"Partner {kind}",))
                for kind in CODES.activities
            ),
            held("AC2", 0, day=DAY, enrolled=5),
        ),
        helper_languages=(("EN", 12), ("AR", 2)),
        door_languages=(("NL", 5), (None, 3)),
        books=(BookSum(theme_code="EMP", language="fr", copies=520),),
        surveys=(surveyed(many),),
        quality=QualitySum(late=2, unreliable=3, doubles=1, minutes_offline=40, voided=1),
    )


def report(report_id: str, *, many: int = 1) -> Report:
    definition = DEFINITIONS[report_id]
    period = Period.containing(DAY, definition.kinds[-1])
    now = sums(period, many=many)
    contents = definition.build(Sums(now=now, before=sums(period.before()), year_before=sums(period)), CODES)
    return Report(
        id=report_id,
        definition=definition.version,
        period=period,
        site="CDM",
        provisional=False,
        closed_until=period.last,
        figures=contents.figures,
        tables=contents.tables,
        notes=contents.notes,
        sources=(("visit", 7),),
        labels={**LABELS, **contents.labels},
        schema=7,
        sha256="0" * 64,
    )


def pdf(made: Report, languages: tuple[Language, ...]) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(period_pages(made, [catalogue(each) for each in languages]))


def words(document: pypdfium2.PdfDocument) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize("report_id", sorted(DEFINITIONS))
def test_every_table_and_figure_stands_on_the_paper_in_both_languages(report_id: str) -> None:
    made = report(report_id)
    said = " ".join(words(pdf(made, ("fr", "nl"))).split())

    for language in ("fr", "nl"):
        spoken = catalogue(language)
        assert spoken.gettext(TITLES[report_id]) in said
        for table in made.tables:
            assert spoken.gettext(TABLES[table.id]) in said


@pytest.mark.parametrize("languages", ALL_LANGUAGES, ids="+".join)
@pytest.mark.parametrize("report_id", sorted(DEFINITIONS))
def test_nothing_leaves_the_paper(report_id: str, languages: tuple[Language, ...]) -> None:
    document = pdf(report(report_id, many=9_999), languages)

    for page in document:
        width, height = page.get_size()
        text = page.get_textpage()
        for place in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(place)
            assert left >= MARGIN - 24
            assert right <= width - MARGIN + 24
            assert bottom >= MARGIN - 12
            assert top <= height - 24


def test_a_long_table_goes_on_with_its_heads_on_the_next_page() -> None:
    made = report("R12")
    table = made.tables[0]
    long = replace(made, tables=(replace(table, rows=tuple((f"Nº {row}", *table.rows[0][1:]) for row in range(150))),))
    document = pdf(long, ("fr",))

    assert len(document) > 2
    for number, page in enumerate(document, start=1):
        said = page.get_textpage().get_text_range()
        assert f"{number}/{len(document)}" in said
        assert catalogue("fr").gettext(COLUMNS["people"]) in said


def test_the_same_figures_give_the_same_file() -> None:
    made = report("R03")
    spoken = [catalogue("fr"), catalogue("nl")]

    assert period_pages(made, spoken) == period_pages(made, spoken)


def test_a_number_that_is_hidden_stands_nowhere_on_the_paper() -> None:
    made = report("R09")
    said = words(pdf(made, ("fr",)))

    assert "<5" in said
    assert [row for row in made.table("helper_languages").rows if row[0] == "AR"] == [("AR", "masked")]


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_the_sentence_of_a_chart_names_its_highest_and_lowest_in_the_language_of_the_page(language: Language) -> None:
    made = report("R12")
    first, *others = made.table("activity_kinds").rows
    more = replace(made.table("activity_kinds"), rows=((first[0], 1, 0, 40, *first[4:]), *others))
    made = replace(made, tables=(more,))
    spoken = catalogue(language)
    chart = chart_of(Legend(report=made, catalogues=[spoken]), made.table("activity_kinds"))

    assert chart is not None
    assert spoken.gettext(TABLES["activity_kinds"]) in chart.spec.alt
    assert f"({spoken.number(40)})" in chart.spec.alt
    assert f"({spoken.number(20)})" in chart.spec.alt
    assert " ".join(chart.spec.alt.split()) in " ".join(words(pdf(made, (language,))).split())


def test_a_number_that_is_hidden_is_no_bar_of_nothing_and_no_sum_tells_it() -> None:
    made = report("R13")
    table = made.table("audiences")
    hidden = replace(table, rows=(*table.rows, ("HANDICAP", 1, "masked")))
    chart = chart_of(Legend(report=made, catalogues=[catalogue("fr")]), hidden)

    assert chart is not None
    assert chart.spec.told(len(table.rows)) == "<5"
    assert "au total" not in chart.spec.alt


@pytest.mark.parametrize("report_id", sorted(DEFINITIONS))
def test_every_chart_of_a_report_is_one_of_excels_own(report_id: str) -> None:
    made = report(report_id)
    told = {table.id for table in made.tables if any(isinstance(cell, int) for row in table.rows[:-1] for cell in row)}
    drawn = [table for table in made.tables if table.id in CHARTS and table.id in told]

    with zipfile.ZipFile(BytesIO(xlsx(made, [catalogue("nl")]))) as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == len(drawn)
    assert drawn or report_id in {"R15", "R17"}


@pytest.mark.parametrize("write", [xlsx, ods, csv_text], ids=["xlsx", "ods", "csv"])
@pytest.mark.parametrize("report_id", sorted(DEFINITIONS))
def test_every_report_is_written_for_a_spreadsheet(report_id: str, write: object) -> None:
    content = write(report(report_id), [catalogue("fr"), catalogue("nl")])  # type: ignore[operator]

    assert len(content) > 500


def test_every_row_column_and_figure_has_words() -> None:
    known = {*COLUMNS, *LABELS, *ROWS, *FIGURES}
    for report_id in DEFINITIONS:
        made = report(report_id)
        assert {figure.id for figure in made.figures} <= set(FIGURES)
        for table in made.tables:
            assert {column for column in table.columns if not column.startswith("h")} <= known
