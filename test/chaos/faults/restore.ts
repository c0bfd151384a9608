/**
 * A database restored from a backup under a running virtual town. The backup is taken in the middle of a fan-out, beside
 * the running hub; the hub goes on, dies, and is started on what was restored. What the virtual town then hears may only
 * be what was issued after the restore. Control: the backup's file laid in place by hand, with nothing held.
 */
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mapOf } from '../../../src/cli/virtual-town.js';
import { readAnchors } from '../../../src/headquarters/anchor.js';
import { paths } from '../../../src/platform/paths.js';
import { loadTown } from '../../../src/platform/town.js';
import type { Manifest } from '../../../src/store/backup/manifest.js';
import { verifyLog } from '../../../src/store/log.store.js';
import { openSqliteForReading } from '../../../src/store/open-sqlite.js';
import type { VersionShape } from '../../../src/wire/alert.js';
import type { DeliveryShape } from '../../../src/wire/progress.js';
import { todoku } from '../../acceptance/command.js';
import { freePort } from '../../support/free-port.js';
import { signIn, until, type Credentials, type OfficerClient } from '../../support/hub.js';
import { startHubProcess, type HubProcess, type HubProcessOptions } from '../../support/hub-process.js';
import { seeded } from '../../support/seeded.js';
import { startTestTown, type TestTown } from '../../support/virtual-town.js';
import { sqliteAudit, targetsOf } from '../audit.js';
import type { FaultOptions, FaultRow } from '../fault-row.js';
import { ratesOf } from '../rates.js';

const password = 'a password of my own';

/** What one run saw. */
interface Run {
  /** Deliveries of the backup that neither settled nor wait for a person under a task. */
  readonly lost: number;
  /** Effects after the restore that nobody asked for since. */
  readonly repeated: number;
  /** The same without holding. */
  readonly repeatedUnheld: number;
  readonly held: number;
  /** What the officers' console and the log did not say. */
  readonly silent: readonly string[];
}

export async function run(options: FaultOptions): Promise<FaultRow> {
  const random = seeded(options.seed);
  const runs: Run[] = [];
  for (let i = 0; i < options.runs; i++) runs.push(await once(random));
  const sum = (count: (one: Run) => number) => runs.reduce((total, one) => total + count(one), 0);
  const silent = [...new Set(runs.flatMap((one) => one.silent))];
  return {
    fault: 'restored from a backup under a running town',
    runs: options.runs,
    lost: sum((one) => one.lost) + silent.length,
    doubled: sum((one) => one.repeated),
    unsure: 0,
    resolved: 0,
    held: sum((one) => one.held),
    control: runs.every((one) => one.repeatedUnheld > 0) ? 'red' : 'green',
    note:
      silent.join('; ') ||
      `without holding ${sum((one) => one.repeatedUnheld)} messages went out by themselves after the restore`,
  };
}

