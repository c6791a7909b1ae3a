"""Where each field of a title stands in UNIMARC and in MARC 21: one table each, used for reading and for writing."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeAlias
from uuid import uuid4

from cdm_desk.domain.folding import clean, fold
from cdm_desk.domain.identifiers import isbns_in, issns_in
from cdm_desk.domain.library import EARLIEST_YEAR, LATEST_YEAR, Copy, State, Title
from cdm_desk.importers import own

Trimmer: TypeAlias = Callable[[str], str]

UNIMARC: Final = "unimarc"
MARC21: Final = "marc21"
OUR_SOURCE: Final = "cdm"
_LONGEST_PART: Final = 2_000

# Two letters as the screens use them; other languages keep the three letters of MARC.
_TWO_LETTERS: Final = {
    "fre": "fr", "fra": "fr", "dut": "nl", "nld": "nl", "eng": "en", "ger": "de", "deu": "de", "spa": "es", "ita": "it",
    "por": "pt", "ara": "ar", "rus": "ru", "tur": "tr", "pol": "pl", "rum": "ro", "ron": "ro", "gre": "el", "ell": "el",
    "lat": "la", "chi": "zh", "zho": "zh", "jpn": "ja", "heb": "he", "bul": "bg", "ukr": "uk", "per": "fa", "fas": "fa",
}  # fmt: skip
_LANGUAGE_WORDS: Final = {
    "francais": "fr", "frans": "fr", "french": "fr", "vf": "fr", "f": "fr",
    "neerlandais": "nl", "nederlands": "nl", "dutch": "nl", "vlaams": "nl", "n": "nl", "ned": "nl",
    "anglais": "en", "engels": "en", "english": "en", "allemand": "de", "duits": "de", "german": "de",
    "espagnol": "es", "spaans": "es", "spanish": "es", "italien": "it", "italiaans": "it", "italian": "it",
    "arabe": "ar", "arabisch": "ar", "arabic": "ar", "turc": "tr", "turks": "tr", "turkish": "tr",
}  # fmt: skip
_THREE_LETTERS: Final = {"fr": "fre", "nl": "dut", "en": "eng", "de": "ger"} | {
    two: three for three, two in reversed(list(_TWO_LETTERS.items())) if two not in {"fr", "nl", "en", "de"}
}
_NO_LANGUAGE: Final = frozenset({"und", "mul", "zxx", "mis", "|||", "xxx"})
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_RAMEAU: Final = frozenset({"rameau", "ram"})
_SUBDIVISION: Final = " -- "
_EDGE_SIGNS: Final = " \t/:;,="
_LIFE_DATES = re.compile(r"[\s,]*\(?\b\d{4}\??\s*-\s*(?:\d{4}|\.{2,4})?\??[.)]*$")
_LAST_WORD = re.compile(r"(?:[^\W\d_]{3,}|\))\.$")
# Programs that squeeze blanks out of coded fields move the language; it still closes the field.
_SQUEEZED_LANGUAGE = re.compile(r"\b([a-z]{3})(?:\s+\S){0,2}\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarcField:
    """One field of a record, decoded: a value, or subfields in order."""

    tag: str
    value: str = ""
    subfields: tuple[tuple[str, str], ...] = ()
    indicators: str = "  "

    def all(self, code: str) -> list[str]:
        """Return every subfield of a code."""
        return [text for name, text in self.subfields if name == code and text]

    def first(self, codes: str) -> str:
        """Return the first subfield whose code is among these, or nothing."""
        return next((text for name, text in self.subfields if name in codes and text), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarcRecord:
    """A record of either family, decoded."""

    leader: str = ""
    fields: tuple[MarcField, ...] = ()
    _by_tag: Mapping[str, list[MarcField]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_tag: dict[str, list[MarcField]] = {}
        for each in self.fields:
            by_tag.setdefault(each.tag, []).append(each)
        object.__setattr__(self, "_by_tag", by_tag)

    def tagged(self, *tags: str) -> list[MarcField]:
        """Return the fields of these tags, in the order of the tags."""
        if len(tags) == 1:
            return self._by_tag.get(tags[0], [])
        return [each for tag in tags for each in self._by_tag.get(tag, ())]

    def texts(self, *places: str) -> Iterator[str]:
        """Iterate over the subfields at places such as `200a`, in the order of the places."""
        for place in places:
            for each in self.tagged(place[:3]):
                yield from each.all(place[3:])

    def text(self, *places: str) -> str:
        """Return the first subfield at these places, or nothing."""
        return next(self.texts(*places), "")

    def control(self, tag: str) -> str:
        """Return the value of a field without subfields."""
        return next((each.value for each in self.tagged(tag)), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The places of one family of formats. Of several the first is written, all are read, the first found wins."""

    name: str
    title: str
    title_parts: tuple[str, ...]
    places: Mapping[str, tuple[str, ...]]
    people: tuple[str, ...]
    others: tuple[str, ...]
    statement: str
    subject_tags: tuple[str, ...]
    free_subject: str
    rameau: tuple[str, str, str]
    classes: str
    coded: tuple[str, slice, slice]
    copies: Mapping[str, tuple[str, str]]
    # What follows in the field of the edition, each with the sign that a printed card sets before it.
    edition_rest: tuple[tuple[str, str], ...]
    telling: frozenset[str] = field(default_factory=frozenset)


