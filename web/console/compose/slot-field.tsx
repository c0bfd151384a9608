import { useTown } from '../api/queries.js';
import { fromDateInput, fromLocalInput, graphemes, toDateInput, toLocalInput } from '../text/format.js';
import { label, labelOrNull, useText } from '../text/labels.js';
import { ChoiceField } from './choice-field.js';
import { isOutOfRange } from './missing.js';
import { OrdersField } from './orders-field.js';
import { ShelterField } from './shelter-field.js';
import { Title, type SlotProps } from './slot-title.js';
import { slotWords } from './slot-words.js';

interface Props extends SlotProps {
  /** Follows from what it answers (the order that is lifted): shown, not asked. */
  readonly fixed: boolean;
}

const closedTypes = ['hazard', 'reason', 'cause', 'kind', 'level', 'intensity', 'choice', 'river', 'road'];

/** One slot, asked for by the control that fits its type. */
export const SlotField = (props: Props) => {
  const town = useTown();
  const { name, spec, slots } = props;
  const value = slots[name];
  if (props.fixed)
    return (
      <div>
        <p className="font-700">{label('slot', name)}</p>
        <p>{value === undefined ? '—' : slotWords(name, value, town)}</p>
      </div>
    );
  if (spec.type === 'shelters') return <ShelterField {...props} />;
  if (spec.type === 'orders') return <OrdersField {...props} />;
  if (spec.type === 'flag') return <FlagField {...props} />;
  if (spec.type === 'time' || spec.type === 'date') return <TimeField {...props} />;
  if (spec.type === 'number') return <NumberField {...props} />;
  if (spec.values !== undefined || closedTypes.includes(spec.type)) return <ChoiceField {...props} />;
  return <TextSlot {...props} />;
};

const FlagField = ({ name, slots, onChange }: SlotProps) => (
  <label className="choice">
    <input
      type="checkbox"
      checked={slots[name] === true}
      onChange={(event) => onChange(event.target.checked ? true : null)}
    />
    <span>
      {label('slot', name)}
      {labelOrNull('slotHint', name) !== null && (
        <span className="hint block">{label('slotHint', name)}</span>
      )}
    </span>
  </label>
);

/** A moment, or a day alone. */
const TimeField = ({ name, spec, slots, onChange }: SlotProps) => {
  const value = slots[name];
  const [show, read] = spec.type === 'date' ? [toDateInput, fromDateInput] : [toLocalInput, fromLocalInput];
  return (
    <label className="grid gap-1">
      <span>
        <Title name={name} spec={spec} />
      </span>
      <input
        type={spec.type === 'date' ? 'date' : 'datetime-local'}
        className="field max-w-[18rem]"
        value={typeof value === 'number' ? show(value) : ''}
        onChange={(event) => onChange(read(event.target.value))}
      />
    </label>
  );
};

const NumberField = ({ name, spec, slots, onChange }: SlotProps) => {
  const t = useText();
  const value = slots[name];
  const wrong = isOutOfRange(spec, value);
  const bounds = { min: spec.min ?? 0, max: spec.max ?? Number.MAX_SAFE_INTEGER };
  return (
    <label className="grid gap-1">
      <span>
        <Title name={name} spec={spec} />
      </span>
      <input
        type="number"
        inputMode="numeric"
        className="field max-w-[10rem]"
        {...bounds}
        step={1}
        aria-invalid={wrong}
        value={typeof value === 'number' ? value : ''}
        onChange={(event) => onChange(event.target.value === '' ? null : Number(event.target.value))}
      />
      <span className={wrong ? 'font-700 text-danger' : 'hint'}>
        {t(wrong ? 'number.wrong' : 'number.range', bounds)}
      </span>
    </label>
  );
};

const TextSlot = ({ name, spec, slots, onChange }: SlotProps) => {
  const t = useText();
  const value = slots[name];
  const text = typeof value === 'string' ? value : '';
  const used = graphemes(text);
  const most = spec.maxLength ?? 2000;
  return (
    <label className="grid gap-1">
      <span>
        <Title name={name} spec={spec} />
      </span>
      <textarea
        className="field"
        rows={2}
        lang="ja"
        value={text}
        aria-invalid={used > most}
        onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
      />
      <span className={`numbers ${used > most ? 'font-700 text-danger' : 'hint'}`}>
        {used > most ? t('counter.over', { over: used - most }) : t('counter.left', { left: most - used })}
      </span>
    </label>
  );
};
