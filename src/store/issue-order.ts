import type { Tx } from './store.js';

/**
 * The place of the next version in the order of all issues: 1, 2, 3, … Issues are written one after the other by all
 * processes, so that this says which came later; row ids do not (a large audience comes in late), and clocks go back.
 */
export async function nextIssue({ sql }: Pick<Tx, 'sql'>): Promise<number> {
  const [row] = await sql<{ last: number | null }>('SELECT MAX(issued_seq) AS last FROM versions');
  return (row?.last ?? 0) + 1;
}

/** Whether version `a` was issued after `b`. A hub of the version before gives no place: then time and number count. */
export const isLater = (a: string, b: string): string =>
  `(CASE WHEN ${a}.issued_seq IS NULL OR ${b}.issued_seq IS NULL
    THEN ${a}.issued_at > ${b}.issued_at OR (${a}.alert_id = ${b}.alert_id AND ${a}.n > ${b}.n)
    ELSE ${a}.issued_seq > ${b}.issued_seq END)`;
