"""What has to be known about the line at once: who cannot be helped, who comes too late, to whom the next is left."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from cdm_desk.ui.widgets import PlainLabel, announce


class LineNotices(QWidget):
    """Two warnings and a piece of advice, each shown only while there is one; a new warning is spoken once."""

    def __init__(self, department: str) -> None:
        super().__init__()
        self.unserved_label = PlainLabel(kind="warn")
        self.unserved_label.setObjectName(f"{department}.unserved")
        self.closing_label = PlainLabel(kind="warn")
        self.closing_label.setObjectName(f"{department}.closing")
        self.advice_label = PlainLabel(kind="muted")
        self.advice_label.setObjectName(f"{department}.advice")
        self._labels = (self.unserved_label, self.closing_label, self.advice_label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for label in self._labels:
            label.setWordWrap(True)
            column.addWidget(label)
        self.show_texts("")

    def show_texts(self, unserved: str, *, closing: str = "", advice: str = "") -> None:
        """Show what is known now; nothing takes no room."""
        texts = (unserved, closing, advice)
        news = [label for label, told in zip(self._labels[:2], texts[:2], strict=True) if told and told != label.text()]
        for label, told in zip(self._labels, texts, strict=True):
            label.setText(told)
            label.setVisible(bool(told))
        self.setVisible(any(texts))
        for label in news:
            announce(label, label.text())
