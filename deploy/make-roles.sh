#!/bin/bash
# Run once, by the PostgreSQL image on an empty volume: the two roles of docs/postgresql.md.
set -euo pipefail
psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
  --set owner="$OWNER_PASSWORD" --set app="$APP_PASSWORD" <<'SQL'
CREATE ROLE hipwise_owner LOGIN PASSWORD :'owner';
CREATE ROLE hipwise_app LOGIN PASSWORD :'app';
ALTER ROLE hipwise_app SET statement_timeout = '60s';
ALTER ROLE hipwise_app SET lock_timeout = '10s';
ALTER ROLE hipwise_app SET idle_in_transaction_session_timeout = '60s';
ALTER DATABASE hipwise OWNER TO hipwise_owner;
REVOKE ALL ON DATABASE hipwise FROM PUBLIC;
GRANT CONNECT ON DATABASE hipwise TO hipwise_app;
SQL
