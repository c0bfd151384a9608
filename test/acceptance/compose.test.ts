/**
 * What deploy/compose.yaml starts, as processes on this machine, from the very files: PostgreSQL with its standby, two hubs in
 * the live world, Caddy in front. One story; each test goes on where the one before ended.
 */
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import { Agent, fetch } from 'undici';
import { mapOf } from '../../src/cli/virtual-town.js';
import { paths } from '../../src/platform/paths.js';
import { loadTown } from '../../src/platform/town.js';
import { seedDrillResidents } from '../../src/residents/seed.js';
import { openPostgres } from '../../src/store/open-postgres.js';
import type { ProgressShape } from '../../src/wire/progress.js';
import type { MeShape } from '../../src/wire/sign-in.js';
import { slowDown, untilSettled } from '../chaos/fan-out.js';
import { judge, whole } from '../chaos/check.js';
import { where } from '../chaos/needs.js';
import { postgresAudit } from '../support/audit-postgres.js';
import { caddyPorts, installedCaddy, startCaddy, type Caddy } from '../support/deploy/caddy.js';
import { startComposePostgres, type ComposePostgres } from '../support/deploy/compose-postgres.js';
import { hubNames, openLiveHubs, type LiveHubs } from '../support/deploy/live-hubs.js';
import { issueLive, openBrowser, signUp, type LiveOfficer } from '../support/deploy/officer.js';
import { until } from '../support/hub.js';
import { installedPostgres } from '../support/postgres-pair.js';
import { startTestTown, type TestTown } from '../support/virtual-town.js';
import * as step from './steps.js';

const lacking =
  installedPostgres === null
    ? 'PostgreSQL with pg_basebackup (Debian: postgresql)'
    : installedCaddy === null
      ? 'Caddy (Debian: caddy)'
      : null;
const skips = lacking !== null && process.env['CI'] === undefined;
const test = where(lacking);
jest.setTimeout(300_000);

/** On a busy machine each of these takes its time; what must be quick is asserted elsewhere. */
const patiently = <T>(check: () => Promise<T | null>, patience = 90_000): Promise<T> =>
  until(check, patience);

/** Slow enough that something is under way whenever something dies. */
const pace = { callsPerSecond: 120, concurrency: 16 };

let postgres: ComposePostgres;
let town: TestTown;
let hubs: LiveHubs;
let caddy: Caddy;
let ports: Awaited<ReturnType<typeof caddyPorts>>;
let duty: LiveOfficer;
let chief: LiveOfficer;
/** Where the database is now. */
let serving: 'primary' | 'standby' = 'primary';
const audit = postgresAudit(() => postgres.url(serving));
const sockets: Socket[] = [];
const ordeal = { issued: 0, inFlight: 0, kills: 0, rate: pace };

beforeAll(async () => {
  if (skips) return;
  postgres = await startComposePostgres();
  await postgres.start('standby');
  town = await startTestTown({ town: mapOf(loadTown(paths.config, 'hatoyama')) });
  await slowDown(town);
  ports = await caddyPorts();
  const consoleUrl = `https://localhost:${ports.tls}`;
  hubs = await openLiveHubs({
    ...{ town, consoleUrl, pace },
    preload: [join(paths.root, 'test/chaos/longer-leases.mjs')],
  });
  await hubs.pointAt(postgres.url('primary'));
  await Promise.all(hubNames.map((name) => hubs.start(name)));
  // The live world has no way yet to load residents.
  const store = await openPostgres(postgres.url('primary'), 'live', 'hatoyama');
  await seedDrillResidents(store, loadTown(paths.config, 'hatoyama').population).finally(() => store.close());
  await audit.install();
  caddy = await startCaddy(ports, Object.values(hubs.addresses));
  [duty, chief] = [await newOfficer('sato', 'drafter'), await newOfficer('kato', 'approver')];
}, 120_000);
afterAll(async () => {
  for (const socket of sockets) socket.close();
  await caddy?.close();
  await hubs?.close();
  await town?.close();
  await postgres?.close();
});

