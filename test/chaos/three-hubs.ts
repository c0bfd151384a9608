/** Three hub processes on one PostgreSQL, an order to the whole town, and whatever is done to them meanwhile. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mapOf } from '../../src/cli/virtual-town.js';
import { paths } from '../../src/platform/paths.js';
import { loadTown } from '../../src/platform/town.js';
import { postgresAudit } from '../support/audit-postgres.js';
import { freePort } from '../support/free-port.js';
import { startHubProcess, type HubProcess } from '../support/hub-process.js';
import { startTestPostgres, type TestPostgres } from '../support/postgres.js';
import { seeded } from '../support/seeded.js';
import { startTestTown } from '../support/virtual-town.js';
import type { HubTables } from './audit.js';
import { judge, type Verdict } from './check.js';
import { issueToAll, pause, slowDown, untilSettled } from './fan-out.js';
import type { FaultRow } from './fault-row.js';
import { ratesOf } from './rates.js';

/** What a fault has in its hands. */
export interface Stage {
  readonly hubs: number;
  random(): number;
  /** kill −9, and the same hub again. */
  killHub(index: number): Promise<void>;
  /** Stops the server without a shutdown, and starts it again so many milliseconds later. */
  crashServer(away: number): Promise<void>;
  /** The hubs end as with a dead machine, and begin again with the database at another address. */
  moveHubs(url: string): Promise<void>;
  states(): Promise<Record<string, number>>;
}

/** A PostgreSQL, which may crash and come back. */
type ChaosServer = Pick<TestPostgres, 'create' | 'close'> & Partial<Pick<TestPostgres, 'crash' | 'restart'>>;

export interface StageOptions {
  readonly seed: number;
  /** Calls a second of each of the two large channels, for all hubs together, while the fault lasts. */
  readonly rate: number;
  readonly preload?: readonly string[];
  readonly districts?: readonly string[];
  /** Where the database is; npm's PostgreSQL, which can crash and come back, unless told. */
  readonly server?: ChaosServer;
  /** Left as they are when the fault is over; else the hubs are restarted with other rates. */
  readonly goOn?: boolean;
  readonly disturb: (stage: Stage) => Promise<void>;
}

export interface StageResult {
  readonly verdict: Verdict;
  readonly tables: HubTables;
  readonly issued: number;
}

const hubCount = 3;

