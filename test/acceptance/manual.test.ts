import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { ManualSheetShape, ManualTaskShape, ManualTickedShape } from '../../src/wire/manual.js';
import type { VersionShape } from '../../src/wire/alert.js';
import { startTestHub, until, type OfficerClient, type TestHub } from '../support/hub.js';
import { clearForDrill } from '../../src/store/drill.store.js';
import { markErased } from '../../src/store/retention.store.js';
import * as step from './steps.js';

jest.setTimeout(30_000);
let hub: TestHub;
let duty: OfficerClient;
let chief: OfficerClient;
beforeAll(async () => {
  hub = await startTestHub(step.fast);
  duty = await hub.signIn(hub.officers[0]);
  chief = await hub.signIn(hub.officers[1]);
}, 60_000);
afterAll(() => hub?.close());

const only = { channels: ['manual' as const] };
const sheets = async (alertId: string) =>
  step.good(await duty.get<ManualSheetShape[]>(`/api/v1/manual?alert=${alertId}`));
/** The sheet of a version once all of its tasks stand on the board. */
const sheet = (version: Pick<VersionShape, 'id' | 'alertId'>): Promise<ManualSheetShape> =>
  until(async () => {
    const found = (await sheets(version.alertId)).find(({ versionId }) => versionId === version.id);
    return found?.tasks.every(({ state }) => state !== 'waiting') ? found : null;
  });
const taskOf = (of: ManualSheetShape, post: string): ManualTaskShape => {
  const task = of.tasks.find((one) => one.post === post);
  if (!task) throw new Error(`no task for ${post}`);
  return task;
};
const states = (of: ManualSheetShape | undefined): Record<string, string> =>
  Object.fromEntries(of?.tasks.map(({ post, state }) => [post, state]) ?? []);
const tick = (task: ManualTaskShape, act: string, body: object) =>
  duty.send<ManualTickedShape>('POST', `/api/v1/manual/${task.deliveryId}/${act}`, { by: '山田', ...body });
const close = (task: ManualTaskShape, body: object) => tick(task, 'close', { note: '', ...body });
const orderIn = (districts: readonly string[], hazard = 'landslide') =>
  step.issued(duty, chief, step.order(districts, hazard), only);
const sheetOf = async (districts: readonly string[], hazard = 'landslide') => {
  const version = await orderIn(districts, hazard);
  return { version, of: await sheet(version) };
};
const texts = async () => (await step.logOf(duty)).map(({ text }) => text);
const liftOf = (version: VersionShape, districts: readonly string[]) =>
  step.issued(duty, chief, { liftOf: version.id, districts }, only);

