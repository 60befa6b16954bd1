"""How pieces are rising: keys, gains, and the models fitted to them."""
