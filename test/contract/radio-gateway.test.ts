import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { appendFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../src/platform/digest.js';
import { openMemory } from '../../src/radio-gateway/memory.js';
import { setStop, watchControl } from '../../src/radio-gateway/control.js';
import type { RadioCommand } from '../../src/wire/radio.js';
import {
  again,
  radioCommand,
  settled,
  signedUpload,
  testDriver,
  testGateway,
  toneWav,
  type TestGateway,
} from '../support/radio.js';

let gateway: TestGateway;
beforeEach(() => {
  gateway = testGateway();
});
afterEach(() => gateway.close());

/** What was asked of the driver, in order: `siren east+west`. */
const told = () =>
  gateway.driver.asked.map(({ part }) => `${part.part} ${part.groups.map(({ id }) => id).join('+')}`);
const quiet = { siren: 'none', chime: 'none', repeat: 1 } as const;
const silentScript = {
  ...quiet,
  lines: [{ language: 'ja', text: '断水です。', reading: 'だんすいです。' }],
} satisfies RadioCommand['script'];
async function finishAll(): Promise<void> {
  await settled();
  for (let now = gateway.driver.sounding(); now.length > 0; now = gateway.driver.sounding())
    for (const one of now) await one.finish();
}

describe('a broadcast', () => {
  test('sounds the siren everywhere at once, then speaks group after group, and takes the sum of that', async () => {
    const command = radioCommand('prepare');
    const { body } = gateway.tell(command);
    gateway.tell(again(command, 'start'));
    await finishAll();
    expect(told()).toEqual(['siren east+west', 'speech east', 'speech west']);
    const seconds = gateway.driver.asked.map(({ part }) => part.seconds);
    expect(seconds[0]).toBe(15);
    expect(seconds[1]).toBe(seconds[2]);
    expect(body).toMatchObject({ seconds: seconds.reduce((sum, each) => sum + each, 0) });
    expect(gateway.state(command.commandId)).toMatchObject({
      state: 'done',
      stations: ['st-01', 'st-02', 'st-03'].map((id) => ({
        id,
        state: 'heard',
        seconds: Math.round((15 + (seconds[1] ?? 0)) * 10) / 10,
      })),
    });
  });

  test('is spoken everywhere at once only where the configuration says so', async () => {
    gateway.close();
    gateway = testGateway({ settings: { speechAtOnce: true } });
    gateway.say();
    await finishAll();
    expect(told()).toEqual(['siren east+west', 'speech east+west']);
  });

  test('reaches the named stations only: a group without one is silent', async () => {
    gateway.say({ stations: ['st-02'] });
    await finishAll();
    expect(told()).toEqual(['siren east', 'speech east']);
    expect(
      gateway.driver.asked.flatMap(({ part }) => part.groups.flatMap((group) => group.stations)),
    ).toEqual(['st-02', 'st-02']);
  });

  test('waits while another one sounds; of the same urgency the one that came first goes first', async () => {
    const [first, second, third] = [gateway.say(), gateway.say(), gateway.say()];
    expect(gateway.state(first.command.commandId).state).toBe('playing');
    expect(gateway.state(second.command.commandId).state).toBe('queued');
    await finishAll();
    const order = gateway.driver.asked
      .filter(({ part }) => part.part === 'siren')
      .map(({ part }) => part.command.commandId);
    expect(order).toEqual([first, second, third].map(({ command }) => command.commandId));
  });

  test('that is more urgent ends the less urgent one, which is interrupted and not taken up again', async () => {
    const notice = gateway.say({ script: silentScript, urgency: 1, ...digestOf(silentScript) });
    const order = gateway.say({ urgency: 5 });
    await finishAll();
    expect(told()).toEqual(['speech east', 'siren east+west', 'speech east', 'speech west']);
    expect(gateway.state(notice.command.commandId)).toMatchObject({ state: 'interrupted', by: 'urgent' });
    expect(gateway.state(order.command.commandId)).toMatchObject({ state: 'done', by: null });
  });

  test('that corrects an alert goes before what waits, and nothing of that alert is said after it', async () => {
    const alertId = 'alert-1';
    const [first, wrong, other] = [
      gateway.say({ urgency: 5 }),
      gateway.say({ alertId, urgency: 5 }),
      gateway.say({ urgency: 5 }),
    ];
    const correction = gateway.say({ alertId, urgency: 6 });
    await finishAll();
    for (const { command } of [first, wrong])
      expect(gateway.state(command.commandId)).toMatchObject({ state: 'interrupted', by: 'urgent' });
    const begun = new Set(gateway.driver.asked.map(({ part }) => part.command.commandId));
    expect([...begun]).toEqual([first, correction, other].map(({ command }) => command.commandId));
  });

  test('that corrects an alert ends what is said of it on another line', () => {
    gateway.close();
    gateway = testGateway({ driver: testDriver({ lines: 4 }) });
    const [wrong, other] = [gateway.say({ alertId: 'alert-1', urgency: 5 }), gateway.say()];
    gateway.say({ alertId: 'alert-1', urgency: 6 });
    expect(gateway.state(wrong.command.commandId)).toMatchObject({ state: 'interrupted', by: 'urgent' });
    expect(gateway.state(other.command.commandId).state).toBe('playing');
  });

  test('control: of the same urgency it ends nothing', async () => {
    const first = gateway.say({ urgency: 5 });
    gateway.say({ urgency: 5 });
    await finishAll();
    expect(gateway.state(first.command.commandId).state).toBe('done');
  });

  test('keeps what a group has heard whole when it is ended in the middle of the next', async () => {
    const { command } = gateway.say({ script: silentScript, ...digestOf(silentScript) });
    await gateway.driver.sounding()[0]?.finish();
    gateway.hold('fire-headquarters');
    await finishAll();
    expect(gateway.state(command.commandId)).toMatchObject({
      state: 'interrupted',
      by: 'fire-headquarters',
      stations: [
        { id: 'st-01', state: 'heard' },
        { id: 'st-02', state: 'heard' },
        { id: 'st-03', state: 'interrupted', seconds: 1 },
      ],
    });
  });

  test('that the driver does not play to its end is interrupted, and heard by nobody', async () => {
    const { command } = gateway.say();
    await gateway.driver.sounding()[0]?.finish('failed', 0);
    expect(told()).toEqual(['siren east+west']);
    expect(gateway.state(command.commandId)).toMatchObject({ state: 'interrupted', by: 'driver' });
  });

  test('that outlived its validity in the queue is not said', async () => {
    let at = Date.now();
    gateway.close();
    gateway = testGateway({ now: () => at });
    gateway.say();
    const late = gateway.say({ expiresAt: at + 60_000 });
    at += 61_000;
    await finishAll();
    expect(gateway.state(late.command.commandId)).toMatchObject({ state: 'interrupted', by: 'expired' });
    expect(gateway.driver.asked.map(({ part }) => part.command.commandId)).not.toContain(
      late.command.commandId,
    );
  });
});

/** A script's own digest. */
function digestOf(script: RadioCommand['script']): Pick<RadioCommand, 'textDigest'> {
  return { textDigest: radioCommand('prepare', { script }).textDigest };
}

describe('a driver that says nothing any more', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate', 'Date', 'performance'] }));
  afterEach(() => void jest.useRealTimers());

  test('does not keep a gateway that goes down', async () => {
    gateway.close();
    gateway = testGateway();
    gateway.say();
    const [asked] = gateway.driver.asked;
    expect([asked?.ended, jest.getTimerCount() > 0]).toEqual([null, true]);
    gateway.close();
    for (let turn = 0; turn < 5; turn += 1) await settled();
    expect([asked?.ended, jest.getTimerCount()]).toEqual(['stopped', 0]);
  });

  test('does not hold up what is more urgent', async () => {
    gateway.close();
    const deaf = testDriver();
    const play = deaf.play.bind(deaf);
    gateway = testGateway({
      driver: { ...deaf, play: (part) => ({ ...play(part), stop: () => undefined }) },
    });
    gateway.say({ urgency: 1 });
    gateway.say({ urgency: 5 });
    expect(deaf.asked).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(deaf.asked).toHaveLength(2);
  });
});

