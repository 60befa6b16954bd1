"""From the shortlist into the rundown."""
