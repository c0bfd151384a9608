import { hazards } from '../../../src/domain/hazard.js';
import { useKinds, useTown } from '../api/queries.js';
import type { KindShape, SlotValue, SlotValues } from '../api/types.js';
import { fromLocalInput, graphemes, toLocalInput } from '../text/format.js';
import { label, labelOrNull, useText } from '../text/labels.js';
import { ShelterField } from './shelter-field.js';
import { slotWords } from './slot-words.js';

type Spec = KindShape['slots'][string];
interface Props {
  readonly name: string;
  readonly spec: Spec;
  readonly slots: SlotValues;
  /** Follows from what it answers (the order that is lifted): shown, not asked. */
  readonly fixed: boolean;
  readonly onChange: (value: SlotValue | null) => void;
}

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
  if (spec.type === 'flag') return <FlagField {...props} />;
  if (spec.type === 'time') return <TimeField {...props} />;
  if (spec.values !== undefined || closedTypes.includes(spec.type)) return <ChoiceField {...props} />;
  return <TextSlot {...props} />;
};

const closedTypes = ['hazard', 'reason', 'cause', 'kind', 'level', 'intensity'];
const groupOf = {
  hazard: 'hazard',
  reason: 'reason',
  cause: 'cause',
  kind: 'kind',
  intensity: 'intensity',
} as const;

const useValues = (spec: Spec): readonly string[] => {
  const kinds = useKinds();
  if (spec.values !== undefined) return spec.values;
  if (spec.type === 'hazard') return hazards;
  return spec.type === 'kind' ? kinds.map((kind) => kind.kind) : [];
};

const Title = ({ name, spec }: { name: string; spec: Spec }) => {
  const t = useText();
  return (
    <>
      <span className="font-700">{label('slot', name)}</span>{' '}
      <span className={spec.required ? 'tag text-danger' : 'hint'}>
        {t(spec.required ? 'slotNeed.required' : 'slotNeed.optional')}
      </span>
      {labelOrNull('slotHint', name) !== null && (
        <span className="hint block">{label('slotHint', name)}</span>
      )}
    </>
  );
};

const ChoiceField = ({ name, spec, slots, onChange }: Props) => {
  const t = useText();
  const values = useValues(spec);
  const group = groupOf[spec.type as keyof typeof groupOf];
  const choices: [string | null, string][] = values.map((value) => [
    value,
    group === undefined ? value : label(group, value),
  ]);
  if (!spec.required) choices.push([null, t('slotNeed.none')]);
  return (
    <fieldset>
      <legend>
        <Title name={name} spec={spec} />
      </legend>
      <div className="mt-1 grid gap-2 sm:grid-cols-2">
        {choices.map(([value, words]) => (
          <label key={value ?? ''} className="choice">
            <input
              type="radio"
              name={`slot-${name}`}
              checked={(slots[name] ?? null) === value}
              onChange={() => onChange(value)}
            />
            <span>{words}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
};

const FlagField = ({ name, slots, onChange }: Props) => (
  <label className="choice">
    <input
      type="checkbox"
      checked={slots[name] === true}
      onChange={(event) => onChange(event.target.checked ? true : null)}
    />
    <span>{label('slot', name)}</span>
  </label>
);

const TimeField = ({ name, spec, slots, onChange }: Props) => {
  const value = slots[name];
  return (
    <label className="grid gap-1">
      <span>
        <Title name={name} spec={spec} />
      </span>
      <input
        type="datetime-local"
        className="field max-w-[18rem]"
        value={typeof value === 'number' ? toLocalInput(value) : ''}
        onChange={(event) => onChange(fromLocalInput(event.target.value))}
      />
    </label>
  );
};

const TextSlot = ({ name, spec, slots, onChange }: Props) => {
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
