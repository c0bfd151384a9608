import { alertNumber } from '../domain/alert-number.js';
import type { Decision } from '../domain/alert.js';
import { resolveDistricts } from '../domain/district-state.js';
import { placeNames } from '../domain/place-names.js';
import { stepsFor } from '../domain/radio-desk.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import type { Rendering, SpokenLine } from '../domain/rendering.js';
import { rubyOfLine } from '../compose/align-reading.js';
import { localStamp } from '../platform/local-time.js';
import { AlertRow, type VersionRow } from '../store/entities/alert.entity.js';
import { listApprovers, type Approver } from '../store/ring.store.js';
import { findVersion, officerNames } from '../store/version.store.js';
import type { CardShape, ScriptLine } from '../wire/card.js';
import { composeMessage } from './compose-version.js';
import type { DeskDeps } from './desk.js';
import { contentOf, factsOf } from './version-json.js';
import { renderingsOf } from './view.js';

/** In which order the approvers are called: the town's list in the live world. */
export type CallOrder = (approvers: readonly Approver[]) => readonly Approver[];

type Language = 'ja' | 'en';

/** What a card is made from, gathered once. */
interface Case {
  readonly deps: DeskDeps;
  readonly language: Language;
  readonly version: VersionRow;
  readonly alert: AlertRow;
  readonly renderings: readonly Rendering[];
  readonly names: ReadonlyMap<string, string>;
  readonly approvers: readonly Approver[];
  readonly now: number;
}

/** The issue card of a version as it stands: what was frozen at submit, or what the draft would say now. */
export async function cardOf(
  deps: DeskDeps,
  callOrder: CallOrder,
  id: string,
  language: Language,
): Promise<CardShape | Refusal> {
  const { read } = deps.store;
  const version = await findVersion(read, id);
  if (!version) return refuse('version.unknown');
  const now = deps.clock.now();
  const frozen = await renderingsOf(read, version);
  const renderings =
    frozen.length > 0 ? frozen : composeMessage(deps, contentOf(version), { decidedAt: now });
  if (isRefusal(renderings)) return renderings;
  const alert = await read.rows.findOneByOrFail(AlertRow, { id: version.alertId });
  const names = await officerNames(read);
  const approvers = callOrder(await listApprovers(read));
  return sheetOf({ deps, language, version, alert, renderings, names, approvers, now });
}

const sheetOf = (of: Case): CardShape => {
  const { deps, language, version } = of;
  const say = (code: string, vars = {}) => deps.say(language, `card.${code}`, vars);
  const mark = say(`mark-${deps.world}`);
  const title = titleOf(of);
  const about = aboutOf(of);
  const town = language === 'ja' ? deps.town.name.ja : deps.town.name.romaji;
  return {
    world: deps.world,
    mark,
    warning: say(`warning-${deps.world}`),
    title,
    about,
    level: version.level,
    facts: factRows(of),
    script: scriptOf(of),
    steps: stepsOf(of),
    calls: { name: say('calls'), lists: callLists(of) },
    short: { name: say('short'), text: shortOf(of.renderings) },
    footer: say('footer', { town, title: say('title'), mark, about, time: stamp(of, of.now) }),
  };
};

const stamp = ({ deps }: Case, at: number): string => localStamp(at, deps.town.timeZone);

const titleOf = ({ deps, language, version }: Case): string => {
  const kind = deps.say(language, `kind.${version.kind}`);
  return version.level === null || version.level === 0
    ? kind
    : deps.say(language, 'card.level', { level: version.level, kind });
};

const aboutOf = ({ deps, language, version, alert }: Case): string =>
  deps.say(language, 'card.about', {
    number:
      alert.year === null || alert.number === null
        ? deps.say(language, 'card.no-number')
        : alertNumber(alert.year, alert.number),
    n: version.n,
    status: deps.say(language, `card.status-${version.status}`),
  });

/** The districts in words, chome together, as the radio names them. */
const placesOf = ({ deps, language, version }: Case): string => {
  const names = placeNames(deps.town, contentOf(version).districts);
  const word = language === 'ja' ? 'ja' : 'romaji';
  return names === 'all'
    ? deps.town.name[word]
    : names.map((name) => name[word]).join(language === 'ja' ? '、' : ', ');
};

function factRows(of: Case): CardShape['facts'] {
  const { deps, language, version, names } = of;
  const say = (code: string, vars = {}) => deps.say(language, `card.${code}`, vars);
  const { decision, channels } = contentOf(version);
  const by = (id: string | null, at: number | null) =>
    id === null || at === null ? '' : say('by-at', { name: names.get(id) ?? '', time: stamp(of, at) });
  const rows: readonly (readonly [string, string])[] = [
    ['where', placesOf(of)],
    ['decision', decision === null ? '' : decisionWords(of, decision)],
    ['submitted', by(version.submitterId, version.submittedAt)],
    ['issued', by(version.approverId ?? version.submitterId, version.issuedAt)],
    ['expires', version.expiresAt === null ? '' : stamp(of, version.expiresAt)],
    [
      'channels',
      channels.map((each) => deps.say(language, `channel.${each}`)).join(language === 'ja' ? '、' : ', '),
    ],
    ['digest', version.digest?.slice(0, 12) ?? ''],
  ];
  return rows.filter(([, text]) => text !== '').map(([name, text]) => ({ name: say(name), text }));
}

