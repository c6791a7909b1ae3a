"""Figures on paper and in spreadsheets, read back."""
