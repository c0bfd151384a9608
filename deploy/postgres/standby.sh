#!/bin/bash
# The standby: copies the primary when its own directory is empty, then follows it under the name that commits wait for.
set -euo pipefail
export PGDATA=/var/lib/postgresql/standby
export PGPASSFILE=/tmp/pgpass
( umask 077 && echo "primary:5432:*:replication:$(cat /run/secrets/replication-password)" > "$PGPASSFILE" )
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  pg_basebackup --pgdata="$PGDATA" --write-recovery-conf --wal-method=stream --slot=standby --checkpoint=fast \
    --dbname='host=primary user=replication application_name=standby passfile=/tmp/pgpass'
  chmod 0700 "$PGDATA"
fi
# A promoted standby answers to its own commits: it has no standby of its own until someone makes one.
exec postgres -c hot_standby=on -c synchronous_standby_names=
