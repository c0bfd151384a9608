import type { MigrationInterface, QueryRunner } from 'typeorm';
import { firstLightTables } from './first-light.tables.js';

/** The first schema, in column types that SQLite and PostgreSQL share. */
export class FirstLight1763700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const postgres = runner.connection.options.type === 'postgres';
    for (const statement of firstLightTables(postgres)) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables =
      'drills log_personal log_entries tasks version_channels calls deliveries addresses residents'
        .concat(' district_states effects renderings versions alerts incidents proposals telegrams')
        .concat(' meta answers sessions officers')
        .split(' ');
    for (const table of tables) await runner.query(`DROP TABLE "${table}"`);
    if (runner.connection.options.type === 'postgres')
      await runner.query('DROP FUNCTION log_is_append_only()');
  }
}
