"""A page as it will be printed: the real PDF, drawn, in the width that there is."""

from itertools import islice

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from cdm_desk.documents.dots import opened
from cdm_desk.ui.appearance import em, tokens_of

MARGIN = 0.8
A4_POINTS = 595.28


def pages(content: bytes, scale: float = 1.0, most: int | None = None) -> list[QImage]:
    """Draw every page of a PDF, or the first ones, `scale` pixels to the point; it takes a moment: in an errand."""
    with opened(content) as document:
        return [_picture(page.render(scale=scale, rev_byteorder=True)) for page in islice(document, most)]


def _picture(bitmap: object) -> QImage:
    width, height, stride = (getattr(bitmap, name) for name in ("width", "height", "stride"))
    form = QImage.Format.Format_RGB888 if getattr(bitmap, "n_channels") == 3 else QImage.Format.Format_RGBX8888  # noqa: B009
    # The copy outlives the library's own memory.
    return QImage(bytes(getattr(bitmap, "buffer")), width, height, stride, form).copy()  # noqa: B009


class PaperView(QScrollArea):
    """Shows pages one under another; Ctrl+wheel is left to the window, + and − change between fit and full size."""

    def __init__(self, object_name: str) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self.setWidgetResizable(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # Always there, so that a page does not change its width by being shown.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._paper = _Paper()
        self._fits_width = True
        self.setWidget(self._paper)

    @property
    def shown(self) -> list[QImage]:
        """The pages on the screen."""
        return self._paper.pictures

    def scale_in(self, width: int) -> float:
        """Return the pixels to the point in which a page fits a view of that width, before it is shown there.

        A page drawn so need not be scaled on the screen's thread.
        """
        room = width - self.verticalScrollBar().sizeHint().width()
        return max(0.5, round(self._wide(room) * self.devicePixelRatioF()) / A4_POINTS)

    def show_pages(self, pictures: list[QImage]) -> None:
        """Show other pages, at the place scrolled to."""
        self._paper.pictures = pictures
        self._fit()

    def fit(self, whole_page: bool) -> None:
        """Show whole pages, or pages as wide as there is room."""
        self._fits_width = not whole_page
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by pages with Space too, as readers do."""
        bar = self.verticalScrollBar()
        if event.key() == Qt.Key.Key_Space:
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            bar.setValue(bar.value() + (-bar.pageStep() if back else bar.pageStep()))
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the pages in the new room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.viewport().width()
        self._paper.lay_out(self._wide(room), em(self, MARGIN), room)

    def _wide(self, room: int) -> int:
        margin = em(self, MARGIN)
        wide = room - 2 * margin
        if not self._fits_width and self._paper.pictures:
            first = self._paper.pictures[0].size()
            tall = self.viewport().height() - 2 * margin
            wide = min(wide, tall * first.width() // max(1, first.height()))
        return max(em(self, 12), wide)


class _Paper(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.pictures: list[QImage] = []
        self._wide = 0
        self._margin = 0
        self._scaled: dict[tuple[int, int], QImage] = {}

    def lay_out(self, wide: int, margin: int, room: int) -> None:
        """Take pages of that width."""
        self._wide, self._margin = wide, margin
        self._scaled.clear()
        tall = sum(self._size(picture).height() + margin for picture in self.pictures)
        self.resize(QSize(max(room, wide + 2 * margin), tall + margin))
        self.update()

    def _size(self, picture: QImage) -> QSize:
        return QSize(self._wide, round(self._wide * picture.height() / max(1, picture.width())))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pages with a hairline around each."""
        painter = QPainter(self)
        y = self._margin
        for number, picture in enumerate(self.pictures):
            size = self._size(picture)
            place = QRect(QPoint((self.width() - size.width()) // 2, y), size)
            if place.intersects(event.rect()):
                painter.drawImage(place, self._at(number, picture, size))
                painter.setPen(QColor(tokens_of(self).line))
                painter.drawRect(place.adjusted(-1, -1, 0, 0))
            y += size.height() + self._margin
        painter.end()

    def _at(self, number: int, picture: QImage, size: QSize) -> QImage:
        ratio = self.devicePixelRatioF()
        wanted = QSize(round(size.width() * ratio), round(size.height() * ratio))
        if abs(picture.width() - wanted.width()) <= 1:
            return picture
        key = (number, wanted.width())
        if key not in self._scaled:
            smooth = Qt.TransformationMode.SmoothTransformation
            self._scaled[key] = picture.scaled(wanted, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
        return self._scaled[key]
