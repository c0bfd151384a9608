import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The delivery engine: how many members a call has stands in its row, a provider's rate is kept for all processes, a
 * large audience is expanded by lots, and two indexes go whose upkeep cost more at every claim than they saved (a version's expiry finds its deliveries).
 * A process of the version before still runs on this schema: `size` has a default, and it only gets slower.
 */
export class DeliveryEngine1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE calls ADD COLUMN size integer NOT NULL DEFAULT 1');
    await runner.query(
      'CREATE TABLE provider_rates (channel text PRIMARY KEY NOT NULL, next_at bigint NOT NULL)',
    );
    await runner.query(
      `CREATE TABLE expansions (version_id text NOT NULL, channel text NOT NULL, alert_id text NOT NULL, rank integer NOT NULL,
         batch text NOT NULL, audience text NOT NULL, after text NOT NULL, opened_at bigint NOT NULL,
         PRIMARY KEY (version_id, channel))`,
    );
    await runner.query('DROP INDEX deliveries_waiting');
    await runner.query('DROP INDEX deliveries_expiring');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX deliveries_expiring ON deliveries (channel, expires_at) WHERE state = 'pending'`,
    );
    await runner.query(
      `CREATE INDEX deliveries_waiting ON deliveries (channel, due_at, id) WHERE state = 'pending'`,
    );
    await runner.query('DROP TABLE expansions');
    await runner.query('DROP TABLE provider_rates');
    await runner.query('ALTER TABLE calls DROP COLUMN size');
  }
}
