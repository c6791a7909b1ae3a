"""What a library of a demonstration does beside its catalogue: journals, brochures, a press review, what was read.

Every title, newspaper and partner is of our own making; so are the words of the articles.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final
from uuid import UUID, uuid5

from cdm_desk.domain.consultation import UseFact
from cdm_desk.domain.expected import Numbering, Rhythm, Way, dates
from cdm_desk.domain.journals import Article, Issue, Journal, issue_id
from cdm_desk.domain.leaflets import Leaflet, LeafletMove, Move, Pile
from cdm_desk.domain.library import Title
from cdm_desk.domain.lists import Entry, Kind, Label
from cdm_desk.domain.press import PressIssue, PressItem

_MADE_UP: Final = UUID("5b0c9d1e-2f7a-4c36-9a41-7d1f0e6c2b58")
READ_WEEKS: Final = 7
READ_EACH_DAY: Final = (6, 18)
FAVOURITES: Final = 60

PARTNERS: Final = (
    ("CANAL", Label(fr="Maison du Canal", nl="Huis aan het Kanaal", en="House on the Canal")),
    ("SENNE", Label(fr="Ateliers de la Senne", nl="Ateliers aan de Zenne", en="Workshops on the Senne")),
    ("QUAI12", Label(fr="Quai 12 Formations", nl="Kaai 12 Opleidingen", en="Quay 12 Training")),
)
"""Partners that do not exist: code and name."""

# Title, publisher, language, theme, rhythm, weeks since the first number, which numbers never came.
JOURNALS: Final = (
    ("Cap sur les métiers", "Éditions du Canal", "fr", "ORI", Rhythm.MONTHLY, 48, (4,)),
    ("Werk in zicht", "De Kaai", "nl", "EMP", Rhythm.MONTHLY, 44, (6, 7)),
    ("Le Fil de la formation", "Le Pavé bruxellois", "fr", "FOR", Rhythm.QUARTERLY, 52, ()),
    ("Starter", "Zennepers", "nl", "ENT", Rhythm.BIMONTHLY, 50, (2,)),
    ("La Semaine de l'emploi", "Plume et Quai", "fr", "EMP", Rhythm.WEEKLY, 14, (9,)),
)
ARTICLES: Final = (
    (0, "Changer de métier à quarante ans", "4-7", "ORI"),
    (1, "Solliciteren met een filmpje", "12-13", "EMP"),
    (2, "Que vaut un titre de compétence ?", "3-5", "FOR"),
)
# Title, partner, language, theme, pile, days until it is out of date, bundles put out.
BROCHURES: Final = (
    ("Vos droits pendant un stage", "CANAL", "fr", "EMP", Pile.FULL, 300, 3),
    ("Je rechten tijdens een stage", "CANAL", "nl", "EMP", Pile.LOW, 300, 2),
    ("Apprendre le néerlandais à Bruxelles", "QUAI12", "fr", "FOR", Pile.LOW, 210, 4),
    ("Frans leren in Brussel", "QUAI12", "nl", "FOR", Pile.EMPTY, 210, 2),
    ("Les métiers du bois", "SENNE", "fr", "ORI", Pile.FULL, 420, 1),
    ("Houtberoepen", "SENNE", "nl", "ORI", Pile.FULL, 420, 1),
    ("Portes ouvertes de printemps / Opendeurdag in de lente", "QUAI12", "fr+nl", "FOR", Pile.FULL, -40, 2),
    ("Micro-crédit : les étapes", "CANAL", "fr", "ENT", Pile.LOW, -12, 1),
    ("Travailler en Flandre", "SENNE", "fr", "MOB", Pile.FULL, 150, 2),
)
# Weeks ago, title, newspaper, language, themes, French and Dutch summary.
NEWS: Final = (
    (1, "Les ateliers du canal cherchent cent apprentis", "Le Courrier des Quais", "fr", ("FOR", "EMP"),
     "Bois, métal, vélo : trois ateliers engagent en alternance, sans diplôme exigé.",
     "Hout, metaal, fiets: drie ateliers nemen leerlingen aan, zonder diploma."),
    (1, "Zorg blijft de grootste werkgever van het gewest", "De Kanaalbode", "nl", ("EMP", "ORI"),
     "Un emploi nouveau sur cinq est créé dans le soin ; les horaires freinent les candidats.",
     "Eén op de vijf nieuwe banen is er in de zorg; de uurroosters schrikken kandidaten af."),
    (1, "Créer sa coopérative en six mois", "Le Courrier des Quais", "fr", ("ENT",),
     "Le récit de quatre personnes qui ont lancé ensemble une épicerie de quartier.",
     "Het verhaal van vier mensen die samen een buurtwinkel begonnen."),
    (0, "Avondscholen lopen weer vol", "De Kanaalbode", "nl", ("FOR",),
     "Les cours du soir affichent complet ; les langues et la comptabilité en tête.",
     "De avondlessen zitten vol, met talen en boekhouden op kop."),
    (0, "Le permis de conduire, clé de l'emploi en périphérie", "Le Courrier des Quais", "fr", ("MOB", "EMP"),
     "Sans voiture, un poste sur trois reste hors d'atteinte hors de la ville.",
     "Zonder auto is buiten de stad één baan op de drie onbereikbaar."),
    (0, "Een test is nog geen keuze", "Schoolpoort", "nl", ("ORI",),
     "Une conseillère explique comment lire un test d'intérêts, et ce qu'il ne dit pas.",
     "Een begeleidster legt uit hoe je een interessetest leest, en wat die niet zegt."),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedReview:
    """Two weeks of a press review: the one before is closed, the one that runs is being gathered."""

    issues: tuple[PressIssue, ...]
    items: tuple[PressItem, ...]


def invented_partners() -> list[Entry]:
    """Return the partners of the brochures."""
    return [
        Entry(kind=Kind.PARTNER, code=code, label=label, rank=900 + place)
        for place, (code, label) in enumerate(PARTNERS)
    ]


def invented_journals(today: date) -> list[tuple[Journal, list[Issue]]]:
    """Return journals with the numbers that came; some never did, and of one the publisher was asked."""
    found = []
    for title, publisher, language, theme, rhythm, weeks, gaps in JOURNALS:
        journal = Journal(
            id=_id("journal", title),
            title=title,
            publisher=publisher,
            language=language,
            theme_code=theme,
            rhythm=rhythm,
            first_on=_on_weekday(today - timedelta(weeks=weeks)),
            numbering=Numbering(way=Way.NUMBER, number=31),
            claims_to=f"abo@{publisher.split()[-1].lower()}.example",
        )
        found.append((journal, list(_numbers(journal, gaps, today))))
    return found


def _numbers(journal: Journal, gaps: Sequence[int], today: date) -> Iterator[Issue]:
    days = dates(journal.rhythm, journal.first_on or today, (), today)
    names = journal.numbering.numbers(days, journal.rhythm)
    for place, (day, name) in enumerate(zip(days, names, strict=True)):
        issue = Issue(id=issue_id(journal.id, day), journal_id=journal.id, number=name, expected_on=day)
        came = _on_weekday(day + timedelta(days=1 + place % 4))
        if place in gaps:
            if place == max(gaps):
                yield replace(issue, claims=1, claimed_on=min(today, day + timedelta(days=20)))
        elif came <= today:
            yield replace(issue, received_on=came)


def invented_articles(journals: Sequence[tuple[Journal, list[Issue]]], today: date) -> list[Article]:
    """Return articles worth knowing, each of the latest number of its journal."""
    return [
        Article(
            id=_id("article", title),
            title=title,
            journal_id=journals[place][0].id,
            issue_id=journals[place][1][-1].id,
            pages=pages,
            theme_code=theme,
            added_on=today - timedelta(days=6),
        )
        for place, title, pages, theme in ARTICLES
    ]


def invented_brochures(today: date) -> list[tuple[Leaflet, list[LeafletMove]]]:
    """Return piles with what was put on them in the last weeks: some are low, some out of date."""
    found = []
    for place, (title, partner, language, theme, pile, days, bundles) in enumerate(BROCHURES):
        leaflet = Leaflet(
            id=_id("brochure", title),
            title=title,
            tag=str(700_101 + 37 * place),
            partner_code=partner,
            language=language,
            theme_code=theme,
            place=f"{'ABC'[place % 3]}{place // 3 + 1}",
            valid_until=today + timedelta(days=days),
            pile=pile,
            pile_since=today - timedelta(days=3 + place),
            order_to=f"info@{partner.lower()}.example",
        )
        moves = [
            LeafletMove(
                id=_id("move", f"{title} {number}"),
                leaflet_id=leaflet.id,
                day=_on_weekday(today - timedelta(days=9 + 23 * number)),
                kind=Move.PUT,
                count=leaflet.bundle,
            )
            for number in range(bundles)
        ]
        found.append((leaflet, moves))
    return found


def invented_review(titles: Sequence[Title], today: date) -> InventedReview:
    """Return the press review of last week and of this one, with books of the shelves that go with the articles."""
    issues = [PressIssue.of_day(today - timedelta(weeks=weeks)) for weeks in (1, 0)]
    closed = replace(issues[0], number=214, closed_on=issues[0].day + timedelta(days=4))
    items = []
    for rank, (weeks, title, source, language, themes, french, dutch) in enumerate(NEWS, start=1):
        issue = issues[1 - weeks]
        items.append(
            PressItem(
                id=_id("article of the press", title),
                issue_id=issue.id,
                title=title,
                source=source,
                published_on=min(today, issue.day + timedelta(days=rank % 3)),
                link=f"https://{source.split()[-1].lower()}.example/{today.year}/{rank}",
                language=language,
                theme_codes=themes,
                summary_fr=french,
                summary_nl=dutch,
                title_ids=tuple(book.id for book in titles if book.theme_code == themes[0])[:2],
                rank=rank,
            )
        )
    return InventedReview(issues=(closed, issues[1]), items=tuple(items))


def invented_uses(titles: Sequence[Title], days: Sequence[date], seed: int) -> Iterator[UseFact]:
    """Yield what was found read on the tables on these days: some books again and again, most hardly ever."""
    chance = Random(f"{seed} uses")  # noqa: S311 - a demonstration, not a secret
    for day in days:
        for _each in range(chance.randint(*READ_EACH_DAY)):
            title = titles[min(int(chance.expovariate(1 / FAVOURITES)), len(titles) - 1)]
            yield UseFact(
                id=_random(chance), day=day, title_id=title.id, theme_code=title.theme_code, language=title.language
            )
        yield UseFact(id=_random(chance), day=day, kind_code="PERIODICAL", count=chance.randint(1, 5))


def _on_weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _random(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def _id(kind: str, name: str) -> UUID:
    return uuid5(_MADE_UP, f"{kind} {name}")
