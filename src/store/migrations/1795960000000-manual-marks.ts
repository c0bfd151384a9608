import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who begun, did or could not do what of a manual task, and when. */
export class ManualMarks1795960000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE manual_marks (delivery_id integer NOT NULL, stop text NOT NULL, result text NOT NULL, by_name text NOT NULL,
         at bigint NOT NULL, note text NOT NULL, officer_id text NOT NULL, entered_at bigint NOT NULL,
         PRIMARY KEY (delivery_id, stop))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE manual_marks');
  }
}
