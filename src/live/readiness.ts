import { isUnavailable } from '../platform/unavailable.js';
import type { Store } from '../store/store.js';

export type Readiness =
  | { readonly status: 'ok'; readonly engine: string }
  | { readonly status: 'unavailable'; readonly engine: string };

/** Milliseconds after which a database that has not answered counts as away. */
const patience = 2_000;

/** Ready means that the database answers, soon. @throws Error for anything else that is wrong with it: a bug */
export async function readiness({ engine, read }: Store): Promise<Readiness> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), patience)));
  const answers = read.sql('SELECT 1 AS one').then(
    () => true,
    (error: unknown) => {
      if (isUnavailable(error)) return false;
      throw error;
    },
  );
  try {
    return { status: (await Promise.race([answers, late])) ? 'ok' : 'unavailable', engine };
  } finally {
    clearTimeout(timer);
  }
}
