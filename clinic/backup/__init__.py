"""Backups: everything the database holds, in one sealed file, readable by either database."""
