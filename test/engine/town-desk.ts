/** A desk with the product's own town and phrasebook on a store: drafts are composed, submitted and issued as in the hub. */
import { afterEach, beforeEach } from '@jest/globals';
import { textLimits } from '../../src/channels/text.limits.js';
import { approveVersion } from '../../src/desk/approve.js';
import type { Context, DeskDeps } from '../../src/desk/desk.js';
import { editDraft, type Edit } from '../../src/desk/draft.js';
import { openDraft } from '../../src/desk/open-draft.js';
import { phraseFor } from '../../src/desk/phrase.js';
import { submitDraft } from '../../src/desk/submit.js';
import { contentOf } from '../../src/desk/version-json.js';
import type { Officer } from '../../src/domain/officer.js';
import { isRefusal, type Refusal } from '../../src/domain/refusal.js';
import type { World } from '../../src/domain/world.js';
import { createNotifier } from '../../src/platform/notifier.js';
import { paths } from '../../src/platform/paths.js';
import { loadPhrasebook } from '../../src/platform/phrasebook.js';
import { loadTown } from '../../src/platform/town.js';
import { OfficerRow } from '../../src/store/entities/officer.entity.js';
import type { Store } from '../../src/store/store.js';
import { findVersion } from '../../src/store/version.store.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { say } from './support.js';

export const town = loadTown(paths.config, 'hatoyama');
const phrasebook = loadPhrasebook(paths.config, paths.locales, []);

export const writer: Officer = { id: 'writer', name: '佐藤 当直', roles: ['drafter'] };
export const chief: Officer = { id: 'chief', name: '鈴木 課長', roles: ['drafter', 'approver'] };

/** 2026-07-11 03:05 in Japan. */
export const night = Date.UTC(2026, 6, 10, 18, 5);

/** A desk whose clock stands where the test puts it. */
export function townDesk(store: Store, world: World = 'drill') {
  const time = { now: night };
  const deps: DeskDeps = {
    ...{ store, town, phrasebook, limits: textLimits, world, say, speech: null },
    clock: { now: () => time.now },
    notifier: createNotifier(() => undefined),
    // The loudspeakers say what comes without a sound file, as the virtual town's do.
    radioVoice: { needsSound: () => false, askNeedsSound: () => Promise.resolve(false) },
  };
  const ctx = (officer: Officer = writer): Context => ({ officer, now: time.now, at: time.now });
  return { deps, time, ctx };
}

export type TownDesk = ReturnType<typeof townDesk>;

/** A store of its own for each test, with its officers and a desk on it; both are filled before the test begins. */
export function useTownDesk(): { readonly kept: Pick<TestStore, 'store'>; readonly desk: TownDesk } {
  const used = { kept: {} as Pick<TestStore, 'store'>, desk: {} as TownDesk };
  let opened: TestStore;
  beforeEach(async () => {
    opened = await openTestStore();
    const { store } = opened;
    await addOfficers(store);
    Object.assign(used.kept, { store });
    Object.assign(used.desk, townDesk(store));
  });
  afterEach(() => opened.close());
  return used;
}

export const addOfficers = (store: Store) =>
  store.write(async ({ rows }) => {
    for (const { id, name, roles } of [writer, chief])
      await rows.insert(OfficerRow, {
        ...{ id, login: id, name, roles: JSON.stringify(roles), passwordHash: 'x' },
        ...{ mustChange: 0, failures: 0, lockedUntil: null, createdAt: 1 },
      });
  });

/** What succeeded. @throws Error with the refusal */
export function good<T>(result: T | Refusal): T {
  if (isRefusal(result)) throw new Error(`refused: ${result.refused} ${JSON.stringify(result.vars)}`);
  return result;
}

/** Opens and fills a draft. */
export async function drafted(
  { deps, ctx }: TownDesk,
  source: Parameters<typeof openDraft>[2],
  changes: Partial<Edit> = {},
): Promise<string> {
  const id = good(await openDraft(deps, ctx(), source));
  const row = await findVersion(deps.store.read, id);
  if (!row) throw new Error('no draft');
  const { slots, districts, channels } = contentOf(row);
  const decision = { by: '町長 山田太郎', means: 'phone' as const };
  const edit = { revision: row.revision, slots, districts, channels, decision, ...changes };
  return good(await editDraft(deps, ctx(), id, edit));
}

export async function submitted(desk: TownDesk, id: string): Promise<string | Refusal> {
  const { deps, ctx } = desk;
  const row = await findVersion(deps.store.read, id);
  if (!row) throw new Error('no draft');
  const phrase = phraseFor(deps, row.kind).ja;
  return submitDraft(deps, ctx(), id, { revision: row.revision, phrase });
}

/** Submits, and approves where a second person is needed. Answers the version's id. */
export async function issued(desk: TownDesk, id: string): Promise<string> {
  good(await submitted(desk, id));
  const row = await findVersion(desk.deps.store.read, id);
  if (row?.status === 'submitted')
    good(await approveVersion(desk.deps, desk.ctx(chief), id, row.digest ?? ''));
  return id;
}

export const instruction = {
  kind: 'evacuation-instruction',
  slots: { hazard: 'landslide', reason: 'landslide-warning', shelters: ['E1134800022201'] },
  districts: ['sue', 'kumai', 'izui'],
};
