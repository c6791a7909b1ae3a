"""The press review as a draft of a mail, to be opened, addressed and sent in the program that the house writes with."""

from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP

from cdm_desk.documents.press_review_html import press_page
from cdm_desk.documents.press_review_words import Arrangement, Wording
from cdm_desk.domain.press import PressItem


def press_mail(wording: Wording, arrangement: Arrangement) -> bytes:
    """Return the draft: plain text and page, without sender, addressees and day, which the mail program adds."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = wording.subject()
    # Outlook opens what bears this line as a draft, not as a mail that came.
    mail["X-Unsent"] = "1"
    parts = [wording]
    if arrangement is Arrangement.ONE_AFTER_THE_OTHER:
        parts = [wording.only(each) for each in wording.catalogues]
    mail.set_content("\n".join(line for part in parts for line in _part(part)), cte="quoted-printable")
    mail.add_alternative(press_page(wording, arrangement), subtype="html", cte="quoted-printable")
    # The same issue gives the same file.
    mail.set_boundary(f"press-review-{wording.review.issue.id.hex}")
    return mail.as_bytes()


def _part(wording: Wording) -> Iterator[str]:
    yield " / ".join(dict.fromkeys(wording.titles()))
    yield from wording.whens()
    groups = wording.review.by_theme(wording.themes)
    if not groups:
        yield f"\n{wording.nothing()}"
    for code, items in groups:
        yield f"\n\n== {wording.theme(code)} =="
        for item in items:
            yield from _article(wording, item)
    yield "\n--"
    yield from wording.foot()


def _article(wording: Wording, item: PressItem) -> Iterator[str]:
    yield f"\n* {item.title}"
    yield from filter(None, (wording.reference(item), item.link if item.link != item.title else None))
    for language, text in wording.summaries(item):
        yield f"[{language.upper()}] {text}"
    if item.quote:
        yield wording.quoted(item)
    books = wording.review.books(item)
    if books:
        yield f"{wording.shelf()}:"
        yield from (f"  - {wording.book(book)}  {wording.mark(book)}".rstrip() for book in books)
    if item.full_text and (licence := wording.licence(item)):
        yield f"{licence}:"
        yield item.full_text
