import { HttpException } from '@nestjs/common';
import type { Refusal } from '../domain/refusal.js';
import type { Problem } from '../wire/problem.js';
import type { Say } from './sentences.js';

const prefixes: readonly (readonly [prefix: string, status: number])[] = [
  ['session.', 401],
  ['officer.', 403],
  ['request.bug', 500],
  ['request.no-such-route', 404],
  ['request.too-large', 413],
  ['request.wrong-method', 405],
  ['request.wrong-type', 415],
  ['request.', 400],
  ['storage.full', 507],
  ['storage.', 503],
  ['idempotency.', 422],
  ['compose.', 422],
  ['reroute.bad-address', 422],
  ['reroute.not-typed', 422],
  ['submit.', 422],
  ['shelter.', 422],
  ['situation.', 422],
  ['telegram.', 422],
  ['attachment.too-large', 413],
  ['attachment.wrong-type', 415],
  ['attachment.', 422],
  ['log.stale', 409],
  ['log.', 422],
  ['password.', 422],
  ['sign-in.locked', 429],
  ['sign-in.busy', 503],
  ['second-factor.last', 409],
  ['second-factor.not-begun', 409],
  ['second-factor.none', 409],
  ['second-factor.', 422],
  ['passkey.not-accepted', 422],
  ['passkey.unknown-here', 422],
  ['channel.tested-already', 429],
  ['unsubscribe.', 403],
  ['sign-in.', 401],
];

/** The HTTP status of a refusal: unknown things are 404, clashes with the present state 409. */
export const statusOfRefusal = (code: string): number =>
  code.endsWith('.unknown') ? 404 : (prefixes.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 409);

/** RFC 9457 problem+json of a refusal, in the officer's language, with a link to its documentation. */
export const problemOf = (say: Say, language: 'ja' | 'en', { refused, vars }: Refusal): Problem => ({
  type: `/docs/errors#${refused}`,
  title: say(language, refused, vars),
  status: statusOfRefusal(refused),
  code: refused,
  ...(vars === undefined ? {} : { vars: { ...vars } }),
});

/** A refusal that an edge (guard, body) raises before any command ran. */
export class RefusalException extends HttpException {
  constructor(readonly refusal: Refusal) {
    super(refusal.refused, statusOfRefusal(refusal.refused));
  }
}

/** Japanese unless the browser asks for English first. */
export const languageOf = (acceptLanguage: string | undefined): 'ja' | 'en' =>
  acceptLanguage?.trim().toLowerCase().startsWith('en') ? 'en' : 'ja';
