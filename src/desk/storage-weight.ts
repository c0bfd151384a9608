import { ballastFrom } from '../domain/urgency.js';
import { ProposalRow } from '../store/entities/telegram.entity.js';
import { findVersion } from '../store/version.store.js';
import type { Weight } from '../store/write-guard.js';
import type { DeskDeps } from './desk.js';
import type { DraftSource } from './draft-source.js';

const weigh = (urgency: number | undefined): Weight =>
  (urgency ?? 0) >= ballastFrom ? 'urgent' : 'ordinary';

/** Every step of an urgent version may cost the ballast, from its draft to its issue: without one there is no next. */
export const weightOfVersion = (deps: DeskDeps, id: string) => async (): Promise<Weight> =>
  weigh((await findVersion(deps.store.read, id))?.urgency);

/** A draft weighs what its kind does. */
export const weightOfSource = (deps: DeskDeps, source: DraftSource) => async (): Promise<Weight> => {
  const { kinds } = deps.phrasebook;
  if ('liftOf' in source) return weigh(kinds['order-lifted']?.urgency);
  if ('extendOf' in source) return weightOfVersion(deps, source.extendOf)();
  const kind = 'kind' in source ? source.kind : await kindOfProposal(deps, source.proposalId);
  return weigh(Object.hasOwn(kinds, kind) ? kinds[kind]?.urgency : undefined);
};

const kindOfProposal = async (deps: DeskDeps, id: string): Promise<string> =>
  (await deps.store.read.rows.findOneBy(ProposalRow, { id }))?.kind ?? '';
