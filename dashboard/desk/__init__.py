"""The desk: what needs several rooms at once."""
