import { useId } from 'react';
import { serverNow } from '../api/live.js';
import type { Decision } from '../api/types.js';
import { fromLocalInput, toLocalInput } from '../text/format.js';
import { label, useText } from '../text/labels.js';
import { fieldOf, type DecisionSoFar } from './missing.js';
import { Need } from './slot-title.js';

const means = ['in-person', 'phone', 'radio', 'delegated'] as const satisfies readonly Decision['means'][];

interface Props {
  readonly value: DecisionSoFar;
  readonly onChange: (decision: DecisionSoFar) => void;
}

const thisMinute = (): number => Math.floor(serverNow() / 60_000) * 60_000;

/** Who decided, and how the officer learnt it: the order is the mayor's or his deputy's, not the console's. */
export const DecisionFields = ({ value, onChange }: Props) => {
  const t = useText();
  const id = useId();
  const { by, means: how, at } = value;
  // Only its time is taken to be now, until somebody says otherwise.
  const tellBy = (name: string) =>
    onChange({ ...value, by: name, at: at ?? (how !== null && by.trim() === '' ? thisMinute() : null) });
  const tellHow = (chosen: Decision['means']) =>
    onChange({ ...value, means: chosen, at: at ?? (how === null ? thisMinute() : null) });
  return (
    <div className="grid gap-3">
      <label id={fieldOf.decisionBy} className="grid gap-1">
        <span>
          <span className="font-700">{t('decision.by')}</span> <Need required />
        </span>
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
      <fieldset id={fieldOf.decisionMeans}>
        <legend>
          <span className="font-700">{t('decision.means')}</span> <Need required />
        </legend>
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
        <span>
          <span className="font-700">{t('decision.at')}</span> <Need required={false} />
        </span>
        <span className="hint">{t(at === null ? 'decision.atHint' : 'decision.atFilled')}</span>
        <input
          type="datetime-local"
          className="field max-w-[18rem]"
          value={at === null ? '' : toLocalInput(at)}
          aria-invalid={at !== null && at > serverNow() + 60_000}
          onChange={(event) => onChange({ ...value, at: fromLocalInput(event.target.value) })}
        />
      </label>
    </div>
  );
};
