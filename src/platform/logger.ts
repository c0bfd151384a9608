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
      serializers: { err: (error: Error) => masked(withoutValues(pino.stdSerializers.err(error)), 0) },
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

/** UUIDs, which are our own names for things, stay: by them a line is found again. */
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const personal: readonly (readonly [RegExp, string])[] = [
  [/[^\s@<>"'(]+@[^\s@<>"')]+\.[^\s@<>"')]+/g, '[mail]'],
  [/\+\d[\d ()-]{5,18}\d/g, '[number]'],
  [/(?<![\w.-])0\d[\d-]{7,11}\d(?![\w.-])/g, '[number]'],
];
/** A run of letters and digits as long as tokens and keys are; a path is parted by its slashes, and has no digits as a rule. */
const token = /(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}(?![\w-])/g;
const deepest = 4;

/** Providers and libraries quote in their errors what they were given: numbers, mail addresses, tokens. */
const withoutPeople = (text: string): string =>
  personal
    .reduce((said, [pattern, instead]) => said.replaceAll(pattern, instead), text)
    .replaceAll(token, (word) => (uuid.test(word) ? word : '[token]'));

function masked(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return withoutPeople(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return '…';
  if (Array.isArray(value)) return value.map((one) => masked(one, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, masked(one, depth + 1)]));
}

interface Values {
  readonly parameters?: unknown;
  readonly detail?: unknown;
  readonly driverError?: object;
  readonly cause?: object;
}
