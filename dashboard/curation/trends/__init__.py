"""What is rising: evidence folded into keys and gains, formulas, models, and their proof."""
