"""The catalogue in use: words, plurals, dates and numbers in French, Dutch or English.

English is the source: `_("Call the next visitor")`. The catalogues are Babel's, `translations/<language>/LC_MESSAGES`;
a checkout has the readable `.po` only, whose `.mo` is compiled into the user's cache when it is missing or older.

    pybabel extract -F babel.cfg -k _n:1,2 -k _p:1c,2 -c "Translators:" -o translations/cdm_desk.pot .
    pybabel update -D cdm_desk -i translations/cdm_desk.pot -d translations
"""

import gettext
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final, Literal

import platformdirs

from cdm_desk.domain.tenths import Tenths

Language = Literal["fr", "nl", "en"]

LANGUAGES: Final[tuple[Language, ...]] = ("fr", "nl", "en")
# Belgian forms in all three: day first, 24 hours, week from Monday.
LOCALES: Final[dict[Language, str]] = {"fr": "fr_BE", "nl": "nl_BE", "en": "en_BE"}
DOMAIN: Final = "cdm_desk"


class Catalogue:
    """The words and the forms of one language."""

    def __init__(self, language: Language) -> None:
        self.language: Final = language
        self.locale: Final = LOCALES[language]
        self._words = _words(language)

    def gettext(self, message: str) -> str:
        """Return a sentence in this language."""
        return self._words.gettext(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Return the sentence for that many."""
        return self._words.ngettext(singular, plural, number)

    def pgettext(self, context: str, message: str) -> str:
        """Return a word that has several meanings, in the sense of its context."""
        return self._words.pgettext(context, message)

    def number(self, value: float, *, decimals: int = 0) -> str:
        """Return a number with its separators: `27 848` in French, `27.848` in the two others."""
        from babel.numbers import format_decimal  # noqa: PLC0415 - 30 ms that the first window does not need

        if isinstance(value, Tenths):
            value, decimals = value.plain, 1
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(value, format=pattern, locale=self.locale)

    def percent(self, share: float, *, decimals: int = 0) -> str:
        """Return a share of one as a percentage."""
        from babel.numbers import format_percent  # noqa: PLC0415 - as above

        pattern = "#,##0" + ("." + "0" * decimals if decimals else "") + ("\u00a0%" if self.language == "fr" else "%")
        return format_percent(share, format=pattern, locale=self.locale)

    def date(
        self,
        day: date,
        style: Literal["short", "long", "weekday", "month", "month_name", "brief", "weekday_name"] = "short",
    ) -> str:
        """Return a day: `14/01/2019`, `14 janvier 2019`, `lundi 14 janvier 2019`, `janvier 2019`.

        In a table `janvier`, `lun. 14/01` or `lundi`.

        The first of a month is read as an ordinal in French: `1er janvier 2019`.
        """
        from babel.dates import format_date  # noqa: PLC0415 - as above

        pattern = {
            "short": "dd/MM/yyyy",
            "long": "d MMMM y",
            "weekday": "EEEE d MMMM y",
            "month": "LLLL y",
            "month_name": "LLLL",
            "brief": "EEE dd/MM",
            "weekday_name": "EEEE",
        }[style]
        if day.day == 1 and self.language == "fr":
            pattern = pattern.replace("d MMMM", "d'er' MMMM")
        return format_date(day, format=pattern, locale=self.locale)

    def time(self, moment: datetime) -> str:
        """Return the hour and the minute of a moment: `10:42`."""
        return f"{moment:%H:%M}"

    def listed(self, words: Sequence[str]) -> str:
        """Return several words as one enumeration: `A, B et C`."""
        from babel.lists import format_list  # noqa: PLC0415 - as above

        return format_list(list(words), locale=self.locale)


@dataclass(slots=True)
class _InUse:
    catalogue: Catalogue


@cache
def catalogue(language: Language) -> Catalogue:
    """Return the catalogue of a language, for a document in another language than the screen's."""
    return Catalogue(language)


def use(language: Language) -> Catalogue:
    """Choose the language of the screens; return its catalogue."""
    _in_use.catalogue = catalogue(language)
    return _in_use.catalogue


def in_use() -> Catalogue:
    """Return the catalogue of the screens."""
    return _in_use.catalogue


def language() -> Language:
    """Return the language of the screens."""
    return _in_use.catalogue.language


def language_from(text: str) -> Language | None:
    """Return the language that a setting or a locale names (`fr`, `nl_BE.UTF-8`), or None."""
    named = text.strip().lower()[:2]
    return next((known for known in LANGUAGES if known == named), None)


def language_here() -> Language | None:
    """Return the language that this run was asked for, else that of the person's system, when it is one of ours."""
    asked = language_from(os.environ.get("CDM_LANG", ""))
    if asked is not None:
        return asked
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return language_from(os.environ[name])
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows names no language in the environment
        import locale  # noqa: PLC0415

        return language_from(locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), ""))
    return None


def _(message: str) -> str:
    return _in_use.catalogue.gettext(message)


def _n(singular: str, plural: str, number: int) -> str:
    return _in_use.catalogue.ngettext(singular, plural, number)


def _p(context: str, message: str) -> str:
    return _in_use.catalogue.pgettext(context, message)


def translations_folder() -> Path:
    """Return where the catalogues lie: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "translations"
    return inside if inside.is_dir() else package.parent / "translations"


def _words(language: Language) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    folder = translations_folder() / language / "LC_MESSAGES"
    shipped, source = folder / f"{DOMAIN}.mo", folder / f"{DOMAIN}.po"
    for compiled in (shipped, _cached(language)):
        if _current(compiled, source):
            return _loaded(compiled)
    if not source.exists():
        return gettext.NullTranslations()
    return _compiled(source, _cached(language))


def _cached(language: Language) -> Path:
    return platformdirs.user_cache_path("cdm-desk", appauthor=False) / f"{DOMAIN}.{language}.mo"


def _current(compiled: Path, source: Path) -> bool:
    if not compiled.is_file():
        return False
    return not source.is_file() or compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns


def _loaded(compiled: Path) -> gettext.NullTranslations:
    with compiled.open("rb") as file:
        return gettext.GNUTranslations(file)


def _compiled(source: Path, target: Path) -> gettext.NullTranslations:
    """Compile a catalogue, keep it in the cache where that is possible, and return it."""
    from io import BytesIO  # noqa: PLC0415 - only beside a source that is newer than what was compiled

    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with source.open("rb") as file:
        messages = read_po(file)
    binary = BytesIO()
    write_mo(binary, messages)
    _keep(binary.getvalue(), target)
    binary.seek(0)
    return gettext.GNUTranslations(binary)


def _keep(content: bytes, target: Path) -> None:
    beside = target.with_suffix(f".{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(target)
    except OSError:
        # A cache that cannot be written costs 60 ms at each start, nothing more.
        with suppress(OSError):
            beside.unlink()


_in_use = _InUse(catalogue("en"))
