"""The public display: a window for visitors, on a screen of its own."""
