"""The names of the ways, parts and kinds of the survey."""

from cdm_desk.domain.survey import Mode, Wave, WaveKind
from cdm_desk.language import _, in_use


def mode_name(mode: Mode) -> str:
    """Return how people are asked."""
    return {
        Mode.FACE: lambda: _("Face to face"),
        Mode.PAPER: lambda: _("On paper"),
        Mode.KIOSK: lambda: _("At the kiosk"),
    }[mode]()


def part_name(part: str) -> str:
    """Return what an element of the form is about."""
    return {
        "A": lambda: _("History of the visit"),
        "B": lambda: _("Reasons for coming"),
        "C": lambda: _("Satisfaction"),
        "D": lambda: _("The charter"),
        "E": lambda: _("Profile"),
    }[part]()


def kind_name(kind: WaveKind) -> str:
    """Return whether the whole form or the light sample is asked."""
    return {WaveKind.WAVE: lambda: _("Yearly wave"), WaveKind.LIGHT: lambda: _("Light sample")}[kind]()


def days_text(wave: Wave) -> str:
    """Return the stretches of a wave."""
    words = in_use()
    return ", ".join(f"{words.date(stretch.first)} – {words.date(stretch.last)}" for stretch in wave.periods)
