/** What goes over socket.io, namespaces /console and /public (docs/sockets.md, which a test holds against this file). */
import { z } from 'zod';
import { changedShape, progressShape, topics } from './progress.js';

const world = z.enum(['live', 'drill']);

/** What a console that was there before says in its handshake: which run of a hub it heard, and how far. */
export const sinceShape = z.object({ run: z.string().max(64), seq: z.number().int().nonnegative() });
export type SinceShape = z.infer<typeof sinceShape>;

/** First of all, after connecting. */
export const helloShape = z.object({
  /** The server's clock, milliseconds UTC. */
  now: z.number(),
  world,
  /** Another one at every start of a hub: its numbers begin anew. */
  run: z.string(),
  /** The last number given. */
  seq: z.number().int(),
});

/** Milliseconds between two signs of life of the hub; a console hears it is cut off by their absence. */
export const beatEvery = 2_000;

/** The sign of life itself: the server's clock, milliseconds UTC. It has no number: nothing is missed with it. */
export const beatShape = z.object({ at: z.number() });

/** After a reconnect, or when a slow console has caught up: the last state of all that it missed. */
export const missedShape = z.object({
  seq: z.number().int(),
  at: z.number(),
  /** What was missed is not known any more, or it was another run: fetch everything. */
  resync: z.boolean(),
  topics: z.array(z.enum(topics)),
  progress: z.array(progressShape),
});
export type MissedShape = z.infer<typeof missedShape>;

export const consoleEvents = {
  hello: helloShape,
  missed: missedShape,
  beat: beatShape,
  changed: changedShape,
  progress: progressShape,
} as const;

const hazardLevel = z.object({
  hazard: z.string(),
  level: z.number().nullable(),
  kind: z.string(),
  since: z.number(),
});

/** What is in force, complete each time: nothing to miss, and nothing about anybody. */
export const publicStateShape = z.object({
  seq: z.number().int(),
  at: z.number(),
  world,
  districts: z.array(
    z.object({ code: z.string(), level: z.number().nullable(), orders: z.array(hazardLevel) }),
  ),
  /** Issued and not over yet, newest first; the texts are read by `versionId`. */
  alerts: z.array(
    z.object({
      alertId: z.string(),
      number: z.string().nullable(),
      versionId: z.string(),
      n: z.number().int(),
      intent: z.enum(['alert', 'update', 'cancel']),
      kind: z.string(),
      level: z.number().nullable(),
      issuedAt: z.number(),
      expiresAt: z.number().nullable(),
    }),
  ),
});
export type PublicStateShape = z.infer<typeof publicStateShape>;

export const publicEvents = { state: publicStateShape } as const;
