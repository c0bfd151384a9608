import { useSyncExternalStore } from 'react';
import { isApiError } from './client.js';
import type { StepUpAct } from './types.js';

/** What the hub wants proven: the act, and a digest of what it does. */
export interface Bound {
  readonly act: StepUpAct;
  readonly subject: string;
}

/** A question to the officer; it is answered with the proof's token, or null when she leaves it. */
export interface Question {
  readonly bound: Bound;
  answer(token: string | null): void;
}

let question: Question | null = null;
const listeners = new Set<() => void>();
const set = (next: Question | null): void => {
  question = next;
  for (const listener of listeners) listener();
};

/** The question that stands, for the dialog that asks it. */
export const useQuestion = (): Question | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => question,
  );

const ask = (bound: Bound): Promise<string | null> =>
  new Promise((resolve) => {
    question?.answer(null);
    set({
      bound,
      answer(token) {
        set(null);
        resolve(token);
      },
    });
  });

const boundOf = (error: unknown): Bound | null =>
  isApiError(error) && error.problem.code === 'officer.step-up'
    ? (error.problem.vars as unknown as Bound)
    : null;

/**
 * Runs a call; where the hub asks for a proof first, the officer is asked right there, and the same call goes on with it.
 * Left unanswered, the hub's own refusal is what the screen shows: nothing was done.
 */
export const proven = async <Result>(
  run: (headers?: Readonly<Record<string, string>>) => Promise<Result>,
): Promise<Result> => {
  try {
    return await run();
  } catch (error) {
    const bound = boundOf(error);
    const token = bound && (await ask(bound));
    if (token === null) throw error;
    return run({ 'X-Todoku-Proof': token });
  }
};
