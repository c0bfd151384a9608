import { officerRoles, type OfficerRole } from './officer.js';

/**
 * Who may call a route: anybody, any signed-in officer, a machine with its token, or holders of one of these roles (and a
 * machine where it stands among them).
 */
export type AccessRule = 'public' | 'signed-in' | 'machine' | readonly (OfficerRole | 'machine')[];

/**
 * The authorization table: every route and who may call it, as the routes declare it themselves (`@Access`); a test compares
 * the two, so that a new route without a row fails. `machine`: also a signed-in officer who presents no token, unless she only reads.
 */
export const authorization: Readonly<Record<string, string>> = {
  'POST /api/v1/telegrams': 'machine',
  'GET /api/v1/town': 'signed-in',
  'GET /api/v1/kinds': 'signed-in',
  'GET /api/v1/telegrams': 'signed-in',
  'GET /api/v1/telegrams/:id/raw': 'signed-in',
  'GET /api/v1/proposals': 'signed-in',
  'POST /api/v1/proposals/:id/dismiss': 'drafter',
  'POST /api/v1/preview': 'signed-in',
  'POST /api/v1/preview/cap': 'signed-in',
  'POST /api/v1/speech': 'drafter approver headquarters leader',
  'GET /api/v1/speech/:file': 'signed-in',
  'POST /api/v1/drafts': 'drafter',
  'PUT /api/v1/drafts/:id': 'drafter',
  'POST /api/v1/drafts/:id/discard': 'drafter',
  'POST /api/v1/drafts/:id/submit': 'drafter',
  'GET /api/v1/versions/:id': 'signed-in',
  'GET /api/v1/versions/:id/cap': 'signed-in',
  'POST /api/v1/versions/:id/renew': 'drafter',
  'POST /api/v1/versions/:id/approve': 'approver',
  'POST /api/v1/versions/:id/return': 'approver',
  'POST /api/v1/versions/:id/reject': 'approver',
  'GET /api/v1/versions/:id/ready-made/:purpose': 'signed-in',
  'GET /api/v1/versions/:id/deliveries': 'drafter approver headquarters leader',
  'GET /api/v1/versions/:id/progress': 'signed-in',
  'GET /api/v1/alerts': 'signed-in',
  'GET /api/v1/alerts/history': 'signed-in',
  'GET /api/v1/alerts/:id': 'signed-in',
  'POST /api/v1/alerts/:id/cancel': 'drafter approver',
  'POST /api/v1/alerts/:id/correction': 'drafter approver',
  'POST /api/v1/versions/:id/break-glass': 'approver',
  'POST /api/v1/versions/:id/review': 'approver',
  'GET /api/v1/break-glass': 'drafter approver headquarters leader administrator',
  'POST /api/v1/deliveries/:id/decide': 'drafter approver headquarters',
  'GET /api/v1/deliveries/:id/addresses': 'drafter approver headquarters',
  'GET /api/v1/versions/:id/waiting': 'signed-in',
  'GET /api/v1/versions/:id/rings': 'signed-in',
  'POST /api/v1/versions/:id/deliveries/decide': 'drafter approver headquarters',
  'POST /api/v1/versions/:id/stop': 'drafter approver headquarters',
  'POST /api/v1/maintenance/begin': 'approver administrator',
  'POST /api/v1/maintenance/end': 'approver administrator',
  'GET /api/v1/tasks': 'signed-in',
  'POST /api/v1/tasks/:id/close': 'drafter approver headquarters',
  'GET /api/v1/versions/:id/card': 'drafter approver headquarters leader administrator',
  'GET /api/v1/versions/:id/card.pdf': 'drafter approver headquarters leader administrator',
  'GET /api/v1/cards/pack': 'drafter approver headquarters leader administrator',
  'GET /api/v1/cards/pack/state': 'signed-in',
  'POST /api/v1/cards/pack': 'administrator',
  'GET /api/v1/duties': 'signed-in',
  'POST /api/v1/duties/:id/done': 'drafter approver headquarters',
  'GET /api/v1/manual': 'drafter approver headquarters leader',
  'POST /api/v1/manual/:id/begin': 'drafter approver headquarters',
  'POST /api/v1/manual/:id/stops': 'drafter approver headquarters',
  'POST /api/v1/manual/:id/close': 'drafter approver headquarters',
  'GET /api/v1/residents/counts': 'signed-in',
  'GET /api/v1/shelters': 'signed-in',
  'POST /api/v1/shelters/:id/state': 'drafter approver headquarters',
  'GET /api/v1/log': 'signed-in',
  'POST /api/v1/log': 'drafter approver headquarters leader',
  'GET /api/v1/log/export': 'drafter approver headquarters leader administrator',
  'GET /api/v1/log/check': 'administrator',
  'GET /api/v1/audit': 'administrator',
  'GET /api/v1/audit/sign-ins': 'administrator',
  'GET /api/v1/chronology': 'signed-in',
  'GET /api/v1/chronology.csv': 'signed-in',
  'GET /api/v1/chronology.json': 'signed-in',
  'POST /api/v1/chronology/seen': 'signed-in',
  'POST /api/v1/chronology/personal': 'approver administrator',
  'POST /api/v1/chronology/attachments': 'drafter approver headquarters leader',
  'GET /api/v1/chronology/attachments/:sha256': 'signed-in',
  'GET /api/v1/watch': 'drafter approver headquarters leader administrator',
  'POST /api/v1/watch/take': 'drafter approver headquarters',
  'POST /api/v1/watch/hand-over': 'drafter approver headquarters',
  'GET /api/v1/scenarios': 'signed-in',
  'GET /api/v1/drills': 'signed-in',
  'POST /api/v1/drills': 'leader',
  'POST /api/v1/drills/:id/stop': 'leader',
  'GET /api/v1/situation': 'signed-in',
  'GET /api/v1/state': 'signed-in',
  'GET /api/v1/session': 'public',
  'POST /api/v1/session': 'public',
  'DELETE /api/v1/session': 'signed-in',
  'POST /api/v1/session/password': 'signed-in',
  'POST /api/v1/session/code': 'public',
  'POST /api/v1/session/passkey': 'public',
  'POST /api/v1/session/passkey/options': 'public',
  'GET /api/v1/me': 'signed-in',
  'POST /api/v1/me/passkeys': 'signed-in',
  'POST /api/v1/me/passkeys/options': 'signed-in',
  'DELETE /api/v1/me/passkeys/:id': 'signed-in',
  'POST /api/v1/me/totp': 'signed-in',
  'POST /api/v1/me/totp/confirm': 'signed-in',
  'DELETE /api/v1/me/totp': 'signed-in',
  'POST /api/v1/me/recovery-codes': 'signed-in',
  'DELETE /api/v1/me/sessions': 'signed-in',
  'DELETE /api/v1/me/sessions/:id': 'signed-in',
  'POST /api/v1/step-up': 'signed-in',
  'POST /api/v1/step-up/proof': 'signed-in',
  'GET /api/v1/officers': 'approver administrator',
  'POST /api/v1/officers/requests': 'administrator',
  'POST /api/v1/officers/requests/:id/confirm': 'approver administrator',
  'POST /api/v1/officers/requests/:id/decline': 'approver administrator',
  'POST /api/v1/invitations/look': 'public',
  'POST /api/v1/invitations/accept': 'public',
  'POST /receipts/:channel': 'public',
  'POST /receipts/sms/inbound': 'public',
  'POST /receipts/voice/inbound': 'public',
  'POST /receipts/voice/inbound/choice': 'public',
  'POST /receipts/voice/answer': 'public',
  'POST /receipts/voice/ring': 'public',
  'GET /receipts/voice/audio/:name': 'public',
  'GET /receipts/:channel/unsubscribe/:token': 'public',
  'POST /receipts/:channel/unsubscribe/:token': 'public',
  'GET /api/v1/channels': 'signed-in',
  'GET /api/v1/channels/:id/stations': 'signed-in',
  'GET /api/v1/templates': 'signed-in',
  'GET /api/v1/templates/:kind': 'signed-in',
  'GET /api/v1/glossary': 'signed-in',
  'GET /api/v1/readings': 'signed-in',
  'POST /api/v1/channels/:id/test': 'machine leader administrator',
  'GET /api/v1/exports/alerts': 'signed-in',
  'GET /api/v1/exports/alerts/:id/deliveries': 'drafter approver headquarters leader',
  'POST /api/v1/exports/alerts/:id/addresses': 'approver',
  'GET /openapi.json': 'public',
  'GET /docs': 'public',
  'GET /docs/errors': 'public',
  'GET /health/live': 'public',
  'GET /health/ready': 'public',
};

