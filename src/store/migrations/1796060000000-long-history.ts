import type { MigrationInterface, QueryRunner } from 'typeorm';

const indexes: readonly (readonly [name: string, on: string])[] = [
  ['alerts_by_time', 'alerts (created_at, id)'],
  ['versions_issued', 'versions (issued_at)'],
  ['versions_of_incident', 'versions (incident_id)'],
  ['versions_by_status', 'versions (status, expires_at)'],
  ['versions_by_end', 'versions (expires_at)'],
  ['versions_by_kind', 'versions (kind, issued_at)'],
  ['versions_of', 'versions (of_version)'],
  ['version_channels_open', 'version_channels (version_id, channel) WHERE settled_at IS NULL'],
  ['version_channels_of', 'version_channels (alert_id)'],
  ['deliveries_manual', "deliveries (order_key) WHERE channel = 'manual'"],
  ['deliveries_manual_of', "deliveries (alert_id) WHERE channel = 'manual'"],
  ['tasks_by_version', 'tasks (version_id, kind)'],
  ['tasks_open', 'tasks (version_id, channel, kind) WHERE closed_at IS NULL'],
  ['duties_open', 'duties (due_at, id) WHERE done_at IS NULL AND withdrawn_at IS NULL'],
  ['telegrams_by_time', 'telegrams (received_at, id)'],
  ['proposals_by_time', 'proposals (created_at, id)'],
  ['proposals_open', "proposals (telegram_id) WHERE state = 'open'"],
];

/** What is going on is found without a look at all that ever was: a hub is as quick in its tenth year as in its first. */
export class LongHistory1796060000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [name, on] of indexes) await runner.query(`CREATE INDEX ${name} ON ${on}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [name] of indexes) await runner.query(`DROP INDEX ${name}`);
  }
}
