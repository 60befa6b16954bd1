"""Saved searches, and the words by which misspelt ones are found."""
