"""What the pages share: the guard at their head, widgets and formats."""
