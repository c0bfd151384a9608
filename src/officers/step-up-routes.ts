import { digestOf } from '../platform/digest.js';
import type { Tx } from '../store/store.js';
import { findVersion } from '../store/version.store.js';
import { approveBody, submitBody } from '../wire/alert.js';
import type { StepUpAct } from '../wire/sign-in.js';
import { breakGlassBody } from '../wire/staff.js';

/** A request of a route that asks for a step-up. */
interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly path: string;
  readonly body: unknown;
}

/** The act, and the digest of what this very request would do; null where the request will be refused anyway. */
interface StepUpRoute {
  readonly act: StepUpAct;
  subject(read: Tx, asked: Asked): Promise<string | null>;
}

/** The request itself, to the letter. */
const changesFactors: StepUpRoute = {
  act: 'change-factors',
  subject: (_read, { path, body }) => Promise.resolve(digestOf([path, body ?? null])),
};

/**
 * What an officer who has a second factor does only with a fresh proof. To cancel, to correct and to stop need none: they
 * must be easier than to issue.
 */
export const stepUpRoutes: Readonly<Record<string, StepUpRoute>> = {
  'POST /api/v1/drafts/:id/submit': {
    act: 'submit',
    async subject(read, { params, body }) {
      const given = submitBody.safeParse(body);
      const version = given.success ? await findVersion(read, params['id'] ?? '') : null;
      if (!given.success || !version || version.revision !== given.data.revision) return null;
      const { id, revision, kind, slots, districts, channels, decision } = version;
      return digestOf({ id, revision, kind, slots, districts, channels, decision });
    },
  },
  'POST /api/v1/versions/:id/approve': {
    act: 'approve',
    subject(_read, { params, body }) {
      const given = approveBody.safeParse(body);
      return Promise.resolve(
        given.success ? digestOf({ id: params['id'], digest: given.data.digest }) : null,
      );
    },
  },
  'POST /api/v1/versions/:id/break-glass': {
    act: 'break-glass',
    subject(_read, { params, body }) {
      const given = breakGlassBody.safeParse(body);
      return Promise.resolve(given.success ? digestOf({ id: params['id'], ...given.data }) : null);
    },
  },
  'POST /api/v1/me/passkeys': changesFactors,
  'DELETE /api/v1/me/passkeys/:id': changesFactors,
  'POST /api/v1/me/totp/confirm': changesFactors,
  'DELETE /api/v1/me/totp': changesFactors,
  'POST /api/v1/me/recovery-codes': changesFactors,
};
