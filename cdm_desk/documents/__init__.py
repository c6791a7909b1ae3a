"""Figures on paper and in spreadsheets (reportlab, XlsxWriter)."""
