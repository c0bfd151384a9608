import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import i18next from 'i18next';
import { z } from 'zod';

/** Says a sentence of the hub itself: errors, log entries, phrases. */
export type Say = (
  language: 'ja' | 'en',
  code: string,
  vars?: Readonly<Record<string, string | number>>,
) => string;

/** What the hub says in its own name. Messages to residents stand in `message.json` and are composed elsewhere. */
const files = ['errors.json', 'errors.compose.json', 'desk.json', 'log.json'];
const flat = z.record(z.string(), z.string());

/**
 * Loads the hub's own sentences in Japanese and English.
 * @throws Error when a sentence is asked for that doesn't exist or lacks a variable: both are bugs.
 */
export function loadSentences(localesDir: string): Say {
  const resources = Object.fromEntries(
    (['ja', 'en'] as const).map((language) => [language, { hub: readSentences(join(localesDir, language)) }]),
  );
  const i18n = i18next.createInstance({
    resources,
    lng: 'ja',
    defaultNS: 'hub',
    initAsync: false,
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    parseMissingKeyHandler: (key) => {
      throw new Error(`no sentence for ${key}`);
    },
    missingInterpolationHandler: (text) => {
      throw new Error(`a sentence lacks a variable: ${text}`);
    },
  });
  void i18n.init();
  return (language, code, vars = {}) => i18n.t(code, { ...vars, lng: language });
}

function readSentences(dir: string): Record<string, string> {
  const present = new Set(readdirSync(dir));
  return Object.assign(
    {},
    ...files
      .filter((file) => present.has(file))
      .map((file) => flat.parse(JSON.parse(readFileSync(join(dir, file), 'utf8')))),
  ) as Record<string, string>;
}
