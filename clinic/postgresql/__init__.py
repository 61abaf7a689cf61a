"""The database engine of `DATABASE_URL`: Django's own for PostgreSQL, with base.py beside it."""
