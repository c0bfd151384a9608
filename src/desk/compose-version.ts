import { compose } from '../compose/compose.js';
import { correctionCauses } from '../wire/alert.js';
import { sampleMessage } from '../compose/sample.js';
import { isCarried, type ChannelId } from '../domain/channel.js';
import type { DistrictChoice, Message, Slots } from '../domain/message.js';
import { statusIn } from '../domain/world.js';
import { isRefusal, type Refusal } from '../domain/refusal.js';
import type { Rendering } from '../domain/rendering.js';
import type { DeskDeps } from './desk.js';

/** The texts of a version: its own, and the two that wait ready-made in its digest (safety R6). */
export interface ComposedVersion {
  readonly message: readonly Rendering[];
  readonly cancel: readonly Rendering[];
  /** By cause, from the fixed list. */
  readonly correction: Readonly<Record<string, readonly Rendering[]>>;
}

interface Content {
  readonly kind: string;
  readonly slots: Slots;
  readonly districts: DistrictChoice;
  readonly channels: readonly ChannelId[];
}

/** What is fixed at submit: the time of the decision, and the alert's number in its year (unknown to a preview). */
interface Fixed {
  readonly decidedAt: number;
  readonly number?: number;
}

/** Renders one message on its channels, as it would go out of this world. */
export function composeMessage(
  deps: DeskDeps,
  content: Content,
  { decidedAt, number }: Fixed,
): readonly Rendering[] | Refusal {
  const message: Message = {
    kind: content.kind,
    status: statusIn(deps.world),
    slots: content.slots,
    districts: content.districts,
    decidedAt,
  };
  const result = compose({
    message,
    phrasebook: deps.phrasebook,
    town: deps.town,
    limits: deps.limits,
    channels: content.channels,
    options: number === undefined ? {} : { alertNumber: number },
  });
  return isRefusal(result) ? result : result.renderings;
}

/** Renders a version with its ready-made cancel and its corrections, one per cause. */
export function composeVersion(deps: DeskDeps, content: Content, fixed: Fixed): ComposedVersion | Refusal {
  const message = composeMessage(deps, content, fixed);
  if (isRefusal(message)) return message;
  const retraction = { ofKind: content.kind, sentAt: fixed.decidedAt };
  const cancel = composeMessage(deps, { ...content, kind: 'cancellation', slots: retraction }, fixed);
  if (isRefusal(cancel)) return cancel;
  const correction: Record<string, readonly Rendering[]> = {};
  for (const cause of correctionCauses) {
    const slots = { ...retraction, cause };
    const renderings = composeMessage(deps, { ...content, kind: 'correction', slots }, fixed);
    if (isRefusal(renderings)) return renderings;
    correction[cause] = renderings;
  }
  return { message, cancel, correction };
}

/**
 * Composes once what nobody will hear: making seventeen languages' formatters and translators takes longer than a whole
 * message afterwards, and the first message of a night must not wait for it.
 */
export function warmUp(deps: DeskDeps): void {
  const kind = deps.phrasebook.kinds['evacuation-instruction'];
  if (kind === undefined) return;
  const districts = deps.town.districts.slice(0, 2).map(({ code }) => code);
  const decidedAt = deps.clock.now();
  const { slots } = sampleMessage(kind, deps.town, statusIn(deps.world), {
    variant: 0,
    decidedAt,
    districts,
  });
  const channels = kind.channels.filter(isCarried);
  composeVersion(deps, { kind: kind.kind, slots, districts, channels }, { decidedAt });
}
