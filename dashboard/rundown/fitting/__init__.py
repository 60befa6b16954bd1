"""Pieces that make a rundown land on time."""
