import type { SlotSpec, SlotValue, SlotValues } from '../api/types.js';
import { label, labelOrNull, useText } from '../text/labels.js';

/** What the control of one slot is given. */
export interface SlotProps {
  readonly name: string;
  readonly spec: SlotSpec;
  readonly slots: SlotValues;
  readonly onChange: (value: SlotValue | null) => void;
}

/** Whether a field must be filled. */
export const Need = ({ required }: { required: boolean }) => {
  const t = useText();
  return (
    <span className={required ? 'tag text-danger' : 'hint'}>
      {t(required ? 'slotNeed.required' : 'slotNeed.optional')}
    </span>
  );
};

/** A slot's name, whether it must be filled, and a hint where there is one. */
export const Title = ({ name, spec }: Pick<SlotProps, 'name' | 'spec'>) => {
  return (
    <>
      <span className="font-700">{label('slot', name)}</span> <Need required={spec.required} />
      {labelOrNull('slotHint', name) !== null && (
        <span className="hint block">{label('slotHint', name)}</span>
      )}
    </>
  );
};
