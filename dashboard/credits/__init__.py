"""Credits: who is named for an episode, as what, and how the roll fits."""
