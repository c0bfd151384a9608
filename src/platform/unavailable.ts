import type { Logger } from './logger.js';

/** The line to the database is down, or its name unknown. */
const network = new Set(
  'ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT EHOSTUNREACH EHOSTDOWN ENETUNREACH ENETDOWN ENOTFOUND EAI_AGAIN'.split(
    ' ',
  ),
);
/**
 * PostgreSQL's own codes (appendix A of its manual): connection trouble (08), shutting down, crashed or starting (57P),
 * no room for another connection (53300), a lock or statement that took too long (55P03, 57014), and a server that only
 * reads because another one is the primary now (25006).
 */
const postgres = /^(08...|57P0[1-5]|53300|55P03|57014|25006)$/;
/** What `pg` says without a code, and TypeORM of a connection that broke within a transaction. */
const words =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout|Client was closed)/;

/** True when the database is away or does not answer in time, rather than refusing what it was asked. */
export function isUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, name, message, driverError, cause } = error as Partial<Error> & {
    code?: unknown;
    driverError?: unknown;
  };
  if (typeof code === 'string' && (network.has(code) || postgres.test(code))) return true;
  if (words.test(message ?? '') || name === 'QueryRunnerAlreadyReleasedError') return true;
  return isUnavailable(driverError ?? cause);
}

/** True when PostgreSQL gave up a transaction for another's sake (40, appendix A of its manual): again it may go through. */
export function isConflict(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, driverError, cause } = error as { code?: unknown; driverError?: unknown; cause?: unknown };
  return (typeof code === 'string' && /^40...$/.test(code)) || isConflict(driverError ?? cause);
}

/** Milliseconds between two words about a database that stays away. */
const again = 60_000;

/** Logs bugs as they come, and a database that is away once a minute instead of with every attempt. */
export function bugLog(logger: Logger, sentence: string): (error: unknown) => void {
  let toldAt = -Infinity;
  return (error) => {
    if (!isUnavailable(error)) return logger.error({ err: error }, sentence);
    if (performance.now() < toldAt + again) return;
    toldAt = performance.now();
    logger.error({ err: error }, 'the database does not answer; everything goes on by itself when it does');
  };
}
