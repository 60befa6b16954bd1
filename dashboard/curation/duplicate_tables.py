"""Pairs of pieces that are the same or nearly."""
