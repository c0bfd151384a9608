const states = ['inForce', 'sent', 'unsent'] as const;
export type AlertsState = (typeof states)[number];

/** What the list of alerts shows, in the address. */
export interface AlertsSearch {
  readonly state?: AlertsState;
  readonly kind?: string;
  readonly text?: string;
}

export const readAlertsSearch = (given: Record<string, unknown>): AlertsSearch => {
  const state = states.find((one) => one === given['state']);
  const words = (value: unknown): string | undefined =>
    typeof value === 'string' || typeof value === 'number'
      ? String(value).slice(0, 100) || undefined
      : undefined;
  const read = { state, kind: words(given['kind']), text: words(given['text']) };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
};
