import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { readAnchors } from '../../src/headquarters/anchor.js';
import { isCarriedByPeople } from '../../src/domain/channel.js';
import { renderingFor, type Rendering } from '../../src/domain/rendering.js';
import { drillMarks } from '../../src/compose/drill-mark.js';
import { verifyLog } from '../../src/store/log.store.js';
import type { VersionShape } from '../../src/wire/alert.js';
import type { PreviewShape } from '../../src/wire/message.js';
import type { LedgerEntry } from '../../src/wire/virtual-town.js';
import { languages } from '../../src/domain/language.js';
import { paths } from '../../src/platform/paths.js';
import { loadSentences } from '../../src/platform/sentences.js';
import { startTestHub, until, type OfficerClient, type TestHub } from '../support/hub.js';
import * as step from './steps.js';

jest.setTimeout(30_000);
const say = loadSentences(paths.locales);
let hub: TestHub;
let people: ReturnType<typeof step.people>;
let duty: OfficerClient;
let chief: OfficerClient;
beforeAll(async () => {
  hub = await startTestHub(step.fast);
  duty = await hub.signIn(hub.officers[0]);
  chief = await hub.signIn(hub.officers[1]);
  people = step.people(hub);
}, 60_000);
afterAll(() => hub?.close());

/** The seven districts that config/towns/hatoyama/areas.yaml names for landslides. */
const slopes = ['ohashi', 'kumai', 'takanokura', 'izui', 'takemoto', 'sue', 'ishizaka'];
const personal = ['push', 'sms', 'web-push', 'mail', 'voice'] as const;
const isPersonal = (provider: string): provider is (typeof personal)[number] =>
  (personal as readonly string[]).includes(provider);
/** The channel of an address, by its look; telephones at home are in the town's area, every other number is a mobile. */
function channelOf(target: string): (typeof personal)[number] {
  if (target.startsWith('+8149')) return 'voice';
  if (target.startsWith('+')) return 'sms';
  if (target.startsWith('https:')) return 'web-push';
  return /@|^fax:/.test(target) ? 'mail' : 'push';
}

/** What the hub must have put where: from the residents' generator, the town's stations and the posts' languages. */
function expectedCounts(districts: readonly string[], posts: number) {
  const at = { push: 0, sms: 0, 'web-push': 0, mail: 0, voice: 0 };
  for (const [target, { district }] of people) if (districts.includes(district)) at[channelOf(target)]++;
  const radio = hub.hub.desk.town.stations.filter((station) =>
    station.districts.some((code) => districts.includes(code)),
  ).length;
  return { ...at, radio, mastodon: posts };
}

/** The text that a frozen rendering leaves in the ledger. */
const inLedger = ({ channel, title, text, radio }: Rendering): string =>
  (channel === 'push' || channel === 'web-push'
    ? `${title}\n${text}`
    : channel === 'radio'
      ? (radio?.lines.map((line) => line.text).join('\n') ?? '')
      : text
  ).slice(0, 1000);

function expectTexts(entries: readonly LedgerEntry[], renderings: readonly Rendering[]): void {
  for (const entry of entries) {
    if (isPersonal(entry.provider)) {
      const language = people.get(entry.target)?.language as never;
      const wanted = renderingFor(renderings, entry.provider, language);
      // A call asks for a key after the words.
      const said = wanted && inLedger(wanted);
      const heard = entry.provider === 'voice' ? entry.text.slice(0, said?.length) : entry.text;
      if (said !== heard)
        throw new Error(`${entry.provider} ${entry.target} (${language}) heard: ${entry.text}`);
    } else {
      const said = renderings.filter(({ channel }) => channel === entry.provider).map(inLedger);
      expect(said).toContain(entry.text);
    }
    const marked = marks.some((mark) => entry.text.includes(mark));
    if (!marked) throw new Error(`no drill mark: ${entry.text}`);
  }
}

/** Every language's mark without readings; the loudspeakers say 「訓練」 and "Drill" instead of brackets. */
const marks = [
  ...Object.values(drillMarks).map((mark) => mark.replaceAll(/\{([^|]+)\|[^}]+\}/g, '$1')),
  '訓練',
];

const renderingsOf = (version: VersionShape) => version.renderings as unknown as Rendering[];

