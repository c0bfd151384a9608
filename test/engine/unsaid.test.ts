/** Broadcasts that no loudspeaker said: who is asked before, and who is told after. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { pino } from 'pino';
import type { DeskDeps } from '../../src/desk/desk.js';
import { closeNoted } from '../../src/desk/noted-task.js';
import { phraseFor } from '../../src/desk/phrase.js';
import { submitDraft } from '../../src/desk/submit.js';
import { viewVersion } from '../../src/desk/view.js';
import type { Fault, Receipt } from '../../src/domain/channel.js';
import { isRefusal } from '../../src/domain/refusal.js';
import type { RadioScript, SpokenAudio } from '../../src/domain/rendering.js';
import { createNotifier } from '../../src/platform/notifier.js';
import { startReceiptPoller } from '../../src/receipts/poller.js';
import type { Speech } from '../../src/speech/speech.js';
import { listOpenTasks } from '../../src/store/task.store.js';
import { findVersion } from '../../src/store/version.store.js';
import { issue } from '../support/store.js';
import { logTexts } from './desk.js';
import { say, startTestDispatcher, testChannel, toAll, waitFor, type TestDispatcher } from './support.js';
import { chief, drafted, good, instruction, useTownDesk } from './town-desk.js';

jest.setTimeout(20_000);
const { kept, desk } = useTownDesk();

/** A voice that makes the sound of what `says` allows, and none of the rest. */
const voice = (says: (script: RadioScript) => boolean): Speech =>
  ({
    broadcast: (script: RadioScript) =>
      says(script)
        ? Promise.resolve({ audio: { sha256: 'a'.repeat(64), seconds: 30 } satisfies SpokenAudio })
        : Promise.resolve(null),
    known: () => Promise.resolve(null),
  }) as unknown as Speech;

/** The desk before a gateway that plays sound files only. */
const withoutVoice = (speech: Speech | null): DeskDeps => ({
  ...desk.deps,
  speech,
  radioVoice: { needsSound: () => true, askNeedsSound: () => Promise.resolve(true) },
});

async function submit(deps: DeskDeps, id: string, more: { withoutSound?: boolean } = {}) {
  const row = await findVersion(kept.store.read, id);
  const phrase = phraseFor(deps, row?.kind ?? '').ja;
  return submitDraft(deps, desk.ctx(), id, { revision: row?.revision ?? 0, phrase, ...more });
}
const refusalOf = (result: unknown) => (isRefusal(result) ? result.refused : null);
const viewed = async (deps: DeskDeps, id: string) => {
  const row = await findVersion(kept.store.read, id);
  if (row === null) throw new Error('no version');
  return viewVersion(deps, kept.store.read, chief, row);
};

describe('a submission whose broadcast no loudspeaker would say', () => {
  test('is refused with what to do, and goes on once somebody says that a person will read it out', async () => {
    const deps = withoutVoice(null);
    const id = await drafted(desk, instruction);
    expect(refusalOf(await submit(deps, id))).toBe('submit.no-voice');
    expect((await findVersion(kept.store.read, id))?.status).toBe('draft');
    good(await submit(deps, id, { withoutSound: true }));
    expect((await viewed(deps, id)).unsaid).toEqual(['message', 'cancel', 'correction']);
    expect((await logTexts(kept.store)).at(-1)).toBe(
      '防災無線の音声がないまま承認を依頼（本文、取消、訂正）。文はマイクで放送が必要',
    );
  });

  test('is refused although only the cancel has no sound yet', async () => {
    const silentCancel = voice(({ lines }) => !lines.some(({ text }) => text.includes('取り消')));
    const id = await drafted(desk, instruction);
    expect(refusalOf(await submit(withoutVoice(silentCancel), id))).toBe('submit.no-sound');
    good(await submit(withoutVoice(silentCancel), id, { withoutSound: true }));
    expect((await viewed(withoutVoice(silentCancel), id)).unsaid).toEqual(['cancel']);
  });

  test('control: with all its sound, without the radio, or with a gateway that speaks nobody is asked', async () => {
    const id = await drafted(desk, instruction);
    const deps = withoutVoice(voice(() => true));
    good(await submit(deps, id));
    expect((await viewed(deps, id)).unsaid).toEqual([]);
    good(await submit(withoutVoice(null), await drafted(desk, instruction, { channels: ['sms', 'mail'] })));
    good(await submit(desk.deps, await drafted(desk, instruction)));
  });
});

