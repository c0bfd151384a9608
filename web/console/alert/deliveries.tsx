import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { reads, useCommand, useMayDecide, useTown } from '../api/queries.js';
import type { DeliveryShape, DeliveryState } from '../api/types.js';
import { Failure } from '../shell/failure.js';
import { Loaded } from '../shell/loaded.js';
import { clock, count } from '../text/format.js';
import { label, labelOrNull, placeName, refusalText, useText } from '../text/labels.js';
import { GiveUpDialog } from './give-up-dialog.js';
import { RerouteDialog } from './reroute-dialog.js';

const open = ['held', 'refused', 'unsure'] as const satisfies readonly DeliveryState[];
/** Rows shown at once; the rest is counted. */
const most = 50;

/** What did not arrive, why, and what a person can do about it. */
export const Deliveries = ({ versionId }: { versionId: string }) => {
  const t = useText();
  const [state, setState] = useState<(typeof open)[number]>('held');
  const list = useQuery(reads.deliveries(versionId, `state=${state}`));
  const progress = useQuery(reads.progress(versionId)).data;
  const howMany = (one: DeliveryState) =>
    progress?.channels.reduce((total, channel) => total + (channel.counts[one] ?? 0), 0) ?? 0;
  return (
    <div>
      <div className="flex flex-wrap gap-2" role="group" aria-label={t('deliveries.filter')}>
        {open.map((one) => (
          <button
            key={one}
            type="button"
            className={`btn ${state === one ? 'btn-primary' : ''}`}
            aria-pressed={state === one}
            onClick={() => setState(one)}
          >
            {label('delivery', one)} <span className="numbers">{count(howMany(one))}</span>
          </button>
        ))}
      </div>
      <Loaded query={list} lines={4}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="hint mt-2">{t('deliveries.none', { state: label('delivery', state) })}</p>
          ) : (
            <>
              <p className="numbers mt-2">
                {t('deliveries.count', { count: count(rows.length), shown: Math.min(most, rows.length) })}
              </p>
              <ul className="mt-1 grid gap-2">
                {rows.slice(0, most).map((row) => (
                  <li key={row.id} className="rounded-8 border border-line p-3">
                    <Row delivery={row} />
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </div>
  );
};

const whyOf = (delivery: DeliveryShape): string | null => {
  const { fault } = delivery;
  if (fault?.code === 'delivery.given-up' && fault.detail !== undefined)
    return `${refusalText(fault.code)} ${label('giveUpReason', fault.detail)}`;
  if (delivery.state !== 'held' && fault !== null) return refusalText(fault.code);
  return delivery.heldReason === null
    ? null
    : (labelOrNull('held', delivery.heldReason) ?? refusalText(delivery.heldReason));
};

const Row = ({ delivery }: { delivery: DeliveryShape }) => {
  const t = useText();
  const town = useTown();
  const may = useMayDecide();
  const district = town.districts.find((one) => one.code === delivery.district);
  return (
    <>
      <p>
        <strong>{label('channel', delivery.channel)}</strong>{' '}
        <span className="numbers">{delivery.target}</span>{' '}
        {district !== undefined && placeName(district.name)} ・ {label('language', delivery.language)}
      </p>
      {whyOf(delivery) !== null && <p className="font-700">{whyOf(delivery)}</p>}
      <p className="hint numbers">
        {t('deliveries.attempts', { count: delivery.attempts, time: clock(delivery.updatedAt) })}
        {delivery.fault?.detail !== undefined &&
          delivery.fault.code !== 'delivery.given-up' &&
          ` ・ ${t('deliveries.detail', { detail: delivery.fault.detail })}`}
      </p>
      {may && delivery.fault?.code !== 'delivery.rerouted' && <Commands delivery={delivery} />}
    </>
  );
};

/** What a person may do: send it again, send it elsewhere, give it up. */
const Commands = ({ delivery }: { delivery: DeliveryShape }) => {
  const t = useText();
  const [asked, setAsked] = useState<'reroute' | 'give-up' | null>(null);
  const retry = useCommand('POST');
  const path = `/deliveries/${delivery.id}/decide`;
  const of = <span className="sr-only"> {delivery.target}</span>;
  const close = () => setAsked(null);
  return (
    <>
      <Failure error={retry.error} />
      <div className="mt-1 flex flex-wrap gap-2">
        {delivery.state !== 'unsure' && (
          <button
            type="button"
            className="btn"
            onClick={() => !retry.isPending && retry.mutate({ path, body: { action: 'retry' } })}
          >
            {t('deliveries.retry')}
            {of}
          </button>
        )}
        {delivery.personal && (
          <button type="button" className="btn" onClick={() => setAsked('reroute')}>
            {t('deliveries.reroute')}
            {of}
          </button>
        )}
        {delivery.state === 'held' && (
          <button type="button" className="btn" onClick={() => setAsked('give-up')}>
            {t('deliveries.giveUp')}
            {of}
          </button>
        )}
      </div>
      {asked === 'reroute' && <RerouteDialog delivery={delivery} onClose={close} />}
      {asked === 'give-up' && (
        <GiveUpDialog
          path={path}
          body={{}}
          what={`${label('channel', delivery.channel)} ・ ${delivery.target}`}
          onClose={close}
        />
      )}
    </>
  );
};
