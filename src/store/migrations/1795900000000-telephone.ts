import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The telephone: addresses whose owner answered STOP, what was typed or pressed on a phone (so that nothing counts twice),
 * residents' answers, and whom the hub rang for an approval.
 */
export class Telephone1795900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE addresses ADD COLUMN opted_out_at bigint');
    await runner.query('CREATE TABLE phone_inputs (id text PRIMARY KEY NOT NULL, at bigint NOT NULL)');
    await runner.query(
      `CREATE TABLE safety_answers (delivery_id integer PRIMARY KEY NOT NULL, version_id text NOT NULL, answer text NOT NULL,
         at bigint NOT NULL)`,
    );
    await runner.query('CREATE INDEX safety_answers_by_version ON safety_answers (version_id, answer)');
    await runner.query(
      `CREATE TABLE rings (id text PRIMARY KEY NOT NULL, version_id text NOT NULL, submitted_at bigint NOT NULL,
         officer_id text NOT NULL, channel text NOT NULL, round integer NOT NULL, state text NOT NULL, ref text, fault text, at bigint NOT NULL,
         answered_at bigint)`,
    );
    await runner.query(
      'CREATE UNIQUE INDEX rings_by_submission ON rings (version_id, submitted_at, round, officer_id, channel)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rings');
    await runner.query('DROP TABLE safety_answers');
    await runner.query('DROP TABLE phone_inputs');
    await runner.query('ALTER TABLE addresses DROP COLUMN opted_out_at');
  }
}
