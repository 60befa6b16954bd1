"""Intake: how contributions come in, and what became of those that did not."""
