import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the feed was last heard is found at once; a scenario's telegrams, whose digest has the drill's id before it, are no feed. */
export class Feed1796064000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX telegrams_of_feed ON telegrams (received_at) WHERE length(hash) = 64');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX telegrams_of_feed');
  }
}
