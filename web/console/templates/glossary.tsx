import { useQuery } from '@tanstack/react-query';
import { reads } from '../api/queries.js';
import type { GlossaryTermShape } from '../api/types.js';
import { Loaded } from '../shell/loaded.js';
import { Section } from '../shell/page.js';
import { count } from '../text/format.js';
import { label, useText } from '../text/labels.js';
import { ChooseLanguage } from './choose-language.js';
import { LookFor } from './look-for.js';
import { langOf } from './sentences.js';

const holds = (term: GlossaryTermShape, wanted: string): boolean =>
  [term.term, ...term.words.map(({ headword }) => headword)].some((word) =>
    word.normalize('NFKC').toLowerCase().includes(wanted),
  );

/** The words that the sentences keep to; what a language has no word for is shown as missing. */
export const Glossary = ({ text, language }: { text: string; language: string }) => {
  const t = useText();
  const glossary = useQuery(reads.glossary);
  const wanted = text.normalize('NFKC').trim().toLowerCase();
  return (
    <div className="grid gap-4">
      <div className="grid gap-3 sm:grid-cols-2">
        <LookFor text={text} search={{ tab: 'glossary', language }} />
        <ChooseLanguage language={language} search={{ tab: 'glossary', ...(text !== '' && { text }) }} />
      </div>
      <Section id="glossary" title={t('templates.tab.glossary')}>
        <Loaded query={glossary} lines={30}>
          {(list) => <Terms terms={list.filter((term) => holds(term, wanted))} language={language} />}
        </Loaded>
      </Section>
    </div>
  );
};

/** Who vouches for a word, as for a sentence; a status that we have no words for stands as it is. */
const reviewWords = (t: ReturnType<typeof useText>, status: string): string =>
  status === 'official' || status === 'reviewed' || status === 'unreviewed'
    ? t(`templates.reviews.${status}`)
    : status;

const Terms = ({ terms, language }: { terms: readonly GlossaryTermShape[]; language: string }) => {
  const t = useText();
  if (terms.length === 0) return <p>{t('templates.nothing')}</p>;
  return (
    <div className="overflow-x-auto" tabIndex={0} role="group" aria-label={t('templates.tab.glossary')}>
      <p className="numbers">{t('templates.found', { count: count(terms.length) })}</p>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{t('templates.term')}</th>
            <th scope="col">{label('language', language)}</th>
            <th scope="col">{t('templates.source')}</th>
          </tr>
        </thead>
        <tbody>
          {terms.map(({ term, words }) => {
            const word = words.find(({ tag, headword }) => tag === language && headword !== '');
            return (
              <tr key={term}>
                <th scope="row" lang="ja">
                  {term}
                </th>
                <td lang={word === undefined ? undefined : langOf(language)}>{word?.headword ?? '—'}</td>
                <td>
                  {word === undefined ? (
                    <span className="font-700 text-danger">{t('templates.reviews.missing')}</span>
                  ) : (
                    `${reviewWords(t, word.status)} ・ ${word.source === 'draft' ? t('templates.draft') : word.source}`
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
};
