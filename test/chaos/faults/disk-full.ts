/** The disk fills up between the draft and the issue. What was answered must be what stands in the database afterwards. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { VersionShape } from '../../../src/wire/alert.js';
import type { StateShape } from '../../../src/wire/progress.js';
import { until, type Answer } from '../../support/hub.js';
import type { FaultOptions, FaultRow } from '../fault-row.js';
import { good, issueTo, notice, prepare, startHubOn, urgent, type HubOn } from '../hub-on.js';
import { mountDisk, type SmallDisk } from '../small-disk.js';

export interface FullDisk {
  /** Status and code that a notice got on the full disk, then an evacuation instruction. */
  readonly notice: string;
  readonly urgent: string;
  readonly ballast: string;
  /** What disagreed with the answers after the restart. */
  readonly lies: readonly string[];
  /** Deliveries of the urgent alert at the end, by state. */
  readonly states: Readonly<Record<string, number>>;
  /** After there is room again: the notice's answer, and the ballast. */
  readonly again: string;
  readonly ballastAgain: string;
  /** Lines of the technical log and entries of the headquarters log that speak of the disk. */
  readonly logLines: number;
  readonly entries: readonly string[];
}

const diskMegabytes = 192;

export interface FullDiskOptions {
  /** 0: the control. */
  readonly ballastMegabytes: number;
  /** To whom: a few districts are quicker than the town. */
  readonly districts: 'all' | readonly string[];
  /** kill −9 on the full disk, and a start there. */
  readonly restart: boolean;
}

/** One full disk of its own: a notice and an evacuation instruction, kill −9, and room again. */
export async function fillDisk(options: FullDiskOptions): Promise<FullDisk> {
  const disk = mountDisk(diskMegabytes);
  try {
    const { ballastMegabytes } = options;
    const hub = await startHubOn({ dataDir: join(disk.path, 'hub'), ballastMegabytes });
    try {
      return await fillUnder(hub, disk, options);
    } finally {
      await hub.close();
    }
  } finally {
    disk.close();
  }
}

/** The same under a running hub, which is killed at the end. */
export async function fillUnder(
  hub: HubOn,
  disk: SmallDisk,
  { ballastMegabytes, districts, restart }: FullDiskOptions,
): Promise<FullDisk> {
  const wanted = ballastMegabytes === 0 ? 'none' : 'whole';
  await until(async () => ((await ballastOf(hub)) === wanted ? true : null), 60_000);
  const drafts = [
    await prepare(hub.author, { ...notice(), districts }),
    await prepare(hub.author, { ...urgent, districts }),
  ] as const;
  leaveNoRoomInTheWal(hub.dataDir);
  disk.fill();
  const answers = [await issueTo(hub, drafts[0]), await issueTo(hub, drafts[1])] as const;
  const ballast = await ballastOf(hub);
  if (restart) await hub.restart('kill');
  const lies = drafts.flatMap((draft, i) => lieOf(hub.dataDir, draft, answers[i] as Answer<VersionShape>));
  if (answers[1].status < 300)
    await until(async () => (openOf(hub.dataDir, drafts[1].id) === 0 ? true : null), 120_000);
  disk.free();
  await until(async () => ((await ballastOf(hub)) === wanted ? true : null));
  const repeated = good(await hub.author.get<VersionShape>(`/api/v1/versions/${drafts[0].id}`));
  const again = await issueTo(hub, repeated);
  const entries = await until(async () => {
    const found = entriesOf(hub.dataDir);
    return found.at(-1) === 'ディスクは元に戻りました。' ? found : null;
  });
  const ballastAgain = await ballastOf(hub);
  const logLines = hub
    .hub()
    .words()
    .split('\n')
    .filter((line) => line.startsWith('{')).length;
  await hub.hub().kill();
  return {
    ...{ notice: told(answers[0]), urgent: told(answers[1]), ballast, again: told(again), ballastAgain },
    ...{ logLines, entries, states: statesOf(hub.dataDir, drafts[1].id) },
    lies: [...lies, ...lieOf(hub.dataDir, drafts[0], again), ...lieOf(hub.dataDir, drafts[1], answers[1])],
  };
}

const told = ({ status, body }: Answer<VersionShape>) => `${status} ${body.code ?? body.status}`;

const ballastOf = async (hub: HubOn): Promise<string> =>
  good(await hub.author.get<StateShape>('/api/v1/state')).storage.ballast;

/** Room in the write-ahead log is room on the disk too: it is taken away, so that full means full. */
export function leaveNoRoomInTheWal(dataDir: string): void {
  const db = new Database(join(dataDir, 'todoku.sqlite'), { timeout: 5000 });
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

function query<Row>(dataDir: string, text: string, ...values: string[]): Row[] {
  const db = new Database(join(dataDir, 'todoku.sqlite'), { readonly: true, timeout: 5000 });
  try {
    return db.prepare<string[], Row>(text).all(...values);
  } finally {
    db.close();
  }
}

function lieOf(dataDir: string, { id }: VersionShape, answer: Answer<VersionShape>): string[] {
  const said = answer.status < 300 && answer.body.status === 'issued';
  const [row] = query<{ status: string; n: number }>(
    dataDir,
    'SELECT status, (SELECT COUNT(*) FROM deliveries d WHERE d.version_id = v.id) AS n FROM versions v WHERE id = ?',
    id,
  );
  const is = row?.status === 'issued' && row.n > 0;
  if (!row) return [`${id}: the draft is gone`];
  return said === is ? [] : [`${id}: answered ${told(answer)}, is ${row.status} with ${row.n} deliveries`];
}

const statesOf = (dataDir: string, id: string): Record<string, number> =>
  Object.fromEntries(
    query<{ state: string; n: number }>(
      dataDir,
      'SELECT state, COUNT(*) AS n FROM deliveries WHERE version_id = ? GROUP BY state',
      id,
    ).map(({ state, n }) => [state, n]),
  );

function openOf(dataDir: string, id: string): number {
  const states = statesOf(dataDir, id);
  return (states['pending'] ?? 0) + (states['sending'] ?? 0) + (states['unsure'] ?? 0);
}

const entriesOf = (dataDir: string): string[] =>
  query<{ text: string }>(
    dataDir,
    'SELECT text FROM log_entries WHERE data LIKE \'%"storage"%\' ORDER BY seq',
  ).map(({ text }) => text);

export async function run({ runs }: FaultOptions): Promise<FaultRow> {
  const row = { lost: 0, doubled: 0, unsure: 0, held: 0 };
  for (let i = 0; i < runs; i++) {
    const {
      urgent: answer,
      lies,
      states,
    } = await fillDisk({ ballastMegabytes: 64, districts: 'all', restart: true });
    row.doubled += lies.length;
    if (answer !== '200 issued') row.lost++;
    row.unsure += states['unsure'] ?? 0;
    row.held += states['held'] ?? 0;
  }
  const control = await fillDisk({ ballastMegabytes: 0, districts: 'all', restart: true });
  return {
    fault: 'disk full',
    runs,
    ...row,
    resolved: row.unsure,
    control: control.urgent.startsWith('507') ? 'red' : 'green',
    note: 'an urgent alert issued by the ballast, a notice refused; control: without the ballast',
  };
}
