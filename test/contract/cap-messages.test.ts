/** What we say as CAP: every kind, valid by the schema and by every rule, in every language that has words of its own. */
import { describe, expect, test } from '@jest/globals';
import { renderCap } from '../../src/cli/render-cap.js';
import { isFinding } from '../../src/formats/cap/finding.js';
import { alertFromRenderings, type CapFacts } from '../../src/formats/cap/from-renderings.js';
import { checkDocument } from '../../src/formats/cap/check.js';
import { readAlert } from '../../src/formats/cap/read-alert.js';
import { readCap } from '../../src/formats/cap/read.js';
import { capLanguage, languages } from '../../src/domain/language.js';
import { validateCapXsd } from '../../src/platform/xsd.js';
import { decidedAt, messageOf, phrasebook, render, town } from '../locales/fixtures.js';

const kinds = Object.values(phrasebook.kinds);

describe('a message as CAP', () => {
  test.each(kinds.map((kind) => [kind.kind, kind] as const))('%s is valid', async (name, kind) => {
    const message = messageOf(name, { status: 'Exercise' });
    const renderings = render(message, { channels: ['cap'] });
    const xml = renderCap({ message, kind, town }, renderings, 'config');
    expect(await validateCapXsd(xml)).toMatchObject({ valid: true });
    const document = readCap(xml);
    if (isFinding(document)) throw new Error(document.message);
    expect(checkDocument(document, { now: decidedAt, known: new Set() }).errors).toEqual([]);
    const [found] = document.alerts;
    const alert = found && readAlert(found.element);
    expect(alert?.info.map(({ language }) => language)).toEqual(languages.map(capLanguage));
    expect(xml).toContain('+09:00');
    for (const info of alert?.info ?? []) expect(info.headline).toMatch(/^[【[]/u);
  });

  test('the whole town has its outline, some districts have codes alone', () => {
    const kind = phrasebook.kinds['evacuation-instruction'];
    if (kind === undefined) throw new Error('no kind');
    const xmlOf = (districts: 'all' | readonly string[]) => {
      const message = messageOf(kind.kind, { districts });
      return renderCap({ message, kind, town }, render(message, { channels: ['cap'] }), 'config');
    };
    expect(xmlOf('all')).toContain('<polygon>');
    expect(xmlOf(['okuda'])).not.toContain('<polygon>');
    expect(xmlOf(['okuda'])).toContain('<value>okuda</value>');
  });

  test('a language that fell back to others has no info', () => {
    const kind = phrasebook.kinds['evacuation-instruction'];
    if (kind === undefined) throw new Error('no kind');
    const [ja, ...others] = render(messageOf(kind.kind), { channels: ['cap'], languages: ['ja', 'vi'] });
    const stand = others.map((each) => ({
      ...each,
      languages: ['ja' as const],
      fellBackFrom: 'vi' as const,
    }));
    const facts: CapFacts = {
      ...{ identifier: 'x', sender: 'town.example', status: 'Actual', intent: 'update' },
      ...{ sent: decidedAt, expires: decidedAt + 1, districts: [] },
      references: [{ sender: 'town.example', identifier: 'w', sent: decidedAt - 1000 }],
    };
    const alert = alertFromRenderings(kind, town, facts, ja === undefined ? [] : [ja, ...stand]);
    expect(alert.info.map(({ language }) => language)).toEqual(['ja']);
    expect([alert.msgType, alert.references.length]).toEqual(['Update', 1]);
  });
});