UNIMARC_FAMILY: Final = Family(
    name=UNIMARC,
    title="200a",
    title_parts=("200i",),
    places={
        "isbns": ("010a",),
        "issns": ("011a",),
        "languages": ("101a",),
        "subtitle": ("200e",),
        "volume": ("200h",),
        "edition": ("205a",),
        "place": ("214a", "210a"),
        "publisher": ("214c", "210c"),
        "year": ("214d", "210d"),
        "pages": ("215a",),
        "series": ("225a", "410t", "461t"),
        "summary": ("330a",),
        "dewey": ("676a",),
        "udc": ("675a",),
    },
    people=("700", "701", "710", "711"),
    others=("702", "712"),
    statement="200f",
    subject_tags=("606", "607", "610"),
    free_subject="610",
    rameau=("606", "  ", "rameau"),
    classes="686",
    coded=("100a", slice(9, 13), slice(0, 0)),
    copies={"995": ("f", "k"), "930": ("", "a")},
    edition_rest=(("b", ", "), ("f", " / "), ("g", " ; ")),
    telling=frozenset(
        [
            "101",
            "102",
            "106",
            "205",
            "210",
            "214",
            "215",
            "225",
            "330",
            "606",
            "607",
            "676",
            "686",
            "701",
            "702",
            "801",
            "995",
        ]
    ),
)
MARC21_FAMILY: Final = Family(
    name=MARC21,
    title="245a",
    title_parts=("245p",),
    places={
        "isbns": ("020a",),
        "issns": ("022a",),
        "languages": ("041a",),
        "subtitle": ("245b",),
        "volume": ("245n",),
        "edition": ("250a",),
        "place": ("264a", "260a"),
        "publisher": ("264b", "260b"),
        "year": ("264c", "260c"),
        "pages": ("300a",),
        "series": ("490a", "440a", "830a"),
        "summary": ("520a",),
        "dewey": ("082a",),
        "udc": ("080a",),
    },
    people=("100", "110", "111", "700", "710"),
    others=(),
    statement="245c",
    subject_tags=("650", "651", "653"),
    free_subject="653",
    rameau=("650", " 7", "ram"),
    classes="084",
    coded=("008", slice(7, 11), slice(35, 38)),
    copies={"852": ("p", "hijk"), "952": ("p", "o"), "949": ("i", "a")},
    edition_rest=(("b", " / "),),
    telling=frozenset(
        [
            "008",
            "020",
            "022",
            "040",
            "041",
            "050",
            "082",
            "250",
            "260",
            "264",
            "490",
            "500",
            "520",
            "650",
            "651",
            "653",
            "655",
        ]
    ),
)
FAMILIES: Final = {UNIMARC: UNIMARC_FAMILY, MARC21: MARC21_FAMILY}


