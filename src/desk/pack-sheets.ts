import { segments, written } from '../compose/markup.js';
import { paperScript, type PaperForm, type PaperLine } from '../compose/paper-script.js';
import type { Kind } from '../domain/kind.js';
import type { Language } from '../domain/language.js';
import { resolveDistricts } from '../domain/district-state.js';
import type { DistrictChoice } from '../domain/message.js';
import { stepsFor } from '../domain/radio-desk.js';
import type { District } from '../domain/town.js';
import type { CardShape, ScriptLine } from '../wire/card.js';
import type { DeskDeps } from './desk.js';

/** What the pack is made from. */
export type PackDeps = Pick<DeskDeps, 'town' | 'phrasebook' | 'world' | 'say'>;

/** Kinds in the order in which they are looked for: orders first, the highest level first. */
const inOrder = (kinds: readonly Kind[]): readonly Kind[] =>
  kinds.toSorted(
    (a, b) => (b.level ?? 0) - (a.level ?? 0) || b.urgency - a.urgency || (a.kind < b.kind ? -1 : 1),
  );

/** Orders of a level are kept ready for each district; everything else for the whole town. */
function* forms({
  town,
  phrasebook,
  world,
}: PackDeps): Generator<{ form: PaperForm; district: District | null }> {
  const drill = world === 'drill';
  for (const kind of inOrder(Object.values(phrasebook.kinds))) {
    const levelled = kind.level !== null && kind.level >= 3 && kind.effects === 'set';
    for (const district of [null, ...(levelled ? town.districts : [])])
      yield { form: { kind, phrasebook, town, drill, ...placeOf(town, kind, district) }, district };
  }
}

/** Where a form is for, and which of the town's hazards it offers there. */
function placeOf(
  town: PackDeps['town'],
  kind: Kind,
  district: District | null,
): Pick<PaperForm, 'districts' | 'slots' | 'offered'> {
  const districts: DistrictChoice = district === null ? 'all' : [district.code];
  const known = Object.entries(town.hazardDistricts).map(([hazard, codes]) => ({ hazard, codes }));
  const here = known.filter(({ codes }) => district === null || codes.includes(district.code));
  const hazards = (here.length > 0 ? here : known).map(({ hazard }) => hazard);
  const allowed = hazards.filter((hazard) => kind.slots['hazard']?.values?.includes(hazard));
  const [only] = allowed;
  if (only === undefined) return { districts, slots: {}, offered: {} };
  if (allowed.length === 1) return { districts, slots: { hazard: only }, offered: {} };
  return { districts, slots: {}, offered: { hazard: allowed } };
}

const lineOf = (language: Language, { ifTrue, marked }: PaperLine): ScriptLine => ({
  language,
  pieces: marked.flatMap((each, i) => [
    ...(ifTrue ? [{ base: i === 0 ? '□ ' : '　□ ', ruby: null }] : []),
    ...segments(each),
  ]),
  reading: null,
});

const scriptOf = (form: PaperForm): readonly ScriptLine[] => {
  const said = (language: Language, length: 'full' | 'short') =>
    (paperScript(form, language, length) ?? []).map((line) => lineOf(language, line));
  return [...said('ja', 'full'), ...said('ja-easy', 'short'), ...said('en', 'short')];
};

function sheetOf(deps: PackDeps, form: PaperForm, district: District | null): CardShape {
  const { say, world } = deps;
  const { kind } = form;
  const words = (code: string, vars = {}) => say('ja', `card.${code}`, vars);
  const name = say('ja', `kind.${kind.kind}`);
  const place = district?.name.ja ?? say('ja', 'duty.whole-town');
  const level = kind.level !== null && kind.level >= 3 ? kind.level : null;
  const mark = words(`mark-${world}`);
  return {
    ...{ world, mark, level },
    title: `${level === null ? name : words('level', { level, kind: name })}　${place}`,
    about: words('pack-about'),
    warning: `${words(`pack-${world}`)} ${words('pack-how')}`,
    facts: ['decision', 'pack-by', 'pack-at'].map((each) => ({
      name: words(each),
      text: each === 'decision' ? words('pack-decision') : words('pack-blank'),
    })),
    script: { name: words('script'), about: aboutOf(deps, kind), lines: [...scriptOf(form)] },
    steps: stepsOf(deps, kind, district, place),
    calls: { name: words('calls'), lists: [...callLists(deps, form.districts)] },
    short: { name: words('short'), text: shortOf(form) },
    footer: '',
  };
}

const sirenOf = (kind: Kind): string => (kind.siren === 'by-level' ? 'evacuation' : kind.siren);

const aboutOf = ({ say }: PackDeps, kind: Kind): string =>
  say('ja', 'card.script-about', {
    chime: say('ja', kind.chime === 'none' ? 'card.no-chime' : 'card.chime'),
    siren: say('ja', `siren.${sirenOf(kind)}`),
    times: kind.repeat,
  });

function stepsOf(
  { town, say, world }: PackDeps,
  kind: Kind,
  district: District | null,
  places: string,
): CardShape['steps'] {
  const words = { places, siren: say('ja', `siren.${sirenOf(kind)}`), times: String(kind.repeat) };
  const script = { chime: kind.chime, siren: sirenOf(kind) };
  const items = stepsFor(town.radioDesk, script, { wholeTown: district === null, language: 'ja', words });
  return {
    name: say('ja', 'card.steps'),
    items: [...(world === 'drill' ? [say('ja', 'card.steps-drill')] : []), ...items],
    note: town.radioDesk.invented ? say('ja', 'card.steps-invented') : '',
  };
}

/** Posts that are called, with those of their stops that the place concerns; for the whole town the lists' names. */
const callLists = ({ town }: PackDeps, districts: DistrictChoice): CardShape['calls']['lists'] => {
  const wanted = resolveDistricts(districts, town);
  return town.manualPosts
    .filter(({ type }) => type === 'brigade' || type === 'calls')
    .map(({ name, stops }) => ({
      name: name.ja,
      people: stops
        .filter((stop) => stop.districts.some((code) => wanted.includes(code)))
        .map((stop) => ({ name: stop.name.ja, note: stop.note ?? '' })),
    }))
    .filter(({ people }) => people.length > 0);
};

const shortOf = (form: PaperForm): string =>
  (paperScript(form, 'ja', 'short') ?? [])
    .flatMap(({ ifTrue, marked }) => marked.map((each) => (ifTrue ? '□' : '') + written(each)))
    .join('');

/** Every sheet of the pack, one after the other: whoever makes them can let others in between. */
export function* packSheets(deps: PackDeps): Generator<CardShape> {
  for (const { form, district } of forms(deps)) yield sheetOf(deps, form, district);
}
