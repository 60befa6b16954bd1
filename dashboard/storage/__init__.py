"""The database: engine, transactions, audit trail and migrations."""