def family_of(record: MarcRecord) -> Family | None:
    """Return the family of a record, told by its content; None if it gives no hint."""
    tags = {each.tag for each in record.fields}
    marks = {
        each.name: len(tags & each.telling) + 3 * bool(record.text(each.title))
        for each in (UNIMARC_FAMILY, MARC21_FAMILY)
    }
    if marks[UNIMARC] == marks[MARC21]:
        return None
    return FAMILIES[max(marks, key=lambda name: marks[name])]


def title_from(record: MarcRecord, family: Family) -> Title | None:
    """Return the title that a record describes, or None if it names none."""
    # What we wrote ourselves has no signs of catalogue cards to take off.
    bare = clean if is_ours(record) else _trimmed
    name = bare(record.text(family.title))
    parts = [bare(text) for text in record.texts(*family.title_parts)]
    whole = ". ".join(part for part in [name, *parts] if part)
    if not whole:
        return None
    single = {key: bare(record.text(*places)) or None for key, places in family.places.items() if key not in _LISTS}
    year = _year(record, family, single.pop("year") or "")
    single["edition"] = _edition(record, family, bare) or None
    single["volume"] = ", ".join(filter(None, map(bare, record.texts(*family.places["volume"])))) or None
    found: dict[str, Any] = dict(single)
    found |= {
        "authors": tuple(_authors(record, family, bare)),
        "subjects": tuple(_subjects(record, family, bare, rameau=False)),
        "rameau": tuple(_subjects(record, family, bare, rameau=True)),
        "kind": _kind(record.leader),
    }
    found |= _as_written(record, family) if is_ours(record) else _as_found(record, family)
    found |= _house_fields(record, family)
    return Title(id=uuid4(), title=whole, year=year, **found).tidied()


def _as_found(record: MarcRecord, family: Family) -> dict[str, Any]:
    """What stands in a record of others in many ways: numbers among words, languages as codes or words."""
    return {
        "isbns": _numbers(record, family.places["isbns"], isbns_in),
        "issns": _numbers(record, family.places["issns"], issns_in),
        "languages": _languages(record, family),
        "summary": " ".join(record.texts(*family.places["summary"])) or None,
    }


def _as_written(record: MarcRecord, family: Family) -> dict[str, Any]:
    """The same in a record of ours, taken at its word."""
    codes = record.texts(family.places["languages"][0])
    return {
        "isbns": tuple(record.texts(family.places["isbns"][0])),
        "issns": tuple(record.texts(family.places["issns"][0])),
        "languages": tuple(_TWO_LETTERS.get(code, code) for code in codes),
        "summary": "".join(record.texts(family.places["summary"][0])) or None,
    }


def _year(record: MarcRecord, family: Family, said: str) -> int | None:
    if is_ours(record):
        return int(said) if said.isascii() and said.isdecimal() and len(said) == 4 else None
    return year_in(said) or year_in(_coded(record, family, 1))


def copies_from(record: MarcRecord, family: Family, title: Title) -> tuple[Copy, ...]:
    """Return the copies of a record's holdings; a record without holdings stands for one copy."""
    ours = is_ours(record)
    for tag, (barcode, mark) in family.copies.items():
        copies = [_copy(each, title, barcode, mark, ours=ours) for each in record.tagged(tag)]
        held = [copy for copy in copies if copy is not None]
        if held:
            return _completed(tuple(held), record, title)
    if ours and record.text("992n") == "0":
        return ()
    return (Copy(id=uuid4(), title_id=title.id, shelf_mark=title.shelf_mark),)


def _completed(held: tuple[Copy, ...], record: MarcRecord, title: Title) -> tuple[Copy, ...]:
    """Holdings with all that we keep of a copy, unless another program has changed their barcodes since."""
    texts = [each.first("a") for each in record.tagged("993") if each.first("2") == OUR_SOURCE]
    whole = tuple(copy for text in texts if (copy := own.copy_from(text, title)))
    same = [copy.barcode for copy in whole] == [copy.barcode for copy in held]
    return whole if same else held


