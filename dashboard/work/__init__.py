"""Long work: jobs kept in the database and the worker that does them."""
