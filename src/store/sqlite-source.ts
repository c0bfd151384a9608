import { DataSource, QueryFailedError, QueryResult, type MigrationInterface } from 'typeorm';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import { BetterSqlite3QueryRunner } from 'typeorm/driver/better-sqlite3/BetterSqlite3QueryRunner.js';
import { entities } from './entities/all.js';
import { openConnection, type SqliteConnection, type ThreadOptions } from './sqlite-connection.js';

/** TypeORM's runner for better-sqlite3, whose statements run in the connection's thread instead of here. */
class ThreadQueryRunner extends BetterSqlite3QueryRunner {
  constructor(
    driver: BetterSqlite3Driver,
    private readonly thread: SqliteConnection,
  ) {
    super(driver);
  }

  override async query<Result>(
    text: string,
    parameters: unknown[] = [],
    structured = false,
  ): Promise<Result> {
    // better-sqlite3 binds no booleans.
    const values = parameters.map((value) => (typeof value === 'boolean' ? Number(value) : value));
    const result = new QueryResult();
    try {
      const answer = await this.thread.run(text, values);
      if ('rows' in answer) {
        result.raw = answer.rows;
        result.records = [...answer.rows];
      } else {
        result.affected = answer.changes;
        result.raw = answer.lastId;
      }
    } catch (error) {
      throw new QueryFailedError(text, values, error as Error);
    }
    return (structured ? result : result.raw) as Result;
  }

  override async beforeMigration(): Promise<void> {
    await this.query('PRAGMA foreign_keys = OFF');
  }

  override async afterMigration(): Promise<void> {
    await this.query('PRAGMA foreign_keys = ON');
  }
}

/**
 * A TypeORM source over a SQLite file that is opened in a thread. What TypeORM itself opens is an empty database in
 * memory that nothing reaches: no statement can run on the event loop by oversight.
 * @throws Error when the file cannot be opened
 */
export async function openSource(
  options: ThreadOptions,
  migrations: (new () => MigrationInterface)[] = [],
): Promise<DataSource & { destroy(): Promise<void> }> {
  const connection = await openConnection(options);
  const source = await new DataSource({
    type: 'better-sqlite3',
    database: ':memory:',
    entities,
    migrations,
  }).initialize();
  const driver = source.driver as BetterSqlite3Driver;
  driver.queryRunner = new ThreadQueryRunner(driver, connection);
  const destroy = source.destroy.bind(source);
  return Object.assign(source, {
    async destroy() {
      await connection.close();
      await destroy();
    },
  });
}
