"""The press review as one page of the web: it needs no other file, asks no other site, and runs nothing."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from cdm_desk.documents.page import plain
from cdm_desk.documents.press_review_words import Arrangement, Wording
from cdm_desk.domain.press import PressItem, is_link

_STYLE: Final = (
    "body{font:16px/1.5 'Noto Sans','Segoe UI',Arial,sans-serif;color:#1B2733;background:#fff;max-width:62em;"
    "margin:0 auto;padding:1.5em}"
    "header{border-bottom:2px solid #1B2733;margin-bottom:1em}"
    # A table: programs for mail know no other way to set two texts side by side.
    "table.sides{width:100%;border-collapse:collapse}table.sides td{vertical-align:top;padding:0 1.5em 0 0}"
    "h1{font-size:1.7em;margin:0}h2{font-size:1.25em;border-bottom:1px solid #7A8692;margin:1.4em 0 .4em}"
    "h3{font-size:1.05em;margin:1.1em 0 .1em}p{margin:.2em 0}.muted{color:#51606E;font-size:.9em}"
    "blockquote{margin:.5em 0;padding:.1em 0 .1em .8em;border-left:3px solid #7A8692}"
    "ul{margin:.2em 0;padding-left:1.2em}.mark{font-weight:bold;white-space:nowrap}.text{white-space:pre-line}"
    "a{color:#0B4F8A;overflow-wrap:anywhere}section+section.part{margin-top:3em;border-top:2px solid #1B2733}"
    "footer{border-top:1px solid #7A8692;margin-top:2em;padding-top:.5em}"
)


def press_page(wording: Wording, arrangement: Arrangement) -> str:
    """Return an issue as HTML; every word in it is escaped, and every link leads to the web."""
    parts = [wording]
    if arrangement is Arrangement.ONE_AFTER_THE_OTHER:
        parts = [wording.only(each) for each in wording.catalogues]
    body = "\n".join(line for part in parts for line in _part(part))
    return (
        f'<!DOCTYPE html>\n<html lang="{wording.catalogues[0].language}-BE">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_safe(wording.subject())}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _part(wording: Wording) -> Iterator[str]:
    yield '<section class="part"><header>'
    yield from _sides(
        (catalogue.language, f'<h1>{_safe(title)}</h1><p class="muted">{_safe(when)}</p>')
        for catalogue, title, when in zip(wording.catalogues, wording.titles(), wording.whens(), strict=True)
    )
    yield "</header>"
    groups = wording.review.by_theme(wording.themes)
    if not groups:
        yield f"<p>{_safe(wording.nothing())}</p>"
    for code, items in groups:
        yield f"<h2>{_safe(wording.theme(code))}</h2>"
        for item in items:
            yield from _article(wording, item)
    yield "<footer>"
    for catalogue, words in zip(wording.catalogues, wording.foot(), strict=True):
        yield f'<p class="muted" lang="{catalogue.language}">{_safe(words)}</p>'
    yield "</footer></section>"


def _article(wording: Wording, item: PressItem) -> Iterator[str]:
    language = f' lang="{item.language}"' if item.language in {"fr", "nl", "en", "de"} else ""
    yield f"<article><h3{language}>{_linked(item)}</h3>"
    yield f'<p class="muted">{_safe(wording.reference(item))}</p>'
    yield from _sides((spoken, f'<p class="text">{_lines(text)}</p>') for spoken, text in wording.summaries(item))
    if item.quote:
        yield f"<blockquote{language}><p>{_lines(wording.quoted(item))}</p></blockquote>"
    books = wording.review.books(item)
    if books:
        yield f'<p class="muted">{_safe(wording.shelf())}</p><ul>'
        for book in books:
            yield f'<li>{_safe(wording.book(book))} <span class="mark">{_safe(wording.mark(book))}</span></li>'
        yield "</ul>"
    if item.full_text and (licence := wording.licence(item)):
        yield f'<p class="muted">{_safe(licence)}</p><p class="text"{language}>{_lines(item.full_text)}</p>'
    yield "</article>"


def _sides(parts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Set parts side by side, each in its language and as wide as the other."""
    cells = list(parts)
    if cells:
        wide = 100 // len(cells)
        row = "".join(f'<td lang="{spoken}" width="{wide}%">{part}</td>' for spoken, part in cells)
        yield f'<table class="sides" role="presentation" width="100%"><tr>{row}</tr></table>'


def _linked(item: PressItem) -> str:
    words = _safe(item.title)
    if not item.link or not is_link(item.link):
        return words
    return f'<a href="{_safe(item.link)}" rel="noopener noreferrer">{words}</a>'


def _safe(words: str) -> str:
    return escape(plain(words), quote=True)


def _lines(text: str) -> str:
    return "\n".join(_whole(line) for line in text.split("\n"))


def _whole(line: str) -> str:
    # What draws a line takes two thousand letters at a time.
    return "".join(_safe(line[at : at + 1_000]) for at in range(0, len(line), 1_000))
