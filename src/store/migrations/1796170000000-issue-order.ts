import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which version was issued after which. What was issued before is put in the order of its times. */
export class IssueOrder1796170000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE versions ADD COLUMN issued_seq integer');
    await runner.query(
      `UPDATE versions SET issued_seq = o.seq FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY issued_at, n, id) AS seq
         FROM versions WHERE issued_at IS NOT NULL) o WHERE o.id = versions.id`,
    );
    await runner.query('CREATE UNIQUE INDEX versions_in_order ON versions (issued_seq)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX versions_in_order');
    await runner.query('ALTER TABLE versions DROP COLUMN issued_seq');
  }
}
