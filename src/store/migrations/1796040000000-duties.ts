import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the law asks of the town after an order, when a task is due, and a broadcast that is left for the morning. */
export class Duties1796040000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE duties (id text NOT NULL, duty text NOT NULL, version_id text NOT NULL, alert_id text NOT NULL,
         text text NOT NULL, opened_at bigint NOT NULL, due_at bigint NOT NULL, withdrawn_at bigint, done_at bigint,
         done_by text, means text, note text, officer_id text, entered_at bigint, PRIMARY KEY (id))`,
    );
    await runner.query('CREATE UNIQUE INDEX duties_of_version ON duties (version_id, duty)');
    await runner.query('CREATE INDEX duties_of_alert ON duties (alert_id)');
    await runner.query('ALTER TABLE tasks ADD COLUMN due_at bigint');
    await runner.query('ALTER TABLE versions ADD COLUMN radio_later integer');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE versions DROP COLUMN radio_later');
    await runner.query('ALTER TABLE tasks DROP COLUMN due_at');
    await runner.query('DROP TABLE duties');
  }
}
