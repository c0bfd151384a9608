/** The re-listen line: what it repeats, and that a rush of callers asks no table. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import type { Channel } from '../../src/domain/channel.js';
import type { Rendering } from '../../src/domain/rendering.js';
import { newId } from '../../src/platform/id.js';
import { createNotifier, type Notifier } from '../../src/platform/notifier.js';
import { paths } from '../../src/platform/paths.js';
import { loadResidentPhrases } from '../../src/platform/resident-phrases.js';
import { loadTown } from '../../src/platform/town.js';
import { openRelistenLine, type RelistenLine } from '../../src/residents/relisten-line.js';
import { TelephoneController, type TelephoneParts } from '../../src/residents/telephone.controller.js';
import { createCallbackGate } from '../../src/store/callback-gate.js';
import { RenderingRow, VersionRow } from '../../src/store/entities/alert.entity.js';
import type { Store } from '../../src/store/store.js';
import { pino } from 'pino';
import { issue, openTestStore, type TestStore } from '../support/store.js';
import { testRendering } from '../support/virtual-town.js';
import { movableClock, say } from './support.js';

const town = loadTown(paths.config, 'hatoyama');
const phrases = loadResidentPhrases(paths.locales);
const hour = 3_600_000;
let opened: TestStore;
let store: Store;
let clock: ReturnType<typeof movableClock>;
let notifier: Notifier;
let line: RelistenLine;
beforeEach(async () => {
  opened = await openTestStore();
  ({ store } = opened);
  clock = movableClock();
  notifier = createNotifier(() => undefined);
  line = await open();
});
afterEach(async () => {
  await line.close();
  await opened.close();
});
const open = () =>
  openRelistenLine({
    ...{ store, clock, notifier, town, phrases, publicUrl: 'https://hub.example.jp' },
    onFailure: (error) => {
      throw error;
    },
  });

const spoken = (text: string, audio?: string): Rendering =>
  testRendering('radio', {
    radio: {
      ...{ chime: 'none', siren: 'none', repeat: 1, lines: [{ language: 'ja', text, reading: null }] },
      ...(audio !== undefined && { audio: { sha256: audio, seconds: 12 } }),
    },
  });

/** Issues a broadcast with these words, so many hours ago. */
async function broadcast(rendering: Rendering, more: Partial<VersionRow> & { ago?: number } = {}) {
  const { ago = 0, ...columns } = more;
  const made = await issue(store, { channel: 'radio', targets: ['st-01'], now: clock.now() - ago * hour });
  await store.write(async (tx) => {
    await tx.rows.update(RenderingRow, { versionId: made.versionId }, { doc: JSON.stringify(rendering) });
    if (Object.keys(columns).length > 0) await tx.rows.update(VersionRow, { id: made.versionId }, columns);
  });
  return made;
}

/** A ready-made text of a version, and the retraction that sent it. */
async function retract(of: string, purpose: 'cancel' | 'correction', text: string, slots = {}) {
  const ready = purpose === 'cancel' ? 'cancel' : `correction:${(slots as { cause?: string }).cause}`;
  await store.write(async (tx) => {
    const original = await tx.rows.findOneByOrFail(VersionRow, { id: of });
    const rendering = {
      id: newId(),
      versionId: of,
      purpose: ready,
      channel: 'radio',
      language: 'ja',
      position: 0,
    };
    await tx.rows.insert(RenderingRow, { ...rendering, doc: JSON.stringify(spoken(text)) });
    await tx.rows.insert(VersionRow, {
      ...original,
      ...{
        id: newId(),
        n: 2,
        purpose,
        ofVersion: of,
        issuedAt: clock.now(),
        issuedSeq: null,
        slots: JSON.stringify(slots),
      },
    });
    if (purpose === 'cancel') await tx.rows.update(VersionRow, { id: of }, { status: 'cancelled' });
  });
}

/** What Japanese callers hear now, opened anew. */
async function heard(): Promise<string> {
  const fresh = await open();
  await fresh.close();
  return fresh.answers.byKey.get('1') ?? fresh.answers.menu;
}

