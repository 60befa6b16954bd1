"""Pieces that are the same or nearly, found and decided."""
