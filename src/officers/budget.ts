/** After so many wrong tries in a row there is a rest. */
const triesBeforeRest = 5;
const minute = 60_000;

/** A wrong password rests the account, or the known device, for a minute after every five. */
export const restAfter = (failures: number, now: number): number | null =>
  failures % triesBeforeRest === 0 ? now + minute : null;

/**
 * Codes of six digits can be guessed, so each five double the rest, up to an hour. Only somebody who has the password, or
 * a session, can bring it about: nobody is kept out from afar.
 */
export const codeRestAfter = (failures: number, now: number): number | null =>
  failures % triesBeforeRest === 0
    ? now + Math.min(60 * minute, minute * 2 ** (failures / triesBeforeRest - 1))
    : null;
