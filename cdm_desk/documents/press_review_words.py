"""What a press review says around its articles, in the languages of a page: the same for paper, page and mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from cdm_desk.documents.legend import _
from cdm_desk.domain.lists import Label
from cdm_desk.domain.press import PressItem, PressReview, ShelfTitle
from cdm_desk.language import Catalogue

_MARKS: Final = ' «»“”"'


class Arrangement(StrEnum):
    """How two languages of equal weight stand on a page."""

    SIDE_BY_SIDE = "side_by_side"
    ONE_AFTER_THE_OTHER = "one_after_the_other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of one issue in some languages, the first one first; `themes` are the labels by code, in order."""

    review: PressReview
    themes: Mapping[str, Label]
    catalogues: Sequence[Catalogue]

    def only(self, catalogue: Catalogue) -> "Wording":
        """Return the same in one of its languages."""
        return Wording(review=self.review, themes=self.themes, catalogues=[catalogue])

    def each(self, words: str) -> list[str]:
        """Return words in every language."""
        return [catalogue.gettext(words) for catalogue in self.catalogues]

    def joined(self, words: str) -> str:
        """Return words in every language side by side, once when they are the same."""
        return " / ".join(dict.fromkeys(self.each(words)))

    def titles(self) -> list[str]:
        """Return what the page is called, in every language."""
        return self.each(_("Press review"))

    def whens(self) -> list[str]:
        """Return number and week, in every language."""
        first = self.review.issue.day
        last = first + timedelta(days=6)
        return [
            catalogue.gettext(_("No. {number} · week {week}, {first} to {last}")).format(
                number=self.review.number,
                week=first.isocalendar().week,
                first=catalogue.date(first),
                last=catalogue.date(last),
            )
            for catalogue in self.catalogues
        ]

    def subject(self) -> str:
        """Return the title of the file or the mail, on one line."""
        return f"{' / '.join(dict.fromkeys(self.titles()))} {self.review.number} ({self.review.issue.week})"

    def theme(self, code: str | None) -> str:
        """Return the name of a theme in every language, with its digit."""
        label = self.themes.get(code or "")
        if label is None:
            return self.joined(_("Other articles"))
        digit = list(self.themes).index(code or "") + 1
        return f"{digit} {' / '.join(dict.fromkeys(label.spoken(each.language) for each in self.catalogues))}"

    def also(self, item: PressItem) -> str:
        """Return the further themes of an article; nothing if it has one."""
        further = [
            " / ".join(dict.fromkeys(label.spoken(each.language) for each in self.catalogues))
            for code in item.theme_codes[1:]
            if (label := self.themes.get(code)) is not None
        ]
        return ", ".join(further)

    def reference(self, item: PressItem) -> str:
        """Return where an article stands: source, author, day, language, further themes."""
        day = self.catalogues[0].date(item.published_on) if item.published_on else ""
        language = item.language.upper() if item.language else ""
        return " · ".join(part for part in (item.source, item.author, day, language, self.also(item)) if part)

    def summaries(self, item: PressItem) -> list[tuple[str, str]]:
        """Return the summaries of an article with their language; a missing one is said to be missing."""
        told = {"fr": item.summary_fr, "nl": item.summary_nl}
        if not any(told.values()):
            return []
        return [
            (each.language, told.get(each.language) or each.gettext(_("There is no summary in this language yet.")))
            for each in self.catalogues
        ]

    def quoted(self, item: PressItem) -> str:
        """Return a quotation with whom it is from."""
        by = ", ".join(part for part in (item.author, item.source) if part)
        words = (item.quote or "").strip(_MARKS)
        return f"« {words} » — {by}"

    def shelf(self) -> str:
        """Return the heading of the books that go with an article."""
        return self.joined(_("On our shelves"))

    def book(self, book: ShelfTitle) -> str:
        """Return a book as it stands in the list."""
        language = f" ({book.language.upper()})" if book.language else ""
        return f"{book.heading}{language}"

    def mark(self, book: ShelfTitle) -> str:
        """Return where a book stands."""
        return book.shelf_mark or ""

    def licence(self, item: PressItem) -> str:
        """Return under which licence a full text is printed, in every language."""
        known = next((each for each in self.review.licences if each.holder == item.licence), None)
        if known is None:
            return ""
        return " / ".join(
            catalogue.gettext(_("Full text under the licence {number} of {holder}")).format(
                number=known.number, holder=known.holder
            )
            for catalogue in self.catalogues
        )

    def foot(self) -> list[str]:
        """Return what stands below every page: whose words these are, and that books are read here."""
        return self.each(
            _("Summaries in our own words; the articles belong to those who publish them. Books are read on the spot.")
        )

    def nothing(self) -> str:
        """Return what an issue without articles says."""
        return self.joined(_("No article in this issue."))
