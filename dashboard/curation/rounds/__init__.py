"""Review rounds: rubrics, blind reviews, and what came of them."""
