import type { World } from '../domain/world.js';

/**
 * The session's cookie, named by its world. Over TLS with the prefix `__Host-`: the browser then takes it from this very
 * host only, over TLS, for the whole of it (RFC 6265bis §4.1.3.2), so that no other host of the town can plant one.
 */
export const sessionCookie = (world: World, secure: boolean): string =>
  `${secure ? '__Host-' : ''}todoku_${world}`;

/** The cookie by which a browser is known from earlier sign-ins. */
export const deviceCookie = (session: string): string => `${session}_device`;

/** Out of scripts' and other sites' reach. */
export const cookieRules = (secure: boolean) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', secure }) as const;

/** Seconds that a browser keeps the device's cookie: as long as the hub does. */
export const deviceCookieAge = 180 * 24 * 60 * 60;
