import { expect, test } from '@jest/globals';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { phrasebookPage } from '../../src/cli/phrasebook-page.js';
import { samples } from '../../src/cli/render-all.js';
import type { Rendering } from '../../src/domain/rendering.js';
import { messageOf, phrasebook, render, slotsOf, town } from './fixtures.js';

/*
 * What every kind says aloud, in an SMS and on a page, in every language, as a text that a translator can read. A change
 * of words shows here as a diff. To take over a wanted change: delete the file and run the test once.
 */
const channels = ['radio', 'sms', 'web'] as const;

const shown = (rendering: Rendering): string =>
  [
    `--- ${rendering.channel} | ${rendering.languages.join(', ')} | ${rendering.size} of ${rendering.limit} ${rendering.unit}`,
    ...(rendering.dropped.length > 0 ? [`    left out: ${rendering.dropped.join(', ')}`] : []),
    ...(rendering.shortForm === undefined ? [] : [`    short form: ${rendering.shortForm.join(', ')}`]),
    ...(rendering.channel === 'push' ? [`[${rendering.title}]`] : []),
    rendering.text,
    ...(rendering.radio?.lines.flatMap((line) => (line.reading === null ? [] : [`    ${line.reading}`])) ?? []),
    '',
  ].join('\n');

const kindText = (kind: string): string => {
  const own = phrasebook.kinds[kind]?.channels ?? [];
  const made = render(messageOf(kind), { channels: channels.filter((each) => own.includes(each)) });
  return [`=== ${kind}`, '', ...made.map(shown)].join('\n');
};

test.each(Object.keys(slotsOf))('%s says what it said', (kind) => {
  const file = `test/locales/golden/${kind}.txt`;
  const text = kindText(kind);
  if (!existsSync(file)) {
    writeFileSync(file, text);
    throw new Error(`${file} was written; read it and commit it`);
  }
  expect(text).toBe(readFileSync(file, 'utf8'));
});

test('the page for reviewers shows the sentences and samples that there are', () => {
  // A wanted change: `npm run todoku -- render --html docs/phrasebook.html`.
  expect(phrasebookPage(phrasebook, samples(phrasebook, town))).toBe(readFileSync('docs/phrasebook.html', 'utf8'));
});