/** All but the officers' own telephones, which ring for an approval. */
const heardByResidents = () => step.ledgerAfter(hub, 0).filter(({ provider }) => provider !== 'ring');

/** The effects of one version, once every delivery is settled and every dead token is known. */
async function heard(version: VersionShape, after: number): Promise<readonly LedgerEntry[]> {
  const progress = await step.settled(duty, version.id);
  const entries = step.ledgerAfter(hub, after);
  const reached = step.countBy(entries, ({ provider }) => provider);
  for (const { channel, targets, counts } of progress.channels) {
    expect(counts.accepted + counts.delivered + counts.refused).toBe(targets);
    // What people carry never reaches the town by itself.
    const byItself = !isCarriedByPeople(channel);
    expect([channel, reached[channel] ?? 0]).toEqual([channel, byItself ? targets - counts.refused : 0]);
  }
  expect(entries.filter(({ duplicateOf }) => duplicateOf !== null)).toEqual([]);
  return entries;
}

describe('a night: telegram, order, correction, partial lift, lift', () => {
  let version: VersionShape;

  test('a telegram only proposes', async () => {
    const { proposalId, refused } = await hub.injectTelegram(step.landslide);
    expect(refused).toBeNull();
    const proposal = await step.newestProposal(duty);
    expect(proposal).toMatchObject({
      id: proposalId,
      kind: 'evacuation-instruction',
      level: 4,
      hazard: 'landslide',
      districts: slopes,
      state: 'open',
    });
    expect(step.ledgerAfter(hub, 0)).toEqual([]);
  });

  test('the draft takes it over, and the preview shows what will be said', async () => {
    version = await step.draft(duty, { proposalId: (await step.newestProposal(duty)).id });
    expect(version).toMatchObject({
      status: 'draft',
      districts: slopes,
      decision: null,
      author: { name: '当直' },
    });
    expect(await step.newestProposal(duty)).toMatchObject({ state: 'used' });
    const { kind, slots, districts } = version;
    const preview = await duty.send<PreviewShape>('POST', '/api/v1/preview', { kind, slots, districts });
    const said = new Set(step.good(preview).renderings.flatMap((each) => each.languages));
    expect([...said].sort()).toEqual([...languages].sort());
    for (const { size, limit } of preview.body.renderings) expect(size).toBeLessThanOrEqual(limit);
    // No price is invented: the drill's configuration has none.
    const { sms } = preview.body;
    expect(sms).toMatchObject({ price: null });
    expect(sms?.segments).toBeGreaterThan(sms?.messages ?? Infinity);
  });

  test('submitting needs a decision, districts and the phrase', async () => {
    const codeOf = async (of: VersionShape, phrase?: string) =>
      (await step.submit(duty, of, phrase)).body.code;
    expect(await codeOf(version)).toBe('submit.no-decision');
    version = step.good(await step.edit(duty, version, { decision: { by: ' ', means: 'phone' } }));
    expect(await codeOf(version)).toBe('submit.no-decision');
    version = step.good(await step.edit(duty, version, { decision: step.decided, districts: [] }));
    expect(await codeOf(version)).toBe('submit.no-districts');
    version = step.good(await step.edit(duty, version, { districts: slopes }));
    expect(await codeOf(version, '避難指示 発令')).toBe('submit.wrong-phrase');
    expect(await codeOf(version, '')).toBe('submit.wrong-phrase');
    version = step.good(await step.submit(duty, version));
    expect(version).toMatchObject({ status: 'submitted', phrase: { ja: '訓練 避難指示 発令' } });
    expect(version.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(version.lapsesAt).toBe((version.submittedAt ?? 0) + 600_000);
    expect(heardByResidents()).toEqual([]);
  });

  test('what was previewed is what was frozen', async () => {
    const { kind, slots, districts, decidedAt } = version;
    const preview = await duty.send<PreviewShape>('POST', '/api/v1/preview', { kind, slots, districts });
    // The minute may turn between the two, also with its readings: 9時（くじ）38分（さんじゅうはっぷん）.
    const minute = (text: string) =>
      text.replaceAll(/\d{1,2}[:時](（[^）]*）)?\d{1,2}(分(（[^）]*）)?)?/g, '');
    expect(decidedAt).not.toBeNull();
    expect(step.good(preview).renderings.map(({ text }) => minute(text))).toEqual(
      version.renderings.map(({ text }) => minute(text)),
    );
    const { byChannel: _each, ...audience } = preview.body.audience;
    expect(audience).toEqual(version.audience);
  });

  test('nobody approves her own submission, nor another digest', async () => {
    expect((await step.approve(duty, version)).body.code).toBe('approve.own-submission');
    const other = { ...version, digest: '0'.repeat(64) };
    expect((await step.approve(chief, other)).body.code).toBe('approve.other-digest');
    expect(heardByResidents()).toEqual([]);
  });

  test('another officer approves the digest, and it reaches everyone in her own language', async () => {
    version = step.good(await step.approve(chief, version));
    expect(version).toMatchObject({ status: 'issued', approver: { name: '総務課長' } });
    const entries = await heard(version, 0);
    const posts = renderingsOf(version).filter(({ channel }) => channel === 'mastodon').length;
    const duties = renderingsOf(version).find(({ channel }) => channel === 'manual')?.manual?.duties.length;
    const expected = { ...expectedCounts(slopes, posts), manual: duties };
    const progress = await step.settled(duty, version.id);
    // No summary stands in the log before what it sums up.
    const sent = progress.channels.filter(({ channel, targets }) => channel !== 'manual' && targets > 0);
    for (const { channel, lastHandOffAt } of sent) {
      const begin = `${say('ja', `channel.${channel}`)} の送信結果`;
      const summary = await until(
        async () => (await step.logOf(duty)).find(({ text }) => text.startsWith(begin)) ?? null,
      );
      expect(summary.at).toBeGreaterThanOrEqual(lastHandOffAt ?? 0);
    }
    // By people: two forms, two cars, the brigade, the heads' calls, the facilities', the fax.
    expect(Object.fromEntries(progress.channels.map(({ channel, targets }) => [channel, targets]))).toEqual({
      ...expected,
      manual: 8,
    });
    expectTexts(entries, renderingsOf(version));
    expect(new Set(entries.map(({ target }) => people.get(target)?.language))).toContain('ne');
    expect(await step.levels(duty)).toEqual(Object.fromEntries(slopes.map((code) => [code, 4])));
  });

  test('delivered follows accepted as the providers tell it', async () => {
    await until(async () => {
      const { channels } = await step.settled(duty, version.id);
      const done = channels.filter(({ channel }) => channel === 'sms' || channel === 'radio');
      return done.every(({ counts }) => counts.accepted === 0) ? true : null;
    });
    const { channels } = await step.settled(duty, version.id);
    for (const { channel, counts, targets } of channels)
      if (channel === 'sms' || channel === 'radio') expect(counts.delivered + counts.refused).toBe(targets);
  });

  test('one person corrects it, in the words that were approved with it', async () => {
    const after = hub.town.ledger.size;
    const path = `/api/v1/alerts/${version.alertId}/correction`;
    const wrong = await duty.send('POST', path, { cause: 'wrong-area', phrase: version.phrase.ja });
    expect(wrong.body.code).toBe('submit.wrong-phrase');
    const phrase = version.retractPhrase.correct.ja;
    expect((await duty.send('POST', path, { cause: 'bad weather', phrase })).body.code).toBe(
      'request.invalid',
    );
    step.good(await duty.send('POST', path, { cause: 'wrong-area', phrase }));
    const [newest] = (await step.alert(duty, version.alertId)).versions;
    const correction = await step.read(duty, newest?.id ?? '');
    expect(correction).toMatchObject({
      purpose: 'correction',
      intent: 'update',
      status: 'issued',
      ofVersion: version.id,
    });
    const entries = await heard(correction, after);
    expectTexts(entries, renderingsOf(correction));
    const before = step.ledgerAfter(hub, 0).filter(({ seq }) => seq < after);
    const targets = (list: readonly LedgerEntry[]) =>
      [...new Set(list.filter(({ provider }) => isPersonal(provider)).map((one) => one.target))].sort();
    expect(targets(entries)).toEqual(targets(before));
    expect(await step.levels(duty)).toEqual(Object.fromEntries(slopes.map((code) => [code, 4])));
  });

  test('a partial lift ends two districts and says that the rest stands', async () => {
    const after = hub.town.ledger.size;
    const lifted = ['ohashi', 'ishizaka'];
    const opened = await step.draft(duty, { liftOf: version.id, districts: lifted });
    expect(opened).toMatchObject({ kind: 'order-lifted', alertId: version.alertId, intent: 'update' });
    expect(opened.slots['remaining']).toBe(true);
    const edited = step.good(await step.edit(duty, opened, { decision: step.decided }));
    const lift = step.good(await step.approve(chief, step.good(await step.submit(duty, edited))));
    const entries = await heard(lift, after);
    expectTexts(entries, renderingsOf(lift));
    for (const { target, provider } of entries)
      if (isPersonal(provider)) expect(lifted).toContain(people.get(target)?.district);
    const rest = slopes.filter((code) => !lifted.includes(code));
    expect(await step.levels(duty)).toEqual(Object.fromEntries(rest.map((code) => [code, 4])));
    expect(await step.read(duty, version.id)).toMatchObject({ status: 'issued' });
  });

  test('the lift of the rest ends the order', async () => {
    const after = hub.town.ledger.size;
    const rest = Object.keys(await step.levels(duty));
    const opened = await step.draft(duty, { liftOf: version.id, districts: rest });
    expect(opened.slots['remaining']).toBeUndefined();
    const edited = step.good(await step.edit(duty, opened, { decision: step.decided }));
    const lift = step.good(await step.approve(chief, step.good(await step.submit(duty, edited))));
    expectTexts(await heard(lift, after), renderingsOf(lift));
    expect(await step.levels(duty)).toEqual({});
    expect(await step.read(duty, version.id)).toMatchObject({ status: 'superseded' });
    const { versions } = await step.alert(duty, version.alertId);
    expect(versions.map(({ n, purpose, status }) => [n, purpose, status])).toEqual([
      [4, 'message', 'issued'],
      [3, 'message', 'issued'],
      [2, 'correction', 'issued'],
      [1, 'message', 'superseded'],
    ]);
  });

  test('the headquarters log has it all in order, unbroken, and anchored outside', async () => {
    step.good(
      await chief.send('POST', '/api/v1/log', {
        at: Date.now(),
        category: 'call',
        text: '県道で土砂崩れ',
        source: '消防団（無線）',
        personal: '090-0000-0000',
      }),
    );
    // Seven services a version, and once the people: nobody had told, so nobody had to take it back.
    const told = 4 * 7 + 1;
    const entries = await until(async () => {
      const all = await step.logOf(duty);
      return all.filter(({ category }) => category === 'channel').length >= told ? all : null;
    });
    // Whoever was rung for an approval depends on how quickly it came.
    const rung = (text: string) => text.includes('の承認のため呼び出し');
    // What the law asks after an order follows each issue; test/engine/duties.test.ts says what.
    const ofDuties = (text: string) => text.includes('事務');
    expect(entries.filter(({ text }) => ofDuties(text)).length).toBeGreaterThan(0);
    const story = entries.filter(
      ({ category, text }) =>
        category !== 'setting' && category !== 'channel' && !rung(text) && !ofDuties(text),
    );
    // Each draft is opened and edited: two commands.
    expect(story.map(({ category }) => category)).toEqual([
      'telegram',
      'proposal',
      'command',
      'command',
      'approval',
      'issue',
      'issue',
      'command',
      'command',
      'approval',
      'issue',
      'command',
      'command',
      'approval',
      'issue',
      'call',
    ]);
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i + 1));
    const ofChannels = entries.filter(({ category }) => category === 'channel');
    const withdrawn = ofChannels.filter(({ text }) => text.startsWith('手作業 8 件を取りやめ'));
    // The correction took the people's tasks away, of which nobody had begun one.
    expect(withdrawn).toHaveLength(1);
    expect(ofChannels).toHaveLength(told + withdrawn.length);
    expect(JSON.stringify(entries)).not.toContain('090-0000-0000');
    const anchors = await until(async () => {
      const written = readAnchors(hub.dataDir);
      return (written.at(-1)?.seq ?? 0) >= entries.length ? written : null;
    });
    expect(await verifyLog(hub.hub.store.read, anchors)).toEqual({
      entries: entries.length,
      faults: [],
      lost: [],
    });
  });
});
