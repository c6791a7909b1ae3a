"""Contrast is computed from the tokens; colours are told apart as four kinds of eyes see them."""

import math
from itertools import combinations

import pytest
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QLabel

from cdm_desk.paths import resource
from cdm_desk.ui.appearance import (
    CONTRAST_DARK,
    CONTRAST_LIGHT,
    DARK,
    LIGHT,
    MOTIVE_ICONS,
    SHADES,
    THEME_ICONS,
    Appearance,
    Shade,
    Tokens,
    drawn,
    em,
    icon,
    logo,
    palette,
    sized,
    tokens_of,
)

Linear = tuple[float, float, float]
NAMES = {id(LIGHT): "light", id(DARK): "dark", id(CONTRAST_LIGHT): "contrast light", id(CONTRAST_DARK): "contrast dark"}
every_shade = pytest.mark.parametrize("tokens", SHADES, ids=lambda tokens: NAMES[id(tokens)])

# Machado, Oliveira and Fernandes 2009, severity 1.0.
EYES = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear(colour: str) -> Linear:
    mixed = QColor(colour)
    return (_opened(mixed.redF()), _opened(mixed.greenF()), _opened(mixed.blueF()))


def _opened(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(linear(one)), _luminance(linear(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Linear) -> float:
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def lab(colour: Linear) -> Linear:
    red, green, blue = (min(1.0, max(0.0, part)) for part in colour)
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116 for part in (x, y, z))
    return (116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz))


def seen_by(eyes: str, colour: str) -> Linear:
    part = linear(colour)
    red, green, blue = (sum(weight * value for weight, value in zip(row, part, strict=True)) for row in EYES[eyes])
    return (red, green, blue)


