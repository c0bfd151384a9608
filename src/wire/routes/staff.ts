import { z } from 'zod';
import { versionShape } from '../alert.js';
import { auditShape, logCheckShape, signInShape } from '../audit.js';
import { breakGlassShape, invitationShape, officersShape } from '../staff.js';
import { watchShape } from '../watch.js';
import type { RouteTable } from './route.js';

const idOnly = z.object({ id: z.string() });
const reason = '令和8年4月の異動';

/** Officers and what two of them change together, duty, what was issued alone, and the audit. */
export const staffRoutes: RouteTable = {
  'GET /api/v1/officers': {
    says: 'Officers, their roles, and what waits for a second person.',
    answer: officersShape,
  },
  'POST /api/v1/officers/requests': {
    says: 'Asks for an invitation, other roles, a new password or a removal; another officer confirms it.',
    answer: idOnly,
  },
  'POST /api/v1/officers/requests/:id/confirm': {
    says: 'Confirms what another officer asked for, which does it.',
    answer: idOnly,
  },
  'POST /api/v1/officers/requests/:id/decline': {
    says: "Declines a request, or takes one's own back.",
    answer: idOnly,
    example: { note: reason },
  },
  'POST /api/v1/invitations/look': { says: 'For whom an invitation is.', answer: invitationShape },
  'POST /api/v1/invitations/accept': {
    says: 'Chooses the password; the link is over then.',
    answer: z.object({ login: z.string() }),
  },
  'GET /api/v1/watch': { says: 'Who has duty, and what was handed over.', answer: watchShape },
  'POST /api/v1/watch/take': { says: 'Takes duty.', answer: watchShape, example: {} },
  'POST /api/v1/watch/hand-over': {
    says: 'Ends your duty with a note, and says who goes on.',
    answer: watchShape,
    example: { note: '石坂の冠水は継続。道路課に連絡済み。', to: null },
  },
  'GET /api/v1/break-glass': {
    says: 'What was issued by one officer alone.',
    answer: z.array(breakGlassShape),
  },
  'POST /api/v1/versions/:id/break-glass': {
    says: 'A lone officer issues her own submission, with a reason and whom she rang.',
    answer: versionShape,
  },
  'POST /api/v1/versions/:id/review': {
    says: 'Another approver reviews what was issued alone.',
    answer: idOnly,
    example: { note: '内容は適切。連絡先の更新が必要。' },
  },
  'GET /api/v1/audit': { says: 'Who did what: settings, approvals, issues.', answer: auditShape },
  'GET /api/v1/audit/sign-ins': {
    says: 'The newest 200 sign-ins of the sessions that are kept: who, when, from which address, how.',
    answer: z.array(signInShape),
  },
  'GET /api/v1/log/check': { says: "Checks the log's chain against its anchors.", answer: logCheckShape },
  'GET /api/v1/log/export': {
    says: 'The audit as a sheet or JSON, without personal words.',
    answer: { media: 'text/csv' },
    also: { media: 'application/json' },
  },
};