describe('an order that people carry', () => {
  test('gives each post of its districts one task, with the text at hand, and the town hears nothing by itself', async () => {
    const before = hub.town.ledger.size;
    const { version, of } = await sheetOf(['okuda', 'izui']);
    expect(states(of)).toEqual({
      'form-l-alert': 'to-do',
      'form-cell-broadcast': 'to-do',
      'car-1': 'to-do',
      brigade: 'to-do',
      heads: 'to-do',
      facilities: 'to-do',
      fax: 'to-do',
    });
    expect(taskOf(of, 'car-1').stops.map(({ name }) => name)).toEqual(['奥田自治会', '泉井自治会']);
    expect(taskOf(of, 'form-l-alert').fields?.map(({ name }) => name)).toEqual([
      ...['module', '情報種別', '発令区分', '警戒レベル', '対象地区', '発令日時', '本文'],
    ]);
    expect(taskOf(of, 'form-cell-broadcast').fields?.map(({ name }) => name)).toContain('件名（docomo）');
    expect(of.title).toMatch(/^【訓練】/);
    expect(of.car[0]?.text).toContain('訓練');
    expect(of.carSeconds).toBeLessThanOrEqual(60);
    expect((await step.settled(duty, version.id)).channels).toMatchObject([
      { channel: 'manual', targets: 7, counts: { accepted: 7 } },
    ]);
    expect(hub.town.ledger.size).toBe(before);
    const open = step.good(await duty.get<ManualSheetShape[]>('/api/v1/manual'));
    expect(open.map(({ versionId }) => versionId)).toContain(version.id);
  });

  test('is ticked with name and time, once; the log says who and when', async () => {
    const { version, of } = await sheetOf(['takemoto'], 'flood');
    const form = taskOf(of, 'form-l-alert');
    const at = Date.now();
    const first = await close(form, { result: 'done', at });
    expect(step.good(first)).toEqual({ deliveryId: form.deliveryId, state: 'done' });
    expect(step.good(await close(form, { result: 'done', at: at + 1, by: '佐藤' })).state).toBe('done');
    const said = (await texts()).filter((text) => text.startsWith('手作業「Lアラート入力'));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/済（山田、\d\d:\d\d）$/);
    expect((await close(form, { result: 'could-not', reason: 'nobody-free' })).body.code).toBe(
      'manual.not-open',
    );
    const { channels } = await step.settled(duty, version.id);
    expect(channels[0]?.counts).toMatchObject({ delivered: 1 });
    expect(taskOf(await sheet(version), 'form-l-alert').marks).toMatchObject([
      { stop: '', result: 'done', by: '山田', at },
    ]);
  });

  test('a list of calls is done when each call has its mark; a wrong mark is put right', async () => {
    const { of } = await sheetOf(['sue', 'kumai'], 'inland-flood');
    const heads = taskOf(of, 'heads');
    expect((await close(heads, { result: 'done' })).body).toMatchObject({ code: 'manual.calls-open' });
    const mark = (stop: string, result: string) => tick(heads, 'stops', { stop, result, note: '' });
    expect(step.good(await mark('association-sue', 'could-not')).state).toBe('under-way');
    step.good(await mark('association-sue', 'done'));
    expect((await mark('association-okuda', 'done')).body.code).toBe('manual.unknown-stop');
    step.good(await mark('association-kumai', 'could-not'));
    step.good(await close(heads, { result: 'done' }));
    expect(await texts()).toContainEqual(
      expect.stringMatching(/区長への電話」済（山田、.*）：2 件のうち済 1、できず 1$/),
    );
  });

  test('what could not be done is refused with its reason, and a person can send it again', async () => {
    const { version, of } = await sheetOf(['ishizaka']);
    const car = taskOf(of, 'car-3');
    expect((await close(car, { result: 'could-not', reason: 'other' })).body.code).toBe('request.invalid');
    step.good(await close(car, { result: 'could-not', reason: 'no-way-through', note: '橋が冠水' }));
    expect(await step.deliveries(duty, version.id, 'state=refused')).toMatchObject([
      { target: 'car-3', fault: { code: 'manual.could-not', detail: 'no-way-through' } },
    ]);
    expect(await texts()).toContainEqual(
      expect.stringMatching(/できず（山田、.*）：道が通れない、橋が冠水$/),
    );
    step.good(await duty.send('POST', `/api/v1/deliveries/${car.deliveryId}/decide`, { action: 'retry' }));
    await until(async () => (taskOf(await sheet(version), 'car-3').state !== 'could-not' ? true : null));
  });

  test('a time before the issue or to come is refused', async () => {
    const { of } = await sheetOf(['ohashi'], 'flood');
    const fax = taskOf(of, 'fax');
    for (const at of [Date.now() - 3_600_000, Date.now() + 3_600_000])
      expect((await close(fax, { result: 'done', at })).body.code).toBe('manual.bad-time');
  });
});

