import { useKinds, useTown, useWorld } from '../api/queries.js';
import type { PreviewShape, RenderingShape, VersionShape } from '../api/types.js';
import { count, dayAndTime, money } from '../text/format.js';
import { districtWords, kindWithLevel, label, listed, useText } from '../text/labels.js';
import { useLeftOutWords } from './left-out.js';
import { decisionWords } from './decision-words.js';
import { slotWords } from '../compose/slot-words.js';

interface Props {
  readonly version: VersionShape;
  readonly renderings: readonly RenderingShape[];
  readonly audience: PreviewShape['audience'] | null;
  /** What goes out by SMS; only where it is about to be sent. */
  readonly sms?: PreviewShape['sms'];
}

/** The words one hears first: of the push if there is one, else of whatever Japanese there is. */
const firstWords = (renderings: readonly RenderingShape[]): string => {
  const japanese = renderings.filter((one) => one.languages.includes('ja'));
  const first = japanese.find((one) => one.channel === 'push') ?? japanese[0];
  return first === undefined ? '—' : `${first.title} ${first.text}`.slice(0, 60);
};

/** When the message is past; before its issue, how long it will live. */
const useLifetime = ({ kind, expiresAt, issuedAt }: VersionShape): string => {
  const t = useText();
  const minutes = useKinds().find((one) => one.kind === kind)?.lifetimeMinutes ?? null;
  if (expiresAt !== null && issuedAt !== null) return dayAndTime(expiresAt);
  if (minutes === null) return '—';
  return minutes % 60 === 0
    ? t('summary.lifeHours', { n: count(minutes / 60) })
    : t('summary.lifeMinutes', { n: count(minutes) });
};

/** World, what, where, how, to how many, in which languages, with which words: in words (safety R4). */
export const Summary = ({ version, renderings, audience, sms }: Props) => {
  const t = useText();
  const town = useTown();
  const world = useWorld();
  const lifetime = useLifetime(version);
  const leftOut = useLeftOutWords()(
    version,
    version.leftOut.map(({ channel }) => channel),
  );
  const siren = renderings.find((one) => one.radio !== undefined)?.radio?.siren ?? 'none';
  const rows: [string, string][] = [
    [t('summary.world'), `${t(`world.${world}`)} — ${t(`world.${world}Means`)}`],
    [t('summary.what'), kindWithLevel(version.kind, version.level)],
    ...Object.entries(version.slots).map(([name, value]): [string, string] => [
      label('slot', name),
      slotWords(name, value, town),
    ]),
    [t('district.label'), districtWords(version.districts, town)],
    [t('summary.channels'), listed(version.channels.map((channel) => label('channel', channel)))],
    ...(leftOut === '' ? [] : [[t('leftOut.title'), leftOut] as [string, string]]),
    [
      t('summary.siren'),
      version.channels.includes('radio') && siren !== 'none' ? label('siren', siren) : t('radio.noSiren'),
    ],
    [t('summary.languages'), listed(town.languages.map((language) => label('language', language)))],
    [
      t('summary.people'),
      audience === null
        ? '—'
        : t('summary.peopleCount', { people: count(audience.people), addresses: count(audience.addresses) }),
    ],
  ];
  const by = Object.entries(audience?.byChannel ?? {});
  if (by.length > 0)
    rows.push([
      t('summary.byChannel'),
      listed(
        by.map(([channel, n]) => t('summary.onChannel', { channel: label('channel', channel), n: count(n) })),
      ),
    ]);
  if (sms) {
    const { messages, segments, price } = sms;
    const words = t('summary.smsCount', { messages: count(messages), segments: count(segments) });
    const paid = price && t('summary.smsPrice', { price: money(price.amount, price.currency) });
    rows.push([t('summary.sms'), paid ? `${words} ${paid}` : words]);
  }
  if (version.decision !== null) rows.push([t('decision.title'), decisionWords(version.decision)]);
  rows.push([t('summary.until'), lifetime]);
  if (version.radioLater?.chosen === true) rows.push([t('radioLater.title'), t('radioLater.morning')]);
  if (version.decidedAt !== null) rows.push([t('summary.decidedAt'), dayAndTime(version.decidedAt)]);
  return (
    <dl className={`card world-edge-${world}`} data-summary>
      {rows.map(([name, words]) => (
        <div key={name} className="grid gap-x-4 border-b border-line py-1.5 sm:grid-cols-[11rem_1fr]">
          <dt className="font-700">{name}</dt>
          <dd>{words}</dd>
        </div>
      ))}
      <div className="grid gap-x-4 py-1.5 sm:grid-cols-[11rem_1fr]">
        <dt className="font-700">{t('summary.firstWords')}</dt>
        <dd lang="ja">{firstWords(renderings)}…</dd>
      </div>
    </dl>
  );
};
