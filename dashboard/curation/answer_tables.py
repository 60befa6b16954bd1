"""What the artist of each reviewed piece is told."""