async function newOfficer(login: string, roles: string): Promise<LiveOfficer> {
  const said = await hubs.command('officer', 'add', login, '--name', login, '--roles', roles);
  const oneTime = /^\S+ +(\S+) {3}\(/m.exec(said)?.[1] ?? '';
  return signUp(openBrowser(caddy), caddy.url, login, oneTime);
}

/** The cookie by which Caddy keeps a browser at a hub: made from the hub's address, with an empty secret. */
const keptAt = (name: 'hub-a' | 'hub-b') =>
  createHmac('sha256', '').update(hubs.addresses[name]).digest('hex');

/** A console as a browser opens it: polling first, then a web socket, its cookies with each. */
function openConsole(of: LiveOfficer, url: string, ca: string, options: object = {}) {
  const socket = io(`${url}/console`, {
    ...{ transports: ['polling', 'websocket'], reconnectionDelayMax: 500, forceNew: true, ca },
    ...{ extraHeaders: { cookie: of.browser.cookie }, ...options },
  });
  sockets.push(socket);
  const runs: string[] = [];
  const progress: ProgressShape[] = [];
  socket.on('hello', ({ run }: { run: string }) => runs.push(run));
  socket.on('progress', (event: ProgressShape) => progress.push(event));
  const opened = new Promise<true | string>((resolve) => {
    socket.once('hello', () => resolve(true));
    socket.once('connect_error', (error) => resolve(error.message));
  });
  return { socket, runs, progress, opened };
}

const without =
  (...lines: readonly RegExp[]) =>
  (file: string) =>
    lines.reduce((text, line) => text.replace(new RegExp(`^\\t+${line.source}.*$`, 'gm'), ''), file);

test('the first start with the standby among the command’s options never ends: its own commits would wait', async () => {
  const hasty = startComposePostgres(['-c', 'synchronous_standby_names=standby'], 4_000);
  await expect(hasty).rejects.toThrow(/CREATE DATABASE/);
});

test('commits wait for the standby, which came in by its password and knows what the primary knows', async () => {
  const [row] = await postgres.ask<{ sync_state: string; usename: string }>(
    'primary',
    'SELECT sync_state, usename FROM pg_stat_replication',
  );
  expect(row).toEqual({ sync_state: 'sync', usename: 'replication' });
  expect(await postgres.isHealthy('standby')).toBe(true);
  const [{ n } = { n: 0 }] = await postgres.ask<{ n: number }>(
    'standby',
    'SELECT count(*)::int AS n FROM officers',
  );
  expect(n).toBe(2);
});

test('through the proxy: TLS, its cookies, the policy; an address that a browser made up is not believed', async () => {
  const guest = openBrowser(caddy);
  const page = await guest.ask('GET', '/');
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.headers.get('strict-transport-security')).toBe('max-age=31536000');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect([...duty.browser.jar.keys()].sort()).toEqual([
    '__Host-todoku_live',
    '__Host-todoku_live_device',
    'todoku_hub',
  ]);
  const spoof = { 'x-forwarded-for': '192.0.2.66', 'x-forwarded-proto': 'http' };
  const asked = await duty.browser.ask('GET', '/api/v1/me', undefined, spoof);
  const { sessions } = JSON.parse(asked.text) as MeShape;
  expect(sessions.find(({ current }) => current)?.address).toMatch(/127\.0\.0\.1$|^::1$/);
  const plain = await fetch(caddy.plainUrl, { redirect: 'manual' });
  expect([plain.status, plain.headers.get('location')]).toEqual([308, 'https://localhost/']);
});

test('a console that only polls stays at its hub by the cookie; without the cookie’s rule it does not', async () => {
  const polling = { transports: ['polling'], reconnection: false };
  expect(await openConsole(duty, caddy.url, caddy.ca, polling).opened).toBe(true);
  const turns = (file: string) => file.replaceAll('lb_policy cookie todoku_hub', 'lb_policy round_robin');
  const wrong = await startCaddy(await caddyPorts(), Object.values(hubs.addresses), turns);
  expect(await openConsole(duty, wrong.url, wrong.ca, polling).opened).not.toBe(true);
  await wrong.close();
});

test('a hub killed in the middle of a fan-out: its console goes on at the other, each delivery ends, none twice without knowing', async () => {
  for (const { browser } of [duty, chief]) browser.jar.set('todoku_hub', keptAt('hub-a'));
  const line = openConsole(duty, caddy.url, caddy.ca);
  expect(await line.opened).toBe(true);
  const version = await issueLive(duty, chief, ['ohashi', 'imajuku']);
  ordeal.issued += Object.values(await audit.count()).reduce((sum, n) => sum + n, 0);
  const mine = () => line.progress.filter(({ versionId }) => versionId === version.id);
  await patiently(async () => (mine().length > 2 ? true : null));
  expect(line.socket.io.engine.transport.name).toBe('websocket');

  const careless = await startCaddy(
    await caddyPorts(),
    Object.values(hubs.addresses),
    without(/health_/, /fail_duration/, /lb_try_duration/),
  );
  await hubs.kill('hub-a');
  ordeal.kills++;
  const sending = (await audit.count())['sending'] ?? 0;
  expect(sending).toBeGreaterThan(0);
  ordeal.inFlight += sending;
  const heardBefore = mine().length;
  // Not one request fails, though each bears the dead hub's cookie; without the checks each of them does.
  const answers = await Promise.all(Array.from({ length: 5 }, () => duty.browser.get('/api/v1/session')));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(duty.browser.jar.get('todoku_hub')).toBe(keptAt('hub-b'));
  const lost = {
    headers: { cookie: `todoku_hub=${keptAt('hub-a')}` },
    dispatcher: new Agent({ connect: { ca: careless.ca } }),
  };
  for (let i = 0; i < 5; i++) expect((await fetch(`${careless.url}/api/v1/session`, lost)).status).toBe(502);
  await careless.close();

  await patiently(async () => (line.runs.length > 1 && mine().length > heardBefore ? true : null));
  expect(line.runs[1]).not.toBe(line.runs[0]);
  await patiently(async () => (mine().at(-1)?.settled ? true : null), 60_000);
  await untilSettled(audit);
  expect(judge(await audit.read(), town.ledger.entries(), ordeal)).toEqual(whole);
});

