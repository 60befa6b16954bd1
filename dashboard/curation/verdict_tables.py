"""What curators think of pieces, and the queue each works through."""
