"""Fonts, colours, icons and spacing: how everything looks, light or dark, at any size of text."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, QVersionNumber, Signal, Slot, qVersion
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from cdm_desk.documents import icon as icons
from cdm_desk.paths import resource

SMALLEST_TEXT = 100
LARGEST_TEXT = 200
TEXT_STEP = 10
BODY_PIXELS = 14
ICON_SIZES = (18, 24, 36)


class Shade(Enum):
    """What a person may choose: light, dark, or whatever the system says."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The colours of one shade, by what they are for."""

    background: str
    surface: str
    raised: str
    text: str
    muted: str
    line: str
    hairline: str
    primary: str
    on_primary: str
    ok: str
    warn: str
    error: str
    focus: str
    focus_inner: str
    themes: Mapping[str, str]
    on_theme: str
    heat: tuple[str, ...] = ("#F2F7FC", "#C9DFF3", "#8FBCE4", "#2F6FA8", "#0B3F6E")

    def theme(self, code: str | None) -> str:
        """Return the colour of a theme code (`ORI`), of its sub-themes too; the muted one for none."""
        return self.themes.get((code or "")[:3], self.muted)


LIGHT = Tokens(
    background="#F4F6F8",
    surface="#FFFFFF",
    raised="#E9EEF3",
    text="#1B2733",
    muted="#51606E",
    line="#7A8692",
    hairline="#D5DCE3",
    primary="#0B4F8A",
    on_primary="#FFFFFF",
    ok="#1B6B3A",
    warn="#8A4B00",
    error="#B3261E",
    focus="#0B4F8A",
    focus_inner="#FFFFFF",
    themes={"ORI": "#1C65CE", "FOR": "#713008", "EMP": "#0B5448", "MOB": "#CC1470", "ENT": "#87720B"},
    on_theme="#FFFFFF",
)
DARK = Tokens(
    background="#111A22",
    surface="#17212B",
    raised="#22303D",
    text="#EAF0F5",
    muted="#AAB8C5",
    line="#74828F",
    hairline="#2C3A47",
    primary="#7CC0FF",
    on_primary="#0D1720",
    ok="#7BD99B",
    warn="#FFC46B",
    error="#FF9A92",
    focus="#FFD666",
    focus_inner="#111A22",
    themes={"ORI": "#30A0F9", "FOR": "#F0B997", "EMP": "#7BEFE6", "MOB": "#F05CA0", "ENT": "#A3962F"},
    on_theme="#0D1720",
)
CONTRAST_LIGHT = Tokens(
    background="#FFFFFE",
    surface="#FFFFFF",
    raised="#EFEFEF",
    text="#000000",
    muted="#2A2A2A",
    line="#333333",
    hairline="#555555",
    primary="#003A6B",
    on_primary="#FFFFFF",
    ok="#0B4D25",
    warn="#663700",
    error="#8C1610",
    focus="#003A6B",
    focus_inner="#FFFFFF",
    themes={"ORI": "#1550A8", "FOR": "#5C2605", "EMP": "#07443A", "MOB": "#A50E5A", "ENT": "#6B5A06"},
    on_theme="#FFFFFF",
)
CONTRAST_DARK = Tokens(
    background="#000001",
    surface="#000000",
    raised="#1A1A1A",
    text="#FFFFFF",
    muted="#E2E2E2",
    line="#CFCFCF",
    hairline="#9A9A9A",
    primary="#9AD0FF",
    on_primary="#000000",
    ok="#94F0B3",
    warn="#FFD28A",
    error="#FFB3AD",
    focus="#FFE27A",
    focus_inner="#000000",
    themes={"ORI": "#5BB6FF", "FOR": "#FFCFAF", "EMP": "#9CFFF6", "MOB": "#FF86BC", "ENT": "#C9BA44"},
    on_theme="#000000",
)
SHADES = (LIGHT, DARK, CONTRAST_LIGHT, CONTRAST_DARK)

