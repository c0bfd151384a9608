import { useCallback } from 'react';
import { useTown } from '../api/queries.js';
import type { StateShape } from '../api/types.js';
import { LazyMap } from '../map/lazy-map.js';
import { clock } from '../text/format.js';
import { label, orderInForce, placeName, useText } from '../text/labels.js';
import { LevelBadge } from '../../ui/level-badge.js';
import { PairRow, PairTable } from '../../ui/pair-table.js';

/** An order without a number has no official colour. */
const fills: Record<number, string> = { 0: 'var(--line-strong)', 3: '#ff2800', 4: '#aa00aa', 5: '#0c000c' };

/** The town by level: a map for the eye, and the same as a list for everybody. */
export const LevelPicture = ({ state }: { state: StateShape }) => {
  const t = useText();
  const town = useTown();
  const paint = useCallback(
    (code: string) => {
      const district = town.districts.find((one) => one.code === code);
      const here = state.districts.find((one) => one.code === code);
      const level = here?.level ?? null;
      const kind = here?.orders.find((order) => order.level === level)?.kind ?? '';
      const name = district === undefined ? code : placeName(district.name);
      return {
        fill: level === null ? 'var(--land)' : (fills[level] ?? 'var(--land)'),
        strong: level !== null,
        mark: level === null ? '' : level === 0 ? '!' : String(level),
        name: `${name}: ${level === null ? t('level.none') : level === 0 ? orderInForce(kind, 0) : t('level.number', { level })}`,
      };
    },
    [state, town, t],
  );
  const ordered = state.districts.filter((district) => district.orders.length > 0);
  return (
    <>
      <LazyMap town={town} label={t('home.map')} paint={paint} />
      <div className="mt-2 flex flex-wrap gap-2" aria-hidden="true">
        {[5, 4, 3].map((level) => (
          <LevelBadge key={level} level={level} words={t(`level.name${level as 3 | 4 | 5}`)} />
        ))}
      </div>
      {ordered.length === 0 ? (
        <p className="mt-3">{t('home.noOrders')}</p>
      ) : (
        <div className="mt-3">
          <PairTable caption={t('home.levels')} heads={[t('district.one'), t('home.order')]}>
            {ordered.map((district) => (
              <OrderRow key={district.code} district={district} />
            ))}
          </PairTable>
        </div>
      )}
    </>
  );
};

const OrderRow = ({ district }: { district: StateShape['districts'][number] }) => {
  const t = useText();
  const town = useTown();
  const known = town.districts.find((one) => one.code === district.code);
  return (
    <PairRow head={known === undefined ? district.code : placeName(known.name)}>
      {district.orders.map((order) => (
        <p key={order.hazard} className="flex flex-wrap items-center gap-x-2">
          <LevelBadge level={order.level} words={orderInForce(order.kind, order.level)} />
          <span>{label('hazard', order.hazard)}</span>
          <span className="hint numbers">{t('home.since', { time: clock(order.since) })}</span>
        </p>
      ))}
    </PairRow>
  );
};
