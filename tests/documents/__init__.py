"""Paper and spreadsheets, read back."""
