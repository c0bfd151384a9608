/**
 * The push services of the browsers in use (their own documentation and the endpoints that they give out, 2026-11): Chrome
 * and its kin, Firefox, Safari, Edge. A subscription comes from a stranger's browser, so the hub sends to these hosts only
 * (ADR 0033).
 */
const knownServices = [
  'fcm.googleapis.com',
  'updates.push.services.mozilla.com',
  '*.push.apple.com',
  '*.notify.windows.com',
];

/** A host name, or `*.` and the end of one; never an address or a bare name. */
export const serviceHost = /^(\*\.)?([a-z0-9-]+\.)+[a-z][a-z0-9-]+$/;

const matches = (host: string, pattern: string): boolean =>
  pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;

/** Whether an endpoint lies at a push service that is known, or at one that the town named besides. */
export const isPushService = (
  { protocol, port, username, password, hostname }: URL,
  more: readonly string[] = [],
): boolean =>
  protocol === 'https:' &&
  port === '' &&
  username === '' &&
  password === '' &&
  [...knownServices, ...more].some((pattern) => matches(hostname, pattern));