describe('what is repeated', () => {
  test('the last day, the newest first, each with its time', async () => {
    await broadcast(spoken('昨日の放送。'), { ago: 25 });
    await broadcast(spoken('朝の放送。'), { ago: 5 });
    await broadcast(spoken('夜の放送。'), { ago: 1 });
    const said = await heard();
    expect(said).not.toContain('昨日');
    expect(said.indexOf('夜の')).toBeLessThan(said.indexOf('朝の'));
    expect(said.match(/\d+時\d+分の放送です。/g)).toHaveLength(2);
  });

  test('the same sound file as the loudspeakers played, where there is one', async () => {
    await broadcast(spoken('避難してください。', 'a'.repeat(64)));
    const said = await heard();
    expect(said).toContain(`<Play>https://hub.example.jp/receipts/voice/audio/${'a'.repeat(64)}.wav</Play>`);
    expect(said).not.toContain('避難してください');
  });

  test('what was cancelled is left out, and the cancel says so', async () => {
    const { versionId } = await broadcast(spoken('誤った放送。'));
    await retract(versionId, 'cancel', '先ほどの放送は誤りです。');
    const said = await heard();
    expect(said).toContain('先ほどの放送は誤りです。');
    expect(said).not.toContain('誤った放送');
  });

  test('what was corrected is left out, and the correction of its own cause says why', async () => {
    const { versionId } = await broadcast(spoken('誤った放送。'));
    await store.write((tx) =>
      tx.rows.insert(RenderingRow, {
        ...{
          id: newId(),
          versionId,
          purpose: 'correction:system-fault',
          channel: 'radio',
          language: 'ja',
          position: 0,
        },
        doc: JSON.stringify(spoken('機器の故障でした。')),
      }),
    );
    await retract(versionId, 'correction', '地区の間違いでした。', { cause: 'wrong-area' });
    const said = await heard();
    expect(said).toContain('地区の間違いでした。');
    expect(said).not.toMatch(/誤った放送|機器の故障/);
  });

  test('what a later version replaced says that it changed', async () => {
    await broadcast(spoken('前の指示。'), { status: 'superseded' });
    expect(await heard()).toContain('その後の放送で変わりました');
    await store.write(({ sql }) => sql("UPDATE versions SET status = 'issued'"));
    expect(await heard()).not.toContain('その後の放送で変わりました');
  });

  test('another language hears the telephone’s words in it, else the loudspeakers’ sentence, else the Japanese', async () => {
    const { versionId } = await broadcast(spoken('日本語だけ。'));
    const english = async () => {
      const fresh = await open();
      await fresh.close();
      return fresh.answers.byKey.get('2');
    };
    expect(await english()).toContain('日本語だけ。');
    await store.write((tx) =>
      tx.rows.insert(RenderingRow, {
        ...{ id: newId(), versionId, purpose: 'message', channel: 'voice', language: 'en', position: 1 },
        doc: JSON.stringify(testRendering('voice', { languages: ['en'], text: 'Evacuate now.' })),
      }),
    );
    expect(await english()).toContain('>Evacuate now.</Say>');
    expect(await english()).not.toContain('日本語だけ。');
  });
});

describe('under a rush', () => {
  const broken = new Proxy({} as Store, {
    get() {
      throw new Error('a caller asked the database');
    },
  });
  const controller = () => {
    const channel: Channel = {
      id: 'voice',
      limits: {} as Channel['limits'],
      send: () => Promise.reject(new Error('nothing is sent here')),
      readForm: ({ body }) => Object.fromEntries(new URLSearchParams(body)),
    };
    const parts: TelephoneParts = {
      ...{ store: broken, clock, notifier, say, town, phrases, line },
      readAudio: () => Promise.resolve(null),
    };
    const gate = createCallbackGate({
      store: broken,
      clock,
      notifier,
      say,
      logger: pino({ level: 'silent' }),
    });
    return new TelephoneController([channel], parts, gate, 'https://hub.example.jp');
  };
  const call = (i: number, digits?: string) =>
    ({
      url: '/receipts/voice/inbound',
      headers: { 'x-twilio-signature': `call ${i} ${digits}` },
      body: Buffer.from(`CallSid=CA${i}${digits === undefined ? '' : `&Digits=${digits}`}`),
    }) as unknown as FastifyRequest;

  test('ten thousand callers ask no table', async () => {
    await broadcast(spoken('避難してください。'));
    await line.close();
    line = await open();
    const door = controller();
    for (let i = 0; i < 10_000; i += 1) {
      expect(door.inbound(call(i))).toContain('日本語は1を押してください');
      expect(door.choice(call(i, '1'))).toContain('避難してください。');
    }
    expect(door.choice(call(0))).toContain('避難してください。');
    expect(door.choice(call(0, '8'))).toEqual(expect.any(String));
  });

  test('control: a line that read for each caller would be seen', async () => {
    await expect(Promise.resolve().then(() => broken.read.sql('SELECT 1'))).rejects.toThrow(
      'a caller asked the database',
    );
  });

  test('an issue is heard as soon as it is told, without a restart', async () => {
    expect(line.answers.menu).toContain('現在、放送はありません。');
    await broadcast(spoken('避難してください。'));
    notifier.notify('changed', { topics: ['alerts'] });
    await line.close();
    expect(line.answers.byKey.get('1')).toContain('避難してください。');
  });

  test('while the database is away callers hear what was known', async () => {
    await broadcast(spoken('避難してください。'));
    const failures: unknown[] = [];
    let away = false;
    const flaky = {
      ...store,
      read: {
        ...store.read,
        sql: ((text: string, ...values: never[]) =>
          away ? Promise.reject(new Error('away')) : store.read.sql(text, ...values)) as Store['read']['sql'],
      },
    };
    const other = await openRelistenLine({
      ...{ store: flaky, clock, notifier, town, phrases, publicUrl: '' },
      onFailure: (error) => failures.push(error),
    });
    away = true;
    notifier.notify('changed', { topics: ['alerts'] });
    await other.close();
    expect(failures).toHaveLength(1);
    expect(other.answers.byKey.get('1')).toContain('避難してください。');
  });
});