const decisionWords = (of: Case, { by, means, at }: Decision): string => {
  const words = { by, means: of.deps.say(of.language, `means.${means}`) };
  return at === undefined
    ? of.deps.say(of.language, 'card.decision-no-time', words)
    : of.deps.say(of.language, 'card.decision-words', { ...words, time: stamp(of, at) });
};

const lineOf = (line: SpokenLine): ScriptLine => {
  const ruby = rubyOfLine(line);
  return {
    language: line.language,
    pieces: [...(ruby ?? [{ base: line.text, ruby: null }])],
    reading: ruby === null ? line.reading : null,
  };
};

/** What the loudspeakers say; where they are silent, what is said on the telephone, else the Japanese text itself. */
function scriptOf({ deps, language, renderings }: Case): CardShape['script'] {
  const name = deps.say(language, 'card.script');
  const radio = renderings.find((each) => each.radio !== undefined)?.radio;
  if (radio !== undefined) {
    const about = deps.say(language, 'card.script-about', {
      chime: deps.say(language, radio.chime === 'none' ? 'card.no-chime' : 'card.chime'),
      siren: deps.say(language, `siren.${radio.siren}`),
      times: radio.repeat,
    });
    return { name, about, lines: radio.lines.map(lineOf) };
  }
  const call = renderings.find((each) => each.manual !== undefined)?.manual?.call;
  const text = renderings.find((each) => each.languages[0] === 'ja')?.text ?? '';
  const spoken = text.split('\n').map((each): SpokenLine => ({ language: 'ja', text: each, reading: null }));
  return { name, about: deps.say(language, 'card.script-none'), lines: (call ?? spoken).map(lineOf) };
}

function stepsOf(of: Case): CardShape['steps'] {
  const { deps, language, version, renderings } = of;
  const name = deps.say(language, 'card.steps');
  const radio = renderings.find((each) => each.radio !== undefined)?.radio;
  const { radioDesk } = deps.town;
  if (radio === undefined) return { name, items: [], note: deps.say(language, 'card.steps-none') };
  if (radioDesk.steps.length === 0)
    return { name, items: [], note: deps.say(language, 'card.steps-unknown') };
  const words = {
    places: placesOf(of),
    siren: deps.say(language, `siren.${radio.siren}`),
    times: String(radio.repeat),
  };
  const wholeTown = placeNames(deps.town, contentOf(version).districts) === 'all';
  return {
    name,
    items: [
      ...(deps.world === 'drill' ? [deps.say(language, 'card.steps-drill')] : []),
      ...stepsFor(radioDesk, radio, { wholeTown, language, words }),
    ],
    note: radioDesk.invented ? deps.say(language, 'card.steps-invented') : '',
  };
}

/** Approvers who may approve it, then the posts that carry it by telephone: no number stands on a card. */
function callLists({ deps, language, version, approvers }: Case): CardShape['calls']['lists'] {
  const { authorId, editorIds, submitterId } = factsOf(version);
  const involved = [authorId, ...editorIds, submitterId];
  const note = deps.say(language, 'card.approver-note');
  const waiting = approvers.filter(({ id }) => !involved.includes(id));
  const wanted = resolveDistricts(contentOf(version).districts, deps.town);
  const word = language === 'ja' ? 'ja' : 'romaji';
  const posts = deps.town.manualPosts
    .filter(({ type }) => type === 'brigade' || type === 'calls')
    .map(({ name, stops }) => ({
      name: name[word],
      people: stops
        .filter(({ districts }) => districts.some((code) => wanted.includes(code)))
        .map((stop) => ({ name: stop.name[word], note: stop.note ?? '' })),
    }));
  const asked = {
    name: deps.say(language, 'card.approvers'),
    people: waiting.map(({ name }) => ({ name, note })),
  };
  return [...(version.persons === 2 ? [asked] : []), ...posts].filter(({ people }) => people.length > 0);
}

/** The shortest Japanese text that stands alone. */
function shortOf(renderings: readonly Rendering[]): string {
  const japanese = renderings.filter(({ languages }) => languages.length === 1 && languages[0] === 'ja');
  const of = (channel: string) => japanese.find((each) => each.channel === channel);
  const found = of('sms') ?? of('x') ?? of('mail') ?? of('manual') ?? japanese[0];
  if (found === undefined) return '';
  return found.channel === 'mail' || found.text.includes(found.title)
    ? found.text
    : `${found.title}\n${found.text}`;
}