const tasks = async () =>
  (await listOpenTasks(kept.store.read))
    .filter(({ kind }) => kind === 'unsaid')
    .map(({ id, channel, reason, waiting }) => ({ id, what: `${channel} ${reason} ${waiting}` }));
const ofRadio = () => issue(kept.store, { channel: 'radio', targets: ['st-01', 'st-02'], now: Date.now() });

describe('a broadcast that was refused', () => {
  let dispatcher: TestDispatcher | null = null;
  afterEach(() => dispatcher?.stop());
  const refuse = async (why: Fault) => {
    const channel = testChannel('radio', (order) => toAll(order, { result: 'refused', why }), {
      targetsPerCall: 1000,
    });
    dispatcher = await startTestDispatcher(kept.store, [channel]);
    await ofRadio();
    await waitFor(
      () => kept.store.read.sql('SELECT 1 FROM version_channels WHERE settled_at IS NOT NULL'),
      (settled) => settled.length === 1,
    );
  };

  test('as a whole waits for a person and is a failure in the log; closed with what was done', async () => {
    await refuse({ at: 'channel', code: 'radio.cannot-speak' });
    const [task, ...more] = await waitFor(tasks, (open) => open.length > 0);
    expect([task?.what, more]).toEqual(['radio refused 2', []]);
    const failures = await kept.store.read.sql<{ text: string }>(
      "SELECT text FROM log_entries WHERE category = 'failure' AND text LIKE '%マイクで放送してください'",
    );
    expect(failures).toHaveLength(1);
    good(await closeNoted(desk.deps, desk.ctx(), task?.id ?? '', '役場のマイクで2回放送'));
    expect(await tasks()).toEqual([]);
    expect((await logTexts(kept.store)).at(-1)).toBe('放送されなかった文に対応済み：役場のマイクで2回放送');
  });

  test('control: one that an officer stopped waits for nobody', async () => {
    await refuse({ at: 'call', code: 'radio.stopped' });
    expect(await tasks()).toEqual([]);
  });
});

describe('a broadcast of which only the siren sounded', () => {
  let stop: (() => Promise<void>) | null = null;
  beforeEach(() => void (stop = null));
  afterEach(() => stop?.());

  test('waits for a person at the microphone, and is a failure in the log', async () => {
    const why: Fault = { at: 'call', code: 'radio.siren-only' };
    const channel = testChannel(
      'radio',
      undefined,
      { targetsPerCall: 1000 },
      {
        poll: (refs) =>
          Promise.resolve(refs.map((ref): Receipt => ({ ref, state: 'refused', why, at: Date.now() }))),
      },
    );
    const dispatcher = await startTestDispatcher(kept.store, [channel]);
    const clock = { now: () => Date.now() };
    const logger = pino({ level: 'silent' });
    const stopPoller = startReceiptPoller([channel], {
      ...{ store: kept.store, clock, logger, say, notifier: createNotifier(() => undefined) },
    });
    stop = async () => {
      await stopPoller();
      await dispatcher.stop();
    };
    await ofRadio();
    const open = await waitFor(tasks, (found) => found.length > 0);
    expect(open.map(({ what }) => what)).toEqual(['radio siren-only 2']);
    expect((await logTexts(kept.store)).at(-1)).toMatch(
      /サイレンだけが鳴り、文は放送されていません。マイクで/u,
    );
  });
});
