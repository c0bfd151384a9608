import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When the feed was last heard is found at once (a scenario's telegrams, whose digest has the drill's id before it, are no
 * feed); who put a proposal aside, and when; why an author left a channel out.
 */
export class Rooms1796064000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX telegrams_of_feed ON telegrams (received_at) WHERE length(hash) = 64');
    await runner.query('ALTER TABLE proposals ADD COLUMN dismissed_by text');
    await runner.query('ALTER TABLE proposals ADD COLUMN dismissed_at bigint');
    await runner.query('ALTER TABLE versions ADD COLUMN left_out text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE versions DROP COLUMN left_out');
    await runner.query('ALTER TABLE proposals DROP COLUMN dismissed_at');
    await runner.query('ALTER TABLE proposals DROP COLUMN dismissed_by');
    await runner.query('DROP INDEX telegrams_of_feed');
  }
}
