import { z } from 'zod';
import { logCategories } from '../domain/log-entry.js';
import { logEntryShape } from './log.js';

/** An entry with its facts: what was, and what is. */
export const auditEntryShape = logEntryShape.extend({ data: z.record(z.string(), z.unknown()) });
export type AuditEntryShape = z.infer<typeof auditEntryShape>;

const time = z.coerce.number().int().nonnegative();

/** GET /api/v1/audit?categories=&actor=&from=&until=&before=&limit= */
export const auditQuery = z.object({
  categories: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(z.enum(logCategories)).min(1))
    .optional(),
  actor: z.string().min(1).max(60).optional(),
  from: time.optional(),
  until: time.optional(),
  before: time.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type AuditQuery = z.infer<typeof auditQuery>;

/** GET /api/v1/audit */
export const auditShape = z.object({
  entries: z.array(auditEntryShape),
  /** Everybody in whose name an entry stands, for the filter. */
  actors: z.array(z.string()),
});
export type AuditShape = z.infer<typeof auditShape>;

/** GET /api/v1/audit/sign-ins: from a session, as long as it is kept (docs/privacy.md). */
export const signInShape = z.object({
  at: z.number(),
  /** Null where the officer is no longer in the register. */
  name: z.string().nullable(),
  login: z.string().nullable(),
  means: z.enum(['password', 'totp', 'recovery', 'passkey']).nullable(),
  address: z.string().nullable(),
  agent: z.string().nullable(),
});
export type SignInShape = z.infer<typeof signInShape>;

/** GET /api/v1/log/check: the whole chain, read again and compared with what was written down outside the database. */
export const logCheckShape = z.object({
  entries: z.number().int(),
  faults: z.array(z.object({ seq: z.number().int(), fault: z.string() })),
  lost: z.array(z.object({ from: z.number(), to: z.number(), saidIn: z.number() })),
  anchors: z.number().int(),
  checkedAt: z.number(),
});
export type LogCheckShape = z.infer<typeof logCheckShape>;
