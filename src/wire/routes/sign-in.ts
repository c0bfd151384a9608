import { sessionShape } from '../session.js';
import { askedShape, enrolledShape, meShape, provenShape, stepUpShape, totpShape } from '../sign-in.js';
import type { RouteTable } from './route.js';

/** The second step of a sign-in, what an officer proves herself by, and where she is signed in. */
export const signInRoutes: RouteTable = {
  'POST /api/v1/session/code': {
    says: 'The second step by the code of an authenticator app, or one of the recovery codes.',
    answer: sessionShape,
  },
  'POST /api/v1/session/passkey/options': {
    says: 'Asks for a passkey: alone, or as the second step of a ticket.',
    answer: askedShape,
    example: { ticket: null },
  },
  'POST /api/v1/session/passkey': { says: 'Signs in by a passkey.', answer: sessionShape },
  'GET /api/v1/me': {
    says: 'Your passkeys, codes, and where you are signed in.',
    answer: meShape,
  },
  'POST /api/v1/me/passkeys/options': { says: 'Asks for a new passkey.', answer: askedShape },
  'POST /api/v1/me/passkeys': {
    says: 'Keeps a new passkey; the first factor brings recovery codes, shown once.',
    answer: enrolledShape,
  },
  'DELETE /api/v1/me/passkeys/:id': { says: 'Removes a passkey.', answer: meShape },
  'POST /api/v1/me/totp': { says: 'A new secret for an authenticator app.', answer: totpShape },
  'POST /api/v1/me/totp/confirm': {
    says: 'Keeps the secret once a code of it was right.',
    answer: enrolledShape,
    example: { code: '123456' },
  },
  'DELETE /api/v1/me/totp': { says: 'Removes the authenticator app.', answer: meShape },
  'POST /api/v1/me/recovery-codes': {
    says: 'Ten new recovery codes, shown once; the old ones are over.',
    answer: enrolledShape,
  },
  'DELETE /api/v1/me/sessions/:id': { says: 'Signs out one other browser.', answer: meShape },
  'DELETE /api/v1/me/sessions': { says: 'Signs out all other browsers.', answer: meShape },
  'POST /api/v1/step-up': {
    says: 'What has to be proven before a submission, an approval or a change of factors.',
    answer: stepUpShape,
  },
  'POST /api/v1/step-up/proof': {
    says: 'The proof, good once, for two minutes, for that digest and this session.',
    answer: provenShape,
  },
};