async function once(random: () => number): Promise<Run> {
  const home = await mkdtemp(join(tmpdir(), 'todoku-restore-'));
  const town = await startTestTown({ town: mapOf(loadTown(paths.config, 'hatoyama')) });
  const place = {
    dataDir: join(home, 'hub'),
    port: await freePort(),
    townUrl: town.url,
    // Slow enough that the backup finds it in the middle on any machine.
    configFile: await writeConfig(home, { callsPerSecond: 60, concurrency: 8 }),
  };
  const running: HubProcess[] = [];
  const start = async () => {
    const hub = await startHubProcess(place);
    running.push(hub);
    return hub;
  };
  const backup = join(home, 'backup');
  try {
    const { officers, cookie } = await issueToAll(place, town, await start());
    await pause(200 + random() * 800);
    await command(place, ['backup', '--to', backup]);
    await inTheMiddle(backup);
    // What the backup holds as unsent is sent meanwhile: restored, it would be a repeat.
    await pause(300 + random() * 1200);
    await running.pop()?.kill();
    await quiet(town);
    await town.clearFaults();
    await writeConfig(home, { callsPerSecond: 2000, concurrency: 100 });

    await command(place, ['restore', backup, '--replace', '--by', '情報担当']);
    const told = await verifies(place);
    const hub = await start();
    const { repeated, client } = await unaskedFor(place, town, officers);
    const silent = [...told, ...(await notShown(place, client, cookie))];
    const { lost, held } = await afterRestore(place.dataDir);
    await hub.end();
    running.pop();

    await layInPlace(backup, place.dataDir);
    await start();
    const unheld = await unaskedFor(place, town, officers);
    return { lost, held, silent, repeated, repeatedUnheld: unheld.repeated };
  } finally {
    for (const hub of running) await hub.kill();
    await town.close();
    await rm(home, { recursive: true, force: true });
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function writeConfig(home: string, rate: { callsPerSecond: number; concurrency: number }) {
  const file = join(home, 'todoku.yaml');
  const http = { host: '127.0.0.1', port: 1 };
  const channels = { virtualTown: { url: 'http://127.0.0.1:1' }, rates: ratesOf(rate) };
  const config = { world: 'drill', town: 'hatoyama', dataDir: home, http, channels, logLevel: 'error' };
  // JSON is YAML.
  await writeFile(file, JSON.stringify(config));
  return file;
}

/** A `todoku` command on the hub's own configuration. @throws Error with its words when it did not do it */
async function command({ configFile, dataDir }: HubProcessOptions, args: readonly string[]): Promise<string> {
  const { code, out, err } = await todoku([...args, '--config', configFile], {
    env: { TODOKU_DATA_DIR: dataDir },
  });
  if (code !== 0) throw new Error(`todoku ${args[0]} ended with ${code}: ${out}${err}`);
  return out;
}

/** @throws Error when the backup shows nothing to hold, or nothing sent: it would prove nothing */
async function inTheMiddle(backup: string): Promise<void> {
  const { deliveries } = JSON.parse(await readFile(join(backup, 'manifest.json'), 'utf8')) as Manifest;
  if (!deliveries['pending'] || !deliveries['accepted'])
    throw new Error(`the backup is not of the middle of a fan-out: ${JSON.stringify(deliveries)}`);
}

const urlOf = ({ port }: HubProcessOptions) => `http://127.0.0.1:${port}`;

async function ask<T>(
  client: OfficerClient,
  method: 'POST' | 'PUT',
  path: string,
  body: unknown,
): Promise<T> {
  const answer = await client.send<T>(method, `/api/v1${path}`, body);
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status} ${answer.body.code}`);
  return answer.body;
}

/** Drafts and submits; what one officer issues alone is out with it. */
async function submit(
  author: OfficerClient,
  kind: string,
  slots: VersionShape['slots'],
  districts: VersionShape['districts'],
  only?: VersionShape['channels'],
): Promise<VersionShape> {
  const draft = await ask<VersionShape>(author, 'POST', '/drafts', { kind, slots, districts });
  const written = await ask<VersionShape>(author, 'PUT', `/drafts/${draft.id}`, {
    ...{ revision: draft.revision, slots: draft.slots, districts, channels: only ?? draft.channels },
    decision: { by: '町長（架空）', means: 'phone' },
  });
  const { revision, phrase } = written;
  return ask<VersionShape>(author, 'POST', `/drafts/${draft.id}/submit`, { revision, phrase: phrase.ja });
}

const { districts } = loadTown(paths.config, 'hatoyama');

/** An order to some districts, through providers that take their time; and the cookie of the one who wrote it. */
async function issueToAll(place: HubProcessOptions, town: TestTown, hub: HubProcess) {
  await town.setFault({ endpoint: 'fcm', mode: 'slow', delayMs: 80 });
  await town.setFault({ endpoint: 'twilio', mode: 'slow', delayMs: 80, match: 'Messages' });
  const clients: OfficerClient[] = [];
  for (const { login, password: current } of hub.officers) {
    const client = await signIn(urlOf(place), { login, password: current });
    await ask(client, 'POST', '/session/password', { current, password });
    clients.push(client);
  }
  const [author, approver] = clients;
  if (!author || !approver) throw new Error('the first start named no officers');
  await sqliteAudit(place.dataDir).install();
  const slots = { hazard: 'landslide', reason: 'landslide-warning' };
  const { id, digest } = await submit(
    author,
    'evacuation-instruction',
    slots,
    districts.slice(0, 4).map(({ code }) => code),
  );
  await ask(approver, 'POST', `/versions/${id}/approve`, { digest });
  const officers = hub.officers.map(({ login }) => ({ login, password }));
  return { officers, cookie: author.cookie };
}

/** Resolves when the town has heard nothing for half a second: what was in flight when the hub died has arrived. */
async function quiet(town: TestTown): Promise<void> {
  let seen = -1;
  await until(async () => {
    if (seen === town.ledger.size) return true;
    seen = town.ledger.size;
    await pause(500);
    return null;
  });
}

/**
 * Issues a notice to one district and waits until it has arrived: whatever older was due had its chance before. Answers
 * how many effects the town heard that were not the notice's.
 */
async function unaskedFor(place: HubProcessOptions, town: TestTown, [duty]: readonly Credentials[]) {
  const before = town.ledger.size;
  if (!duty) throw new Error('no officer is known');
  const client = await signIn(urlOf(place), duty);
  const slots = { animal: 'boar', seenAt: Date.now() };
  const { id } = await submit(client, 'wild-animal', slots, [districts[0]?.code ?? ''], ['push', 'sms']);
  const settled = async () => {
    const { body } = await client.get<{ settled: boolean }>(`/api/v1/versions/${id}/progress`);
    return body.settled ? true : null;
  };
  await until(settled, 60_000);
  const asked = targetsOf(place.dataDir, id);
  const heard = town.ledger.entries().slice(before);
  const unasked = heard.filter(({ provider, target }) => !asked.delete(`${provider} ${target}`));
  if (heard.length === unasked.length) throw new Error('the notice reached nobody');
  return { repeated: unasked.length, client };
}

/** What the restored tables leave open, and how much of them waits for a person. */
async function afterRestore(dataDir: string): Promise<{ lost: number; held: number }> {
  const audit = sqliteAudit(dataDir);
  const { pending = 0, sending = 0, unsure = 0, held = 0 } = await audit.count();
  return { lost: pending + sending + unsure + (await audit.read()).untended, held };
}

/** Faults of the restored log; what the restore lost is none, as its own entry says it. */
async function verifies({ dataDir }: HubProcessOptions): Promise<readonly string[]> {
  const store = await openSqliteForReading(dataDir);
  const { faults } = await verifyLog(store.read, readAnchors(dataDir));
  await store.close();
  return faults.map(({ seq, fault }) => `log entry ${seq}: ${fault}`);
}

/** What officers must see and must not: the reason on each held delivery, the entry in the log, nobody still signed in. */
async function notShown(place: HubProcessOptions, client: OfficerClient, cookie: string) {
  const missing: string[] = [];
  const old = await fetch(`${urlOf(place)}/api/v1/state`, { headers: { cookie } });
  if (old.status !== 401) missing.push('a session of before the backup still opens');
  const { body: alerts } = await client.get<{ versions: VersionShape[] }[]>('/api/v1/alerts');
  const order = alerts
    .flatMap(({ versions }) => versions)
    .find(({ kind }) => kind === 'evacuation-instruction');
  const path = `/api/v1/versions/${order?.id}/deliveries?state=held`;
  const { body: held } = await client.get<DeliveryShape[]>(path);
  if (held.length === 0) missing.push('no held delivery is shown');
  if (held.some(({ heldReason }) => heldReason !== 'restored')) missing.push('a held one lacks its reason');
  const { body: log } = await client.get<{ actor: string; text: string }[]>('/api/v1/log');
  if (!log.some(({ actor, text }) => actor === '情報担当' && text.includes('復元')))
    missing.push('the log does not say that it was restored');
  return missing;
}

/** How one must not restore: the file alone, as it is. */
async function layInPlace(backup: string, dataDir: string): Promise<void> {
  for (const end of ['', '-wal', '-shm']) await rm(join(dataDir, `todoku.sqlite${end}`), { force: true });
  await copyFile(join(backup, 'todoku.sqlite'), join(dataDir, 'todoku.sqlite'));
}
