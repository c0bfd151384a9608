import { isRefusal, type Refusal } from '../domain/refusal.js';
import { lotAfter, type Group, type Lot } from '../store/delivery-group.store.js';
import type { Tx } from '../store/store.js';
import { closeDoneTasks } from '../store/task.store.js';
import type { Weight } from '../store/write-guard.js';
import type { Context, DeskDeps } from './desk.js';

/** A command on many deliveries: what is checked and logged first, and what is done to each lot. */
interface Work {
  /** In the first lot's transaction; its refusal ends the command. */
  readonly begin: (tx: Tx) => Promise<number | Refusal>;
  /** Returns how many deliveries it touched. */
  readonly lot: (tx: Tx, lot: Lot) => Promise<number>;
}

type Part = Pick<Group, 'versionId' | 'channel'>;

/**
 * Walks the deliveries of a version and channel by lots, a transaction each, so that 10,000 don't hold the event loop;
 * the first stands in one transaction with the check and the log entry. A process that dies between two leaves the rest
 * as it was, under its task.
 */
export async function inLots(
  deps: DeskDeps,
  ctx: Context,
  of: Part,
  work: Work,
): Promise<{ readonly begun: number; readonly done: number } | Refusal> {
  const first = await deps.store.write(async (tx) => {
    const begun = await work.begin(tx);
    return isRefusal(begun) ? begun : { begun, ...(await oneLot(tx, ctx, of, work.lot, '')) };
  }, 'needed');
  if (isRefusal(first)) return first;
  const rest = first.next === null ? 0 : await everyLot(deps, ctx, of, { lot: work.lot }, first.next);
  return { begun: first.begun, done: first.did + rest };
}

/** The lots after a target alone. Returns how many deliveries they touched. */
export async function everyLot(
  deps: DeskDeps,
  ctx: Context,
  of: Part,
  { lot, weight = 'needed' }: Pick<Work, 'lot'> & { readonly weight?: Weight },
  from = '',
): Promise<number> {
  let next: string | null = from;
  let done = 0;
  while (next !== null) {
    const after: string = next;
    const step = await deps.store.write((tx) => oneLot(tx, ctx, of, lot, after), weight);
    done += step.did;
    next = step.next;
  }
  return done;
}

async function oneLot(
  tx: Tx,
  ctx: Context,
  of: Part,
  work: Work['lot'],
  after: string,
): Promise<{ readonly next: string | null; readonly did: number }> {
  const lot = await lotAfter(tx, of, after);
  const did = lot === null ? 0 : await work(tx, lot);
  await closeDoneTasks(tx, ctx.now, ctx.officer.id);
  return { next: lot?.last ?? null, did };
}
