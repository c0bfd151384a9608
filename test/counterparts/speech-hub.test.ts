/** A hub with real voices: what the officers heard is in the digest, is what the gateway is told, and is the file on the disk. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest } from '@jest/globals';
import type { RadioScript } from '../../src/domain/rendering.js';
import { lacking } from '../../src/speech/installed.js';
import type { VersionShape } from '../../src/wire/alert.js';
import type { PreviewShape, RenderingShape } from '../../src/wire/message.js';
import type { SpeechShape } from '../../src/wire/speech.js';
import * as step from '../acceptance/steps.js';
import { where } from '../chaos/needs.js';
import { startTestHub, type OfficerClient, type TestHub } from '../support/hub.js';

jest.setTimeout(300_000);
const voiced = where(lacking().length > 0 ? `no ${lacking().join(', ')}` : null);

let hub: TestHub;
let duty: OfficerClient;
let chief: OfficerClient;
beforeAll(async () => {
  if (lacking().length > 0) return;
  hub = await startTestHub({ ...step.fast, playSpeed: 60, voice: 'required' });
  [duty, chief] = await Promise.all([hub.signIn(hub.officers[0]), hub.signIn(hub.officers[1])]);
});
afterAll(() => hub?.close());

const radioOf = (renderings: readonly RenderingShape[]) => {
  const found = renderings.find(({ radio }) => radio !== undefined)?.radio;
  if (found === undefined) throw new Error('no broadcast');
  return found;
};
const bare = ({ audio: _audio, ...script }: RadioScript) => script;

const fetchFile = (sha256: string, cookie = duty.cookie) =>
  fetch(`${hub.url}/api/v1/speech/${sha256}.wav`, { headers: { cookie } });

/** The broadcasts of a version that are frozen, by what they are for. */
async function frozen(id: string): Promise<ReadonlyMap<string, RadioScript>> {
  const rows = await hub.hub.store.read.sql<{ purpose: string; doc: string }>(
    "SELECT purpose, doc FROM renderings WHERE version_id = $1 AND channel = 'radio'",
    id,
  );
  return new Map(
    rows.map(({ purpose, doc }) => [purpose, (JSON.parse(doc) as { radio: RadioScript }).radio]),
  );
}

/** Submitted with its sound; on a busy machine the voices need longer than a submission waits, and are done the next time. */
async function submittedWithSound(source: object): Promise<VersionShape> {
  let version = await step.submitted(duty, source);
  for (let left = 10; left > 0; left -= 1) {
    if ([...(await frozen(version.id)).values()].every(({ audio }) => audio !== undefined)) return version;
    const edited = step.good(await step.edit(duty, version, {}));
    version = step.good(await step.submit(duty, edited));
  }
  throw new Error('no sound');
}

const message = { kind: 'shelter-full', slots: {}, districts: 'all' as const };

describe('a hub with a voice', () => {
  voiced('lets an officer hear a preview and read what will be said, and then knows its sound', async () => {
    const shelters = hub.hub.desk.town.shelters.slice(0, 1).map(({ id }) => id);
    const body = { ...message, slots: { shelters }, channels: ['radio'] };
    const before = step.good(await duty.send<PreviewShape>('POST', '/api/v1/preview', body));
    const script = radioOf(before.renderings);
    expect(script.audio).toBeUndefined();
    const heard = step.good(await duty.send<SpeechShape>('POST', '/api/v1/speech', { script }));
    expect(
      heard.lines.filter((line) => 'reading' in line && line.reading === 'right').length,
    ).toBeGreaterThan(2);
    const after = step.good(await duty.send<PreviewShape>('POST', '/api/v1/preview', body));
    // The minute may have changed meanwhile; a script that is the same has its sound.
    const again = radioOf(after.renderings);
    if (JSON.stringify(bare(again as RadioScript)) === JSON.stringify(bare(script as RadioScript)))
      expect(again.audio?.sha256).toBe(heard.sha256);
    const file = await fetchFile(heard.sha256);
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'audio/wav']);
    const content = Buffer.from(await file.arrayBuffer());
    expect(createHash('sha256').update(content).digest('hex')).toBe(heard.sha256);
    expect(heard.seconds).toBeCloseTo((content.length - 44) / 32_000, 3);
  });

  voiced('hands a file to nobody who is not signed in, and none that it did not make', async () => {
    expect((await fetchFile('0'.repeat(64), '')).status).toBe(401);
    expect((await fetchFile('0'.repeat(64))).status).toBe(404);
    expect((await fetchFile('../../todoku.sqlite')).status).toBe(404);
  });

  voiced('freezes the sound of the message, its cancel and its corrections in what is approved', async () => {
    const waiting = await submittedWithSound(step.order(['okuda']));
    const scripts = await frozen(waiting.id);
    expect([...scripts.keys()]).toEqual(
      expect.arrayContaining(['message', 'cancel', 'correction:wrong-area']),
    );
    for (const [purpose, { audio }] of scripts)
      expect([purpose, (await fetchFile(audio?.sha256 ?? '')).status]).toEqual([purpose, 200]);
    expect(scripts.get('message')?.audio?.seconds).toBeGreaterThan(20);
    const issued = step.good(await step.approve(chief, waiting));
    expect(radioOf(issued.renderings).audio).toEqual(scripts.get('message')?.audio);
  });

  voiced('negative control: another text is another sound and another digest', async () => {
    const [first, second] = [
      await submittedWithSound(step.order(['kumai'])),
      await submittedWithSound(step.order(['sue'])),
    ];
    expect(radioOf(first.renderings).audio?.sha256).not.toBe(radioOf(second.renderings).audio?.sha256);
    expect(first.digest).not.toBe(second.digest);
  });
});
