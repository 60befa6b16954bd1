"""Locks of a rundown in three steps, their conditions, and what was given out."""
