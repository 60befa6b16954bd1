"""Review rounds, their rubrics and reviews."""
