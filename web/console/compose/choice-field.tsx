import { hazards } from '../../../src/domain/hazard.js';
import { useKinds, useTown } from '../api/queries.js';
import type { SlotSpec } from '../api/types.js';
import { choiceOrNull, label, placeName, useText } from '../text/labels.js';
import { Title, type SlotProps } from './slot-title.js';

const groupOf = {
  hazard: 'hazard',
  reason: 'reason',
  cause: 'cause',
  kind: 'kind',
  intensity: 'intensity',
} as const;
/** Longer lists of choices unfold instead of standing open. */
const mostRadios = 7;

/** The values of a closed list with their words, in the list's order. */
const useChoices = (name: string, spec: SlotSpec): readonly (readonly [string, string])[] => {
  const kinds = useKinds();
  const { features } = useTown();
  if (spec.type === 'river' || spec.type === 'road')
    return features
      .filter((feature) => (feature.type === 'river') === (spec.type === 'river'))
      .map((feature) => [feature.code, placeName(feature.name)] as const);
  const all = spec.type === 'hazard' ? hazards : spec.type === 'kind' ? kinds.map((one) => one.kind) : [];
  const group = groupOf[spec.type as keyof typeof groupOf];
  return (spec.values ?? all).map(
    (value) =>
      [value, group === undefined ? (choiceOrNull(name, value) ?? value) : label(group, value)] as const,
  );
};

/** One value of a closed list: open as radio buttons while it is short, else a list that unfolds. */
export const ChoiceField = (props: SlotProps) => {
  const choices = useChoices(props.name, props.spec);
  const { type } = props.spec;
  const long = type === 'river' || type === 'road' || (type === 'choice' && choices.length > mostRadios);
  return long ? <Unfolding {...props} choices={choices} /> : <Radios {...props} choices={choices} />;
};

type Props = SlotProps & { readonly choices: ReturnType<typeof useChoices> };

const Radios = ({ name, spec, slots, onChange, choices }: Props) => {
  const t = useText();
  const offered: (readonly [string | null, string])[] = [...choices];
  if (!spec.required) offered.push([null, t('slotNeed.none')]);
  return (
    <fieldset>
      <legend>
        <Title name={name} spec={spec} />
      </legend>
      <div className="mt-1 grid gap-2 sm:grid-cols-2">
        {offered.map(([value, words]) => (
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

const Unfolding = ({ name, spec, slots, onChange, choices }: Props) => {
  const t = useText();
  const value = slots[name];
  return (
    <label className="grid gap-1">
      <span>
        <Title name={name} spec={spec} />
      </span>
      <select
        className="field max-w-[18rem]"
        value={typeof value === 'string' ? value : ''}
        onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
      >
        <option value="">{t(spec.required ? 'slotNeed.choose' : 'slotNeed.none')}</option>
        {choices.map(([code, words]) => (
          <option key={code} value={code}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
};