def ciede2000(one: Linear, other: Linear) -> float:
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(mean_c**7 / (mean_c**7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = math.degrees(math.atan2(b1, a1)) % 360, math.degrees(math.atan2(b2, a2)) % 360
    delta_h = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    dl, dc, dh = l2 - l1, c2 - c1, 2 * math.sqrt(c1 * c2) * math.sin(math.radians(delta_h / 2))
    ml, mc = (l1 + l2) / 2, (c1 + c2) / 2
    mh = (h1 + h2) / 2 if abs(h1 - h2) <= 180 else ((h1 + h2 + 360) / 2) % 360
    t = (
        1
        - 0.17 * math.cos(math.radians(mh - 30))
        + 0.24 * math.cos(math.radians(2 * mh))
        + 0.32 * math.cos(math.radians(3 * mh + 6))
        - 0.20 * math.cos(math.radians(4 * mh - 63))
    )
    sl = 1 + 0.015 * (ml - 50) ** 2 / math.sqrt(20 + (ml - 50) ** 2)
    sc, sh = 1 + 0.045 * mc, 1 + 0.015 * mc * t
    turn = -2 * math.sqrt(mc**7 / (mc**7 + 25**7)) * math.sin(math.radians(60 * math.exp(-(((mh - 275) / 25) ** 2))))
    return math.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + turn * (dc / sc) * (dh / sh))


def test_the_measure_of_difference_agrees_with_its_published_pairs() -> None:
    assert ciede2000((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert ciede2000((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387)) == pytest.approx(1.2644, abs=1e-4)


@every_shade
def test_text_stands_out_from_what_it_is_written_on(tokens: Tokens) -> None:
    for text in (tokens.text, tokens.muted, tokens.primary, tokens.ok, tokens.warn, tokens.error):
        for ground in (tokens.background, tokens.surface, tokens.raised):
            assert contrast(text, ground) >= 4.5, (text, ground)
    assert contrast(tokens.on_primary, tokens.primary) >= 4.5
    assert contrast(tokens.surface, tokens.warn) >= 4.5
    assert contrast(tokens.surface, tokens.text) >= 4.5


@every_shade
def test_lines_of_controls_the_focus_and_theme_colours_are_seen(tokens: Tokens) -> None:
    for ground in (tokens.background, tokens.surface):
        assert contrast(tokens.line, ground) >= 3
        assert contrast(tokens.focus, ground) >= 3
        for colour in tokens.themes.values():
            assert contrast(colour, ground) >= 3, (colour, ground)
    assert contrast(tokens.focus, tokens.focus_inner) >= 3


@every_shade
def test_words_on_a_theme_colour_can_be_read(tokens: Tokens) -> None:
    for colour in tokens.themes.values():
        assert contrast(tokens.on_theme, colour) >= 4.5, colour


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_no_two_theme_colours_look_alike_to_anybody(tokens: Tokens, eyes: str) -> None:
    for one, other in combinations(tokens.themes.values(), 2):
        assert ciede2000(lab(seen_by(eyes, one)), lab(seen_by(eyes, other))) >= 15, (one, other)


def test_numbers_can_be_read_on_every_step_of_the_heat_ramp() -> None:
    for colour in LIGHT.heat:
        assert max(contrast(colour, "#1B2733"), contrast(colour, "#FFFFFF")) >= 4.5


@pytest.mark.parametrize("name", sorted({*THEME_ICONS.values(), *MOTIVE_ICONS.values()}))
def test_every_icon_of_a_theme_and_a_motive_is_shipped(name: str) -> None:
    assert resource("icons", f"{name}.svg").is_file()


@pytest.mark.usefixtures("light")
def test_an_icon_is_drawn_in_the_colour_asked_for_and_in_another_when_selected() -> None:
    drawing = drawn("briefcase", "#ff0000", 32).toImage()
    colours = {
        drawing.pixelColor(x, y).name() for x in range(32) for y in range(32) if drawing.pixelColor(x, y).alpha()
    }
    assert colours == {"#ff0000"}

    made = icon("briefcase", "#ff0000", selected="#00ff00")
    assert made.pixmap(24, mode=made.Mode.Selected).toImage() != made.pixmap(24).toImage()


@pytest.mark.parametrize(("shade", "tokens"), [(Shade.LIGHT, LIGHT), (Shade.DARK, DARK)])
def test_a_shade_is_worn_by_the_whole_palette(light: Appearance, shade: Shade, tokens: Tokens) -> None:
    light.wear(shade, 100)

    assert tokens_of() == tokens
    worn = QApplication.palette()
    for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Button, QPalette.ColorRole.Window):
        dark = worn.color(role).lightness() < 128
        assert dark is (shade is Shade.DARK)


def test_every_part_of_a_palette_that_qt_paints_with_is_set() -> None:
    made = palette(DARK)
    for role in QPalette.ColorRole:
        if role not in {QPalette.ColorRole.NoRole, QPalette.ColorRole.NColorRoles}:
            assert made.isBrushSet(QPalette.ColorGroup.Active, role), role


@pytest.mark.parametrize(("asked", "given"), [(100, 14), (150, 21), (200, 28), (90, 14), (999, 28)])
def test_text_grows_to_twice_its_size_and_everything_measured_in_it(light: Appearance, asked: int, given: int) -> None:
    light.wear(Shade.LIGHT, asked)

    label = QLabel("x")
    assert em(label, 1) == given
    assert sized(label.font(), 2).pixelSize() == 2 * given


def test_larger_smaller_and_ordinary_text(light: Appearance) -> None:
    light.enlarge()
    light.enlarge()
    light.reduce()
    assert light.text_percent == 110

    light.restore_size()
    assert light.text_percent == 100


@pytest.mark.usefixtures("light")
def test_the_window_has_its_sign() -> None:
    assert not logo().pixmap(64).isNull()


def test_an_icon_on_a_checked_chip_takes_the_colour_of_its_words(qapp: QApplication) -> None:
    del qapp
    sign = icon("question", "#8A4B00", checked="#FFFFFF")

    def colours(state: QIcon.State) -> set[str]:
        picture = sign.pixmap(24, QIcon.Mode.Normal, state).toImage()
        pixels = (picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height()))
        return {pixel.name() for pixel in pixels if pixel.alpha() == 255}

    assert colours(QIcon.State.Off) == {"#8a4b00"}
    assert colours(QIcon.State.On) == {"#ffffff"}
