import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A term and what it is called in other languages. */
export interface GlossaryTerm {
  readonly term: string;
  readonly words: readonly {
    readonly tag: string;
    readonly headword: string;
    readonly status: string;
    readonly source: string;
  }[];
}

/** `config/glossary.tsv`: the words that the sentences keep to, in the file's order of terms. */
export function loadGlossary(configDir: string): readonly GlossaryTerm[] {
  const [head = '', ...lines] = readFileSync(join(configDir, 'glossary.tsv'), 'utf8').split(/\r?\n/u);
  const columns = head.split('\t');
  const terms = new Map<string, GlossaryTerm['words'][number][]>();
  for (const line of lines.filter((one) => one.trim() !== '')) {
    const row = line.split('\t');
    const at = (name: string): string => (row[columns.indexOf(name)] ?? '').trim();
    const word = { tag: at('tag'), headword: at('headword'), status: at('status'), source: at('source') };
    terms.set(at('term'), [...(terms.get(at('term')) ?? []), word]);
  }
  return [...terms].map(([term, words]) => ({ term, words }));
}
