import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Second factors, what a sign-in or a step-up waits for, known devices, and where a session came from. */
export class SignIn1796000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['passkeys', 'second_factors', 'recovery_codes', 'challenges', 'known_devices'])
      await runner.query(`DROP TABLE ${table}`);
    for (const column of ['address', 'agent', 'means'])
      await runner.query(`ALTER TABLE sessions DROP COLUMN ${column}`);
  }
}

const statements = [
  `CREATE TABLE passkeys (id text PRIMARY KEY NOT NULL, officer_id text NOT NULL, public_key text NOT NULL,
     counter bigint NOT NULL, transports text NOT NULL, name text NOT NULL, created_at bigint NOT NULL, used_at bigint)`,
  'CREATE INDEX passkeys_officer ON passkeys (officer_id)',
  `CREATE TABLE second_factors (officer_id text PRIMARY KEY NOT NULL, totp text, pending text, totp_at bigint,
     last_step bigint NOT NULL, failures integer NOT NULL, rests_until bigint)`,
  `CREATE TABLE recovery_codes (hash text PRIMARY KEY NOT NULL, officer_id text NOT NULL, created_at bigint NOT NULL,
     used_at bigint)`,
  'CREATE INDEX recovery_codes_officer ON recovery_codes (officer_id)',
  `CREATE TABLE challenges (id_hash text PRIMARY KEY NOT NULL, purpose text NOT NULL, officer_id text, session_hash text,
     challenge text NOT NULL, subject text, expires_at bigint NOT NULL, proven_at bigint, used_at bigint)`,
  'CREATE INDEX challenges_over ON challenges (expires_at)',
  `CREATE TABLE known_devices (id_hash text NOT NULL, officer_id text NOT NULL, created_at bigint NOT NULL,
     seen_at bigint NOT NULL, failures integer NOT NULL, rests_until bigint, PRIMARY KEY (id_hash, officer_id))`,
  'ALTER TABLE sessions ADD COLUMN address text',
  'ALTER TABLE sessions ADD COLUMN agent text',
  'ALTER TABLE sessions ADD COLUMN means text',
];
