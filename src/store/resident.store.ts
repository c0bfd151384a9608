import { lotOf } from './dialect.js';
import type { Tx } from './store.js';

/** A resident with addresses, ready to be stored. */
export interface NewResident {
  readonly id: string;
  readonly district: string;
  readonly language: string;
  readonly addresses: readonly { readonly channel: string; readonly target: string }[];
}

export async function countResidents({ sql }: Tx): Promise<number> {
  const [row] = await sql<{ n: number }>('SELECT COUNT(*) AS n FROM residents');
  return row?.n ?? 0;
}

/** How many addresses may be sent to, by channel and language. */
export const countAddresses = ({
  sql,
}: Pick<Tx, 'sql'>): Promise<{ channel: string; language: string; n: number }[]> =>
  sql(
    `SELECT channel, language, COUNT(*) AS n FROM addresses WHERE dead_at IS NULL AND opted_out_at IS NULL
     GROUP BY channel, language ORDER BY channel, language`,
  );

/** Stores a lot of residents and their addresses, one statement each. */
export async function insertResidents({ engine, sql }: Tx, residents: readonly NewResident[]): Promise<void> {
  await sql(
    `INSERT INTO residents (id, district, language)
     SELECT lot.id, lot.district, lot.language FROM ${lotOf(engine, '$1', { id: 'text', district: 'text', language: 'text' })} lot`,
    JSON.stringify(residents.map(({ id, district, language }) => [id, district, language])),
  );
  const addresses = residents.flatMap(({ id, district, language, addresses: own }) =>
    own.map(({ channel, target }, i) => [`${id}/${i}`, id, channel, target, district, language]),
  );
  await sql(
    `INSERT INTO addresses (id, resident_id, channel, target, district, language)
     SELECT lot.id, lot.resident_id, lot.channel, lot.target, lot.district, lot.language
     FROM ${lotOf(engine, '$1', { id: 'text', resident_id: 'text', channel: 'text', target: 'text', district: 'text', language: 'text' })} lot`,
    JSON.stringify(addresses),
  );
}
