import { quote } from '../finding.js';
import { scriptMismatch } from '../script.js';
import { childNamed, childrenNamed, textOf, type XmlElement } from '../tree.js';
import { error, faultIf, infosOf, warning, type Fault, type Rule } from './rule.js';

/** Missing means `en-US` (CAP 3.2.2). */
const languageOf = (info: XmlElement): string => textOf(info, 'language') || 'en-US';
const primary = (tag: string): string => tag.split('-', 1)[0]?.toLowerCase() ?? '';

/** A tag of BCP 47; a private one (`x-…`) too. */
function isTag(tag: string): boolean {
  if (/^x(?:-[a-z0-9]{1,8})+$/i.test(tag)) return true;
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** Infos by language, those of one language together. */
function byLanguage(alert: XmlElement): ReadonlyMap<string, readonly XmlElement[]> {
  const groups = new Map<string, XmlElement[]>();
  for (const info of infosOf(alert)) {
    const language = languageOf(info).toLowerCase();
    const group = groups.get(language) ?? [];
    group.push(info);
    groups.set(language, group);
  }
  return groups;
}

/** A fault at the first info of each language that says something else than the first language. */
function differing(alert: XmlElement, said: (info: XmlElement) => readonly string[]): readonly Fault[] {
  const groups = [...byLanguage(alert).values()].map((infos) => ({
    path: infos[0]?.path ?? '',
    all: [...new Set(infos.map((info) => said(info).toSorted().join('\n')))].sort().join('\n\n'),
  }));
  return groups
    .filter(({ all }) => all !== groups[0]?.all)
    .map(({ path }) => [path, 'not the same as in the first language']);
}

const categories = (info: XmlElement): readonly string[] =>
  childrenNamed(info, 'category').map(({ text }) => text.trim());
const eventCodes = (info: XmlElement): readonly string[] =>
  childrenNamed(info, 'eventCode').map((code) => `${textOf(code, 'valueName')}=${textOf(code, 'value')}`);

const proseNames = ['headline', 'description', 'instruction'];
const letters = /\p{L}/u;

/** Two tags of one language (ja and a plain ja) may say the same; a headline may well be one name. */
function sameTexts(alert: XmlElement): readonly Fault[] {
  const seen = new Map<string, string>();
  return infosOf(alert).flatMap((info) =>
    proseNames.flatMap((name) => {
      const value = textOf(info, name);
      if (!letters.test(value)) return [];
      const language = primary(languageOf(info));
      const key = `${name}\n${value}`;
      const earlier = seen.get(key) ?? language;
      seen.set(key, earlier);
      const path = childNamed(info, name)?.path ?? '';
      return faultIf(earlier !== language, path, () => `the same text as in ${quote(earlier)}`);
    }),
  );
}

/** What the infos of one alert owe each other. */
export const languageRules: readonly Rule[] = [
  error('language-tag', (alert) =>
    infosOf(alert).flatMap((info) => {
      const tag = textOf(info, 'language');
      const path = childNamed(info, 'language')?.path ?? '';
      return faultIf(tag !== '' && !isTag(tag), path, () => `${quote(tag)} is no language tag`);
    }),
  ),
  error('categories-differ', (alert) => differing(alert, categories)),
  error('event-codes-differ', (alert) => differing(alert, eventCodes)),
  error('same-text', sameTexts),
  warning('script-mismatch', (alert) =>
    infosOf(alert).flatMap((info) => {
      const text = proseNames.map((name) => textOf(info, name).slice(0, 2000)).join(' ');
      const mismatch = scriptMismatch(textOf(info, 'language'), text);
      return faultIf(mismatch, info.path, () => `not written as ${quote(textOf(info, 'language'))} is`);
    }),
  ),
];
