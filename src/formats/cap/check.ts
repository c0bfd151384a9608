/** All that the standard and its profiles say and a schema can not, in the order of the standard. */
import type { Finding } from './finding.js';
import type { CapDocument } from './read.js';
import { alertRules } from './rules/alert.js';
import { areaRules } from './rules/area.js';
import { infoRules } from './rules/info.js';
import { languageRules } from './rules/language.js';
import { polygonRules } from './rules/polygon.js';
import { referenceRules } from './rules/references.js';
import { resourceRules } from './rules/resource.js';
import { mostPerRule, type CheckContext, type Rule } from './rules/rule.js';
import { scopeRules } from './rules/scope.js';
import { structureRules } from './rules/structure.js';
import type { XmlElement } from './tree.js';

/** All rules of an alert. */
export const capRules: readonly Rule[] = [
  ...structureRules,
  ...alertRules,
  ...referenceRules,
  ...scopeRules,
  ...infoRules,
  ...languageRules,
  ...areaRules,
  ...polygonRules,
  ...resourceRules,
];

/** What is wrong with a document, and what is worth a word. */
export interface Verdict {
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** Checks one alert by `rules`, all of them unless told otherwise. */
export function checkAlert(alert: XmlElement, context: CheckContext = {}, rules = capRules): Verdict {
  const findings = (severity: Rule['severity']): readonly Finding[] =>
    rules
      .filter((rule) => rule.severity === severity)
      .flatMap(({ name, check }) =>
        check(alert, context)
          .slice(0, mostPerRule)
          .map(([path, message]) => ({ rule: name, path, message })),
      );
  return { errors: findings('error'), warnings: findings('warning') };
}

/** Most alerts of a document whose findings are listed; the others are checked all the same by who takes them in. */
const mostFindings = 1000;

/** Checks all alerts of a document, and whether it is one that may hold alerts. */
export function checkDocument({ format, alerts }: CapDocument, context: CheckContext = {}): Verdict {
  const verdicts = alerts.map(({ element }) => checkAlert(element, context));
  const strays = alerts.filter(({ stray }) => stray);
  const about = (rule: string, path: string, message: string): Finding => ({ rule, path, message });
  const notCap =
    format === 'unknown' ? [about('not-cap', '', 'neither CAP nor a feed or envelope that may hold it')] : [];
  const empty =
    format !== 'unknown' && alerts.length === 0
      ? [about('no-alert', '', 'holds no alert; addresses are not fetched')]
      : [];
  return {
    errors: [...notCap, ...verdicts.flatMap(({ errors }) => errors)].slice(0, mostFindings),
    warnings: [
      ...empty,
      ...strays.map(({ element }) =>
        about('alert-outside-entry', element.path, 'stands in no entry of the feed'),
      ),
      ...verdicts.flatMap(({ warnings }) => warnings),
    ].slice(0, mostFindings),
  };
}
