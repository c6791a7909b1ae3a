"""Words without accents and ligatures, so that "oeuvre" finds "main-d'œuvre" and "économie" stands by "economie"."""

import re
import unicodedata

_LETTERS = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ʼ": "'",
        "\u2019": "'",
        "\u2018": "'",
        "\u2032": "'",
    }
)
# An article is passed over where a list is read: "L'économie" stands at E. "D'" is a preposition and stays.
_ARTICLES = {
    "fr": re.compile(r"(?:l' ?|(?:le|la|les|un|une|des) )(?=\w|['\"«“(\[])"),
    "nl": re.compile(r"(?:'[tsn]|de|het|een) (?=\w|['\"«“(\[])"),
    "en": re.compile(r"(?:the|an|a) (?=\w|['\"«“(\[])"),
    "de": re.compile(r"(?:der|die|das|ein|eine) (?=\w|['\"«“(\[])"),
}
# Without a language only what is an article in no language but one.
_ANYWHERE = re.compile(r"(?:l' ?|(?:'t|het|the) )(?=\w)")
_BEFORE_WORDS = re.compile(r"^(?:[^\w']|'(?![tsn] ))+")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
# The marks that stand above and below Latin letters; what has others goes the longer way.
_ACCENTS = re.compile("[\u0300-\u036f]+")
_SPACES = re.compile(r"\s+")
_WORDS = re.compile(r"\w+")
_NUMBERS = re.compile(r"\d+")


def clean(text: str) -> str:
    """Return text fit for a field: one line, composed letters, and none of the signs that nobody can see.

    Control characters, lone surrogates and marks that turn the direction of a whole line are dropped.
    """
    # Nearly every text is so already; what is not printable, and what stands twice, goes the long way.
    if text.isprintable() and "  " not in text:
        return (text if text.isascii() else unicodedata.normalize("NFC", text)).strip()
    seen = _UNSEEN.sub("", text)
    if not seen.isascii():
        seen = unicodedata.normalize("NFC", seen)
    return _SPACES.sub(" ", seen).strip()


def fold(text: str) -> str:
    """Return the text in small letters, with accents and ligatures taken apart."""
    if text.isascii():
        return text.lower()
    # Letters of the table first: decomposition leaves œ and æ whole, and takes ĳ, ﬁ and ß apart by itself.
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS)).casefold()
    bare = _ACCENTS.sub("", plain)
    if bare.isascii():
        return bare
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).translate(_LETTERS)


def words(text: str) -> list[str]:
    """Return the folded words of a text, in order."""
    return _WORDS.findall(fold(text))


def sort_key(text: str, language: str | None = None) -> str:
    """Return what a list is sorted by: no accent, no opening article, numbers in their order."""
    folded = _BEFORE_WORDS.sub("", fold(text))
    article = _ARTICLES.get(language or "", _ANYWHERE).match(folded)
    rest = folded[article.end() :] if article else folded
    return _NUMBERS.sub(lambda number: number.group().zfill(6), " ".join(_WORDS.findall(rest)))