test('the hub starts again and is given work within seconds', async () => {
  await hubs.start('hub-a');
  const guest = openBrowser(caddy);
  await patiently(async () => {
    guest.jar.clear();
    await guest.get('/api/v1/session');
    return guest.jar.get('todoku_hub') === keptAt('hub-a') ? true : null;
  }, 10_000);
});

/** Statements of hubs that wait for the standby. */
const waiting = () =>
  postgres.ask(
    'primary',
    "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name = 'todoku'",
  );

test('the standby is gone: reading goes on, commits wait; by hand they go on, and wait again when it is back', async () => {
  await postgres.end('standby', 'SIGINT');
  const draft = step.draft(duty.browser, step.order(['sue']));
  const order: string[] = [];
  void draft.then(() => order.push('draft'));
  await patiently(async () => ((await waiting()).length > 0 ? true : null));
  expect((await chief.browser.get('/api/v1/alerts')).status).toBe(200);
  // No patience of a statement ends it: a commit is answered when it is safe, or when a person says that it need not be.
  const alone = postgres.ask(
    'primary',
    "SET statement_timeout = '500ms'; CREATE TABLE alone AS SELECT 1 AS one",
  );
  const told = alone.then(() => order.push('alone'));
  await patiently(async () => {
    const rows = await postgres.ask(
      'primary',
      `SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query LIKE '%TABLE alone%' AND pid <> pg_backend_pid()
         AND now() - query_start > interval '2 s'`,
    );
    return rows.length > 0 ? true : null;
  });
  expect(order).toEqual([]);
  await postgres.byHand('The standby is gone');
  expect(await draft).toMatchObject({ status: 'draft' });
  await told;
  expect(await waiting()).toEqual([]);

  await postgres.start('standby');
  await patiently(async () => {
    const rows = await postgres.ask('primary', "SELECT 1 FROM pg_stat_replication WHERE state = 'streaming'");
    return rows.length > 0 ? true : null;
  });
  await postgres.byHand('The standby is back');
  await patiently(async () => {
    const rows = await postgres.ask('primary', "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'");
    return rows.length > 0 ? true : null;
  });
});

test('the primary dies for good: the hubs say so through the proxy; promoted by hand, nothing acknowledged is lost', async () => {
  const version = await issueLive(duty, chief, ['akanuma', 'ishizaka']);
  ordeal.issued = Object.values(await audit.count()).reduce((sum, n) => sum + n, 0);
  await patiently(async () => (((await audit.count())['sending'] ?? 0) > 0 ? true : null));
  await postgres.end('primary', 'SIGKILL');

  const page = await patiently(async () => {
    const answer = await duty.browser.ask('GET', '/api/v1/alerts');
    return answer.text.includes('storage.unavailable') ? answer : null;
  });
  expect([page.status, page.headers.get('content-type')]).toEqual([
    503,
    expect.stringMatching(/^application\/problem\+json/),
  ]);
  expect((await duty.browser.ask('GET', '/')).status).toBe(200);
  const bare = (file: string) => file.replace(/\thandle_errors[^]*\n\t}\n/, '');
  const silent = await startCaddy(await caddyPorts(), Object.values(hubs.addresses), bare);
  const unhelpful = await patiently(async () => {
    const answer = await openBrowser(silent).ask('GET', '/');
    return answer.status === 503 ? answer : null;
  });
  expect(unhelpful.text).toBe('');
  await silent.close();

  await postgres.byHand('Promote the standby');
  serving = 'standby';
  // What the hubs had under way, before any of them sees this database and settles it.
  ordeal.inFlight += (await audit.count())['sending'] ?? 0;
  await hubs.pointAt(postgres.url('standby'));
  for (const name of hubNames) {
    await hubs.end(name);
    await hubs.start(name);
  }
  ordeal.kills += hubNames.length;
  await town.clearFaults();
  await untilSettled(audit);
  expect((await step.read(duty.browser, version.id)).status).toBe('issued');
  expect(judge(await audit.read(), town.ledger.entries(), ordeal)).toEqual(whole);
  expect(await hubs.command('log', 'verify')).toMatch(/, 0 faults/);
});

test('a primary that answers without its standby loses what it acknowledged', async () => {
  const pair = await startComposePostgres();
  try {
    await pair.start('standby');
    await pair.ask('primary', 'CREATE TABLE orders (n int)');
    await pair.byHand('The standby is gone');
    await pair.end('standby', 'SIGINT');
    await pair.ask('primary', 'INSERT INTO orders VALUES (1)');
    await pair.end('primary', 'SIGKILL');
    await pair.start('standby');
    await pair.byHand('Promote the standby');
    expect(await pair.ask('standby', 'SELECT n FROM orders')).toEqual([]);
  } finally {
    await pair.close();
  }
});
