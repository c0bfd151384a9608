import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a provider says of a call before the hub knows that the call is its own; and an index to find rings of the last day. */
export class EarlyReceipts1796070000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE early_receipts (channel text NOT NULL, ref text NOT NULL, state text NOT NULL, receipt text NOT NULL,
         at bigint NOT NULL, PRIMARY KEY (channel, ref, state))`,
    );
    await runner.query('CREATE INDEX rings_by_time ON rings (at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX rings_by_time');
    await runner.query('DROP TABLE early_receipts');
  }
}
