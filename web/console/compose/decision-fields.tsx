import { useId, useState } from 'react';
import type { Decision } from '../api/types.js';
import { label, useText } from '../text/labels.js';

const means = ['in-person', 'phone', 'radio', 'delegated'] as const satisfies readonly Decision['means'][];

/** Who decided, and how the officer learnt it: the order is the mayor's or his deputy's, not the console's. */
export const DecisionFields = (props: {
  value: Decision | null;
  onChange: (decision: Decision | null) => void;
}) => {
  const t = useText();
  const id = useId();
  const [by, setBy] = useState(props.value?.by ?? '');
  const [how, setHow] = useState(props.value?.means ?? null);
  // Nothing is guessed: half a decision is none.
  const tell = (name: string, chosen: Decision['means'] | null) => {
    setBy(name);
    setHow(chosen);
    props.onChange(name.trim() === '' || chosen === null ? null : { by: name, means: chosen });
  };
  return (
    <div className="grid gap-3">
      <label className="grid gap-1">
        <span className="font-700">{t('decision.by')}</span>
        <span className="hint">{t('decision.byHint')}</span>
        <input
          className="field"
          list={id}
          maxLength={80}
          value={by}
          onChange={(event) => tell(event.target.value, how)}
        />
        <datalist id={id}>
          <option value={t('decision.mayor')} />
          <option value={t('decision.deputy')} />
        </datalist>
      </label>
      <fieldset>
        <legend className="font-700">{t('decision.means')}</legend>
        <div className="mt-1 grid gap-2 sm:grid-cols-2">
          {means.map((one) => (
            <label key={one} className="choice">
              <input type="radio" name={`${id}-means`} checked={how === one} onChange={() => tell(by, one)} />
              <span>{label('means', one)}</span>
            </label>
          ))}
        </div>
      </fieldset>
    </div>
  );
};
