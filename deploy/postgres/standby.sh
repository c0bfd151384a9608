#!/bin/bash
# The standby: copies the primary when its own directory ($PGDATA) is empty, then follows it under the name that commits
# wait for.
set -euo pipefail
host="${PRIMARY_HOST:-primary}" port="${PRIMARY_PORT:-5432}"
export PGPASSFILE="${PGPASSFILE:-/tmp/pgpass}"
password="$(sed 's/[\\:]/\\&/g' "${REPLICATION_PASSWORD_FILE:-/run/secrets/replication-password}")"
( umask 077 && echo "$host:$port:*:replication:$password" > "$PGPASSFILE" )
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # A copy that was cut off goes: only a whole one stands under its name.
  rm -rf "$PGDATA.part"
  pg_basebackup --pgdata="$PGDATA.part" --write-recovery-conf --wal-method=stream --slot=standby --checkpoint=fast \
    --dbname="host=$host port=$port user=replication application_name=standby passfile=$PGPASSFILE"
  # Promoted it answers to its own commits: it has no standby of its own until someone makes one.
  echo "synchronous_standby_names = ''" >> "$PGDATA.part/postgresql.auto.conf"
  chmod 0700 "$PGDATA.part"
  mkdir -p "$PGDATA" && rmdir "$PGDATA"
  mv "$PGDATA.part" "$PGDATA"
fi
exec postgres
