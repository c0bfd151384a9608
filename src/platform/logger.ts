import { pino, type Logger } from 'pino';

export type { Logger };

/**
 * The technical log: JSON lines, a static sentence plus fields. Never a phone number, token, password or message body.
 * The headquarters log is a product feature and stands in the database instead.
 */
export const createLogger = (level: string): Logger =>
  pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['password', 'token', 'target', '*.password', '*.token', '*.target'],
  });
