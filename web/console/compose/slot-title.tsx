import type { SlotSpec, SlotValue, SlotValues } from '../api/types.js';
import { label, labelOrNull, useText } from '../text/labels.js';

/** What the control of one slot is given. */
export interface SlotProps {
  readonly name: string;
  readonly spec: SlotSpec;
  readonly slots: SlotValues;
  readonly onChange: (value: SlotValue | null) => void;
}

/** A slot's name, whether it must be filled, and a hint where there is one. */
export const Title = ({ name, spec }: Pick<SlotProps, 'name' | 'spec'>) => {
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