/** A row of the table as the guard sees it. */
export const ruleOf = (row: string): AccessRule =>
  row === 'public' || row === 'signed-in' || row === 'machine'
    ? row
    : (['machine', ...officerRoles] as const).filter((role) => row.split(' ').includes(role));

/** Whether a machine's token opens it. */
export const takesToken = (rule: AccessRule): boolean => rule === 'machine' || rule.includes('machine');

/** The roles that pass a rule: what a machine may do, everybody who is signed in may, but for readers. */
export const rolesOf = (rule: AccessRule): readonly OfficerRole[] => {
  if (rule === 'machine') return officerRoles.filter((role) => role !== 'reader');
  return typeof rule === 'string' ? officerRoles : officerRoles.filter((role) => rule.includes(role));
};

/** Whether a signed-in officer with these roles passes. */
export const passes = (rule: AccessRule, roles: readonly OfficerRole[]): boolean =>
  rolesOf(rule).some((role) => roles.includes(role));

const cell = (rule: AccessRule, role: OfficerRole): string => (passes(rule, [role]) ? '✓' : '–');

/** The table as a page: a column for each role. */
export function authorizationPage(): string {
  const head = ['route', 'without signing in', ...officerRoles];
  const rows = Object.entries(authorization).map(([route, row]) => {
    const rule = ruleOf(row);
    const open = rule === 'public' ? '✓' : takesToken(rule) ? 'token' : '–';
    return [`\`${route}\``, open, ...officerRoles.map((role) => cell(rule, role))];
  });
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