export async function playOnPostgres(options: StageOptions): Promise<StageResult> {
  const home = await mkdtemp(join(tmpdir(), 'todoku-chaos-'));
  const server: ChaosServer = options.server ?? (await startTestPostgres());
  const town = await startTestTown({ town: mapOf(loadTown(paths.config, 'hatoyama')) });
  let url = await server.create('chaos');
  const audit = postgresAudit(() => url);
  const configFile = join(home, 'todoku.yaml');
  await writeFile(join(home, 'url'), url);
  const configure = (rate: Rate) => writeFile(configFile, JSON.stringify(configOf(home, rate)));
  const slow = { callsPerSecond: options.rate, concurrency: 16 };
  await configure(slow);
  const places = await Promise.all(
    Array.from({ length: hubCount }, async (_, i) => ({
      ...{ dataDir: join(home, `hub-${i}`), port: await freePort(), townUrl: town.url, configFile },
      preload: options.preload ?? [],
    })),
  );
  const running: (HubProcess | null)[] = [];
  const start = async (i: number) => {
    const place = places[i];
    if (place) running[i] = await startHubProcess(place);
  };
  /** What may be unsure for it: of a dead hub, or of claims whose answer a dying server kept to itself. */
  let [blows, inFlight] = [0, 0];
  const count = async () => {
    blows += hubCount;
    inFlight += (await audit.count())['sending'] ?? 0;
  };
  const killHub = async (i: number) => {
    await running[i]?.kill();
    running[i] = null;
    await count();
    await start(i);
  };
  const crashServer = async (away: number) => {
    if (!server.crash || !server.restart) throw new Error('this server does not come back');
    await server.crash();
    await pause(away);
    await server.restart();
    await count();
  };
  const moveHubs = async (there: string) => {
    url = there;
    await writeFile(join(home, 'url'), url);
    await Promise.all(running.map((hub) => hub?.kill()));
    await count();
    await Promise.all(places.map((_, i) => start(i)));
  };
  try {
    await Promise.all(places.map((_, i) => start(i)));
    await slowDown(town);
    const officers = running.flatMap((hub) => hub?.officers ?? []);
    const order = {
      kind: 'evacuation-instruction',
      slots: { hazard: 'landslide', reason: 'landslide-warning' },
      districts: options.districts ?? 'all',
    } as const;
    const issued = await issueToAll(`http://127.0.0.1:${places[0]?.port}`, officers, order, audit);
    const random = seeded(options.seed);
    await options.disturb({ hubs: hubCount, random, killHub, crashServer, moveHubs, states: audit.count });
    await town.clearFaults();
    if (options.goOn !== true) {
      // All that is left, at once: rates are read at a start.
      await configure({ callsPerSecond: 3000, concurrency: 100 });
      await Promise.all(running.map((hub) => hub?.end()));
      await Promise.all(places.map((_, i) => start(i)));
    }
    await untilSettled(audit);
    const tables = await audit.read();
    const ordeal = { issued, inFlight, kills: blows, rate: slow };
    return { issued, tables, verdict: judge(tables, town.ledger.entries(), ordeal) };
  } finally {
    await Promise.all(running.map((hub) => hub?.kill()));
    await town.close();
    await server.close();
    await rm(home, { recursive: true, force: true });
  }
}

interface Rate {
  readonly callsPerSecond: number;
  readonly concurrency: number;
}

function configOf(home: string, rate: Rate) {
  const channels = { virtualTown: { url: 'http://127.0.0.1:1' }, rates: ratesOf(rate) };
  const http = { host: '127.0.0.1', port: 1 };
  const database = { engine: 'postgres', url: { file: join(home, 'url') } };
  // JSON is YAML.
  return { world: 'drill', town: 'hatoyama', dataDir: home, database, http, channels, logLevel: 'silent' };
}

/** One line of the table, from several runs and whether a run without the mechanism failed. */
export function toRow(
  { fault, runs, note }: Pick<FaultRow, 'fault' | 'runs' | 'note'>,
  results: readonly StageResult[],
  control: StageResult | null,
): FaultRow {
  const sum = (count: (result: StageResult) => number) => results.reduce((all, one) => all + count(one), 0);
  const rows = results.flatMap(({ tables }) => tables.deliveries);
  return {
    fault,
    runs,
    lost: sum(({ verdict }) => verdict.NoLoss.length),
    doubled: sum(doubled),
    unsure: rows.reduce((all, { unsures }) => all + unsures, 0),
    resolved: rows.reduce((all, { unsures, state }) => all + (state === 'held' ? 0 : unsures), 0),
    held: rows.filter(({ state }) => state === 'held').length,
    control:
      control === null ? 'none' : doubled(control) + control.verdict.NoLoss.length > 0 ? 'red' : 'green',
    note: [note, ...results.flatMap(({ verdict }) => faultsOf(verdict)).slice(0, 5)].join('; '),
  };
}

/** What was broken, in words. */
const faultsOf = (verdict: Verdict): string[] =>
  Object.entries<readonly string[]>({ ...verdict }).flatMap(([invariant, faults]) =>
    faults.map((fault) => `${invariant}: ${fault}`),
  );

/** Effects or successes too many; a duplicate that the hub knew it risked (unsure) is none. */
const doubled = ({ verdict }: StageResult): number =>
  verdict.SingleSuccess.length +
  verdict.OnceEffect.length +
  verdict.BoundedUnsure.length +
  verdict.NoPhantom.length;