describe('a line that somebody else holds', () => {
  test('interrupts what sounds, says by whom, and starts nothing before it is given back', async () => {
    const first = gateway.say();
    gateway.hold('j-alert');
    expect(gateway.driver.sounding()).toHaveLength(0);
    expect(gateway.state(first.command.commandId)).toMatchObject({ state: 'interrupted', by: 'j-alert' });
    const second = gateway.say();
    expect(gateway.state(second.command.commandId).state).toBe('queued');
    const { body } = gateway.tell(radioCommand('prepare'));
    expect(body).toMatchObject({ heldBy: 'j-alert' });
    expect(status()).toMatchObject({ state: 'held', heldBy: 'j-alert', queued: 1 });
    gateway.hold(null);
    await settled();
    expect(gateway.state(second.command.commandId).state).toBe('playing');
    await finishAll();
    // The interrupted one is never taken up by itself: that is a person's decision.
    expect(gateway.state(first.command.commandId).state).toBe('interrupted');
  });
});

const status = () =>
  JSON.parse(
    gateway.answer({ method: 'GET', path: '/radio/v1/status', headers: {}, body: '' }).body,
  ) as object;

describe('the emergency stop', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'radio-control-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  test('silences what sounds and what waits, refuses what comes, and outlives a reboot', () => {
    const [first, second] = [gateway.say(), gateway.say()];
    setStop(dataDir, true);
    watchControl(dataDir, gateway).close();
    expect(gateway.driver.sounding()).toHaveLength(0);
    for (const { command } of [first, second])
      expect(gateway.state(command.commandId)).toMatchObject({ state: 'stopped', by: 'emergency-stop' });
    expect(gateway.tell(radioCommand('prepare'))).toMatchObject({
      status: 503,
      body: { code: 'radio.halted' },
    });
    gateway.close();
    gateway = testGateway();
    watchControl(dataDir, gateway).close();
    expect(gateway.say().status).toBe(503);
    setStop(dataDir, false);
  });

  test('control: without its file everything sounds', () => {
    watchControl(dataDir, gateway).close();
    expect(gateway.say().status).toBe(200);
    expect(gateway.driver.sounding()).toHaveLength(1);
  });

  test('a command that it stopped never starts again under its id', () => {
    const { command } = gateway.say();
    gateway.halt(true);
    gateway.halt(false);
    expect(gateway.tell(again(command, 'start')).body.state).toBe('stopped');
    expect(gateway.driver.sounding()).toHaveLength(0);
  });
});

