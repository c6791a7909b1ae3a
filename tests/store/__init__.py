"""The real store, in memory or in a temporary folder."""
