import { expect, test } from '@jest/globals';
import { standingOf, type AlertStanding, type Remaining } from './alert-standing.js';

const draft = { status: 'draft', purpose: 'message', issuedAt: null, lifts: false } as const;
const order = { status: 'issued', purpose: 'message', issuedAt: 1, lifts: false } as const;
const lifted = { ...order, status: 'superseded' } as const;
const lift = { ...order, lifts: true } as const;
const cancelled = { ...order, status: 'cancelled' } as const;
const cancel = { ...order, purpose: 'cancel', lifts: true } as const;
const correction = { ...order, purpose: 'correction' } as const;
const ended = { ...order, status: 'expired' } as const;

type Row = [string, Parameters<typeof standingOf>[0], Remaining, AlertStanding];
const rows: readonly Row[] = [
  ['a draft was never sent', [draft], 'none', 'unsent'],
  ['an order stands once everybody has it', [order], 'none', 'in-force'],
  ['an order stands while the draft of its lift is written', [draft, order], 'none', 'in-force'],
  ['an order that was lifted in part stands, whatever the lift does', [lift, order], 'moving', 'in-force'],
  ['a corrected order stands: the correction only speaks', [correction, order], 'none', 'in-force'],
  ['a lift that is on its way is going out', [lift, lifted], 'moving', 'going-out'],
  ['a lift of which something is held waits for a person', [lift, lifted], 'held', 'held'],
  ['a lift that everybody has got is over', [lift, lifted], 'none', 'over'],
  ['a lift on which another draft was begun is over', [draft, lift, lifted], 'none', 'over'],
  ['a cancel that is on its way is going out', [cancel, cancelled], 'moving', 'going-out'],
  ['a cancel that everybody has got is over', [cancel, cancelled], 'none', 'over'],
  ['a correction of an ended notice is over once it is out', [correction, ended], 'none', 'over'],
];
test.each(rows)('%s', (_name, versions, remaining, standing) => {
  expect(standingOf(versions, remaining)).toBe(standing);
});
