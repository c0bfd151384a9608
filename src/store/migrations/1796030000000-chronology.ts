import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which log entries say something new about a former one, what is looked for, and how far each officer has read. */
export class Chronology1796030000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE chronology (seq integer PRIMARY KEY NOT NULL, root integer NOT NULL, newest integer NOT NULL, said integer NOT NULL,
         district text, topic text, importance text NOT NULL, status text)`,
    );
    await runner.query('CREATE UNIQUE INDEX chronology_newest ON chronology (root) WHERE newest = 1');
    await runner.query('CREATE INDEX chronology_threads ON chronology (root, seq)');
    await runner.query(
      'CREATE TABLE log_looks (officer_id text PRIMARY KEY NOT NULL, seq integer NOT NULL, at bigint NOT NULL)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE log_looks');
    await runner.query('DROP TABLE chronology');
  }
}