def fields_of(title: Title, copies: tuple[Copy, ...], family: Family, day: date) -> list[MarcField]:
    """Return the fields that describe a title and its copies, in the order of their tags."""
    fields = [_coded_field(title, family, day), *_described(title, family), *_people(title, family)]
    fields += [MarcField(tag=family.free_subject, subfields=(("a", text),)) for text in title.subjects]
    fields += [_heading(text, family) for text in title.rameau]
    codes = (title.sub_theme_code or title.theme_code, *title.other_sub_themes)
    fields += [MarcField(tag=family.classes, subfields=(("a", code), ("2", OUR_SOURCE))) for code in codes if code]
    held = [copy for copy in copies if not copy.removed]
    fields += [_held(copy, family) for copy in held]
    fields += [MarcField(tag="993", subfields=(("2", OUR_SOURCE), ("a", own.copy_record(copy)))) for copy in held]
    fields.append(_house_field(title, len(held)))
    return sorted(fields, key=lambda each: each.tag)


def leader_signs(title: Title, family: Family) -> str:
    """Return the twelve signs of a leader that say what the record is; the rest are lengths."""
    level = "s" if title.kind == "PERIODICAL" else "m"
    return f"na{level}  " + "   450 " if family.name == UNIMARC else f"na{level} a" + "   4500"


def language_code(text: str) -> str | None:
    """Return the code of a language written as a code or as a word, or None if it says nothing."""
    word = fold(text).strip(" .-")
    if not word or word in _NO_LANGUAGE:
        return None
    known = _LANGUAGE_WORDS.get(word) or _TWO_LETTERS.get(word)
    if known:
        return known
    return word if word.isascii() and word.isalpha() and len(word) in {2, 3} else None


def year_in(text: str) -> int | None:
    """Return the first year of a text such as `cop. 2004-2006`, or None."""
    found = _YEAR.search(text)
    year = int(found.group()) if found else None
    return year if year and EARLIEST_YEAR <= year <= LATEST_YEAR else None


def person(text: str) -> str:
    """Return the name of an author without the years of a life: those say nothing about a book."""
    return _trimmed(_LIFE_DATES.sub("", text))


_LISTS: Final = frozenset({"isbns", "issns", "languages", "summary", "volume"})


def _trimmed(text: str) -> str:
    """Take off the signs by which old catalogues part their fields, and a full stop after a whole word."""
    bare = clean(text).strip(_EDGE_SIGNS)
    return bare[:-1] if _LAST_WORD.search(bare) and bare.count(".") == 1 else bare


def _edition(record: MarcRecord, family: Family, bare: Trimmer) -> str:
    """Return the edition statement as printed, on one line: `4e éd. revue / par G. Picot`."""
    place = family.places["edition"][0]
    said = next((each for each in record.tagged(place[:3]) if each.first(place[3:])), MarcField(tag=place[:3]))
    line = bare(said.first(place[3:]))
    for code, sign in family.edition_rest:
        line += "".join(f"{sign}{bare(text)}" for text in said.all(code) if bare(text))
    return line


def _coded(record: MarcRecord, family: Family, which: int) -> str:
    place = family.coded[0]
    text = record.text(place) if len(place) == 4 else record.control(place)
    part = family.coded[which]
    if which == 2 and place == "008" and len(text) < 39:
        squeezed = _SQUEEZED_LANGUAGE.search(text)
        return squeezed.group(1) if squeezed else ""
    return text[part] if isinstance(part, slice) else ""


def _numbers(record: MarcRecord, places: tuple[str, ...], reader: Any) -> tuple[str, ...]:  # noqa: ANN401 - isbns_in or issns_in
    return tuple(dict.fromkeys(number for text in record.texts(*places) for number in reader(text)))


def _languages(record: MarcRecord, family: Family) -> tuple[str, ...]:
    texts = list(record.texts(*family.places["languages"])) or [_coded(record, family, 2)]
    # Older records write several codes in one subfield: `freeng`.
    codes = (
        [text[at : at + 3] for text in texts for at in range(0, len(text), 3)]
        if all(len(text) % 3 == 0 for text in texts)
        else texts
    )
    return tuple(dict.fromkeys(code for code in map(language_code, codes) if code))