# On paper too, which knows no screen.
THEME_ICONS = icons.THEME_ICONS
MOTIVE_ICONS = {
    "MV1": "info",
    "MV2": "chats-circle",
    "MV3": "desktop",
    "MV4": "books",
    "MV5": "chalkboard-teacher",
    "MV6": "users-three",
    "MV7": "users",
    "MV8": "handshake",
    "MV9": "signpost",
}


def tokens_of(widget: QWidget | None = None) -> Tokens:
    """Return the colours in force: the palette says which shade it is, there is no second place to ask.

    The palette of the window is asked, since a style sheet changes that of the parts it paints.
    """
    palette = QApplication.palette() if widget is None else widget.window().palette()
    window = palette.color(QPalette.ColorRole.Window)
    for tokens in SHADES:
        if tokens.background == window.name().upper():
            return tokens
    return DARK if window.lightness() < 128 else LIGHT


def em(widget: QWidget | None, times: float) -> int:
    """Return a length in pixels that grows with the text: `em(self, 2.5)` is two and a half letters high."""
    font = QApplication.font() if widget is None else widget.font()
    return max(1, round(_pixels(font) * times))


def sized(font: QFont, times: float, *, bold: bool = False) -> QFont:
    """Return the font a number of times larger, with figures of equal width."""
    larger = QFont(font)
    larger.setPixelSize(max(1, round(_pixels(font) * times)))
    if bold:
        larger.setWeight(QFont.Weight.DemiBold)
    return tabular(larger)


def _pixels(font: QFont) -> int:
    # To ask QFontInfo loads the font; ours are set in pixels and need no asking.
    return font.pixelSize() if font.pixelSize() > 0 else QFontInfo(font).pixelSize()


def tabular(font: QFont) -> QFont:
    """Give a font figures of equal width, so that numbers stand under each other."""
    if QVersionNumber.fromString(qVersion()) >= QVersionNumber(6, 7):
        font.setFeature(QFont.Tag("tnum"), 1)
    return font


def icon(
    name: str, colour: str, *, selected: str | None = None, disabled: str | None = None, checked: str | None = None
) -> QIcon:
    """Return an icon of `resources/icons` in a colour.

    It has others when its row is selected, when it is disabled, and on a button that fills with colour when checked.
    """
    return _icon(name, colour, selected or colour, disabled or colour, checked or colour)


def themed_icon(name: str, widget: QWidget) -> QIcon:
    """Return an icon in the text colours of a widget: plain, selected and disabled."""
    tokens = tokens_of(widget)
    return icon(name, tokens.text, selected=tokens.on_primary, disabled=tokens.line)


@lru_cache(maxsize=512)
def _icon(name: str, colour: str, selected: str, disabled: str, checked: str) -> QIcon:
    made = QIcon()
    for mode, state, tint in (
        (QIcon.Mode.Normal, QIcon.State.Off, colour),
        (QIcon.Mode.Selected, QIcon.State.Off, selected),
        (QIcon.Mode.Disabled, QIcon.State.Off, disabled),
        (QIcon.Mode.Normal, QIcon.State.On, checked),
    ):
        if made.availableSizes() and tint == colour:
            continue
        for size in ICON_SIZES:
            made.addPixmap(drawn(name, tint, size), mode, state)
    return made


def logo() -> QIcon:
    """Return the sign of the program, for the window and the task bar."""
    return QIcon(str(resource("logo.svg")))


