import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which shelter was opened, foretold or closed when and by whom: a row a change, the newest of each is its present. */
export class ShelterStates1796020000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE shelter_states (shelter_id text NOT NULL, since bigint NOT NULL, state text NOT NULL, opens_at bigint,
         officer_id text NOT NULL, PRIMARY KEY (shelter_id, since))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE shelter_states');
  }
}
