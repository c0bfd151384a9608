import { useState } from 'react';
import { levelledHazards } from '../../../src/domain/hazard.js';
import { useTown } from '../api/queries.js';
import type { Order } from '../api/types.js';
import { label, orderInForce, useText } from '../text/labels.js';
import { LevelBadge } from '../../ui/level-badge.js';
import { AreaList } from './area-list.js';
import { DistrictList, HazardList } from './district-list.js';
import { claimed, ordersIn } from './orders.js';
import { Title, type SlotProps } from './slot-title.js';

/** The orders of a combined message: each a level, a hazard and its districts. */
export const OrdersField = ({ name, spec, slots, onChange }: SlotProps) => {
  const t = useText();
  const orders = ordersIn(slots[name]);
  const tell = (next: readonly Order[]) => onChange(next.length === 0 ? null : [...next]);
  return (
    <fieldset>
      <legend>
        <Title name={name} spec={spec} />
      </legend>
      {orders.length === 0 && <p className="mt-1">{t('orders.none')}</p>}
      <ol className="mt-1 grid gap-3">
        {orders.map((order, at) => (
          <li key={at}>
            <OrderEditor
              order={order}
              at={at}
              taken={claimed(orders, order.hazard, at)}
              onChange={(next) => tell(orders.map((one, i) => (i === at ? next : one)))}
              onHazard={(hazard) => {
                const taken = claimed(orders, hazard, at);
                const districts = order.districts.filter((code) => !taken.includes(code));
                tell(orders.map((one, i) => (i === at ? { ...order, hazard, districts } : one)));
              }}
              onRemove={() => tell(orders.filter((_, i) => i !== at))}
            />
          </li>
        ))}
      </ol>
      <NewOrder onAdd={(order) => tell([...orders, order])} />
    </fieldset>
  );
};

interface EditorProps {
  readonly order: Order;
  readonly at: number;
  /** Districts that another order of this hazard holds already. */
  readonly taken: readonly string[];
  readonly onChange: (order: Order) => void;
  readonly onHazard: (hazard: Order['hazard']) => void;
  readonly onRemove: () => void;
}

const OrderEditor = (props: EditorProps) => {
  const t = useText();
  const { order, at } = props;
  return (
    <fieldset className="rounded-8 border border-line-strong p-3">
      <legend className="font-700">{t('orders.one', { n: at + 1 })}</legend>
      <LevelBadge level={order.level} words={orderInForce('evacuation-combined', order.level)} />
      <div className="mt-2 grid gap-2 sm:grid-cols-2">
        <LevelSelect
          value={order.level}
          onChange={(level) => level !== null && props.onChange({ ...order, level })}
        />
        <HazardSelect value={order.hazard} onChange={(hazard) => hazard !== null && props.onHazard(hazard)} />
      </div>
      <OrderDistricts {...props} />
      <button type="button" className="btn btn-danger-outline mt-2" onClick={props.onRemove}>
        {t('orders.remove')}
        <span className="sr-only"> {t('orders.one', { n: at + 1 })}</span>
      </button>
    </fieldset>
  );
};

const OrderDistricts = ({ order, taken, onChange }: EditorProps) => {
  const t = useText();
  const town = useTown();
  const offered = town.districts.filter(({ code }) => !taken.includes(code));
  const codes = offered.map(({ code }) => code);
  const isOn = (code: string) => order.districts.includes(code);
  const put = (districts: string[]) => onChange({ ...order, districts });
  const set = (changed: readonly string[], on: boolean) =>
    put(codes.filter((code) => (changed.includes(code) ? on : isOn(code))));
  return (
    <>
      {order.districts.length === 0 && <p className="mt-2 font-700 text-danger">{t('orders.noDistrict')}</p>}
      <details className="mt-2" open={order.districts.length === 0 ? true : undefined}>
        <summary className="numbers min-h-[2.75rem] cursor-pointer content-center font-700">
          {t('orders.choose', { count: order.districts.length })}
        </summary>
        <div className="grid gap-3">
          <HazardList
            town={town}
            hazard={order.hazard}
            onSet={(list) => put(codes.filter((code) => list.includes(code)))}
          />
          <AreaList town={town} offered={codes} isOn={isOn} onSet={set} />
          <DistrictList offered={offered} isOn={isOn} onSet={set} />
        </div>
      </details>
    </>
  );
};

/** Level and hazard come first: nothing is preselected, and half an order is none. */
const NewOrder = ({ onAdd }: { onAdd: (order: Order) => void }) => {
  const t = useText();
  const [level, setLevel] = useState<Order['level'] | null>(null);
  const [hazard, setHazard] = useState<Order['hazard'] | null>(null);
  const add = () => {
    if (level === null || hazard === null) return;
    onAdd({ level, hazard, districts: [] });
    setLevel(null);
    setHazard(null);
  };
  return (
    <div className="mt-3 grid gap-2 sm:grid-cols-2" role="group" aria-label={t('orders.new')}>
      <LevelSelect value={level} onChange={setLevel} />
      <HazardSelect value={hazard} onChange={setHazard} />
      <button
        type="button"
        className="btn sm:col-span-2"
        aria-disabled={level === null || hazard === null}
        onClick={add}
      >
        {t('orders.add')}
      </button>
    </div>
  );
};

const levels = [5, 4, 3] as const;

const LevelSelect = (props: {
  value: Order['level'] | null;
  onChange: (level: Order['level'] | null) => void;
}) => {
  const t = useText();
  return (
    <label className="grid gap-1">
      <span className="hint">{t('orders.level')}</span>
      <select
        className="field"
        value={props.value ?? ''}
        onChange={(event) =>
          props.onChange(levels.find((level) => String(level) === event.target.value) ?? null)
        }
      >
        {props.value === null && <option value="">{t('slotNeed.choose')}</option>}
        {levels.map((level) => (
          <option key={level} value={level}>
            {t(`level.name${level}`)}
          </option>
        ))}
      </select>
    </label>
  );
};

const HazardSelect = (props: {
  value: Order['hazard'] | null;
  onChange: (hazard: Order['hazard'] | null) => void;
}) => {
  const t = useText();
  return (
    <label className="grid gap-1">
      <span className="hint">{t('orders.hazard')}</span>
      <select
        className="field"
        value={props.value ?? ''}
        onChange={(event) =>
          props.onChange(levelledHazards.find((hazard) => hazard === event.target.value) ?? null)
        }
      >
        {props.value === null && <option value="">{t('slotNeed.choose')}</option>}
        {levelledHazards.map((hazard) => (
          <option key={hazard} value={hazard}>
            {label('hazard', hazard)}
          </option>
        ))}
      </select>
    </label>
  );
};
