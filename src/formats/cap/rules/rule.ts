import { childrenNamed, type XmlElement } from '../tree.js';

/** What a rule may know besides the alert. */
export interface CheckContext {
  /** Milliseconds UTC; without it no time counts as being in the future. */
  readonly now?: number;
  /** Keys (`referenceKey`) of the alerts that are known; without it every reference counts as known. */
  readonly known?: ReadonlySet<string>;
  /** SHA-1 in hexadecimal; without it a resource's digest is looked at, not computed. */
  readonly sha1?: (content: Uint8Array) => string;
}

/** One fault: where, and what. */
export type Fault = readonly [path: string, message: string];

/** Findings of one rule in one alert beyond this number say nothing new. */
export const mostPerRule = 20;

export interface Rule {
  /** Kebab-case; docs/cap.md has a line for each. */
  readonly name: string;
  readonly severity: 'error' | 'warning';
  readonly check: (alert: XmlElement, context: CheckContext) => readonly Fault[];
}

/** A rule whose breach makes an alert invalid. */
export const error = (name: string, check: Rule['check']): Rule => ({ name, severity: 'error', check });

/** A rule whose breach is worth a word. */
export const warning = (name: string, check: Rule['check']): Rule => ({ name, severity: 'warning', check });

/** One weak entry an alert: one for each thing found would keep the collector busy. */
const found = new WeakMap<XmlElement, Map<unknown, unknown>>();

/** What several rules look at, found once for each alert: a hostile one may have 100,000 of it. */
export const oncePerAlert =
  <T>(find: (alert: XmlElement) => T): ((alert: XmlElement) => T) =>
  (alert) => {
    let known = found.get(alert);
    if (!known) found.set(alert, (known = new Map()));
    if (!known.has(find)) known.set(find, find(alert));
    return known.get(find) as T;
  };

/** The alert's infos. */
export const infosOf = oncePerAlert((alert): readonly XmlElement[] => childrenNamed(alert, 'info'));

/** The areas of all its infos. */
export const areasOf = oncePerAlert((alert): readonly XmlElement[] =>
  infosOf(alert).flatMap((info) => childrenNamed(info, 'area')),
);

const noFaults: readonly Fault[] = [];

/** A fault where `broken`, none otherwise; a message that quotes is made only then. */
export const faultIf = (broken: boolean, path: string, message: string | (() => string)): readonly Fault[] =>
  broken ? [[path, typeof message === 'string' ? message : message()]] : noFaults;
