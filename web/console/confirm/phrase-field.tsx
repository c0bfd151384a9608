import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useText } from '../text/labels.js';

export interface Phrase {
  readonly ja: string;
  readonly en: string;
}

/** Wide and narrow characters and doubled spaces count as the same: an IME's habits are nobody's fault. */
export const samePhrase = (typed: string, phrase: Phrase): boolean => {
  const plain = (text: string) => text.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
  return [phrase.ja, phrase.en].some((one) => plain(one) === plain(typed));
};

/** The words to type; pasting is allowed, Enter sends nothing. */
export const PhraseField = (props: { phrase: Phrase; value: string; onChange: (value: string) => void }) => {
  const t = useText();
  const { i18n } = useTranslation();
  const id = useId();
  const right = samePhrase(props.value, props.phrase);
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-700">
        {t('phrase.label')}
      </label>
      <p id={`${id}-words`} className="rounded-4 bg-sunken px-3 py-1 text-[1.25rem] font-700 select-all">
        {i18n.language === 'ja' ? props.phrase.ja : props.phrase.en}
      </p>
      <input
        id={id}
        className="field text-[1.125rem]"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        aria-describedby={`${id}-words`}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      />
      <p className={right ? 'font-700 text-success' : 'hint'}>
        {t(right ? 'phrase.right' : 'phrase.notYet')}
      </p>
    </div>
  );
};
