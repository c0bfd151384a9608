import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { breakGlassReasons } from '../domain/break-glass.js';
import { broadcastChannels, channelIds } from '../domain/channel.js';
import { transitions } from '../domain/decide.js';
import { giveUpReasons } from '../domain/delivery-command.js';
import { deliveryStates, heldReasons } from '../domain/delivery.js';
import { officerChanges } from '../domain/staff-change.js';
import { officerRoles } from '../domain/officer.js';
import { correctionCauses } from '../wire/alert.js';
import { radioEndings } from '../wire/radio.js';
import { stepUpActs } from '../wire/sign-in.js';
import { paths } from './paths.js';
import { loadPhrasebook } from './phrasebook.js';
import { loadSentences } from './sentences.js';

const files = ['errors.json', 'errors.compose.json', 'desk.json'];
const bank = (language: string, file: string) =>
  JSON.parse(readFileSync(join(paths.locales, language, file), 'utf8')) as Record<string, string>;
const all = (language: string) =>
  Object.assign({}, ...files.map((file) => bank(language, file))) as Record<string, string>;
const ja = all('ja');
const en = all('en');
const log = bank('ja', 'log.json');
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

/** Every TypeScript source below src/, without tests; virtual town, radio gateway and console speak for themselves. */
const sources = readdirSync(join(paths.root, 'src'), { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile() && /\.ts$/.test(file.name) && !/\.test\.ts$/.test(file.name))
  .map((file) => join(file.parentPath, file.name))
  .filter((path) => !/src\/(virtual-town|radio-gateway|cli)\//.test(path))
  .map((path) => readFileSync(path, 'utf8'));

const found = (...patterns: readonly RegExp[]): readonly string[] =>
  [
    ...new Set(
      sources.flatMap((text) => patterns.flatMap((one) => [...text.matchAll(one)].map((m) => m[1] ?? ''))),
    ),
  ].sort();

describe('what the hub says in its own name', () => {
  test.each(files)('%s: the same keys and variables in both languages', (file) => {
    const [japanese, english] = [bank('ja', file), bank('en', file)];
    expect(Object.keys(english).sort()).toEqual(Object.keys(japanese).sort());
    for (const [key, text] of Object.entries(japanese)) {
      expect([key, placeholders(english[key] ?? '')]).toEqual([key, placeholders(text)]);
      expect(text.trim()).not.toBe('');
      expect(english[key]).not.toMatch(/[ぁ-んァ-ヶ一-龠]/);
    }
  });

  const codes = found(
    /refuse\(\s*'([^']+)'/g,
    /refused: '([a-z-]+\.[a-z.-]+)'/g,
    /(?:return|\?|:) '((?:compose|drill|officer|session)\.[a-z-]+)'/g,
  );

  test('the search finds the codes', () => {
    for (const code of ['draft.stale', 'session.none', 'compose.real-word-in-exercise', 'telegram.malformed'])
      expect(codes).toContain(code);
    expect(codes.length).toBeGreaterThan(60);
  });

  // The command line's own; it says them itself.
  const spokenElsewhere = ['telegram.file-unreadable'];
  test.each(codes.filter((code) => !spokenElsewhere.includes(code)))(
    'refusal %s has its sentence',
    (code) => {
      expect(ja).toHaveProperty([code]);
      expect(en).toHaveProperty([code]);
    },
  );

  const acts = new Set(Object.values(transitions).flatMap((from) => Object.keys(from)));
  test.each(Object.keys(transitions))(
    'status %s refuses every act that it does not take, in words',
    (status) => {
      const taken = Object.keys(transitions[status as keyof typeof transitions]);
      if ([...acts].every((act) => taken.includes(act))) return;
      expect(ja).toHaveProperty([`version.${status}`]);
      expect(placeholders(ja[`version.${status}`] ?? '').filter((name) => name !== 'act')).toEqual([]);
    },
  );

  test.each(['used', 'dismissed', 'superseded'])('a proposal that is %s', (state) =>
    expect(ja).toHaveProperty([`proposal.${state}`]),
  );

  const faults = found(
    /fault\(\s*'(?:target|call|channel)',\s*'([^']+)'/g,
    /code: '([a-z]+\.[a-z-]+)'/g,
    /: '((?:sms|push|radio|channel)\.[a-z-]+)'/g,
  );
  test('the search finds the channels’ faults', () => {
    for (const code of [
      'sms.opted-out',
      'push.unregistered',
      'channel.unreachable',
      'radio.readback-mismatch',
      'hub.bug',
    ])
      expect(faults).toContain(code);
  });
  // What residents read stands in residents.json.
  const toResidents = ['sms.help', 'sms.started', 'sms.stopped'];
  test.each(faults.filter((code) => !/^(request|phrase)\./.test(code) && !toResidents.includes(code)))(
    'fault %s has its sentence',
    (code) => {
      expect(ja).toHaveProperty([code]);
      expect(en).toHaveProperty([code]);
    },
  );
});