describe('a disk that takes nothing any more', () => {
  let full: boolean;
  beforeEach(() => {
    full = false;
    const inner = openMemory(null, Date.now);
    const unlessFull = () => {
      if (full) throw new Error('ENOSPC: no space left on device, write');
    };
    gateway.close();
    gateway = testGateway({
      memory: {
        ...inner,
        take: (each) => (inner.take(each), unlessFull()),
        note: (each) => (inner.note(each), unlessFull()),
        write: (each) => (unlessFull(), inner.write(each)),
      },
    });
  });

  test('keeps no hub from stopping what sounds, and the hub hears that it was not written down', () => {
    const { command } = gateway.say();
    full = true;
    const stop = again(command, 'stop');
    expect(() => gateway.tell(stop)).toThrow('ENOSPC');
    expect(gateway.driver.sounding()).toHaveLength(0);
    expect(gateway.state(command.commandId)).toMatchObject({ state: 'stopped', by: 'hub' });
    expect(gateway.tell(stop).body.code).toBe('radio.replay');
  });

  test('keeps the emergency stop from nothing, of what sounds and of what waits', () => {
    const said = [gateway.say(), gateway.say(), gateway.say()];
    full = true;
    gateway.halt(true);
    expect(gateway.driver.sounding()).toHaveLength(0);
    for (const { command } of said)
      expect(gateway.state(command.commandId)).toMatchObject({ by: 'emergency-stop' });
  });

  test('begins nothing: what cannot be remembered could sound twice', () => {
    const command = radioCommand('prepare');
    gateway.tell(command);
    full = true;
    expect(() => gateway.tell(again(command, 'start'))).toThrow('ENOSPC');
    expect(gateway.driver.sounding()).toHaveLength(0);
  });
});

