import { useState } from 'react';
import { channelIds } from '../../../src/domain/channel.js';
import { useTown } from '../api/queries.js';
import type { RenderingShape } from '../api/types.js';
import { label, useText } from '../text/labels.js';
import { Notes, fitSign, reviewWords } from './counter.js';
import { fitOf, isUnreviewed, keyOf } from './fit.js';
import { Frame } from './frames.js';

interface Props {
  readonly renderings: readonly RenderingShape[];
}

/** What a language is said in, by channel: its own renderings, or those of the language that stands in for it. */
const cellsOf = (renderings: readonly RenderingShape[], language: string): readonly RenderingShape[] =>
  channelIds.flatMap((channel) => {
    const ours = renderings.filter((one) => one.channel === channel);
    const standIns = ours.filter((one) => one.fellBackFrom === language);
    return standIns.length > 0 ? standIns : ours.filter((one) => one.languages.includes(language));
  });

const worst = ['over', 'near', 'ok'] as const;
const signOf = { over: '×', near: '△', ok: '○' } as const;
/** The worst of a language's renderings, as a sign: seventeen languages are looked through by it. */
const markOfAll = (cells: readonly RenderingShape[]): string => {
  const fit = worst.find((one) => cells.some((cell) => fitOf(cell) === one));
  const standIn = cells.some((cell) => cell.fellBackFrom !== null) ? '!' : '';
  return fit === undefined ? '—' : `${signOf[fit]}${standIn}`;
};

/** One language at a time, its channels at a glance; the chosen text is shown below as its reader will see it. */
export const PreviewGrid = ({ renderings }: Props) => {
  const t = useText();
  const town = useTown();
  const [language, setLanguage] = useState('ja');
  const [chosen, setChosen] = useState('push');
  const cells = cellsOf(renderings, language);
  const silent = channelIds.filter(
    (channel) =>
      renderings.some((one) => one.channel === channel) && !cells.some((one) => one.channel === channel),
  );
  const shown = cells.find((one) => slotOf(one) === chosen) ?? cells[0] ?? null;
  const unreviewed = renderings.filter(isUnreviewed).length;
  return (
    <div className="grid gap-2">
      {unreviewed > 0 && (
        <p className="rounded-4 bg-warning-soft px-2">{t('check.unreviewed', { count: unreviewed })}</p>
      )}
      <label className="grid gap-1">
        <span className="font-700">{t('preview.chooseLanguage')}</span>
        <span className="hint">{t('preview.caption')}</span>
        <select className="field" value={language} onChange={(event) => setLanguage(event.target.value)}>
          {town.languages.map((one) => (
            <option key={one} value={one}>
              {`${markOfAll(cellsOf(renderings, one))} ${label('language', one)}`}
            </option>
          ))}
        </select>
      </label>
      <ul className="grid grid-cols-2 gap-2 sm:grid-cols-4 lg:grid-cols-2 xl:grid-cols-4">
        {cells.map((cell) => (
          <li key={keyOf(cell)} className="grid">
            <Cell rendering={cell} pressed={cell === shown} onPress={() => setChosen(slotOf(cell))} />
          </li>
        ))}
        {silent.map((channel) => (
          <li key={channel} className="hint leading-1-3">
            {label('channelShort', channel)} — {t('preview.notSaid')}
          </li>
        ))}
      </ul>
      {shown !== null && (
        <div className="mt-1 grid gap-3">
          <Frame rendering={shown} />
          <Notes rendering={shown} />
        </div>
      )}
    </div>
  );
};

/** Stays the same when the language changes. */
const slotOf = ({ channel, variant }: RenderingShape): string =>
  variant === undefined ? channel : `${channel} ${variant}`;

const cellTone = { ok: '', near: '', over: 'bg-danger-soft text-danger' } as const;

const Cell = (props: { rendering: RenderingShape; pressed: boolean; onPress: () => void }) => {
  const t = useText();
  const { rendering } = props;
  return (
    <button
      type="button"
      aria-pressed={props.pressed}
      className={`numbers min-h-[2.75rem] rounded-4 border px-1 leading-1-3 ${cellTone[fitOf(rendering)]} ${
        props.pressed ? 'border-2 border-primary font-700' : 'border-line-strong'
      }`}
      onClick={props.onPress}
    >
      <span className="block" aria-hidden="true">
        {label('channelShort', rendering.channel)} {rendering.variant}
      </span>
      <span className="sr-only">{label('channel', rendering.channel)}: </span>
      <span aria-hidden="true">
        {fitSign(rendering)}
        {rendering.fellBackFrom === null ? ' ' : '! '}
      </span>
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
