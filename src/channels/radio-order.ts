import type { SendOrder } from '../domain/channel.js';
import { urgentFrom } from '../domain/urgency.js';
import { radioScriptDigestInput } from '../formats/radio-command.js';
import { sha256 } from '../platform/digest.js';
import { radioRetraction, type RadioAudio, type RadioReadback } from '../wire/radio.js';
import type { RadioOrder } from './radio-gateway.js';

/** What takes back or corrects what was said goes before everything else (R6); a correction is an update by its intent. */
const isRetraction = ({ intent, kind }: SendOrder): boolean => intent === 'cancel' || kind === 'correction';

/** What a call asks of the gateway; null where it has no script. `hasAudio`: its sound file is at hand. */
export function radioOrder(order: SendOrder, hasAudio: boolean): RadioOrder | null {
  const { radio: script } = order.rendering;
  if (script === undefined) return null;
  const { chime, siren, repeat, lines, audio } = script;
  const file: RadioAudio | null =
    audio === undefined || !hasAudio
      ? null
      : { sha256: audio.sha256, seconds: audio.seconds, sirenSeconds: audio.sirenSeconds ?? 0 };
  return {
    commandId: order.key,
    alertId: order.alertId,
    versionId: order.versionId,
    status: order.status,
    urgency: isRetraction(order) ? radioRetraction : order.urgency,
    expiresAt: order.expiresAt,
    stations: order.members.map(({ target }) => target),
    volume: order.urgency >= urgentFrom || siren !== 'none' ? 'maximum' : 'normal',
    script: { chime, siren, repeat, lines: lines.map((line) => ({ ...line })) },
    textDigest: sha256(radioScriptDigestInput(script)),
    audio: file,
  };
}

const sameStations = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && [...a].sort().join('\n') === [...b].sort().join('\n');

/**
 * What the gateway would do is what it was asked to do: places, words, sound, siren and loudness (R11). Of a broadcast
 * without a sound file a gateway without a voice may sound the siren alone, everywhere: less than was asked for, and said so.
 */
export function isReadBack(readback: RadioReadback, order: RadioOrder): boolean {
  const sirenOn = order.script.siren === 'none' ? [] : order.stations;
  const { stations, sirenStations = sirenOn } = readback;
  const sirenAlone = order.audio === null && sirenOn.length > 0 && stations.length === 0;
  return (
    (sameStations(stations, order.stations) || (sirenAlone && readback.sirenStations !== undefined)) &&
    sameStations(sirenStations, sirenOn) &&
    readback.textDigest === order.textDigest &&
    readback.audioDigest === (order.audio?.sha256 ?? null) &&
    readback.siren === order.script.siren &&
    readback.volume === order.volume
  );
}