@lru_cache(maxsize=1024)
def drawn(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Return an icon as a picture of so many logical pixels, sharp on a screen of that pixel ratio."""
    # One millisecond that the first paint does not need.
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415

    pixmap = QPixmap(QSize(size, size) * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(_svg(name).replace(b"currentColor", colour.encode()))).render(
        painter, QRectF(0, 0, pixmap.width(), pixmap.height())
    )
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@lru_cache(maxsize=128)
def _svg(name: str) -> bytes:
    return resource("icons", f"{name}.svg").read_bytes()


# For QApplication: one look on every system. To set the style later costs 13 ms, for the names of all its parts.
STYLE_ARGUMENTS = ("-style", "fusion")
# A tenth wider than what the screens were drawn in: long words would be cut at the largest text.
_LAST_RESORT = "DejaVu Sans"
_GENERAL = ("Sans Serif", "Sans", "sans-serif", "")


def _readable_family(font: QFont) -> str:
    """Return the font of the system; where that is only the last resort of a bare Linux, our own Noto Sans."""
    family = font.family()
    # A general name says nothing of the font behind it.
    meant = QFontInfo(font).family() if family in _GENERAL else family
    if not meant.startswith(_LAST_RESORT):
        return family
    for name in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"):
        QFontDatabase.addApplicationFont(str(resource("fonts", name)))
    return "Noto Sans"


class Appearance(QObject):
    """Gives the application its palette, style sheet and size of text; follows the system when asked to."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        self._shade = Shade.SYSTEM
        self._text_percent = SMALLEST_TEXT
        self._family = _readable_family(app.font())
        app.styleHints().colorSchemeChanged.connect(self._follow)

    @property
    def shade(self) -> Shade:
        """Return what was chosen."""
        return self._shade

    @property
    def text_percent(self) -> int:
        """Return the size of text, 100 to 200."""
        return self._text_percent

    def wear(self, shade: Shade, text_percent: int) -> None:
        """Put on a shade and a size of text; news goes out once it is on."""
        self._shade = shade
        self._text_percent = min(LARGEST_TEXT, max(SMALLEST_TEXT, text_percent))
        tokens = self._tokens()
        font = QFont(self._family)
        font.setPixelSize(round(BODY_PIXELS * self._text_percent / 100))
        self._dress(palette(tokens), tabular(font), style_sheet(tokens, font.pixelSize()))
        self.changed.emit()

    def _dress(self, colours: QPalette, font: QFont, sheet: str) -> None:
        """Give every widget its colours, font and sheet; what they have already would cost as much as what is new."""
        if (self._app.palette(), self._app.font(), self._app.styleSheet()) == (colours, font, sheet):
            return
        # Without the old sheet, or every widget would be dressed anew by it for the palette, and again for the font.
        self._app.setStyleSheet("")
        self._app.setPalette(colours)
        self._app.setFont(font)
        self._app.setStyleSheet(sheet)

    @Slot()
    def enlarge(self) -> None:
        """Make the text one step larger."""
        self.wear(self._shade, self._text_percent + TEXT_STEP)

    @Slot()
    def reduce(self) -> None:
        """Make the text one step smaller."""
        self.wear(self._shade, self._text_percent - TEXT_STEP)

    @Slot()
    def restore_size(self) -> None:
        """Give the text its ordinary size."""
        self.wear(self._shade, SMALLEST_TEXT)

    def _tokens(self) -> Tokens:
        hints = self._app.styleHints()
        system_dark = hints.colorScheme() == Qt.ColorScheme.Dark
        dark = self._shade is Shade.DARK or (self._shade is Shade.SYSTEM and system_dark)
        if self._wants_contrast():
            return CONTRAST_DARK if dark else CONTRAST_LIGHT
        return DARK if dark else LIGHT

    def _wants_contrast(self) -> bool:
        # QAccessibilityHints came with Qt 6.10; older versions do not say.
        accessibility = getattr(self._app.styleHints(), "accessibility", None)
        if accessibility is None:
            return False
        return bool(accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast)

    @Slot()
    def _follow(self) -> None:
        if self._shade is Shade.SYSTEM:
            self.wear(self._shade, self._text_percent)


def palette(tokens: Tokens) -> QPalette:
    """Return the full palette of a shade: a style sheet alone leaves parts of Fusion in the other one."""
    made = QPalette()
    role = QPalette.ColorRole
    for part, colour in (
        (role.Window, tokens.background),
        (role.WindowText, tokens.text),
        (role.Base, tokens.surface),
        (role.AlternateBase, tokens.background),
        (role.Text, tokens.text),
        (role.PlaceholderText, tokens.muted),
        (role.Button, tokens.surface),
        (role.ButtonText, tokens.text),
        (role.BrightText, tokens.error),
        (role.ToolTipBase, tokens.text),
        (role.ToolTipText, tokens.surface),
        (role.Highlight, tokens.primary),
        (role.HighlightedText, tokens.on_primary),
        (role.Accent, tokens.primary),
        (role.Link, tokens.primary),
        (role.LinkVisited, tokens.primary),
        (role.Light, tokens.surface),
        (role.Midlight, tokens.hairline),
        (role.Mid, tokens.line),
        (role.Dark, tokens.line),
        (role.Shadow, tokens.line),
    ):
        made.setColor(part, QColor(colour))
    for part in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, part, QColor(tokens.line))
    # A table keeps its selection legible when the focus is elsewhere.
    made.setColor(QPalette.ColorGroup.Inactive, role.Highlight, QColor(tokens.primary))
    made.setColor(QPalette.ColorGroup.Inactive, role.HighlightedText, QColor(tokens.on_primary))
    made.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(tokens.hairline))
    made.setColor(QPalette.ColorGroup.Disabled, role.HighlightedText, QColor(tokens.muted))
    return made