describe('an order that is taken back', () => {
  test('cancelled: those who told, or may have, tell again; the others are not to do it any more', async () => {
    const { version, of } = await sheetOf(['mamedo']);
    step.good(await close(taskOf(of, 'form-l-alert'), { result: 'done' }));
    step.good(await tick(taskOf(of, 'car-2'), 'begin', {}));
    step.good(
      await tick(taskOf(of, 'heads'), 'stops', { stop: 'association-mamedo', result: 'done', note: '' }),
    );
    step.good(await close(taskOf(of, 'brigade'), { result: 'could-not', reason: 'nobody-free' }));
    step.good(await step.cancel(duty, version.alertId));
    const [cancel, original] = await until(async () => {
      const both = await sheets(version.alertId);
      return both[0]?.tasks.every(({ state }) => state === 'to-do') && both.length === 2 ? both : null;
    });
    expect(cancel?.purpose).toBe('cancel');
    expect(Object.keys(states(cancel)).sort()).toEqual(['car-2', 'form-l-alert', 'heads']);
    expect(states(original)).toMatchObject({
      'form-l-alert': 'done',
      'form-cell-broadcast': 'withdrawn',
      'car-2': 'withdrawn',
      heads: 'withdrawn',
      brigade: 'could-not',
      fax: 'withdrawn',
    });
    expect((await close(taskOf(of, 'car-2'), { result: 'done' })).body.code).toBe('manual.withdrawn');
  });

  test('cancelled before anybody did anything: nobody has to say anything', async () => {
    const { version } = await sheetOf(['akanuma']);
    step.good(await step.cancel(duty, version.alertId));
    const all = await sheets(version.alertId);
    expect(all).toHaveLength(1);
    expect(new Set(Object.values(states(all[0])))).toEqual(new Set(['withdrawn']));
    // Not without a word: somebody may be on the way.
    const count = Object.values(states(all[0])).length;
    const texts = (await step.logOf(duty)).filter(({ alertId }) => alertId === version.alertId);
    expect(texts.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(new RegExp(`^手作業 ${count} 件を取りやめ`)),
    );
  });

  test('corrected: the same', async () => {
    const { version, of } = await sheetOf(['koyo']);
    step.good(await close(taskOf(of, 'fax'), { result: 'done' }));
    const phrase = (await step.alert(duty, version.alertId)).versions[0]?.retractPhrase.correct.ja;
    const body = { cause: 'operator-error', phrase };
    step.good(await duty.send('POST', `/api/v1/alerts/${version.alertId}/correction`, body));
    const [correction, original] = await sheets(version.alertId);
    expect(Object.keys(states(correction))).toEqual(['fax']);
    expect(states(original)['car-2']).toBe('withdrawn');
  });

  test('lifted in part: a car that has yet to go to the other district still has to', async () => {
    const { version, of } = await sheetOf(['kumai', 'izui'], 'flood');
    step.good(await close(taskOf(of, 'form-l-alert'), { result: 'done' }));
    const lift = await liftOf(version, ['izui']);
    expect(states(await sheet(lift))).toEqual({ 'form-l-alert': 'to-do' });
    const after = (await sheets(version.alertId)).find(({ versionId }) => versionId === version.id);
    expect(after && taskOf(after, 'car-1')).toMatchObject({ state: 'to-do', lifted: ['izui'] });
    expect(after && taskOf(after, 'facilities')).toMatchObject({ state: 'withdrawn' });
    const rest = await liftOf(version, ['kumai']);
    await sheet(rest);
    const end = (await sheets(version.alertId)).find(({ versionId }) => versionId === version.id);
    expect(states(end)).toMatchObject({ 'car-1': 'withdrawn', 'form-l-alert': 'done' });
  });

  test('followed by another order of the hazard for the same districts: only the newer one is to be told', async () => {
    const first = await sheetOf(['ohashi'], 'landslide');
    const second = await sheetOf(['ohashi', 'takanokura'], 'landslide');
    expect(states((await sheets(first.version.alertId))[0])['car-1']).toBe('withdrawn');
    expect(states(second.of)['car-1']).toBe('to-do');
    // A level 5 for one of the two: the other still has to hear of the level 4.
    const source = { kind: 'emergency-safety', slots: { hazard: 'landslide' }, districts: ['takanokura'] };
    const third = await step.issued(duty, chief, source, only);
    expect(states(await sheet(third))['car-1']).toBe('to-do');
    const [still] = await sheets(second.version.alertId);
    expect(still && states(still)['car-1']).toBe('to-do');
  });
});

test('expired unticked, the task is closed and the log counts it', async () => {
  const { version } = await sheetOf(['takanokura'], 'flood');
  await hub.hub.store.write(({ sql }) =>
    sql('UPDATE versions SET expires_at = $1 WHERE id = $2', Date.now() - 1, version.id),
  );
  await until(async () => (states((await sheets(version.alertId))[0])['car-1'] === 'expired' ? true : null));
  expect(await texts()).toContainEqual(
    expect.stringMatching(/^手作業 \d+ 件が、済の記録のないまま期限切れ$/),
  );
});

test('when retention erases the alert’s addresses, who ticked goes too, and what was done stays', async () => {
  const { version, of } = await sheetOf(['ishizaka'], 'flood');
  step.good(await close(taskOf(of, 'fax'), { result: 'done', note: '山田方' }));
  await hub.hub.store.write((tx) => markErased(tx, version.alertId, Date.now()));
  expect(taskOf(await sheet(version), 'fax')).toMatchObject({
    state: 'done',
    marks: [{ result: 'done', by: '', note: '' }],
  });
});

test('an unknown task and one that is not manual are not found', async () => {
  const version = await step.issued(duty, chief, step.order(['okuda'], 'flood'), { channels: ['mastodon'] });
  const [post] = await step.deliveries(duty, version.id);
  for (const id of ['999999999', 'x', post?.id ?? '']) {
    const answer = await duty.send('POST', `/api/v1/manual/${id}/close`, {
      result: 'done',
      by: '山田',
      note: '',
    });
    expect([answer.status, answer.body.code]).toEqual([404, 'delivery.unknown']);
  }
});

test('a new drill begins on an empty board', async () => {
  const { version } = await sheetOf(['sue'], 'storm-surge');
  await hub.hub.store.write((tx) => clearForDrill(tx, 'next', Date.now()));
  expect(step.good(await duty.get<ManualSheetShape[]>('/api/v1/manual'))).toEqual([]);
  expect(new Set(Object.values(states((await sheets(version.alertId))[0])))).toEqual(new Set(['withdrawn']));
});
