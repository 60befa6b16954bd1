"""Payments: an episode's budget divided to the cent."""
