import { sameForm, type Form } from './form.js';

interface Copy {
  /** The revision that was being written on. */
  readonly revision: number;
  readonly form: Form;
}
/** By officer: at a desk that several share, nobody's words become another's edit. */
const keyOf = (officer: string, id: string): string => `todoku.draft.${officer}.${id}`;

/** Keeps unsaved work on this machine: against a lost line, an expired session, a closed lid. */
export const keepCopy = (officer: string, id: string, copy: Copy): void =>
  localStorage.setItem(keyOf(officer, id), JSON.stringify(copy));
export const forgetCopy = (officer: string, id: string): void => localStorage.removeItem(keyOf(officer, id));

/** What this officer wrote and could not save, whatever the hub holds by now. */
export const readCopy = (officer: string, id: string): Copy | null => {
  const text = localStorage.getItem(keyOf(officer, id));
  return text === null ? null : (JSON.parse(text) as Copy);
};

/** What was saved needs no copy; what was written while it was being saved goes on from it. */
export const settleCopy = (officer: string, id: string, saved: Copy): void => {
  const copy = readCopy(officer, id);
  if (copy === null) return;
  if (sameForm(copy.form, saved.form)) forgetCopy(officer, id);
  else keepCopy(officer, id, { ...copy, revision: saved.revision });
};
