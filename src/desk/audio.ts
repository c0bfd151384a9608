import { sampleMessage } from '../compose/sample.js';
import { isRefusal } from '../domain/refusal.js';
import type { RadioScript, Rendering, SpokenAudio } from '../domain/rendering.js';
import { statusIn } from '../domain/world.js';
import { digestOf } from '../platform/digest.js';
import type { Speech } from '../speech/speech.js';
import type { VersionRow } from '../store/entities/alert.entity.js';
import type { Tx } from '../store/store.js';
import { findVersion, readFrozenBroadcasts } from '../store/version.store.js';
import { composeVersion, type ComposedVersion } from './compose-version.js';
import type { Context, DeskDeps } from './desk.js';
import { withRemaining } from './remaining.js';
import { contentOf } from './version-json.js';

/** The sound of radio scripts, by the digest of each. */
export type AudioOf = ReadonlyMap<string, SpokenAudio>;

/** What a version says by radio: it, its ready-made cancel, its ready-made corrections. */
export const broadcastParts = ['message', 'cancel', 'correction'] as const;
export type BroadcastPart = (typeof broadcastParts)[number];

/** The sound of a version, and which of its broadcasts no loudspeaker would say: without sound, at a gateway without a voice. */
export interface Spoken {
  readonly audio: AudioOf;
  readonly unsaid: readonly BroadcastPart[];
}

/**
 * How long a submission waits for its sound. Most sentences were made when the draft was looked at. Of what is not ready by
 * then the gateway gets the text; where it has no voice, the officer is asked (ADR 0065). Milliseconds.
 */
const patience = 10_000;

const keyOf = ({ audio: _made, ...script }: RadioScript): string => digestOf(script);

const scriptsOf = (renderings: readonly Rendering[]): readonly RadioScript[] =>
  renderings.flatMap(({ radio }) => (radio === undefined ? [] : [radio]));

/**
 * Makes the sound of a version's broadcast and of its ready-made cancel and corrections, as they will be submitted: what is
 * heard now is in the digest. Nothing where nobody needs it; the submission itself says what is wrong with a draft.
 */
export async function speakVersion(deps: DeskDeps, ctx: Context, id: string): Promise<Spoken> {
  const nothing: Spoken = { audio: new Map(), unsaid: [] };
  const { speech } = deps;
  const asked = deps.radioVoice.askNeedsSound();
  if (speech === null && !(await asked)) return nothing;
  const version = await findVersion(deps.store.read, id);
  if (version === null) return nothing;
  const content = contentOf(version);
  const slots = await withRemaining(deps, deps.store.read, content.kind, content.slots, content.districts);
  const composed = composeVersion(deps, { ...content, slots }, { decidedAt: ctx.at });
  if (isRefusal(composed)) return nothing;
  const audio = speech === null ? nothing.audio : await speakAll(speech, composed);
  return { audio, unsaid: (await asked) ? soundless(voiced(composed, audio)) : [] };
}

async function speakAll(speech: Speech, composed: ComposedVersion): Promise<AudioOf> {
  const made = new Map<string, SpokenAudio>();
  const speak = async (script: RadioScript): Promise<void> => {
    const broadcast = await speech.broadcast(script, { haste: 'now' });
    if (broadcast !== null) made.set(keyOf(script), broadcast.audio);
  };
  const all = [composed.message, composed.cancel, ...Object.values(composed.correction)].flatMap(scriptsOf);
  await within(patience, Promise.all(all.map(speak)));
  // A copy: what is made later is not in this digest.
  return new Map(made);
}

/** Which broadcasts of a version have no sound; of the corrections one is enough. */
function soundless({ message, cancel, correction }: ComposedVersion): readonly BroadcastPart[] {
  const parts = { message, cancel, correction: Object.values(correction).flat() };
  return broadcastParts.filter((part) => scriptsOf(parts[part]).some(({ audio }) => audio === undefined));
}

/** The same of what was frozen, as far as it waits for somebody's approval and the gateway is not known to speak. */
export async function frozenUnsaid(
  { radioVoice }: DeskDeps,
  tx: Tx,
  version: Pick<VersionRow, 'id' | 'status'>,
): Promise<readonly BroadcastPart[]> {
  if (version.status !== 'submitted' || !radioVoice.needsSound()) return [];
  const silent = new Set(
    (await readFrozenBroadcasts(tx, version.id))
      .filter(({ rendering }) => rendering.radio !== undefined && rendering.radio.audio === undefined)
      .map(({ purpose }) => purpose.split(':', 1)[0]),
  );
  return broadcastParts.filter((part) => silent.has(part));
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