def style_sheet(tokens: Tokens, text_pixels: int) -> str:
    """Return what Fusion lacks: room, rounded buttons, flat tabs and headers. Lengths grow with the text."""

    def px(times: float) -> str:
        return f"{max(1, round(text_pixels * times))}px"

    def part(name: str, tint: str) -> str:
        return resource("icons", f"{name}-{tint}.svg").as_posix()

    t = tokens
    dark = QColor(t.background).lightness() < 128
    arrows, checks = ("pale", "night") if dark else ("ink", "white")
    return f"""
QPushButton {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.line}; border-radius: {px(0.5)};
    padding: {px(0.4)} {px(0.9)}; min-height: {px(1.45)}; }}
QPushButton:hover {{ background: {t.raised}; }}
QPushButton:pressed, QPushButton:checked {{ background: {t.hairline}; border: 2px solid {t.primary}; }}
QPushButton:disabled {{ color: {t.line}; background: {t.background}; border-color: {t.hairline}; }}
QPushButton[kind="primary"] {{ background: {t.primary}; color: {t.on_primary}; border-color: {t.primary};
    font-weight: 600; }}
QPushButton[kind="primary"]:disabled {{ background: {t.hairline}; color: {t.muted}; border-color: {t.hairline}; }}
QPushButton[kind="danger"] {{ color: {t.error}; border-color: {t.error}; }}
QPushButton[kind="danger"]:disabled {{ color: {t.muted}; border-color: {t.hairline}; }}
QPushButton[kind="chip"] {{ border-radius: {px(0.85)}; padding: {px(0.2)} {px(0.8)}; }}
QPushButton[kind="chip"]:checked {{ background: {t.primary}; color: {t.on_primary}; border: 1px solid {t.primary}; }}
QPushButton[kind="answer"] {{ padding: {px(0.85)} {px(1)}; text-align: left; }}
QPushButton[kind="answer"]:checked {{ background: {t.primary}; color: {t.on_primary}; border: 1px solid {t.primary}; }}
QPushButton[kind="plain"] {{ background: transparent; border: 1px solid transparent; padding: {px(0.25)} {px(0.55)}; }}
QPushButton[kind="fold"] {{ background: transparent; border: 0; border-bottom: 1px solid {t.hairline}; border-radius: 0;
    text-align: left; padding: {px(0.35)} {px(0.1)}; font-weight: 600; }}
QPushButton[kind="fold"]:hover {{ background: {t.raised}; }}
QLabel[kind="cover"] {{ background: {t.surface}; border: 1px dashed {t.line}; border-radius: {px(0.3)}; }}
QPushButton[kind="plain"]:hover {{ background: {t.raised}; border-color: {t.hairline}; }}
QPushButton, QTabBar, QCheckBox, QRadioButton, QListView {{ icon-size: {px(1.3)}; }}
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit, QTimeEdit {{ background: {t.surface};
    border: 1px solid {t.line}; border-radius: {px(0.35)}; padding: 0 {px(0.45)}; min-height: {px(1.9)};
    selection-background-color: {t.primary}; selection-color: {t.on_primary}; }}
QAbstractSpinBox QLineEdit {{ border: 0; background: transparent; min-height: 0; padding: 0 {px(0.2)}; }}
QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QLineEdit:disabled {{
    background: {t.background}; color: {t.muted}; }}
QComboBox {{ padding-right: {px(1.6)}; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: 0; width: {px(1.6)}; }}
QComboBox::down-arrow, QSpinBox::down-arrow, QDoubleSpinBox::down-arrow, QDateEdit::down-arrow, QTimeEdit::down-arrow {{
    image: url({part("caret-down", arrows)}); width: {px(0.85)}; height: {px(0.85)}; }}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow, QDateEdit::up-arrow, QTimeEdit::up-arrow {{
    image: url({part("caret-up", arrows)}); width: {px(0.7)}; height: {px(0.7)}; }}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow, QDateEdit::down-arrow, QTimeEdit::down-arrow {{
    width: {px(0.7)}; height: {px(0.7)}; }}
QSpinBox::up-button, QDoubleSpinBox::up-button, QDateEdit::up-button, QTimeEdit::up-button {{
    border: 0; width: {px(1.7)}; }}
QSpinBox::down-button, QDoubleSpinBox::down-button, QDateEdit::down-button, QTimeEdit::down-button {{
    border: 0; width: {px(1.7)}; }}
QComboBox QAbstractItemView {{ background: {t.surface}; border: 1px solid {t.line}; padding: {px(0.2)}; }}
QComboBox QAbstractItemView::item {{ min-height: {px(2)}; padding: 0 {px(0.4)}; }}
QCheckBox, QRadioButton {{ spacing: {px(0.5)}; min-height: {px(1.8)}; padding: {px(0.1)} {px(0.6)}; }}
QCheckBox::indicator, QRadioButton::indicator, QMenu::indicator, QListView::indicator, QTableView::indicator {{
    width: {px(1.15)}; height: {px(1.15)}; border: 1px solid {t.line}; background: {t.surface}; }}
QCheckBox::indicator, QMenu::indicator, QListView::indicator, QTableView::indicator {{ border-radius: {px(0.2)}; }}
QCheckBox::indicator:checked, QMenu::indicator:checked, QListView::indicator:checked,
QTableView::indicator:checked {{ background: {t.primary}; border-color: {t.primary};
    image: url({part("check", checks)}); }}
QMenu::indicator {{ margin-left: {px(0.3)}; }}
QRadioButton::indicator {{ border-radius: {px(0.6)}; }}
QRadioButton::indicator:checked {{ border: {px(0.36)} solid {t.primary}; width: {px(0.58)}; height: {px(0.58)}; }}
QLineEdit:read-only {{ background: {t.background}; }}
QLineEdit[state="error"] {{ border: 2px solid {t.error}; }}
QFrame[kind="card"] {{ background: {t.surface}; border: 1px solid {t.hairline}; border-radius: {px(0.6)}; }}
QLabel[kind="heading"] {{ font-size: {px(1.43)}; font-weight: 600; }}
QLabel[kind="subheading"] {{ font-size: {px(1.14)}; font-weight: 600; }}
QLabel[kind="muted"] {{ color: {t.muted}; }}
QLabel[kind="error"] {{ color: {t.error}; }}
QLabel[kind="warn"] {{ color: {t.warn}; }}
QLabel[kind="ok"] {{ color: {t.ok}; }}
QFrame[kind="band"] {{ background: {t.warn}; }}
QLabel[kind="band"] {{ color: {t.surface}; font-weight: 600; }}
QPushButton[kind="band"] {{ background: transparent; color: {t.surface}; border-color: {t.surface};
    padding: {px(0.1)} {px(0.7)}; }}
QPushButton[kind="band"]:hover {{ background: {t.surface}; color: {t.warn}; }}
QFrame[kind="strip"] {{ background: {t.surface}; border: 0; border-top: 1px solid {t.hairline}; }}
QPushButton[kind="plain"]::menu-indicator {{ image: none; }}
QLabel[kind="key"] {{ background: {t.raised}; border: 1px solid {t.line}; border-radius: {px(0.3)};
    padding: 0 {px(0.35)}; font-weight: 600; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid {t.hairline}; }}
QTabBar {{ background: {t.background}; }}
QTabBar::tab {{ background: transparent; color: {t.muted}; border: 0; border-bottom: 3px solid transparent;
    padding: {px(0.6)} {px(1)} {px(0.45)}; }}
QTabBar::tab:selected {{ color: {t.text}; border-bottom: 3px solid {t.primary}; font-weight: 600; }}
QTabBar::tab:hover {{ background: {t.raised}; }}
QTabBar[kind="tight"]::tab {{ padding-left: {px(0.5)}; padding-right: {px(0.5)}; }}
QTabBar::scroller {{ width: {px(2.4)}; }}
QTabBar QToolButton {{ background: {t.surface}; border: 1px solid {t.line}; border-radius: {px(0.35)}; }}
QTabBar QToolButton:disabled {{ border-color: {t.hairline}; }}
QTabBar QToolButton::left-arrow:enabled {{ image: url({part("caret-left", arrows)}); }}
QTabBar QToolButton::right-arrow:enabled {{ image: url({part("caret-right", arrows)}); }}
QTabBar QToolButton::left-arrow:disabled, QTabBar QToolButton::right-arrow:disabled {{ image: none; }}
QHeaderView {{ background: {t.surface}; }}
QHeaderView::section {{ background: {t.surface}; color: {t.muted}; border: 0;
    border-bottom: 1px solid {t.line}; padding: {px(0.4)} {px(0.7)}; font-weight: 600; }}
QTableView, QListView, QTreeView {{ background: {t.surface}; alternate-background-color: {t.background};
    border: 1px solid {t.hairline}; border-radius: {px(0.4)}; outline: 0; }}
QTableView::item {{ padding: 0 {px(0.5)}; border: 0; }}
QListView::item {{ padding: {px(0.35)} {px(0.5)}; }}
QTreeView::item {{ padding: {px(0.15)} {px(0.4)}; border: 0; }}
QTableView::item:selected, QListView::item:selected, QTreeView::item:selected {{ background: {t.primary};
    color: {t.on_primary}; }}
QMenuBar {{ background: {t.background}; padding: 2px {px(0.4)}; }}
QMenuBar::item {{ padding: {px(0.3)} {px(0.42)}; border-radius: {px(0.3)}; background: transparent; }}
QMenuBar::item:selected {{ background: {t.raised}; color: {t.text}; }}
QMenu {{ background: {t.surface}; border: 1px solid {t.line}; padding: {px(0.3)}; }}
QMenu::item {{ padding: {px(0.33)} {px(1.6)} {px(0.33)} {px(1)}; border-radius: {px(0.3)};
    border: 1px solid transparent; }}
QMenu::item:selected {{ background: {t.raised}; color: {t.text}; border-color: {t.primary}; }}
QMenu::item:disabled {{ color: {t.line}; }}
QMenu::separator {{ height: 1px; background: {t.hairline}; margin: {px(0.3)} {px(0.5)}; }}
QStatusBar {{ background: {t.surface}; border-top: 1px solid {t.hairline}; }}
QStatusBar::item {{ border: 0; }}
QToolTip {{ background: {t.text}; color: {t.surface}; border: 0; padding: {px(0.3)} {px(0.5)}; }}
QSplitter::handle {{ background: transparent; }}
QScrollArea {{ background: transparent; border: 0; }}
QGroupBox {{ border: 1px solid {t.hairline}; border-radius: {px(0.5)}; margin-top: {px(0.8)}; padding: {px(0.6)}; }}
QGroupBox::title {{ subcontrol-origin: margin; left: {px(0.7)}; padding: 0 {px(0.3)}; color: {t.muted}; }}
"""
