const tabs = ['templates', 'glossary', 'readings'] as const;
export type Tab = (typeof tabs)[number];

/** What the room shows, in the address: a kind, a language, a word looked for. */
export interface TemplatesSearch {
  readonly tab?: Tab;
  readonly kind?: string;
  readonly language?: string;
  readonly text?: string;
}

const words = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number'
    ? String(value).slice(0, 100) || undefined
    : undefined;

export const readTemplatesSearch = (given: Record<string, unknown>): TemplatesSearch => {
  const tab = tabs.find((one) => one === given['tab']);
  const read = {
    tab,
    kind: words(given['kind']),
    language: words(given['language']),
    text: words(given['text']),
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
};
