"""The calendar as others read it: RFC 5545 to the byte, a table without formulas, a page without markup of others."""

import csv
import io
from dataclasses import replace
from datetime import date, datetime, time
from uuid import UUID

from cdm_desk.documents.ics import as_ics
from cdm_desk.documents.programme import as_csv, as_html, as_text, public
from cdm_desk.domain.agenda import Activity
from cdm_desk.domain.clock import BRUSSELS
from cdm_desk.language import catalogue

NOW = datetime(2019, 1, 14, 10, tzinfo=BRUSSELS)
WORKSHOP = Activity(
    id=UUID(int=1),
    kind_code="AC2",
    day=date(2019, 7, 15),
    title_fr="Créer; gérer, développer son activité à Bruxelles et environs, avec un conseiller",
    title_nl="Een eigen zaak",
    begins=time(10),
    ends=time(12),
    room="Salle B",
)
SPEAKERS = [catalogue("fr"), catalogue("nl")]


def unfolded(raw: bytes) -> list[str]:
    return raw.decode().replace("\r\n ", "").split("\r\n")


def test_no_line_is_longer_than_75_bytes_and_every_one_ends_with_both_signs() -> None:
    raw = as_ics([WORKSHOP], NOW)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    assert raw.count(b"\n") == raw.count(b"\r\n")
    raw.decode()


def test_hours_are_those_of_brussels_and_signs_of_the_format_are_escaped() -> None:
    lines = unfolded(as_ics([WORKSHOP], NOW))
    assert "DTSTART;TZID=Europe/Brussels:20190715T100000" in lines
    assert "DTEND;TZID=Europe/Brussels:20190715T120000" in lines
    [title] = [line for line in lines if line.startswith("SUMMARY:")]
    assert title.startswith("SUMMARY:Créer\\; gérer\\, développer")
    assert "DTSTAMP:20190114T090000Z" in lines


def test_whole_days_end_on_the_day_after_the_last() -> None:
    week = replace(WORKSHOP, begins=None, ends=None, last_day=date(2019, 7, 19))
    lines = unfolded(as_ics([week], NOW))
    assert {"DTSTART;VALUE=DATE:20190715", "DTEND;VALUE=DATE:20190720"} <= set(lines)


def test_what_was_called_off_says_so() -> None:
    assert "STATUS:CANCELLED" in unfolded(as_ics([replace(WORKSHOP, called_off=True)], NOW))


def test_what_is_for_staff_only_stands_in_no_programme() -> None:
    assert public([replace(WORKSHOP, announced=False), WORKSHOP]) == [WORKSHOP]


def test_a_title_is_no_formula_in_a_table() -> None:
    raw = as_csv([replace(WORKSHOP, title_fr="=1+1")])
    [row] = csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";")
    assert row["title_fr"] == "'=1+1"
    assert (row["day"], row["begins"], row["title_nl"]) == ("2019-07-15", "10:00", "Een eigen zaak")


def test_a_title_is_no_markup_in_a_page_and_each_language_has_its_part() -> None:
    page = as_html([replace(WORKSHOP, title_fr="<b>CV</b>")], SPEAKERS, {}).decode()
    assert "&lt;b&gt;CV" in page
    assert page.index('lang="fr"') < page.index("CV") < page.index('lang="nl"') < page.index("Een eigen zaak")


def test_the_text_holds_both_languages_one_after_the_other() -> None:
    told = as_text([WORKSHOP], SPEAKERS).decode()
    assert "lundi 15 juillet 2019" in told
    assert "maandag 15 juli 2019" in told
    assert "• 10:00–12:00 Een eigen zaak – Salle B" in told
