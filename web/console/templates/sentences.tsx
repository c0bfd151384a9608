import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { reads, useKinds } from '../api/queries.js';
import type { TemplateSentenceShape } from '../api/types.js';
import { Loaded } from '../shell/loaded.js';
import { Section } from '../shell/page.js';
import { kindWithLevel, label, labelOrNull, useText } from '../text/labels.js';
import { ChooseLanguage } from './choose-language.js';
import { Marked } from './marked.js';

/** `ja-easy` is Japanese to a browser. */
export const langOf = (language: string): string => (language === 'ja-easy' ? 'ja' : language);

/** One kind's sentences in Japanese and in another language; what is missing is shown as missing. */
export const Sentences = ({ kind, language }: { kind: string; language: string }) => {
  const t = useText();
  const sentences = useQuery(reads.template(kind, language));
  const level = useKinds().find((one) => one.kind === kind)?.level ?? null;
  return (
    <div className="grid gap-4">
      <Link
        to="/templates"
        search={{ tab: 'templates', language }}
        className="btn no-print justify-self-start"
      >
        {t('templates.back')}
      </Link>
      <ChooseLanguage language={language} search={{ tab: 'templates', kind }} />
      <Section id="sentences" title={kindWithLevel(kind, level)}>
        <Loaded query={sentences} lines={20}>
          {(list) => (
            <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={t('templates.sentences')}>
              <table className="plain-table">
                <thead>
                  <tr>
                    <th scope="col">{t('templates.sentence')}</th>
                    <th scope="col">{label('language', 'ja')}</th>
                    <th scope="col">{label('language', language)}</th>
                    <th scope="col">{t('templates.review')}</th>
                  </tr>
                </thead>
                <tbody>
                  {list.map((one) => (
                    <Row key={one.key} sentence={one} language={language} />
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Loaded>
      </Section>
    </div>
  );
};

const tone = {
  official: 'text-success',
  reviewed: 'text-success',
  unreviewed: 'text-warning',
  missing: 'text-danger',
};

const Row = ({ sentence, language }: { sentence: TemplateSentenceShape; language: string }) => {
  const t = useText();
  const { id, variant, short, ja, text, review } = sentence;
  return (
    <tr data-review={review}>
      <th scope="row">
        {labelOrNull('sentence', id) ?? id}
        {variant !== null && <span className="hint block">{labelOrNull('hazard', variant) ?? variant}</span>}
        {short && <span className="hint block">{t('templates.short')}</span>}
      </th>
      <td lang="ja">
        <Marked text={ja} />
      </td>
      <td lang={langOf(language)}>{text === null ? '—' : <Marked text={text} />}</td>
      <td className={`font-700 ${tone[review]}`}>{t(`templates.reviews.${review}`)}</td>
    </tr>
  );
};
