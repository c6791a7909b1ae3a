"""Invented books for a demonstration: titles made of our own words, by authors and publishers that do not exist."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Final
from uuid import UUID

from cdm_desk.domain.folding import sort_key
from cdm_desk.domain.library import Copy, Title
from cdm_desk.domain.reports import largest_remainder

# Shares of the shelf, by theme.
SHELF: Final = {"EMP": 520, "FOR": 380, "ORI": 360, "ENT": 220, "MOB": 120}
ABOUT: Final = {
    "EMP": (
        ("la lettre de motivation", "de motivatiebrief"),
        ("l'entretien d'embauche", "het sollicitatiegesprek"),
        ("les tests psychotechniques", "psychotechnische tests"),
        ("l'identité numérique", "de digitale identiteit"),
        ("le premier emploi", "de eerste baan"),
        ("le travail intérimaire", "uitzendwerk"),
        ("les droits au travail", "rechten op het werk"),
        ("l'emploi après cinquante ans", "werk na vijftig"),
    ),
    "FOR": (
        ("l'alternance", "duaal leren"),
        ("la promotion sociale", "volwassenenonderwijs"),
        ("les compétences numériques", "digitale vaardigheden"),
        ("la reprise d'études", "opnieuw gaan studeren"),
        ("le néerlandais au bureau", "Frans op kantoor"),
        ("le congé-éducation", "educatief verlof"),
        ("apprendre à apprendre", "leren leren"),
    ),
    "ORI": (
        ("les métiers du soin", "zorgberoepen"),
        ("les métiers de la construction", "bouwberoepen"),
        ("les métiers du numérique", "digitale beroepen"),
        ("le choix d'études", "studiekeuze"),
        ("la réorientation", "loopbaanheroriëntering"),
        ("le bilan de compétences", "de competentiebalans"),
        ("l'équivalence de diplôme", "gelijkwaardigheid van diploma's"),
    ),
    "ENT": (
        ("le plan financier", "het financieel plan"),
        ("le statut d'indépendant", "het statuut van zelfstandige"),
        ("le microcrédit", "microkrediet"),
        ("la vente en ligne", "onlineverkoop"),
        ("la coopérative d'activités", "de activiteitencoöperatie"),
        ("l'étude de marché", "marktonderzoek"),
    ),
    "MOB": (
        ("travailler en Flandre", "werken in Wallonië"),
        ("le stage à l'étranger", "stage in het buitenland"),
        ("le permis de conduire", "het rijbewijs"),
        ("vivre entre deux langues", "leven tussen twee talen"),
        ("l'emploi en Europe", "werk in Europa"),
    ),
}
FORMS: Final = {
    "fr": ("Guide pratique", "En dix étapes", "Questions et réponses", "Pas à pas", "L'essentiel", "Exercices"),
    "nl": ("Praktische gids", "In tien stappen", "Vragen en antwoorden", "Stap voor stap", "De kern", "Oefeningen"),
}
FIRST_LETTERS: Final = "ABCDEFGHIJKLMNPRSTVW"
SURNAMES: Final = (
    "Vanderlinck", "Delacourt", "Haerbeke", "Moustier", "El Warda", "Okundé", "Szymek", "Lambrechtse", "Ferroux",
    "De Kesselaer", "Yıldırgan", "Pontalier", "Bruyneels", "Amrouchi", "Castelnou", "Verhoelst",
)  # fmt: skip
PUBLISHERS: Final = {
    "fr": ("Éditions du Canal", "Le Pavé bruxellois", "Plume et Quai"),
    "nl": ("De Kaai", "Uitgeverij Vaartkom", "Zennepers"),
}
DIGITS: Final = {"ORI": 1, "FOR": 2, "EMP": 3, "MOB": 4, "ENT": 5}
SPOKEN: Final = {"fr": 1_120, "nl": 430, "fr nl": 50}


def invented_titles(number: int, seed: int, this_year: int) -> Iterator[tuple[Title, Copy]]:
    """Yield titles with one copy each, no two with the same words, shared out over the themes as on the shelf."""
    chance = Random(f"{seed} titles")  # noqa: S311 - a demonstration, not a secret
    used: set[str] = set()
    themes, spoken = _dealt(SHELF, number, chance), _dealt(SPOKEN, number, chance)
    for place, (theme, languages) in enumerate(zip(themes, spoken, strict=True)):
        language = languages.split()[0]
        subject = chance.choice(ABOUT[theme])[1 if language == "nl" else 0]
        form = chance.choice(FORMS[language])
        year = this_year - min(12, int(chance.expovariate(0.3)))
        words = f"{subject[0].upper()}{subject[1:]}"
        edition = f"{words} {form}"
        subtitle = form if edition not in used else f"{form} {place + 1}"
        used.add(edition)
        title_id = UUID(int=chance.getrandbits(128), version=4)
        letters = "".join(sort_key(words, language).split())
        mark = f"{DIGITS[theme]}.{letters[:3].upper()}.{place + 1}"
        title = Title(
            id=title_id,
            title=words,
            subtitle=subtitle,
            authors=(f"{chance.choice(SURNAMES)}, {chance.choice(FIRST_LETTERS)}.",),
            publisher=chance.choice(PUBLISHERS[language]),
            place="Bruxelles" if language == "fr" else "Brussel",
            year=year,
            languages=tuple(languages.split()),
            theme_code=theme,
            shelf_mark=mark,
            kind=chance.choices(("BOOK", "GUIDE", "JOB_SHEET"), (75, 15, 10))[0],
        )
        yield title, Copy(id=UUID(int=chance.getrandbits(128), version=4), title_id=title_id, shelf_mark=mark)


def _dealt(shares: Mapping[str, int], number: int, chance: Random) -> list[str]:
    """Return so many of what is shared out, in the shares to the unit, in an order of chance."""
    parts = largest_remainder(number, list(shares.values()))
    dealt = [key for key, part in zip(shares, parts, strict=True) for _each in range(part)]
    chance.shuffle(dealt)
    return dealt
