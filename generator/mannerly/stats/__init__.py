"""Figures about a guide: how much is asked, how much is told apart, what its scenarios cover."""
