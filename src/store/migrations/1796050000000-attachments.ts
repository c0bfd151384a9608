import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files that entries of the chronology hold, and which of its threads bear a place. */
export class Attachments1796050000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE attachments (sha256 text PRIMARY KEY NOT NULL, type text NOT NULL, size integer NOT NULL, body text NOT NULL,
         at bigint NOT NULL)`,
    );
    await runner.query(
      'CREATE TABLE log_attachments (seq integer NOT NULL, sha256 text NOT NULL, PRIMARY KEY (seq, sha256))',
    );
    await runner.query('CREATE INDEX log_attachments_of ON log_attachments (sha256)');
    await runner.query('ALTER TABLE chronology ADD COLUMN placed integer');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE chronology DROP COLUMN placed');
    await runner.query('DROP TABLE log_attachments');
    await runner.query('DROP TABLE attachments');
  }
}
