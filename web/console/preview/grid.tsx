import { useState } from 'react';
import { useTown } from '../api/queries.js';
import type { ChannelId, RenderingShape } from '../api/types.js';
import { label, listed, useText } from '../text/labels.js';
import { Notes, fitSign, reviewWords } from './counter.js';
import { fitOf, isUnreviewed, keyOf } from './fit.js';
import { Frame } from './frames.js';

export const channelOrder: readonly ChannelId[] = ['radio', 'push', 'sms', 'mastodon'];

interface Props {
  readonly renderings: readonly RenderingShape[];
}

/** A language may be said in the rendering of another that stands in for it. */
const cellOf = (renderings: readonly RenderingShape[], channel: ChannelId, language: string) =>
  renderings.find((one) => one.channel === channel && one.fellBackFrom === language) ??
  renderings.find((one) => one.channel === channel && one.languages.includes(language)) ??
  null;

const markOf = (rendering: RenderingShape): string =>
  `${fitSign(rendering)}${rendering.fellBackFrom === null ? '' : '!'}`;

/** Channel × language at a glance; the chosen cell is shown below as its reader will see it. */
export const PreviewGrid = ({ renderings }: Props) => {
  const t = useText();
  const town = useTown();
  const [chosen, setChosen] = useState<readonly [ChannelId, string]>(['push', 'ja']);
  const channels = channelOrder.filter((channel) => renderings.some((one) => one.channel === channel));
  const shown = cellOf(renderings, chosen[0], chosen[1]) ?? renderings[0] ?? null;
  const unreviewed = renderings.filter(isUnreviewed).length;
  return (
    <div>
      {unreviewed > 0 && (
        <p className="mb-1 rounded-4 bg-warning-soft px-2">{t('check.unreviewed', { count: unreviewed })}</p>
      )}
      <table className="w-full table-fixed border-collapse text-center">
        <caption className="hint pb-1 text-left">{t('preview.caption')}</caption>
        <thead>
          <tr>
            <th scope="col" className="w-[30%] text-left">
              {t('preview.language')}
            </th>
            {channels.map((channel) => (
              <th key={channel} scope="col" className="px-0.5 leading-1-3">
                {label('channelShort', channel)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {town.languages.map((language) => (
            <tr key={language} className="border-t border-line">
              <th scope="row" className="text-left leading-1-3 font-400">
                {label('language', language)}
              </th>
              {channels.map((channel) => (
                <td key={channel} className="p-0.5">
                  <Cell
                    rendering={cellOf(renderings, channel, language)}
                    pressed={chosen[0] === channel && chosen[1] === language}
                    name={`${label('channel', channel)} ${label('language', language)}`}
                    onPress={() => setChosen([channel, language])}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {shown !== null && (
        <div className="mt-3 grid gap-3">
          <Frame rendering={shown} />
          <Notes rendering={shown} />
        </div>
      )}
    </div>
  );
};

const cellTone = { ok: '', near: '', over: 'bg-danger-soft text-danger' } as const;

const Cell = (props: {
  rendering: RenderingShape | null;
  pressed: boolean;
  name: string;
  onPress: () => void;
}) => {
  const t = useText();
  const { rendering } = props;
  if (rendering === null)
    return (
      <span className="hint">
        <span aria-hidden="true">—</span>
        <span className="sr-only">{t('preview.notSaid')}</span>
      </span>
    );
  return (
    <button
      type="button"
      aria-pressed={props.pressed}
      className={`numbers min-h-[2.75rem] w-full rounded-4 border px-0.5 leading-1-3 ${cellTone[fitOf(rendering)]} ${
        props.pressed ? 'border-2 border-primary font-700' : 'border-line-strong'
      }`}
      onClick={props.onPress}
    >
      <span className="sr-only">{props.name}: </span>
      <span aria-hidden="true">{markOf(rendering)} </span>
      {Math.round(rendering.size)}/{rendering.limit}
      <span className="sr-only">
        {' '}
        {label('unit', rendering.unit)} {t(`fit.${fitOf(rendering)}`)}
        {rendering.fellBackFrom !== null && t('preview.fellBackShort')}
        {isUnreviewed(rendering) && ` ${reviewWords(rendering)}`}
      </span>
    </button>
  );
};

/** Every rendering in full, for the check and the approval: nothing goes out unseen. */
export const AllRenderings = ({ renderings }: Props) => (
  <div className="grid gap-3">
    {channelOrder.map((channel) => (
      <ChannelRenderings
        key={channel}
        channel={channel}
        renderings={renderings.filter((one) => one.channel === channel)}
      />
    ))}
  </div>
);

/** On a phone the loudspeakers' words stand open and the rest unfolds by channel; a desk shows everything at once. */
const startsOpen = (channel: ChannelId): boolean =>
  channel === 'radio' || window.matchMedia('(min-width: 48rem)').matches;

const ChannelRenderings = (props: { channel: ChannelId } & Props) => {
  const t = useText();
  if (props.renderings.length === 0) return null;
  return (
    <section className="rounded-8 border border-line p-3" aria-label={label('channel', props.channel)}>
      <details open={startsOpen(props.channel)}>
        <summary className="min-h-[2.75rem] cursor-pointer content-center">
          <h3 className="inline text-[1.125rem] font-700">{label('channel', props.channel)}</h3>{' '}
          <span className="hint">{t('preview.howMany', { count: props.renderings.length })}</span>
        </summary>
        <ul className="mt-2 flex flex-wrap gap-4">
          {props.renderings.map((rendering) => (
            <li
              key={keyOf(rendering)}
              className={`grid content-start gap-2 ${props.channel === 'radio' ? 'w-full' : 'w-[21rem] max-w-full'}`}
            >
              <h4 className="font-700">{listed(rendering.languages.map((one) => label('language', one)))}</h4>
              <Frame rendering={rendering} />
              <Notes rendering={rendering} />
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
};
