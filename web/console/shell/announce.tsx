import { useSyncExternalStore } from 'react';

/** The two live regions of the console: one that waits its turn, one that interrupts (ux.md A21). */
interface Said {
  readonly polite: string;
  readonly urgent: string;
}
let said: Said = { polite: '', urgent: '' };
const listeners = new Set<() => void>();
const say = (next: Partial<Said>): void => {
  said = { ...said, ...next };
  for (const listener of listeners) listener();
};

export const announce = (text: string): void => say({ polite: text });
export const interrupt = (text: string): void => say({ urgent: text });

export const LiveRegions = () => {
  const now = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => said,
  );
  return (
    <div className="sr-only">
      <div role="status">{now.polite}</div>
      <div role="alert">{now.urgent}</div>
    </div>
  );
};
