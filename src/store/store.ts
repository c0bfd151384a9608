// The store: everything that touches SQL. All writes go through `store.write`, one at a time.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { rollBack } from './roll-back.js';
import { noGuard, type WeightOf, type WriteGuard } from './write-guard.js';

export type SqlValue = string | number | boolean | null;

/** Runs one statement with `$1…$n`, the same text on SQLite and PostgreSQL. */
export type Sql = <Row = Record<string, unknown>>(text: string, ...values: SqlValue[]) => Promise<Row[]>;

/** What a transaction may use: SQL for lots, the entity manager for single rows. Nothing else may be awaited in it. */
export interface Tx {
  readonly sql: Sql;
  readonly rows: EntityManager;
}

export interface Store {
  readonly engine: 'sqlite' | 'postgres';
  /** Committed state only: a second, read-only connection on SQLite. */
  readonly read: Tx;
  /**
   * One transaction at a time. Commits when `work` resolves, rolls back when it throws. `work` may run a second time,
   * when the first try was rolled back for want of room or of the database's lock. `weight`: what it may cost on a full
   * disk; ordinary unless told otherwise.
   * @throws StorageFault when the disk did not take it: nothing was committed.
   * @throws Error when called inside another `write`: it would wait for itself.
   */
  write<T>(work: (tx: Tx) => Promise<T>, weight?: WeightOf): Promise<T>;
  /** True while the disk is full and only what is urgent may be written. */
  onlyUrgent(): boolean;
  close(): Promise<void>;
}

/** `$n` parameters as the engine binds them: better-sqlite3 takes one object of names, and no booleans. */
function bind(engine: Store['engine'], values: readonly SqlValue[]): unknown[] {
  if (engine === 'postgres') return [...values];
  if (values.length === 0) return [];
  return [
    Object.fromEntries(values.map((value, i) => [i + 1, typeof value === 'boolean' ? Number(value) : value])),
  ];
}

const sqlOf = (engine: Store['engine'], source: DataSource | QueryRunner): Sql =>
  async function sql<Row>(text: string, ...values: SqlValue[]): Promise<Row[]> {
    const answer: unknown = await source.query(text, bind(engine, values));
    // PostgreSQL answers UPDATE … RETURNING as [rows, count], SQLite as rows, and both answer else-wise for no rows.
    if (!Array.isArray(answer)) return [];
    return (engine === 'postgres' && Array.isArray(answer[0]) ? answer[0] : answer) as Row[];
  };

/** Makes a store of an initialised writer and reader. */
export function createStore(
  engine: Store['engine'],
  writer: DataSource,
  reader: DataSource,
  guard: WriteGuard = noGuard,
): Store {
  const inside = new AsyncLocalStorage<true>();
  let tail: Promise<unknown> = Promise.resolve();

  async function transact<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = writer.createQueryRunner();
    try {
      await runner.startTransaction();
      const result = await inside.run(true, () => work({ sql: sqlOf(engine, runner), rows: runner.manager }));
      await runner.commitTransaction();
      return result;
    } catch (error) {
      await rollBack(runner);
      throw error;
    } finally {
      await runner.release();
    }
  }

  return {
    engine,
    read: { sql: sqlOf(engine, reader), rows: reader.manager },
    onlyUrgent: () => guard.onlyUrgent(),
    write(work, weight = 'ordinary') {
      if (inside.getStore()) throw new Error('store.write inside store.write would wait for itself');
      const run = tail.then(() => guard.run(() => transact(work), weight));
      tail = run.catch(() => undefined);
      return run;
    },
    async close() {
      await tail;
      await reader.destroy();
      if (writer !== reader) await writer.destroy();
    },
  };
}
