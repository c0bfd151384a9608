import type { VersionShape } from '../api/types.js';
import type { Form } from './use-draft.js';

interface Copy {
  readonly revision: number;
  readonly form: Form;
}
const keyOf = (id: string): string => `todoku.draft.${id}`;

/** Keeps unsaved work on this machine: against a lost line, an expired session, a closed lid. */
export const keepCopy = (id: string, copy: Copy): void =>
  localStorage.setItem(keyOf(id), JSON.stringify(copy));
export const forgetCopy = (id: string): void => localStorage.removeItem(keyOf(id));

/** The copy, where it is a continuation of what the server holds; an overtaken one is let go. */
export const readCopy = (version: VersionShape): Form | null => {
  const text = localStorage.getItem(keyOf(version.id));
  if (text === null) return null;
  const copy = JSON.parse(text) as Copy;
  return copy.revision === version.revision ? copy.form : null;
};