def is_ours(record: MarcRecord) -> bool:
    """Say whether we wrote a record ourselves: it is then taken at its word."""
    return any(each.first("2") == OUR_SOURCE for each in record.tagged("992"))


def _authors(record: MarcRecord, family: Family, bare: Trimmer) -> Iterator[str]:
    named = list(_named(record, family, family.people, bare)) or list(_named(record, family, family.others, bare))
    if named:
        yield from dict.fromkeys(named)
        return
    statement = record.text(family.statement)
    if statement:
        yield re.sub(r"^(?:\[?par|by|door|von)\s+", "", bare(statement), flags=re.IGNORECASE)


def _named(record: MarcRecord, family: Family, tags: tuple[str, ...], bare: Trimmer) -> Iterator[str]:
    for each in record.tagged(*tags):
        if family is MARC21_FAMILY and each.first("t"):
            continue  # a work cited, not a person who wrote this one
        name = bare(each.first("a")) if bare is clean else person(each.first("a"))
        given = bare(each.first("b")) if family is UNIMARC_FAMILY and each.tag.startswith("70") else ""
        if name:
            yield f"{name}, {given}" if given else name


def _subjects(record: MarcRecord, family: Family, bare: Trimmer, *, rameau: bool) -> Iterator[str]:
    for each in record.tagged(*family.subject_tags):
        if each.first("2").lower() in _RAMEAU and each.tag != family.free_subject:
            if not rameau:
                continue
        elif rameau:
            continue
        parts = [bare(text) for code, text in each.subfields if code in "axyzv"]
        joined = _SUBDIVISION.join(part for part in parts if part)
        if joined:
            yield joined


def _heading(text: str, family: Family) -> MarcField:
    tag, indicators, source = family.rameau
    first, *rest = text.split(_SUBDIVISION)
    parts = (("a", first), *(("x", part) for part in rest), ("2", source))
    return MarcField(tag=tag, indicators=indicators, subfields=parts)


def _kind(leader: str) -> str | None:
    kind, level = leader[6:7], leader[7:8]
    if level == "s":
        return "PERIODICAL"
    return "BOOK" if kind == "a" and level == "m" else None


def _copy(holding: MarcField, title: Title, barcode: str, mark: str, *, ours: bool) -> Copy | None:
    code = clean(holding.first(barcode)) if barcode else ""
    shelf = clean(" ".join(text for name, text in holding.subfields if name in mark and text))
    if holding.tag == "949" and not code:
        return None  # a field of many meanings; only with a barcode is it a holding
    if not code and not shelf and not ours:
        return None
    state = holding.first("9")
    return Copy(
        id=uuid4(),
        title_id=title.id,
        barcode=code or None,
        shelf_mark=shelf or None,
        state=State(state) if state in set(State) else State.SHELF,
    )


def _house_fields(record: MarcRecord, family: Family) -> dict[str, Any]:
    """What our own exports say beyond the standard: theme, state, dates."""
    found: dict[str, Any] = {}
    for each in reversed(record.tagged(family.classes)):
        code = each.first("a")
        if each.first("2") == OUR_SOURCE and re.fullmatch(r"[A-Z]{3}[0-9A-Z]{0,13}", code):
            found |= {"theme_code": code[:3], "sub_theme_code": code if len(code) > 3 else None}
    for each in record.tagged("992"):
        if each.first("2") == OUR_SOURCE:
            found |= _from_house_field(each)
    if not is_ours(record):
        held = (each.first(mark) for tag, (_barcode, mark) in family.copies.items() for each in record.tagged(tag))
        found["shelf_mark"] = next((clean(text) for text in held if text), None)
    return found


