"""The commands without a window, a file per department."""
