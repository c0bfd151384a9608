import { Fragment } from 'react';
import type { RenderingShape } from '../api/types.js';
import { useWorld } from '../api/queries.js';
import { label, listed, useText } from '../text/labels.js';
import { RubyText } from '../../ui/ruby-text.js';
import { htmlLang } from './fit.js';
import { piecesOf } from './pieces.js';
import { HeardLine, Player, useSound } from './sound.js';
import { ManualFrame } from './manual-frame.js';

/** The text as its reader sees it, each language in its own typography, and Japanese with the readings where it has them. */
const Words = ({ rendering }: { rendering: RenderingShape }) => {
  const { languages, ruby, text } = rendering;
  const split = languages.length > 1 || ruby !== undefined ? piecesOf(rendering) : null;
  return (
    <div lang={htmlLang(languages[0] ?? 'ja')} className="whitespace-pre-line">
      {split === null
        ? text
        : split.pieces.map((piece, at) => (
            <Fragment key={at}>
              {at > 0 && split.gap}
              <span lang={htmlLang(piece.language)}>
                {ruby !== undefined && languages[at] === 'ja-easy' ? <RubyText pieces={ruby} /> : piece.text}
              </span>
            </Fragment>
          ))}
    </div>
  );
};

/** Channels whose reader sees the title above the text: a notification's, or a mail's subject. */
const titled: readonly string[] = ['push', 'web-push', 'mail'];

/** A phone's screen with the notification, the message or the post in it. */
export const PhoneFrame = ({ rendering }: { rendering: RenderingShape }) => {
  const world = useWorld();
  return (
    <div className="w-full max-w-[22rem] rounded-24 border-2 border-line-strong bg-sunken p-3">
      <div className={`world-edge-${world} rounded-12 bg-surface p-3 shadow-1`}>
        <p className="hint flex justify-between gap-2 leading-1-4">
          <span>{label('channel', rendering.channel)}</span>
          <span>{listed(rendering.languages.map((one) => label('language', one)))}</span>
        </p>
        {titled.includes(rendering.channel) && (
          <p lang={htmlLang(rendering.languages[0] ?? 'ja')} className="font-700">
            {rendering.title}
          </p>
        )}
        <Words rendering={rendering} />
      </div>
    </div>
  );
};

/** What the loudspeakers do, line by line. */
export const ScriptFrame = ({ rendering }: { rendering: RenderingShape }) =>
  rendering.radio === undefined ? <PhoneFrame rendering={rendering} /> : <Script script={rendering.radio} />;

const Script = ({ script }: { script: NonNullable<RenderingShape['radio']> }) => {
  const t = useText();
  const world = useWorld();
  const sound = useSound(script);
  return (
    <div
      className={`world-edge-${world} @container w-full rounded-8 border border-line-strong bg-surface p-3`}
    >
      <p className="flex flex-wrap gap-2">
        <span className="tag">{t(script.chime === 'none' ? 'radio.noChime' : 'radio.chime')}</span>
        <span className="tag">
          {script.siren === 'none'
            ? t('radio.noSiren')
            : t('radio.siren', { name: label('siren', script.siren) })}
        </span>
        <span className="tag">{t('radio.repeat', { times: script.repeat })}</span>
      </p>
      <Player sound={sound} />
      <ol className="mt-2 list-decimal gap-8 pl-8 @3xl:columns-2 @3xl:pl-0">
        {script.lines.map((line, at) => (
          <li key={at} className="mb-2 break-inside-avoid @3xl:ml-8">
            <p lang={htmlLang(line.language)}>{line.text}</p>
            {line.reading !== null && (
              <p lang="ja" className="hint">
                <span className="sr-only">{t('radio.reading')} </span>
                {line.reading}
              </p>
            )}
            <HeardLine sound={sound} at={at} />
          </li>
        ))}
      </ol>
    </div>
  );
};

export const Frame = ({ rendering }: { rendering: RenderingShape }) =>
  rendering.manual !== undefined ? (
    <ManualFrame rendering={rendering} manual={rendering.manual} />
  ) : rendering.channel === 'radio' ? (
    <ScriptFrame rendering={rendering} />
  ) : (
    <PhoneFrame rendering={rendering} />
  );
