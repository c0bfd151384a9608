import type { SituationShape } from '../api/types.js';
import { useTown } from '../api/queries.js';
import { serverNow } from '../api/live.js';
import { Section } from '../shell/page.js';
import { ShelterMark } from '../shelters/shelter-mark.js';
import { dayAndTime } from '../text/format.js';
import { label, listed, orderInForce, placeName, useText } from '../text/labels.js';
import { EquivalentBadge, LevelBadge } from '../../ui/level-badge.js';
import { PairRow, PairTable } from '../../ui/pair-table.js';
import { standingOf, toldShelters } from './labels.js';

/** The map in words: each district with an order, the highest first, then what was lifted, then the rest by name. */
export const DistrictTable = ({ situation }: { situation: SituationShape }) => {
  const t = useText();
  const town = useTown();
  const here = new Map(situation.districts.map((one) => [one.code, one]));
  const told = town.districts
    .flatMap((district) => {
      const one = here.get(district.code);
      return one === undefined ? [] : [{ district, one }];
    })
    .toSorted((a, b) => (b.one.level ?? -1) - (a.one.level ?? -1));
  const rest = town.districts.filter(({ code }) => standingOf(here.get(code)).as === 'none');
  return (
    <Section id="district-list" title={t('situation.orders')}>
      {told.length > 0 && (
        <PairTable
          caption={t('situation.orders')}
          heads={[t('district.one'), t('situation.orderAndTime')]}
          data-district-table
        >
          {told.map(({ district, one }) => (
            <PairRow key={one.code} head={placeName(district.name)} data-district={one.code}>
              <Standing one={one} />
            </PairRow>
          ))}
        </PairTable>
      )}
      <p className="mt-2" data-rest>
        {rest.length === town.districts.length
          ? t('home.noOrders')
          : t('situation.rest', { names: listed(rest.map(({ name }) => placeName(name))) })}
      </p>
    </Section>
  );
};

const Standing = ({ one }: { one: SituationShape['districts'][number] }) => {
  const t = useText();
  return (
    <>
      {one.orders.map((order) => (
        <p key={order.hazard} className="flex flex-wrap items-center gap-x-2">
          <LevelBadge level={order.level} words={orderInForce(order.kind, order.level)} />
          <span>{label('hazard', order.hazard)}</span>
          <span className="hint numbers">{t('home.since', { time: dayAndTime(order.since) })}</span>
        </p>
      ))}
      {one.lifted.map((lift) => (
        <p key={lift.hazard} className="flex flex-wrap items-center gap-x-2">
          <span className="tag">{t('situation.lifted')}</span>
          <span>{label('hazard', lift.hazard)}</span>
          <span className="hint numbers">{dayAndTime(lift.at)}</span>
        </p>
      ))}
    </>
  );
};

/** JMA's own, outlined: an equivalent of a level, never the town's order. */
export const WarningList = ({ warnings }: { warnings: SituationShape['warnings'] }) => {
  const t = useText();
  return (
    <Section id="warning-list" title={t('situation.warnings')}>
      {warnings.length === 0 ? (
        <p className="hint">{t('situation.noWarnings')}</p>
      ) : (
        <ul className="grid gap-2">
          {warnings.map((warning) => (
            <li
              key={`${warning.type} ${warning.name}`}
              className="flex flex-wrap items-center gap-x-2"
              lang="ja"
            >
              <EquivalentBadge words={warning.name} />
              <span>
                {t(`situation.${warning.type}`)}
                {warning.level !== null && ` ・ ${t('level.equivalent', { level: warning.level })}`}
              </span>
              <span className="hint numbers">{t('home.since', { time: dayAndTime(warning.since) })}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
};

/** Shelters that are open or to be opened; the closed ones by number. */
export const ShelterTable = ({ situation }: { situation: SituationShape }) => {
  const t = useText();
  const town = useTown();
  const told = toldShelters(town.shelters, situation);
  return (
    <Section id="shelter-list" title={t('shelters.title')}>
      {told.length > 0 && (
        <PairTable caption={t('shelters.title')} heads={[t('situation.shelter'), t('shelters.state')]}>
          {told.map(({ n, place, shelter }) => (
            <PairRow
              key={place.id}
              head={
                <>
                  <span className="numbers font-700">{n} </span>
                  {placeName(place.name)}
                  <span className="hint block leading-1-4">{t(`shelters.type.${place.type}`)}</span>
                </>
              }
            >
              <ShelterMark now={serverNow()} shelter={shelter} />
              {shelter.unfitFor.length > 0 && (
                <span className="block font-700 text-danger">
                  {t('shelter.unfitInForce', {
                    hazard: listed(shelter.unfitFor.map((hazard) => label('hazard', hazard))),
                  })}
                </span>
              )}
            </PairRow>
          ))}
        </PairTable>
      )}
      <p className="mt-2">{t('situation.closedShelters', { n: situation.shelters.length - told.length })}</p>
    </Section>
  );
};
