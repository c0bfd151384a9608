import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call, type ApiError } from '../api/client.js';
import { useTown } from '../api/queries.js';
import type { RenderingShape, SpeechShape } from '../api/types.js';
import { Failure } from '../shell/failure.js';
import { count } from '../text/format.js';
import { useText } from '../text/labels.js';

type Script = NonNullable<RenderingShape['radio']>;

/** What a script sounds like; asked for by a press, or at once where the hub has the sound already. */
export const useSound = (script: Script) => {
  const { spoken = [] } = useTown();
  const [asked, setAsked] = useState(false);
  const { audio, ...bare } = script;
  const json = JSON.stringify(bare);
  const heard = useQuery<SpeechShape, ApiError>({
    queryKey: ['speech', json],
    queryFn: () => call<SpeechShape>('POST', '/speech', { script: JSON.parse(json) }),
    enabled: spoken.length > 0 && (asked || audio !== undefined),
    retry: false,
    // A row may be added to the town's readings meanwhile: listening again asks again.
    staleTime: 0,
  });
  const listen = () => (asked ? void heard.refetch() : setAsked(true));
  return { hasVoice: spoken.length > 0, frozen: audio, heard, listen };
};

export type Sound = ReturnType<typeof useSound>;

/** The broadcast to listen to: of a frozen text the very file that will be played. */
export const Player = ({ sound: { hasVoice, frozen, heard, listen } }: { sound: Sound }) => {
  const t = useText();
  const town = useTown();
  if (!hasVoice) return null;
  const audio = frozen ?? heard.data;
  return (
    <div className="mt-2 grid gap-2">
      {audio !== undefined && (
        <>
          <audio
            controls
            preload="none"
            className="w-full"
            src={`/api/v1/speech/${audio.sha256}.wav`}
            aria-label={t('radio.audio', { seconds: count(Math.round(audio.seconds)) })}
          />
          {frozen !== undefined && <p className="hint">{t('radio.frozen')}</p>}
        </>
      )}
      <button
        type="button"
        className="btn justify-self-start"
        onClick={listen}
        aria-disabled={heard.isFetching}
      >
        {t(heard.isFetching ? 'radio.making' : 'radio.listen')}
      </button>
      <Failure error={heard.error} />
      {heard.data !== undefined && <p className="hint">{t('radio.mend', { town: town.id })}</p>}
    </div>
  );
};

/** What will be heard of one line, where it is not what one would expect. */
export const HeardLine = ({ sound: { heard }, at }: { sound: Sound; at: number }) => {
  const t = useText();
  const line = heard.data?.lines.find((one) => one.line === at);
  if (line === undefined) return null;
  if ('unspoken' in line) return <p className="hint text-warning">{t('radio.unspoken')}</p>;
  return (
    <>
      {/[ァ-ヶ]/u.test(line.said) && (
        <p lang="ja" className="hint">
          <span>{t('radio.said')} </span>
          {line.said}
        </p>
      )}
      {line.reading === 'differs' && <p className="text-danger">{t('radio.differs')}</p>}
      {line.reading === 'unchecked' && /[ァ-ヶ]/u.test(line.said) && (
        <p className="hint text-warning">{t('radio.unchecked')}</p>
      )}
    </>
  );
};
