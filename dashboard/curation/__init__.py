"""Curation: trending, search and shortlists."""
