"""Each curator's queue, and what they think of what is in it."""
