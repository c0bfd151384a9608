import { Link } from '@tanstack/react-router';
import { useKinds, useTown, useWorld } from '../api/queries.js';
import type { KindShape } from '../api/types.js';
import { LevelBadge } from '../../ui/level-badge.js';
import { Page, Section } from '../shell/page.js';
import { count } from '../text/format.js';
import { kindWithLevel, label, listed, placeName, useText } from '../text/labels.js';

/** What the hub is set to, to be read: who may issue what alone, the town, its languages. It is changed in its files. */
export const SettingsPage = () => {
  const t = useText();
  return (
    <Page title={t('settings.title')} lead={t('settings.lead')}>
      <div className="grid gap-4">
        <Policy />
        <Town />
        <Elsewhere />
      </div>
    </Page>
  );
};

/** Orders first, the highest level first; then the rest as it stands. */
const byLevel = (one: KindShape, other: KindShape): number => (other.level ?? 0) - (one.level ?? 0);

/** Two people for whatever may harm by being wrong, one for the rest (safety R5). */
const Policy = () => {
  const t = useText();
  const kinds = useKinds();
  return (
    <Section id="policy" title={t('settings.policy')}>
      <p>{t('settings.policyLead')}</p>
      <div className="mt-2 grid gap-4 lg:grid-cols-2 lg:items-start">
        {([2, 1] as const).map((persons) => (
          <div key={persons}>
            <h3 className="text-[1.125rem] font-700">{t(`settings.persons${persons}`)}</h3>
            <ul className="mt-1" data-persons={persons}>
              {kinds
                .filter((one) => (one.persons === 1 ? 1 : 2) === persons)
                .toSorted(byLevel)
                .map((kind) => (
                  <Kind key={kind.kind} kind={kind} />
                ))}
            </ul>
          </div>
        ))}
      </div>
    </Section>
  );
};

const Kind = ({ kind }: { kind: KindShape }) => {
  const t = useText();
  const name = kindWithLevel(kind.kind, kind.level);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-1.5">
      {kind.level === null || kind.level === 0 ? (
        <span>{name}</span>
      ) : (
        <LevelBadge level={kind.level} words={name} />
      )}
      {kind.siren !== 'none' && (
        <span className="hint">
          {kind.siren === 'by-level'
            ? t('settings.sirenByLevel')
            : t('radio.siren', { name: label('siren', kind.siren) })}
        </span>
      )}
    </li>
  );
};

const Town = () => {
  const t = useText();
  const town = useTown();
  const world = useWorld();
  const spoken = town.spoken ?? [];
  const rows: [string, string][] = [
    [t('summary.world'), `${t(`world.${world}`)} — ${t(`world.${world}Means`)}`],
    [t('settings.name'), placeName(town.name)],
    [
      t('settings.places'),
      t('settings.placesWords', {
        districts: count(town.districts.length),
        shelters: count(town.shelters.length),
        stations: count(town.stations.length),
      }),
    ],
    [t('summary.languages'), listed(town.languages.map((one) => label('language', one)))],
    [
      t('settings.spoken'),
      spoken.length === 0 ? t('settings.noVoice') : listed(spoken.map((one) => label('language', one))),
    ],
    [t('settings.timeZone'), town.timeZone],
  ];
  return (
    <Section id="town" title={t('settings.town')}>
      <dl>
        {rows.map(([name, words]) => (
          <div
            key={name}
            className="grid gap-x-4 border-b border-line py-1.5 last:border-0 sm:grid-cols-[11rem_1fr]"
          >
            <dt className="font-700">{name}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <p className="hint mt-2">{t('settings.files', { town: town.id })}</p>
    </Section>
  );
};

const rooms = ['officers', 'channels', 'templates', 'residents', 'audit'] as const;

/** What has a room of its own. */
const Elsewhere = () => {
  const t = useText();
  return (
    <Section id="elsewhere" title={t('settings.elsewhere')}>
      <ul className="flex flex-wrap gap-2">
        {rooms.map((room) => (
          <li key={room}>
            <Link to={`/${room}`} className="btn">
              {t(`nav.${room}`)}
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
};
