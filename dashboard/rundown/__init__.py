"""The rundown: episodes, acts and items, and the rules of their timing."""
