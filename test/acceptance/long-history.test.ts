// Nothing that a hub does in a night looks through all that it ever did: every statement of a night's work is asked for its
// plan, on the database that it ran on. What grows with the years must be found by an index.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { startTestHub, type OfficerClient, type TestHub } from '../support/hub.js';
import * as step from './steps.js';

jest.setTimeout(90_000);
let hub: TestHub;
let duty: OfficerClient;
let chief: OfficerClient;

/** Every statement that went to a thread of the database, with the values it was first asked with. */
const asked = new Map<string, readonly unknown[]>();
const { postMessage } = Worker.prototype;
beforeAll(async () => {
  jest.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, ...message) {
    const [question] = message as [{ text?: string; values?: readonly unknown[] }];
    if (typeof question?.text === 'string' && !asked.has(question.text))
      asked.set(question.text, question.values ?? []);
    postMessage.apply(this, message);
  });
  hub = await startTestHub(step.fast);
  duty = await hub.signIn(hub.officers[0]);
  chief = await hub.signIn(hub.officers[1]);
}, 60_000);
afterAll(async () => {
  jest.restoreAllMocks();
  await hub?.close();
});

/** What one row a night and a delivery is added to, and never taken from. */
const growing = [
  ...['alerts', 'versions', 'renderings', 'version_channels', 'deliveries', 'calls', 'addresses'],
  ...[
    'telegrams',
    'proposals',
    'tasks',
    'chronology',
    'log_entries',
    'log_personal',
    'manual_marks',
    'duties',
  ],
];
/** Indexes that hold only what is going on. */
const small = /USING (COVERING )?INDEX \w+_(open|held|in_flight|unsure|due|waiting|expiring)\b/;

/** Statements that walk over a table that grows, each with the step that does. */
function walks(): string[] {
  const db = new Database(join(hub.dataDir, 'todoku.sqlite'), { readonly: true });
  try {
    return [...asked].flatMap(([text, values]) => {
      if (!/^\s*(WITH|SELECT|UPDATE|DELETE|INSERT)\b/i.test(text)) return [];
      const steps = db.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...values) as { detail: string }[];
      const details = steps.map(({ detail }) => detail);
      // In the order that is asked for, it ends at the limit.
      if (/\bLIMIT\b/.test(text) && !details.includes('USE TEMP B-TREE FOR ORDER BY')) return [];
      const bad = details.filter((detail) => isWalk(detail, text));
      return bad.map((detail) => `${detail}: ${text.replaceAll(/\s+/g, ' ')}`);
    });
  } finally {
    db.close();
  }
}

/** A plan names tables as the statement does: by their aliases, where they have some. */
function isWalk(detail: string, text: string): boolean {
  const [, name = ''] = /^SCAN (\w+)/.exec(detail) ?? [];
  if (name === '' || small.test(detail)) return false;
  const alias = new RegExp(`\\b"?(\\w+)"? (?:AS )?"?${name}"?\\b`, 'gi');
  const tables = [name, ...[...text.matchAll(alias)].map(([, table = '']) => table)];
  return tables.some((table) => growing.includes(table));
}

test('a night’s work walks over nothing that grows with the years', async () => {
  const get = async (page: string) => void step.good(await duty.get(`/api/v1/${page}`));
  await hub.injectTelegram(step.landslide);
  const drafted = await step.draft(duty, { proposalId: (await step.newestProposal(duty)).id });
  const edited = step.good(await step.edit(duty, drafted, { decision: step.decided, districts: ['sue'] }));
  const order = step.good(await step.approve(chief, step.good(await step.submit(duty, edited))));
  await step.settled(duty, order.id);
  for (const page of ['progress', 'waiting', 'deliveries', 'cap']) await get(`versions/${order.id}/${page}`);
  const path = `/api/v1/alerts/${order.alertId}/correction`;
  step.good(await duty.send('POST', path, { cause: 'wrong-area', phrase: order.retractPhrase.correct.ja }));
  const lift = await step.draft(duty, { liftOf: order.id, districts: ['sue'] });
  const decided = step.good(await step.edit(duty, lift, { decision: step.decided }));
  step.good(await step.approve(chief, step.good(await step.submit(duty, decided))));

  const other = await step.issued(duty, chief, step.order(['ohashi']), {
    channels: ['radio', 'sms', 'manual'],
  });
  await step.settled(duty, other.id);
  const [delivered] = await step.deliveries(duty, other.id, 'channel=sms');
  await duty.send('POST', `/api/v1/deliveries/${delivered?.id}/decide`, { action: 'retry' });
  await duty.send('POST', `/api/v1/versions/${other.id}/stop`, { channel: 'sms', note: '' });
  step.good(await step.cancel(duty, other.alertId));
  const entry = { at: Date.now(), category: 'call', text: '石坂で冠水', source: null, personal: null };
  step.good(await duty.send('POST', '/api/v1/log', entry));
  for (const page of [
    'state',
    'alerts',
    'alerts/history',
    'tasks',
    'telegrams',
    'proposals',
    'manual',
    'chronology',
    'situation',
  ])
    await get(page);
  for (const page of [
    `alerts/${other.alertId}`,
    `alerts/history?before=${other.alertId}`,
    `manual?alert=${other.alertId}`,
    'kinds',
    'duties',
    'channels',
  ])
    await get(page);
  // The dispatcher's housekeeping, the telephone line's cache and the board's end go by their own time.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(asked.size).toBeGreaterThan(200);
  expect(walks()).toEqual([]);
});

test('control: what has no index is found', () => {
  asked.clear();
  asked.set('SELECT v.id FROM versions v WHERE v.digest = $1', [{ 1: 'd' }]);
  asked.set('UPDATE deliveries SET ref = NULL WHERE target = $1', [{ 1: 't' }]);
  asked.set('SELECT id FROM versions WHERE id = $1', [{ 1: 'v' }]);
  expect(walks()).toHaveLength(2);
});
