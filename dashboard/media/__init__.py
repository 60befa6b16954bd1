"""Media: the content-addressed store, and the guarded look at every file before it is admitted."""
