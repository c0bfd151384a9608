/** What a rule or the reader has to say about one place of a document. */
export interface Finding {
  /** Kebab-case name of the rule; docs/cap.md lists them. */
  readonly rule: string;
  /** `/alert/info[2]/area`: the first of its name has no number; empty where nothing was read. */
  readonly path: string;
  readonly message: string;
}

/** True for a finding among other results: what could not be read at all. */
export const isFinding = (value: object | number): value is Finding =>
  typeof value === 'object' && 'rule' in value && 'message' in value;

/** Cuts what a message quotes from a document. */
export const quote = (text: string): string => `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;
