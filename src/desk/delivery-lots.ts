import { isRefusal, type Refusal } from '../domain/refusal.js';
import { lotAfter, type Group, type Lot } from '../store/delivery-group.store.js';
import type { Tx } from '../store/store.js';
import { closeDoneTasks } from '../store/task.store.js';
import type { Context, DeskDeps } from './desk.js';

/** A command on many deliveries: what is checked and logged first, and what is done to each lot. */
interface Work {
  /** In the first lot's transaction; its refusal ends the command. */
  readonly begin: (tx: Tx) => Promise<number | Refusal>;
  /** Returns how many deliveries it touched. */
  readonly lot: (tx: Tx, lot: Lot) => Promise<number>;
}

/**
 * Walks the deliveries of a version and channel by lots, a transaction each, so that 10,000 don't hold the event loop;
 * the first stands in one transaction with the check and the log entry. A process that dies between two leaves the rest
 * as it was, under its task.
 */
export async function inLots(
  deps: DeskDeps,
  ctx: Context,
  of: Pick<Group, 'versionId' | 'channel'>,
  work: Work,
): Promise<{ readonly begun: number; readonly done: number } | Refusal> {
  async function step(tx: Tx, after: string): Promise<{ next: string | null; did: number }> {
    const lot = await lotAfter(tx, of, after);
    const did = lot === null ? 0 : await work.lot(tx, lot);
    await closeDoneTasks(tx, ctx.now, ctx.officer.id);
    return { next: lot?.last ?? null, did };
  }
  const first = await deps.store.write(async (tx) => {
    const begun = await work.begin(tx);
    return isRefusal(begun) ? begun : { begun, ...(await step(tx, '')) };
  });
  if (isRefusal(first)) return first;
  let { next, did: done } = first;
  while (next !== null) {
    const after: string = next;
    const lot = await deps.store.write((tx) => step(tx, after));
    done += lot.did;
    next = lot.next;
  }
  return { begun: first.begun, done };
}