describe('a sound file', () => {
  const wav = toneWav(3);
  const audio = { sha256: sha256(wav), seconds: 3, sirenSeconds: 1 };

  test('is asked for until it was handed over, and sounds in its parts', async () => {
    const command = radioCommand('prepare', { audio });
    expect(gateway.tell(command)).toMatchObject({ status: 409, body: { code: 'radio.audio-missing' } });
    expect(gateway.upload(wav)).toBe(200);
    expect(gateway.tell(again(command, 'prepare'))).toMatchObject({
      status: 200,
      body: { audioDigest: audio.sha256, seconds: 1 + 2 * 2 },
    });
    gateway.tell(again(command, 'start'));
    await finishAll();
    expect(gateway.driver.asked.map(({ part }) => part.samples?.length)).toEqual([16_000, 32_000, 32_000]);
  });

  test('with other bytes, another rate or another length is refused', () => {
    const changed = Uint8Array.from(wav);
    changed[1000] = (changed[1000] ?? 0) ^ 1;
    const { path, headers } = signedUpload(wav);
    expect(gateway.answer({ method: 'PUT', path, headers, body: '', bytes: changed }).status).toBe(422);
    expect(gateway.upload(wav.subarray(0, 5000))).toBe(422);
    expect(gateway.upload(wav)).toBe(200);
    const longer = radioCommand('prepare', { audio: { ...audio, seconds: 9 } });
    expect(gateway.tell(longer)).toMatchObject({ status: 422, body: { code: 'radio.audio-mismatch' } });
  });

  test('without the siren sounds after the gateway’s own; a siren that nobody can sound is refused', async () => {
    const own = new Int16Array(8_000);
    const sirens = new Map([['evacuation', { seconds: 0.5, samples: own }]]);
    gateway.close();
    gateway = testGateway({
      driver: testDriver({ speaks: false }),
      settings: { siren: (name) => sirens.get(name) ?? null },
    });
    gateway.upload(wav);
    const words = { ...audio, sirenSeconds: 0 };
    gateway.say({ audio: words });
    await finishAll();
    expect(gateway.driver.asked.map(({ part }) => part.samples?.length)).toEqual([8_000, 48_000, 48_000]);
    sirens.clear();
    expect(gateway.tell(radioCommand('prepare', { audio: words }))).toMatchObject({
      status: 422,
      body: { code: 'radio.unknown-siren' },
    });
  });

  test('is needed where the loudspeakers have no voice', () => {
    gateway.close();
    gateway = testGateway({ driver: testDriver({ speaks: false }) });
    expect(gateway.tell(radioCommand('prepare'))).toMatchObject({
      status: 422,
      body: { code: 'radio.cannot-speak' },
    });
    gateway.upload(wav);
    expect(gateway.tell(radioCommand('prepare', { audio })).status).toBe(200);
  });
});

describe('words that come without a sound file to a gateway without a voice', () => {
  const own = { seconds: 0.5, samples: new Int16Array(8_000) };
  beforeEach(() => {
    gateway.close();
    gateway = testGateway({ driver: testDriver({ speaks: false }), settings: { siren: () => own } });
  });

  test('are left out, and the siren that was ordered sounds; the readback and the stations say so', async () => {
    const command = radioCommand('prepare');
    expect(gateway.tell(command).body).toMatchObject({
      stations: [],
      sirenStations: command.stations,
      audioDigest: null,
      seconds: 0.5,
    });
    gateway.tell(again(command, 'start'));
    await finishAll();
    expect(told()).toEqual(['siren east+west']);
    expect(gateway.state(command.commandId)).toMatchObject({
      state: 'done',
      stations: ['st-01', 'st-02', 'st-03'].map((id) => ({ id, state: 'siren-only', seconds: 0.5 })),
    });
  });

  test('are refused where no siren was ordered: nothing would sound', () => {
    const command = radioCommand('prepare', { script: silentScript, ...digestOf(silentScript) });
    expect(gateway.tell(command)).toMatchObject({ status: 422, body: { code: 'radio.cannot-speak' } });
  });

  test('control: with a voice they are said, and the status says who can', () => {
    expect(status()).toMatchObject({ speaks: false });
    gateway.close();
    gateway = testGateway();
    expect(status()).toMatchObject({ speaks: true });
    const { body } = gateway.tell(radioCommand('prepare'));
    expect(body).toMatchObject({
      stations: ['st-01', 'st-02', 'st-03'],
      sirenStations: ['st-01', 'st-02', 'st-03'],
    });
  });
});

