import type { Claimed, NewCall } from '../../../src/store/claim.store.js';
import type { Recorded } from '../../../src/store/delivery.store.js';
import type { Rules } from './rules.js';
import type { Issue, Row, Table, Waiting } from './table.js';

/** A call row; `members` are delivery ids. */
export interface CommittedCall {
  readonly members: readonly number[];
  readonly committedAt: number;
}

/** A large audience and those of its targets that have no delivery yet. */
export interface Coming extends Pick<Issue, 'n' | 'orderKey' | 'urgency' | 'expiresAt'> {
  readonly openedAt: number;
  /** As its expansion names them: it is closed by the lot after its last. */
  districts: readonly string[];
  targets: readonly string[];
}

export interface MemoryTable extends Table {
  readonly rows: readonly Row[];
  readonly calls: ReadonlyMap<string, CommittedCall>;
  /** Large audiences of which something is still to come. */
  readonly coming: readonly Coming[];
  /** Deliveries held under no open task. */
  untended(): number;
}

interface VersionFacts {
  readonly cancel: boolean;
  readonly urgency: number;
}

const clockTolerance = 60_000;
const settling = 15_000;

/** The store's statements in memory. Each names the function whose SQL it repeats; `rules` takes a piece of one away. */
export function createMemoryTable(rules: Rules): MemoryTable {
  const rows: Row[] = [];
  const calls = new Map<string, CommittedCall>();
  const versions: VersionFacts[] = [];
  /** Open tasks, by version and reason. */
  const tasks = new Set<string>();
  let newest = -Infinity;
  const noted = (now: number) => void (newest = Math.max(newest, now));

  const claimedOf = (row: Row): Claimed => ({
    id: row.id,
    versionId: `v${row.n}`,
    renderingId: `r${row.n}`,
    target: row.target,
    attempts: row.attempts,
    fence: row.fence,
    expiresAt: row.expiresAt,
    callId: row.callId,
    callSize: row.callId === null ? null : (calls.get(row.callId)?.members.length ?? null),
    rank: row.rank,
  });
  let coming: Coming[] = [];
  const hasNewer = (row: Row) =>
    versions.some(({ cancel }, i) => cancel && i + 1 > row.n) ||
    rows.some((later) => later.n > row.n && later.target === row.target && later.orderKey === row.orderKey) ||
    coming.some((l) => l.n > row.n && l.orderKey === row.orderKey && l.targets.includes(row.target));
  const supersede = (row: Row) => {
    row.state = 'superseded';
  };

  /** `findDue` leaves out what has an older version to its target in flight. */
  const isBarred = (row: Row) =>
    rules.inFlight &&
    rows.some((o) => o.state === 'sending' && o.target === row.target && o.orderKey === row.orderKey);

  const restOf = (lot: readonly Row[], now: number) =>
    rows.filter(
      (row) =>
        row.state === 'pending' &&
        row.dueAt <= now &&
        row.expiresAt > now &&
        !lot.includes(row) &&
        lot.some(({ callId }) => callId !== null && callId === row.callId),
    );

  const insert = (issue: Omit<Coming, 'openedAt' | 'districts'>, cancel: boolean, dueAt: number) => {
    for (const target of issue.targets)
      rows.push({
        id: rows.length + 1,
        n: issue.n,
        target,
        orderKey: issue.orderKey,
        rank: cancel ? 0 : 6 - issue.urgency,
        expiresAt: issue.expiresAt,
        state: 'pending',
        dueAt,
        attempts: 0,
        fence: 0,
        leaseUntil: null,
        callId: null,
        ref: null,
        heldReason: null,
      });
  };
  const supersedeOlder = (n: number, cancel: boolean, orderKey: string, targets: readonly string[]) => {
    for (const row of rows)
      if (row.n < n && (row.state === 'pending' || row.state === 'held'))
        if (cancel || (row.orderKey === orderKey && targets.includes(row.target))) supersede(row);
  };

  return {
    rows,
    calls,
    get coming() {
      return coming;
    },
    untended: () =>
      rows.filter((row) => row.state === 'held' && !tasks.has(`${row.n} ${row.heldReason}`)).length,

    // desk/expand.ts with audience.store: insertPersonal or insertReached, supersedeOlder or supersedeAlert.
    issue(issue) {
      const { n, cancel, targets, large, orderKey, now } = issue;
      versions.push({ cancel, urgency: issue.urgency });
      noted(now);
      if (cancel) coming = [];
      else if (rules.endCovered)
        for (const older of coming)
          if (older.orderKey === orderKey) {
            const isLeft = (target: string) => !targets.includes(target);
            older.districts = older.districts.filter(isLeft);
            older.targets = older.targets.filter(isLeft);
          }
      coming = coming.filter(({ districts }) => districts.length > 0);
      if (large) coming.push({ ...issue, districts: targets, openedAt: now });
      else {
        insert(issue, cancel, now);
        if (rules.supersede) supersedeOlder(n, cancel, orderKey, targets);
      }
    },

    // expansion.store: expandLot, with audience.store: supersedeOlderOfLot, and overtaken.store: supersedeArrived.
    expand(size, now) {
      const [next] = coming.toSorted((a, b) => b.urgency - a.urgency || a.openedAt - b.openedAt || a.n - b.n);
      if (!next) return;
      const lot = { ...next, targets: next.targets.slice(0, size) };
      next.targets = next.targets.slice(size);
      const before = rows.length;
      insert(lot, false, now);
      if (rules.supersede) supersedeOlder(lot.n, false, lot.orderKey, lot.targets);
      if (rules.endCovered) for (const row of rows.slice(before)) if (hasNewer(row)) supersede(row);
      if (lot.targets.length === 0) coming = coming.filter((one) => one !== next);
    },

    // claim.store: findDue, findRest where the provider keeps keys, and claim without its calls.
    claim({ now, limit, leaseUntil, oldestFirst, keyed }) {
      const waiting = rows.filter((row) => row.state === 'pending' && row.dueAt <= now);
      // The rank whose first one waits longest.
      const [oldest] = [...waiting].sort((a, b) => a.dueAt - b.dueAt || a.rank - b.rank);
      const due = waiting
        .filter((row) => row.expiresAt > now && !isBarred(row) && (!oldestFirst || row.rank === oldest?.rank))
        .sort((a, b) => a.rank - b.rank || a.dueAt - b.dueAt || a.id - b.id)
        .slice(0, limit);
      if (rules.wholeCalls && keyed) due.push(...restOf(due, now));
      // overtaken.store: supersedeDue.
      const over = (row: Row) => rules.supersedeDue && coming.some(({ n }) => n !== row.n) && hasNewer(row);
      due.filter(over).forEach(supersede);
      const free = due.filter(({ state }) => state === 'pending');
      for (const row of free) {
        row.state = 'sending';
        row.fence++;
        row.attempts++;
        row.leaseUntil = leaseUntil;
      }
      return free.map(claimedOf).sort((a, b) => a.rank - b.rank || a.id - b.id);
    },

    // claim.store: the calls of a claim.
    commitCalls(fresh: readonly NewCall[], now) {
      for (const call of fresh) {
        const members = [...(calls.get(call.id)?.members ?? []), ...call.members.map(([id]) => id)];
        calls.set(call.id, { members, committedAt: now });
        for (const [id] of call.members) at(id).callId = call.id;
        noted(now);
      }
    },

    // delivery.store: recordOutcomes and supersedeReturned.
    record(outcomes: readonly Recorded[]) {
      const recorded = new Set<number>();
      for (const outcome of outcomes) {
        const row = at(outcome.id);
        if (rules.fence && row.fence !== outcome.fence) continue;
        if (rules.guard && row.state !== 'sending' && row.state !== 'unsure') continue;
        row.state = outcome.state;
        row.dueAt = outcome.dueAt ?? row.dueAt;
        row.leaseUntil = null;
        row.ref = outcome.ref ?? row.ref;
        row.heldReason = outcome.heldReason ?? null;
        recorded.add(row.id);
      }
      if (!rules.supersedeReturned) return recorded;
      for (const { id, state } of outcomes) {
        const row = at(id);
        if (state !== 'pending' && state !== 'held') continue;
        if ((row.state !== 'pending' && row.state !== 'held') || !hasNewer(row)) continue;
        supersede(row);
        row.heldReason = null;
      }
      return recorded;
    },

    // delivery.store: findOvertaken.
    findOvertaken: (ids) => new Set(ids.filter((id) => hasNewer(at(id)))),

    // delivery.store: expireLeases.
    expireLeases(now, all) {
      const out = rows.filter(
        (row) => row.state === 'sending' && (all || (row.leaseUntil !== null && row.leaseUntil <= now)),
      );
      for (const row of out) {
        row.state = rules.lease;
        row.dueAt = now;
        row.leaseUntil = null;
      }
      return out.length;
    },

    // delivery.store: expireDue.
    expireDue(now) {
      for (const row of rows) if (row.state === 'pending' && row.expiresAt <= now) row.state = 'expired';
    },

    // delivery.store: claimUnsure.
    claimUnsure(now, limit) {
      const waiting = rows
        .filter((row) => row.state === 'unsure' && row.dueAt <= now)
        .sort((a, b) => a.rank - b.rank || a.id - b.id);
      const taken = new Set(waiting.slice(0, limit).map(({ callId }) => callId));
      const due = rules.wholeCalls
        ? waiting.filter(({ callId }) => taken.has(callId))
        : waiting.slice(0, limit);
      for (const row of due) {
        row.fence++;
        row.dueAt = now + settling;
      }
      return due.flatMap((row): Waiting[] => {
        const call = calls.get(row.callId ?? '');
        const urgency = versions[row.n - 1]?.urgency ?? 0;
        return call ? [{ ...claimedOf(row), committedAt: call.committedAt, urgency }] : [];
      });
    },

    // hold.store: holdForClock and holdPending.
    holdForClock(now) {
      if (!rules.holdForClock || now >= newest - clockTolerance) return false;
      for (const row of rows)
        if (row.state === 'pending' || row.state === 'unsure') {
          row.state = 'held';
          row.heldReason = 'clock';
        }
      return true;
    },

    // settle.store: openHeldTasks.
    openHeldTasks() {
      const before = tasks.size;
      for (const row of rows) if (row.state === 'held') tasks.add(`${row.n} ${row.heldReason}`);
      return tasks.size - before;
    },

    // receipt.store: recordReceipts.
    receive(receipts) {
      const states = new Map<Row, Exclude<(typeof receipts)[number]['state'], 'again'>>();
      for (const { ref, state } of receipts)
        for (const row of rows)
          if (row.ref === ref && row.state === 'accepted' && state !== 'again') states.set(row, state);
      for (const [row, state] of states) {
        row.state = state === 'interrupted' ? 'held' : state;
        if (state !== 'interrupted') continue;
        row.heldReason = 'interrupted';
        row.callId = null;
        row.fence += 1;
        tasks.add(`${row.n} interrupted`);
      }
    },

    // desk/deliveries.ts: retryDelivery and giveUpDelivery, with delivery-command.ts and decision.store: overtakenBy.
    decide(id, decision, now) {
      const row = at(id);
      if (row.state !== 'held' && !(row.state === 'refused' && decision === 'retry'))
        return 'delivery.not-waiting';
      if (decision === 'retry') {
        const newer = rules.overtaken ? overtakenBy(row) : null;
        if (newer !== null) return `delivery.${newer}`;
        if (row.expiresAt <= now) return 'delivery.expired';
        // What the provider refused is a new call when it is sent again.
        if (row.state === 'refused') row.callId = null;
        row.state = 'pending';
        row.dueAt = now;
        row.heldReason = null;
        row.attempts = 0;
      } else row.state = 'refused';
      row.fence++;
      noted(now);
      for (const task of [...tasks]) {
        const n = Number(task.split(' ')[0]);
        if (!rows.some((other) => other.n === n && other.state === 'held')) tasks.delete(task);
      }
      return null;
    },
  };

  function at(id: number): Row {
    const row = rows[id - 1];
    if (!row) throw new Error(`no delivery ${id}`);
    return row;
  }

  function overtakenBy(row: Row): 'cancelled' | 'overtaken' | null {
    if (versions.some(({ cancel }, i) => cancel && i + 1 > row.n)) return 'cancelled';
    const same = (d: Row) => d.target === row.target && d.orderKey === row.orderKey;
    return rows.some((d) => d.n > row.n && same(d)) ? 'overtaken' : null;
  }
}
