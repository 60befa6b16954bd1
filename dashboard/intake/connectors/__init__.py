"""One file for each kind of source on the network."""
