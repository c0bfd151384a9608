import { useState } from 'react';
import { announce } from '../shell/announce.js';
import { useText } from '../text/labels.js';

/** The codes, this once: on the screen, on paper, or copied. */
export const RecoveryCodes = (props: { codes: readonly string[]; onDone: () => void }) => {
  const t = useText();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(props.codes.join('\n'));
    setCopied(true);
    announce(t('recovery.copied'));
  };
  return (
    <div className="card grid gap-4">
      <div className="grid gap-1">
        <p className="font-700">{t('recovery.lead')}</p>
        <p>{t('recovery.keep')}</p>
      </div>
      <ol
        aria-label={t('recovery.list')}
        className="numbers grid list-decimal gap-x-8 gap-y-1 rounded-8 bg-sunken py-3 pr-3 pl-10 text-[1.125rem] font-700 sm:grid-cols-2"
        data-recovery-codes
      >
        {props.codes.map((code) => (
          <li key={code}>
            <code className="tracking-wide select-all">{code}</code>
          </li>
        ))}
      </ol>
      <div className="no-print flex flex-wrap gap-2">
        <button type="button" className="btn" onClick={() => window.print()}>
          {t('recovery.print')}
        </button>
        <button type="button" className="btn" onClick={() => void copy()}>
          {t(copied ? 'recovery.copied' : 'recovery.copy')}
        </button>
        <button type="button" className="btn btn-primary" onClick={props.onDone}>
          {t('recovery.done')}
        </button>
      </div>
    </div>
  );
};
