"""What script/bench measures. Each module in `parts` gives rows: see `tests.bench.rows`."""
