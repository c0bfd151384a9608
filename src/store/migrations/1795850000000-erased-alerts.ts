import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When retention erased the addresses of an alert's deliveries, so that they are not looked through every day. */
export class ErasedAlerts1795850000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE alerts ADD COLUMN erased_at bigint');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE alerts DROP COLUMN erased_at');
  }
}
