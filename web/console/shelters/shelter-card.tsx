import { useState } from 'react';
import type { Shelter } from '../../../src/domain/town.js';
import { useCommand, useMayDecide } from '../api/queries.js';
import type { ShelterShape } from '../api/types.js';
import { announce } from '../shell/announce.js';
import { Failure } from '../shell/failure.js';
import { count, dayAndTime } from '../text/format.js';
import { label, listed, placeName, useText } from '../text/labels.js';
import { OpeningDialog } from './opening-dialog.js';
import { ShelterMark } from './shelter-mark.js';

/** A shelter: how it stands, what it is fit for, and the acts that change it. */
export const ShelterCard = ({
  place,
  now,
  shelter,
}: {
  place: Shelter;
  now: number;
  shelter: ShelterShape;
}) => {
  const t = useText();
  const mayOrder = useMayDecide();
  const name = placeName(place.name);
  return (
    <article className="card flex h-full flex-col gap-1" data-shelter-card={place.id}>
      <h3 className="text-[1.125rem] leading-1-4 font-700">{name}</h3>
      <p>
        <ShelterMark now={now} shelter={shelter} />
        {shelter.since !== null && shelter.by !== null && (
          <span className="hint numbers block">
            {t('shelter.said', { time: dayAndTime(shelter.since), name: shelter.by })}
          </span>
        )}
      </p>
      {shelter.unfitFor.length > 0 && (
        <p className="font-700 text-danger">
          <span aria-hidden="true">⚠ </span>
          {t('shelter.unfitInForce', { hazard: hazardWords(shelter.unfitFor) })}
        </p>
      )}
      <p className="leading-1-5">
        {shelter.hazards.length === 0
          ? t('shelter.noHazards')
          : t('shelter.fitFor', { hazard: hazardWords(shelter.hazards) })}
      </p>
      <p className="hint leading-1-5">
        {place.address} ・{' '}
        {place.capacity === undefined
          ? t('shelter.noCapacity')
          : t('shelter.capacity', { people: count(place.capacity) })}
      </p>
      {place.accepts !== undefined && (
        <p className="leading-1-5">
          {t('shelter.accepts')}
          <span lang="ja">{place.accepts}</span>
        </p>
      )}
      {mayOrder && <Acts id={place.id} name={name} shelter={shelter} />}
    </article>
  );
};

const hazardWords = (hazards: readonly string[]): string =>
  listed(hazards.map((hazard) => label('hazard', hazard)));

const Acts = ({ id, name, shelter }: { id: string; name: string; shelter: ShelterShape }) => {
  const t = useText();
  const [asking, setAsking] = useState(false);
  const order = useCommand<unknown, { state: 'open' | 'closed' }>('POST');
  const act = (state: 'open' | 'closed') => {
    if (order.isPending) return;
    order.mutate(
      { path: `/shelters/${id}/state`, body: { state } },
      { onSuccess: () => announce(`${name}: ${t(`shelter.${state}`)}`) },
    );
  };
  return (
    <div className="mt-auto pt-2">
      <Failure error={order.error} />
      <div className="flex flex-wrap gap-2">
        {shelter.state !== 'open' && (
          <Act words={t('shelter.openNow')} name={name} busy={order.isPending} onPress={() => act('open')} />
        )}
        {shelter.state !== 'open' && (
          <Act
            words={t(shelter.state === 'opening' ? 'shelter.foretellAgain' : 'shelter.foretell')}
            name={name}
            busy={false}
            onPress={() => setAsking(true)}
          />
        )}
        {shelter.state !== 'closed' && (
          <Act words={t('shelter.close')} name={name} busy={order.isPending} onPress={() => act('closed')} />
        )}
      </div>
      {asking && (
        <OpeningDialog
          id={id}
          name={name}
          opensAt={shelter.opensAt}
          onDone={() => setAsking(false)}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
};

const Act = (props: { words: string; name: string; busy: boolean; onPress: () => void }) => (
  <button type="button" className="btn" aria-disabled={props.busy} onClick={props.onPress}>
    {props.words}
    <span className="sr-only"> {props.name}</span>
  </button>
);
