#!/bin/bash
# Runs once, when the primary's directory is empty: a user for the standby, its slot, and who may replicate.
set -euo pipefail
password="$(cat /run/secrets/replication-password)"
psql -v ON_ERROR_STOP=1 -v password="$password" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE replication LOGIN REPLICATION PASSWORD :'password';
SELECT pg_create_physical_replication_slot('standby');
SQL
echo 'host replication replication samenet scram-sha-256' >> "$PGDATA/pg_hba.conf"