def _from_house_field(each: MarcField) -> dict[str, Any]:
    state, partner = each.first("a"), each.first("d")
    found: dict[str, Any] = {
        "checked_on": _day(each.first("b")),
        "review_by": _day(each.first("c")),
        "shelf_mark": each.first("f") or None,
        "partner_issued": {"1": True, "0": False}.get(partner),
    }
    if state in set(State):
        found["state"] = State(state)
    if each.first("e"):
        found["kind"] = each.first("e")
    if each.first("n"):  # written since the catalogue has these
        found |= {
            "kind": each.first("e") or None,
            "partner_code": each.first("g") or None,
            "origins": tuple(each.all("h")),
            "theme_code": each.first("i") or None,
            "sub_theme_code": each.first("j") or None,
            "other_sub_themes": tuple(each.all("k")),
        }
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _coded_field(title: Title, family: Family, day: date) -> MarcField:
    year = f"{title.year:04d}" if title.year else "    "
    if family.name == UNIMARC:
        text = f"{day:%Y%m%d}d{year}    u  y0frey50      ba"
        return MarcField(tag="100", subfields=(("a", text),))
    language = _THREE_LETTERS.get(title.language or "", title.language or "und")[:3]
    value = f"{day:%y%m%d}s{year}    xx            000 0 {language:3} d"
    return MarcField(tag="008", value=value)


def _described(title: Title, family: Family) -> list[MarcField]:
    """The fields whose places stand in the table; those of one tag share a field, lists repeat it."""
    single: dict[str, list[tuple[str, str]]] = {family.title[:3]: [(family.title[3:], title.title)]}
    fields: list[MarcField] = []
    for name, (place, *_read_only) in family.places.items():
        value = getattr(title, name)
        tag, code = place[:3], place[3:]
        if name == "languages":
            codes = tuple((code, _THREE_LETTERS.get(each, each)) for each in value)
            fields += [MarcField(tag=tag, subfields=codes)] if codes else []
        elif isinstance(value, tuple):
            fields += [MarcField(tag=tag, subfields=((code, each),)) for each in value]
        elif name == "summary":
            fields += [MarcField(tag=tag, subfields=((code, part),)) for part in _lengths(value or "")]
        elif value is not None:
            single.setdefault(tag, []).append((code, str(value)))
    return fields + [MarcField(tag=tag, subfields=tuple(parts)) for tag, parts in single.items()]


def _people(title: Title, family: Family) -> list[MarcField]:
    first, later = ("700", "701") if family.name == UNIMARC else ("100", "700")
    fields: list[MarcField] = []
    for rank, name in enumerate(title.authors):
        tag = later if rank else first
        family_name, comma, given = name.partition(", ")
        splits = comma and given and family_name and clean(family_name) == family_name
        if family.name == UNIMARC and splits:
            fields.append(MarcField(tag=tag, indicators=" 1", subfields=(("a", family_name), ("b", given))))
        else:
            fields.append(MarcField(tag=tag, indicators="1 ", subfields=(("a", name),)))
    return fields


def _held(copy: Copy, family: Family) -> MarcField:
    tag, (barcode, mark) = next(iter(family.copies.items()))
    parts = ((barcode, copy.barcode or ""), (mark[0], copy.shelf_mark or ""), ("9", copy.state.value))
    return MarcField(tag=tag, subfields=tuple((code, text) for code, text in parts if text))


def _house_field(title: Title, copies: int) -> MarcField:
    partner = {True: "1", False: "0", None: ""}[title.partner_issued]
    parts = (
        ("2", OUR_SOURCE),
        ("a", title.state.value),
        ("b", title.checked_on.isoformat() if title.checked_on else ""),
        ("c", title.review_by.isoformat() if title.review_by else ""),
        ("d", partner),
        ("e", title.kind or ""),
        ("f", title.shelf_mark or ""),
        ("g", title.partner_code or ""),
        *(("h", text) for text in title.origins),
        ("i", title.theme_code or ""),
        ("j", title.sub_theme_code or ""),
        *(("k", code) for code in title.other_sub_themes),
        ("n", str(copies)),
    )
    return MarcField(tag="992", subfields=tuple((code, text) for code, text in parts if text))


def _lengths(text: str) -> Iterator[str]:
    """Cut a long text behind spaces into parts that a directory can point at; one after the other they are the text."""
    rest = text
    while len(rest) > _LONGEST_PART:
        at = rest.rfind(" ", 1, _LONGEST_PART) + 1 or _LONGEST_PART
        yield rest[:at]
        rest = rest[at:]
    if rest:
        yield rest