describe('the headquarters log', () => {
  const said = found(/'(log\.[a-z-]+)'/g).filter((key) => key !== 'log.json');
  test('every sentence that is logged exists, and none is left over', () => {
    const built = [
      'log.return',
      'log.reject',
      'log.cancel',
      'log.correction',
      'log.deliveries-retry',
      'log.deliveries-give-up',
      ...['log.callback-forged', 'log.callback-replayed', 'log.answer-help', 'log.answer-safe'],
      ...['log.sms-received', 'log.sms-start', 'log.sms-stop', 'log.channel-down', 'log.channel-up'],
      ...[
        'log.help-closed',
        'log.standing-closed',
        'log.unsaid-closed',
        'log.unsaid-refused',
        'log.unsaid-siren-only',
      ],
      ...['open', 'opening', 'closed'].map((state) => `log.shelter-${state}`),
      ...stepUpActs.map((act) => `log.act.${act}`),
      ...['password', 'passkey', 'totp', 'recovery'].map((means) => `log.means.${means}`),
      ...officerRoles.map((role) => `log.role.${role}`),
      ...officerChanges.map((change) => `log.staff-change.${change}`),
      ...['asked', 'confirmed', 'declined', 'withdrawn'].map((step) => `log.staff-${step}`),
      ...breakGlassReasons.map((reason) => `log.break-glass-reason.${reason}`),
      ...['called', 'nobody', 'overdue', 'reached', 'not-reached'].map((what) => `log.break-glass-${what}`),
    ];
    // Refusals about the log stand with the other refusals.
    const wanted = [...said.filter((key) => !(key in ja)), ...built];
    expect(Object.keys(log).sort()).toEqual([...new Set(wanted)].sort());
  });

  const { kinds } = loadPhrasebook(paths.config, paths.locales, []);
  test.each([
    ...Object.keys(kinds).map((kind) => `kind.${kind}`),
    ...channelIds.map((channel) => `channel.${channel}`),
    ...deliveryStates.map((state) => `state.${state}`),
    ...correctionCauses.map((cause) => `cause.${cause}`),
    ...heldReasons.map((reason) => `held.${reason}`),
    ...giveUpReasons.map((reason) => `give-up.${reason}`),
    ...radioEndings.map((by) => `interrupted-by.${by}`),
    'phrase.live',
    'phrase.drill',
    'officer.duty',
    'officer.chief',
  ])('%s has its word', (key) => {
    expect(ja).toHaveProperty([key]);
    expect(en).toHaveProperty([key]);
  });
});

test('a missing sentence and a missing variable are bugs, told at once', () => {
  const say = loadSentences(paths.locales);
  expect(say('en', 'draft.stale', { revision: 3 })).toContain('revision 3');
  expect(() => say('ja', 'no.such-code')).toThrow('no sentence for no.such-code');
  expect(() => say('ja', 'draft.stale')).toThrow('lacks a variable');
  expect(broadcastChannels.every((channel) => say('ja', `channel.${channel}`).length > 0)).toBe(true);
});
