/** What the hub's tables in a PostgreSQL say, read from outside, and every change of state that they ever made. */
import pg from 'pg';
import type { Audit, DeliveryFacts } from '../chaos/audit.js';

async function ask<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const answer = await client.query<Row>(text);
    return answer.rows;
  } finally {
    await client.end();
  }
}

/** The audit of hubs on a PostgreSQL, with a connection of its own for each look: hubs may move to another server. */
export const postgresAudit = (url: () => string): Audit => ({
  install: () => install(url()),
  read: () => read(url()),
  count: () => count(url()),
  close: async () => undefined,
});

const install = async (url: string): Promise<void> =>
  void (await ask(
    url,
    `CREATE TABLE chaos_audit (delivery_id integer NOT NULL, became text NOT NULL);
     CREATE INDEX chaos_audit_by_delivery ON chaos_audit (delivery_id);
     CREATE FUNCTION chaos_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO chaos_audit VALUES (NEW.id, NEW.state);
       INSERT INTO chaos_audit SELECT NEW.id, 'lapsed' WHERE NEW.state = 'unsure' AND NEW.due_at = NEW.updated_at;
       RETURN NULL; END $$;
     CREATE TRIGGER chaos_audit AFTER UPDATE OF state ON deliveries FOR EACH ROW
       WHEN (NEW.state <> OLD.state AND NEW.state IN ('accepted', 'unsure')) EXECUTE FUNCTION chaos_audit()`,
  ));

async function read(url: string) {
  const times = (what: string) =>
    `(SELECT COUNT(*) FROM chaos_audit a WHERE a.delivery_id = d.id AND a.became = '${what}')::int`;
  const deliveries = await ask<DeliveryFacts>(
    url,
    `SELECT d.id, d.channel, d.target, d.state, d.call_id AS "callId", d.ref,
       c.committed_at::float AS "committedAt", ${times('accepted')} AS successes, ${times('unsure')} AS unsures,
       ${times('lapsed')} AS lapses
     FROM deliveries d LEFT JOIN calls c ON c.id = d.call_id ORDER BY d.id`,
  );
  const [held] = await ask<{ n: number }>(
    url,
    `SELECT COUNT(*)::int AS n FROM deliveries d WHERE d.state = 'held' AND NOT EXISTS (SELECT 1 FROM tasks t
       WHERE t.version_id = d.version_id AND t.channel = d.channel AND t.closed_at IS NULL)`,
  );
  return { deliveries, untended: held?.n ?? 0 };
}

async function count(url: string): Promise<Record<string, number>> {
  const rows = await ask<{ state: string; n: number }>(
    url,
    'SELECT state, COUNT(*)::int AS n FROM deliveries GROUP BY state',
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

/**
 * How a negative control takes the product's locks away: the database's own functions are hidden behind ones that do
 * nothing. Holds for connections made from then on.
 */
export const takeLocksAway = async (url: string) => {
  const name = new URL(url).pathname.slice(1);
  for (const lock of ['pg_advisory_xact_lock', 'pg_advisory_xact_lock_shared'])
    await ask(url, `CREATE FUNCTION public.${lock}(integer) RETURNS void LANGUAGE sql AS 'SELECT'`);
  await ask(url, `ALTER DATABASE "${name}" SET search_path = public, pg_catalog`);
};
