"""One file per tab of the main window."""
