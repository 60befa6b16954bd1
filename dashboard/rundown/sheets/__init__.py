"""A rundown that comes back as a sheet."""
