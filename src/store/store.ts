// The store: everything that touches SQL. All writes go through `store.write` and `store.lot`.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import type { Engine } from './dialect.js';
import { rollBack } from './roll-back.js';
import { noGuard, type WeightOf, type WriteGuard } from './write-guard.js';

export type SqlValue = string | number | boolean | null;

/** Runs one statement with `$1…$n`, the same text on SQLite and PostgreSQL. */
export type Sql = <Row = Record<string, unknown>>(text: string, ...values: SqlValue[]) => Promise<Row[]>;

/** What a lot may use: SQL only, so that nothing of it can append to the log. */
export interface LotTx {
  readonly engine: Engine;
  readonly sql: Sql;
}

/** What a transaction may use: SQL for lots, the entity manager for single rows. Nothing else may be awaited in it. */
export interface Tx extends LotTx {
  readonly rows: EntityManager;
}

export interface Store {
  readonly engine: Engine;
  /** Committed state only: a second, read-only connection. */
  readonly read: Tx;
  /**
   * One transaction at a time, of all processes on one database. Commits when `work` resolves, rolls back when it throws.
   * `work` may run a second time, when the first try was rolled back: for want of room, of the database's lock, or by a
   * deadlock. `weight`: what it may cost on a full disk; ordinary unless told otherwise.
   * @throws StorageFault when the disk did not take it: nothing was committed.
   * @throws Error when called inside another `write` or `lot`: it would wait for itself.
   */
  write<T>(work: (tx: Tx) => Promise<T>, weight?: WeightOf): Promise<T>;
  /**
   * A dispatcher's transaction on deliveries that it locks itself: never beside a `write`, but beside other lots where
   * the engine can (ADR 0022). On SQLite the same as `write`.
   */
  lot<T>(work: (tx: LotTx) => Promise<T>, weight?: WeightOf): Promise<T>;
  /** Single statements, each its own transaction, beside everything: for what no lock keeps. On SQLite the same as `lot`. */
  alone<T>(work: (tx: LotTx) => Promise<T>): Promise<T>;
  /** True while the disk is full and only what is urgent may be written. */
  onlyUrgent(): boolean;
  close(): Promise<void>;
}

/** `$n` parameters as the engine binds them: better-sqlite3 takes one object of names, and no booleans. */
function bind(engine: Engine, values: readonly SqlValue[]): unknown[] {
  if (engine === 'postgres') return [...values];
  if (values.length === 0) return [];
  return [
    Object.fromEntries(values.map((value, i) => [i + 1, typeof value === 'boolean' ? Number(value) : value])),
  ];
}

const sqlOf = (engine: Engine, source: DataSource | QueryRunner): Sql =>
  async function sql<Row>(text: string, ...values: SqlValue[]): Promise<Row[]> {
    const answer: unknown = await source.query(text, bind(engine, values));
    // PostgreSQL answers UPDATE … RETURNING as [rows, count], SQLite as rows, and both answer else-wise for no rows.
    if (!Array.isArray(answer)) return [];
    return (engine === 'postgres' && Array.isArray(answer[0]) ? answer[0] : answer) as Row[];
  };

/** How an engine keeps transactions from each other, said in the transaction itself right after its begin. */
export interface Isolation {
  readonly write: string | null;
  readonly lot: string | null;
  /** Lots run side by side. */
  readonly parallelLots: boolean;
  /** True for a failure that says "again": a deadlock, found by the database. */
  retry(error: unknown): boolean;
  /** Takes a connection whose rollback failed out of use. */
  discard(runner: QueryRunner): Promise<void>;
}

const singleWriter: Isolation = {
  write: null,
  lot: null,
  parallelLots: false,
  retry: () => false,
  discard: async () => undefined,
};
const mostTries = 4;

/** Makes a store of an initialised writer and reader. */
export function createStore(
  engine: Engine,
  writer: DataSource,
  reader: DataSource,
  isolation: Isolation = singleWriter,
  guard: WriteGuard = noGuard,
): Store {
  const inside = new AsyncLocalStorage<true>();
  let tail: Promise<unknown> = Promise.resolve();
  const lots = new Set<Promise<unknown>>();

  async function transact<T>(work: (tx: Tx) => Promise<T>, first: string | null): Promise<T> {
    const runner = writer.createQueryRunner();
    try {
      await runner.startTransaction();
      if (first !== null) await runner.query(first);
      const tx: Tx = { engine, sql: sqlOf(engine, runner), rows: runner.manager };
      const result = await inside.run(true, () => work(tx));
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (engine === 'sqlite') await rollBack(runner);
      // A rollback that fails has nothing to add: the connection is gone, or goes now.
      else if (runner.isTransactionActive)
        await runner.rollbackTransaction().catch(() => isolation.discard(runner).catch(() => undefined));
      throw error;
    } finally {
      await runner.release();
    }
  }

  /** The connection is there before the work begins: it may look at the clock. */
  async function apart<T>(work: (tx: LotTx) => Promise<T>): Promise<T> {
    const runner = writer.createQueryRunner();
    try {
      await runner.connect();
      return await work({ engine, sql: sqlOf(engine, runner) });
    } finally {
      await runner.release();
    }
  }

  const beside = <T>(run: Promise<T>): Promise<T> => {
    lots.add(run);
    void run.catch(() => undefined).finally(() => lots.delete(run));
    return run;
  };

  async function persist<T>(work: (tx: Tx) => Promise<T>, first: string | null): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await transact(work, first);
      } catch (error) {
        if (tries === mostTries || !isolation.retry(error)) throw error;
      }
    }
  }

  function refuseNested(): void {
    if (inside.getStore()) throw new Error('store.write inside store.write would wait for itself');
  }

  function queued<T>(work: (tx: Tx) => Promise<T>, first: string | null, weight: WeightOf): Promise<T> {
    const run = tail.then(() => guard.run(() => persist(work, first), weight));
    tail = run.catch(() => undefined);
    return run;
  }

  return {
    engine,
    read: { engine, sql: sqlOf(engine, reader), rows: reader.manager },
    onlyUrgent: () => guard.onlyUrgent(),
    write(work, weight = 'ordinary') {
      refuseNested();
      return queued(work, isolation.write, weight);
    },
    lot(work, weight = 'ordinary') {
      refuseNested();
      if (!isolation.parallelLots) return queued(work, isolation.lot, weight);
      return beside(guard.run(() => persist(work, isolation.lot), weight));
    },
    alone(work) {
      refuseNested();
      return isolation.parallelLots ? beside(apart(work)) : queued(work, isolation.lot, 'needed');
    },
    async close() {
      await tail;
      await Promise.allSettled(lots);
      await reader.destroy();
      if (writer !== reader) await writer.destroy();
    },
  };
}
