"""Versions of an episode, and clones."""
