import type { VersionFacts } from '../domain/decide.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import { stateDigest } from '../store/district-state.store.js';
import { VersionRow } from '../store/entities/alert.entity.js';
import type { Tx } from '../store/store.js';
import { findVersion, isIssuedPast } from '../store/version.store.js';
import type { DeskDeps } from './desk.js';
import { lifts } from './extend.js';
import { contentOf, factsOf } from './version-json.js';

/** What `decide` needs to know of a version that is on its way out: what it continues may have been taken back meanwhile. */
export async function factsInAlert(deps: DeskDeps, tx: Tx, version: VersionRow): Promise<VersionFacts> {
  const facts = factsOf(version);
  if (version.ofVersion === null || version.purpose !== 'message') return facts;
  const of = await findVersion(tx, version.ofVersion);
  if (of === null) return facts;
  const isOver = !lifts(deps, version) && of.status === 'superseded' && !(await isInForce(deps, tx, of));
  return { ...facts, continues: { status: of.status, isOver } };
}

/** Whether anything that an alert said, a lift apart, is in force. */
async function isInForce(deps: DeskDeps, tx: Tx, { alertId }: VersionRow): Promise<boolean> {
  const said = await tx.rows.findBy(VersionRow, { alertId, status: 'issued', purpose: 'message' });
  return said.some((version) => !lifts(deps, version));
}

/** Why what was submitted may no longer be issued as it stands: the orders, or what the alert has said, are not what they were. */
export async function refusalIfChanged(tx: Tx, version: VersionRow): Promise<Refusal | null> {
  const same = version.stateDigest === (await stateDigest(tx, contentOf(version).effects));
  return same && !(await isIssuedPast(tx, version)) ? null : refuse('submission.state-changed');
}
