import { useId, useState } from 'react';
import { serverNow } from '../api/live.js';
import type { Decision } from '../api/types.js';
import { fromLocalInput, toLocalInput } from '../text/format.js';
import { label, useText } from '../text/labels.js';

const means = ['in-person', 'phone', 'radio', 'delegated'] as const satisfies readonly Decision['means'][];

const thisMinute = (): number => Math.floor(serverNow() / 60_000) * 60_000;

/** Who decided, and how the officer learnt it: the order is the mayor's or his deputy's, not the console's. */
export const DecisionFields = (props: {
  value: Decision | null;
  onChange: (decision: Decision | null) => void;
}) => {
  const t = useText();
  const id = useId();
  const [by, setBy] = useState(props.value?.by ?? '');
  const [how, setHow] = useState(props.value?.means ?? null);
  const [at, setAt] = useState(props.value?.at ?? null);
  // Nothing is guessed: half a decision is none. Only its time is taken to be now, until somebody says otherwise.
  const tell = (name: string, chosen: Decision['means'] | null, time: number | null) => {
    setBy(name);
    setHow(chosen);
    setAt(time);
    const whole = name.trim() !== '' && chosen !== null;
    props.onChange(whole ? { by: name, means: chosen, ...(time !== null && { at: time }) } : null);
  };
  const tellBy = (name: string) =>
    tell(name, how, at ?? (how !== null && by.trim() === '' ? thisMinute() : null));
  const tellHow = (chosen: Decision['means']) => tell(by, chosen, at ?? (how === null ? thisMinute() : null));
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
          onChange={(event) => tellBy(event.target.value)}
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
              <input type="radio" name={`${id}-means`} checked={how === one} onChange={() => tellHow(one)} />
              <span>{label('means', one)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <label className="grid gap-1">
        <span className="font-700">{t('decision.at')}</span>
        <span className="hint">{t('decision.atHint')}</span>
        <input
          type="datetime-local"
          className="field max-w-[18rem]"
          value={at === null ? '' : toLocalInput(at)}
          aria-invalid={at !== null && at > serverNow() + 60_000}
          onChange={(event) => tell(by, how, fromLocalInput(event.target.value))}
        />
      </label>
    </div>
  );
};
