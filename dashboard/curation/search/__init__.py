"""Search: words, facets, saved searches, and more like this."""
