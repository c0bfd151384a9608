import type { CapReference } from './alert.js';
import { readTime } from './time.js';

/** Values between white space, those in double quotes with their spaces (`addresses`, `incidents`). */
export const readList = (text: string): readonly string[] =>
  [...text.matchAll(/"([^"]*)"|[^\s"]+/g)].map(([whole, quoted]) => quoted ?? whole);

/** The reverse of `readList`; a double quote can't be written, so it becomes a single one. */
export const writeList = (values: readonly string[]): string =>
  values
    .map((value) => value.replaceAll('"', "'"))
    .map((value) => (/\s/.test(value) || value === '' ? `"${value}"` : value))
    .join(' ');

/** `sender,identifier,sent` triples between white space; null stands for one that is none. */
export const readReferences = (text: string): readonly (CapReference | null)[] =>
  text
    .split(/\s+/)
    .filter((part) => part !== '')
    .map(readReference);

function readReference(text: string): CapReference | null {
  const [sender = '', identifier = '', time = '', ...rest] = text.split(',', 4);
  if (sender === '' || identifier === '' || rest.length > 0) return null;
  const sent = readTime(time);
  return Number.isNaN(sent) ? null : { sender, identifier, sent };
}

/** One text for an alert's three names, to compare by. */
export const referenceKey = ({ sender, identifier, sent }: CapReference): string =>
  `${sender},${identifier},${sent}`;
