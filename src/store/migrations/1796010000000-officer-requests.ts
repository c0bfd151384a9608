import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Changes of officers that wait for a second person, who is on duty, and what was issued by one officer alone. */
export class OfficerRequests1796010000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE officers ADD COLUMN disabled_at bigint');
    await runner.query(
      `CREATE TABLE officer_requests (id text PRIMARY KEY NOT NULL, kind text NOT NULL, officer_id text NOT NULL, login text NOT NULL,
         name text NOT NULL, before text NOT NULL, after text NOT NULL, reason text NOT NULL, asked_by text NOT NULL, asked_at bigint NOT NULL,
         lapses_at bigint NOT NULL, state text NOT NULL, decided_by text, decided_at bigint, note text, secret_hash text,
         secret_expires_at bigint, secret_used_at bigint)`,
    );
    await runner.query('CREATE INDEX officer_requests_by_secret ON officer_requests (secret_hash)');
    await runner.query(
      `CREATE TABLE break_glass (version_id text PRIMARY KEY NOT NULL, officer_id text NOT NULL, reason text NOT NULL,
         reached integer NOT NULL, supervisor text NOT NULL, issued_at bigint NOT NULL, review_due_at bigint NOT NULL, told_at bigint,
         overdue_at bigint, reviewed_by text, reviewed_at bigint, note text)`,
    );
    await runner.query(
      `CREATE TABLE watches (id text PRIMARY KEY NOT NULL, officer_id text NOT NULL, began_at bigint NOT NULL, ended_at bigint,
         handed_to text, note text)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE watches');
    await runner.query('DROP TABLE break_glass');
    await runner.query('DROP TABLE officer_requests');
    await runner.query('ALTER TABLE officers DROP COLUMN disabled_at');
  }
}
