#!/bin/bash
# Runs once, when the primary's directory is empty: a user for the standby, its slot, who may replicate, and for whom
# commits wait. The last is written down here and comes into force with the server's real start: as an option of the
# command it would hold for the image's temporary server too, whose first commit would wait for a standby that cannot
# be there yet, and no ALTER SYSTEM could take it back when the standby dies.
set -euo pipefail
password="$(cat "${REPLICATION_PASSWORD_FILE:-/run/secrets/replication-password}")"
psql -v ON_ERROR_STOP=1 -v password="$password" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE replication LOGIN REPLICATION PASSWORD :'password';
SELECT pg_create_physical_replication_slot('standby');
ALTER SYSTEM SET synchronous_standby_names = 'standby';
SQL
echo 'host replication replication samenet scram-sha-256' >> "$PGDATA/pg_hba.conf"
