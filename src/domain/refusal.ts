/**
 * An expected "no": a value with a code, never an exception (design.md, style.md). The code is a key in
 * `locales/<tag>/errors.json`; `vars` fill its sentence. Only bugs are thrown.
 */
export interface Refusal {
  readonly refused: string;
  readonly vars?: Readonly<Record<string, string | number>>;
}

/** Makes a refusal. */
export const refuse = (refused: string, vars?: Refusal['vars']): Refusal =>
  vars === undefined ? { refused } : { refused, vars };

/** True when a result is a refusal rather than the thing asked for. */
export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'refused' in value && typeof value.refused === 'string';
