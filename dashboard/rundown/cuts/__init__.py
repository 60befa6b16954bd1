"""Snapshots of a rundown, and the difference of any two cuts."""
