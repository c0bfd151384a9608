import { useState } from 'react';
import { useCommand } from '../api/queries.js';
import type { ChannelTestShape } from '../api/types.js';
import { announce } from '../shell/announce.js';
import { Failure } from '../shell/failure.js';
import { label, useText } from '../text/labels.js';
import { troubleText } from '../text/trouble.js';

/** Sends the fixed trial text to the hub's own address, and says in words what the far end answered. */
export const TestToSelf = ({ channel, address }: { channel: string; address: string }) => {
  const t = useText();
  const [answer, setAnswer] = useState<ChannelTestShape | null>(null);
  const test = useCommand<ChannelTestShape>('POST', (result) => {
    setAnswer(result);
    announce(t(`channels.result.${result.result}`));
  });
  const go = () => {
    if (test.isPending) return;
    setAnswer(null);
    test.mutate({ path: `/channels/${channel}/test` });
  };
  return (
    <div className="no-print mt-3 grid gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <button type="button" className="btn" aria-disabled={test.isPending} onClick={go}>
          {t('channels.test')}
          <span className="sr-only"> {label('channel', channel)}</span>
        </button>
        <span className="hint">{t('channels.testTo', { address })}</span>
      </div>
      {test.isPending && <p>{t('channels.testing')}</p>}
      <Failure error={test.error} />
      {answer !== null && (
        <p
          className={`rounded-8 border-2 p-2 font-700 ${answer.result === 'accepted' ? 'border-success' : 'border-danger'}`}
          data-result={answer.result}
        >
          <span aria-hidden="true">{answer.result === 'accepted' ? '○ ' : '× '}</span>
          {t(`channels.result.${answer.result}`)}
          {answer.why !== null && `：${answer.why}`}
          <span className="hint numbers block font-400">
            {t('channels.took', { ms: answer.took })}
            {answer.detail !== null && ` ・ ${troubleText(answer.detail)}`}
          </span>
        </p>
      )}
    </div>
  );
};
