import { sampleMessage } from '../compose/sample.js';
import { isRefusal } from '../domain/refusal.js';
import type { RadioScript, Rendering, SpokenAudio } from '../domain/rendering.js';
import { statusIn } from '../domain/world.js';
import { digestOf } from '../platform/digest.js';
import { findVersion } from '../store/version.store.js';
import { composeVersion, type ComposedVersion } from './compose-version.js';
import type { Context, DeskDeps } from './desk.js';
import { withRemaining } from './remaining.js';
import { contentOf } from './version-json.js';

/** The sound of radio scripts, by the digest of each. */
export type AudioOf = ReadonlyMap<string, SpokenAudio>;

/**
 * How long a submission waits for its sound. Most sentences were made when the draft was looked at; what is not ready by then
 * goes to the gateway as text. Milliseconds.
 */
const patience = 10_000;

const keyOf = ({ audio: _made, ...script }: RadioScript): string => digestOf(script);

const scriptsOf = (renderings: readonly Rendering[]): readonly RadioScript[] =>
  renderings.flatMap(({ radio }) => (radio === undefined ? [] : [radio]));

/**
 * Makes the sound of a version's broadcast and of its ready-made cancel and corrections, as they will be submitted: what is
 * heard now is in the digest. Nothing where the machine has no voice; the submission itself says what is wrong with a draft.
 */
export async function speakVersion(deps: DeskDeps, ctx: Context, id: string): Promise<AudioOf> {
  const made = new Map<string, SpokenAudio>();
  const { speech } = deps;
  if (speech === null) return made;
  const version = await findVersion(deps.store.read, id);
  if (version === null) return made;
  const content = contentOf(version);
  const slots = await withRemaining(deps, deps.store.read, content.kind, content.slots, content.districts);
  const composed = composeVersion(deps, { ...content, slots }, { decidedAt: ctx.at });
  if (isRefusal(composed)) return made;
  const speak = async (script: RadioScript): Promise<void> => {
    const broadcast = await speech.broadcast(script, { haste: 'now' });
    if (broadcast !== null) made.set(keyOf(script), broadcast.audio);
  };
  const all = [composed.message, composed.cancel, ...Object.values(composed.correction)].flatMap(scriptsOf);
  await within(patience, Promise.all(all.map(speak)));
  // A copy: what is made later is not in this digest.
  return new Map(made);
}

/** Waits for a work, but not longer. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const withAudio = (renderings: readonly Rendering[], audio: AudioOf): readonly Rendering[] =>
  renderings.map((rendering) => {
    const found = rendering.radio === undefined ? undefined : audio.get(keyOf(rendering.radio));
    return rendering.radio === undefined || found === undefined
      ? rendering
      : { ...rendering, radio: { ...rendering.radio, audio: found } };
  });

/** A version with the sound that was made of it. */
export const voiced = (composed: ComposedVersion, audio: AudioOf): ComposedVersion => ({
  message: withAudio(composed.message, audio),
  cancel: withAudio(composed.cancel, audio),
  correction: Object.fromEntries(
    Object.entries(composed.correction).map(([cause, renderings]) => [cause, withAudio(renderings, audio)]),
  ),
});

/** A preview with the sound that is there already; it waits for none. */
export async function withKnownAudio(
  { speech }: DeskDeps,
  renderings: readonly Rendering[],
): Promise<readonly Rendering[]> {
  if (speech === null) return renderings;
  const known = new Map<string, SpokenAudio>();
  for (const script of scriptsOf(renderings)) {
    const broadcast = await speech.known(script);
    if (broadcast !== null) known.set(keyOf(script), broadcast.audio);
  }
  return withAudio(renderings, known);
}

/** Says the sentences of the most urgent kinds, of their cancel and their corrections before they are needed. */
export async function warmUpSpeech(deps: DeskDeps): Promise<void> {
  const { speech } = deps;
  if (speech === null) return;
  const decidedAt = deps.clock.now();
  const districts = deps.town.districts.slice(0, 2).map(({ code }) => code);
  for (const kind of Object.values(deps.phrasebook.kinds)) {
    if ((kind.level ?? 0) < 3 || !kind.channels.includes('radio')) continue;
    const options = { variant: 0, decidedAt, districts };
    const { slots } = sampleMessage(kind, deps.town, statusIn(deps.world), options);
    const content = { kind: kind.kind, slots, districts, channels: ['radio'] as const };
    const composed = composeVersion(deps, content, { decidedAt });
    if (isRefusal(composed)) continue;
    for (const renderings of [composed.message, composed.cancel, ...Object.values(composed.correction)])
      for (const script of scriptsOf(renderings)) await speech.prepare(script);
  }
}