describe('a gateway', () => {
  test.each([
    ['a station that it does not know', { stations: ['st-01', 'st-99'] }, 'radio.unknown-station'],
    ['every station by one word', { stations: ['all'] }, 'radio.unknown-station'],
    ['a station twice', { stations: ['st-01', 'st-01'] }, 'radio.malformed'],
    ['what nobody should hear any more', { expiresAt: 1 }, 'radio.expired'],
  ])('refuses %s, and nothing sounds', (_, changes, code) => {
    expect(gateway.tell(radioCommand('prepare', changes)).body.code).toBe(code);
    expect(gateway.driver.asked).toHaveLength(0);
  });

  test('refuses another language before the Japanese', () => {
    const { script } = radioCommand('prepare');
    const turned = { ...script, lines: script.lines.toReversed() };
    expect(gateway.tell(radioCommand('prepare', { script: turned })).body.code).toBe('radio.malformed');
  });

  test('refuses a broadcast that would take longer than it may', () => {
    gateway.close();
    gateway = testGateway({ settings: { mostSeconds: 20 } });
    expect(gateway.tell(radioCommand('prepare')).body.code).toBe('radio.too-long');
  });

  test('on the town’s own loudspeakers takes no exercise of a drill hub', () => {
    gateway.close();
    gateway = testGateway({ settings: { accepts: ['Actual'] } });
    expect(gateway.tell(radioCommand('prepare')).body.code).toBe('radio.wrong-world');
    expect(gateway.tell(radioCommand('prepare', { status: 'Actual' })).status).toBe(200);
  });

  test('starts nothing that differs from what it read back', () => {
    const command = radioCommand('prepare');
    gateway.tell(command);
    const others: Partial<RadioCommand>[] = [{ stations: ['st-01'] }, { volume: 'normal' }, { urgency: 5 }];
    for (const changes of others)
      expect(gateway.tell(again({ ...command, ...changes }, 'start')).body.code).toBe(
        'radio.command-conflict',
      );
    expect(gateway.driver.asked).toHaveLength(0);
  });

  test('answers back for every station: battery, last poll, seconds played', async () => {
    gateway.close();
    const answerBack = () => ({ battery: 'low', lastPollAt: 7, answers: false }) as const;
    gateway = testGateway({ driver: testDriver({ answerBack }) });
    const { command } = gateway.say({ stations: ['st-03'] });
    await finishAll();
    expect(gateway.state(command.commandId).stations).toMatchObject([{ id: 'st-03', state: 'silent' }]);
    const seconds = gateway.driver.asked.reduce((sum, { part }) => sum + part.seconds, 0);
    const ask = { method: 'GET', path: '/radio/v1/stations', headers: {}, body: '' };
    expect(JSON.parse(gateway.answer(ask).body)).toMatchObject({
      stations: [
        { id: 'st-01', group: 'east', battery: 'low', lastPollAt: 7, answers: false, seconds: 0 },
        { id: 'st-02' },
        { id: 'st-03', group: 'west', seconds: Math.round(seconds * 10) / 10 },
      ],
    });
  });
});

describe('a reboot', () => {
  let folder: string;
  let journal: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'radio-journal-'));
    journal = join(folder, 'journal.jsonl');
    gateway.close();
    gateway = testGateway({ journal });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const reboot = () => {
    gateway.close();
    gateway = testGateway({ journal });
  };

  test('in the middle of a broadcast leaves it interrupted: not resumed, and never under its id again', async () => {
    const playing = gateway.say();
    await gateway.driver.sounding()[0]?.finish();
    const waiting = gateway.say();
    reboot();
    for (const { command } of [playing, waiting]) {
      expect(gateway.state(command.commandId)).toMatchObject({ state: 'interrupted', by: 'reboot' });
      gateway.tell(again(command, 'prepare'));
      expect(gateway.tell(again(command, 'start')).body.state).toBe('interrupted');
    }
    expect(gateway.driver.asked).toHaveLength(0);
  });

  test('keeps what was heard, what was stopped, and what was only prepared', async () => {
    const done = gateway.say();
    await finishAll();
    const stopped = gateway.say();
    gateway.tell(again(stopped.command, 'stop'));
    const prepared = radioCommand('prepare');
    gateway.tell(prepared);
    reboot();
    expect(gateway.state(done.command.commandId).state).toBe('done');
    expect(gateway.state(stopped.command.commandId).state).toBe('stopped');
    expect(gateway.tell(again(prepared, 'start')).status).toBe(200);
    expect(gateway.driver.sounding()).toHaveLength(1);
  });

  test('with a torn last line in the journal starts, and refuses the sequences before it', () => {
    const { command } = gateway.say();
    gateway.close();
    appendFileSync(journal, '{"taken":{"sequence":9');
    gateway = testGateway({ journal });
    expect(gateway.tell(command).body.code).toBe('radio.replay');
  });

  test('control: a gateway that forgets plays the same command twice', () => {
    const { command } = gateway.say();
    gateway.close();
    gateway = testGateway();
    gateway.tell(again(command, 'prepare'));
    gateway.tell(again(command, 'start'));
    expect(gateway.driver.asked).toHaveLength(1);
  });

  test('a day later the command id is still known', () => {
    let at = Date.now();
    gateway.close();
    gateway = testGateway({ journal, now: () => at });
    const { command } = gateway.say();
    gateway.close();
    at += 25 * 3_600_000;
    gateway = testGateway({ journal, now: () => at });
    expect(gateway.state(command.commandId).state).toBe('interrupted');
  });
});
