import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger };

/**
 * The technical log: JSON lines, a static sentence plus fields. Never a phone number, token, password or message body.
 * The headquarters log is a product feature and stands in the database instead.
 */
export const createLogger = (level: string, to: DestinationStream = pino.destination(1)): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (error: Error) => withoutValues(pino.stdSerializers.err(error)) },
      redact: ['password', 'token', 'target', '*.password', '*.token', '*.target'],
    },
    to,
  );

/** A failed statement without what it was asked with: numbers and words of people stand there. */
function withoutValues<T extends object>({ parameters: _, detail: __, ...error }: T & Values): object {
  const { driverError, cause, ...rest } = error as Values;
  return {
    ...rest,
    ...(driverError !== undefined && { driverError: withoutValues(driverError) }),
    ...(cause !== undefined && { cause: typeof cause === 'object' ? withoutValues(cause) : cause }),
  };
}

interface Values {
  readonly parameters?: unknown;
  readonly detail?: unknown;
  readonly driverError?: object;
  readonly cause?: object;
}
