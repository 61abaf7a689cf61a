"""The poses of the library, one module per position of the body."""
