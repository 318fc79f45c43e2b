"""Publishing a new version of a guide: its number, what changed in words, and where that stands."""
