import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { approveVersion } from '../desk/approve.js';
import type { Context, DeskDeps } from '../desk/desk.js';
import { editDraft } from '../desk/draft.js';
import type { DraftSource } from '../desk/draft-source.js';
import { openDraft } from '../desk/open-draft.js';
import { addLogEntry } from '../desk/log-entry.js';
import { phraseFor } from '../desk/phrase.js';
import { retractAlert } from '../desk/retract.js';
import { submitDraft } from '../desk/submit.js';
import type { Officer } from '../domain/officer.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import type { DraftFrom, StepAction } from '../domain/scenario.js';
import { receiveTelegram } from '../intake/receive.js';
import type { VersionRow } from '../store/entities/alert.entity.js';
import { listProposals } from '../store/telegram.store.js';
import { findVersion } from '../store/version.store.js';

/** What a run of a scenario carries from step to step. */
export interface Run {
  readonly desk: DeskDeps;
  readonly folder: string;
  /** Keeps this run's telegrams apart from an earlier run's. */
  readonly drillId: string;
  /** Drafts by the scenario's names for them. */
  readonly drafts: Map<string, string>;
  officer(role: string): Promise<Officer>;
}

type Did = 'done' | Refusal;
const did = (result: unknown): Did => (isRefusal(result) ? result : 'done');

/** Plays one step through intake or the desk, as its officer would, at scenario time `at`. */
export async function playStep(run: Run, action: StepAction, at: number): Promise<Did> {
  const { desk } = run;
  if (action.do === 'telegram') {
    await receiveTelegram(desk, readFileSync(join(run.folder, action.file)), at, run.drillId);
    return 'done';
  }
  const officer = await run.officer(action.do === 'call' ? 'duty' : action.as);
  const context: Context = { officer, now: desk.clock.now(), at };
  if (action.do === 'call') return did(await addLogEntry(desk, context, { ...action, at, category: 'call' }));
  if (action.do === 'draft') return openNamed(run, context, action.name, action.from);
  return onDraft(run, context, action);
}

async function openNamed(run: Run, context: Context, name: string, from: DraftFrom): Promise<Did> {
  const source = await sourceOf(run, from);
  if (isRefusal(source)) return source;
  const id = await openDraft(run.desk, context, source);
  if (isRefusal(id)) return id;
  run.drafts.set(name, id);
  return 'done';
}

async function sourceOf(run: Run, from: DraftFrom): Promise<DraftSource | Refusal> {
  if ('kind' in from) return from;
  if ('lift' in from) return { liftOf: run.drafts.get(from.lift) ?? '', districts: from.districts };
  const open = (await listProposals(run.desk.store.read)).filter(({ state }) => state === 'open');
  const proposal = open.find(({ kind }) => kind === from.proposal);
  return proposal ? { proposalId: proposal.id } : refuse('proposal.unknown');
}

type OnDraft = Extract<StepAction, { draft: string }>;

async function onDraft(run: Run, context: Context, action: OnDraft): Promise<Did> {
  const { desk } = run;
  const version = await findVersion(desk.store.read, run.drafts.get(action.draft) ?? '');
  if (!version) return refuse('version.unknown');
  const { id, revision, kind, alertId, digest } = version;
  switch (action.do) {
    case 'edit':
      return did(await editDraft(desk, context, id, { ...edited(version, action), revision }));
    case 'submit':
      return did(await submitDraft(desk, context, id, { revision, phrase: phraseFor(desk, kind).ja }));
    case 'approve':
      return did(await approveVersion(desk, context, id, digest ?? ''));
    case 'cancel':
      return did(
        await retractAlert(desk, context, alertId, {
          as: 'cancel',
          phrase: phraseFor(desk, 'cancellation').ja,
        }),
      );
    case 'correct': {
      const phrase = phraseFor(desk, 'correction').ja;
      return did(
        await retractAlert(desk, context, alertId, { as: 'correction', cause: action.cause, phrase }),
      );
    }
  }
}

function edited(version: VersionRow, action: Extract<StepAction, { do: 'edit' }>) {
  return {
    slots: { ...JSON.parse(version.slots), ...action.slots },
    districts: action.districts ?? JSON.parse(version.districts),
    channels: JSON.parse(version.channels),
    decision: action.decision ?? (version.decision === null ? null : JSON.parse(version.decision)),
  };
}
