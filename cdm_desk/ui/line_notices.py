"""What has to be known about the line at once: who cannot be helped, to whom the next visitor is better left."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from cdm_desk.ui.widgets import PlainLabel, announce


class LineNotices(QWidget):
    """A warning and a piece of advice, each shown only while there is one; a new warning is spoken once."""

    def __init__(self, department: str) -> None:
        super().__init__()
        self.unserved_label = PlainLabel(kind="warn")
        self.unserved_label.setObjectName(f"{department}.unserved")
        self.advice_label = PlainLabel(kind="muted")
        self.advice_label.setObjectName(f"{department}.advice")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for label in (self.unserved_label, self.advice_label):
            label.setWordWrap(True)
            column.addWidget(label)
        self.show_texts("")

    def show_texts(self, unserved: str, advice: str = "") -> None:
        """Show what is known now; nothing takes no room."""
        is_news = bool(unserved) and unserved != self.unserved_label.text()
        for label, told in ((self.unserved_label, unserved), (self.advice_label, advice)):
            label.setText(told)
            label.setVisible(bool(told))
        self.setVisible(bool(unserved or advice))
        if is_news:
            announce(self.unserved_label, unserved)
