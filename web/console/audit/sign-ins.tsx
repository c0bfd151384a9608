import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { reads } from '../api/queries.js';
import type { SignInShape } from '../api/types.js';
import { Loaded } from '../shell/loaded.js';
import { Section } from '../shell/page.js';
import { dayAndTime } from '../text/format.js';
import { deviceWords } from '../text/device-words.js';
import { useText } from '../text/labels.js';

/** Shown before one asks for the rest: the log's entries stand below on a phone. */
const few = 5;

/** Who signed in, when, from which address and how: kept as long as sessions are, and no longer. */
export const SignIns = () => {
  const t = useText();
  const signIns = useQuery(reads.signIns);
  const [all, setAll] = useState(false);
  return (
    <Section id="sign-ins" title={t('audit.signIns')}>
      <p>{t('audit.signInsHint')}</p>
      <Loaded query={signIns} lines={6}>
        {(list) => (
          <ol className="mt-2" data-sign-ins>
            {list.slice(0, all ? list.length : few).map((one) => (
              <li key={`${one.at} ${one.login}`} className="border-t border-line py-2">
                <SignIn signIn={one} />
              </li>
            ))}
          </ol>
        )}
      </Loaded>
      {!all && (signIns.data?.length ?? 0) > few && (
        <button type="button" className="btn mt-2" onClick={() => setAll(true)}>
          {t('audit.moreSignIns')}
        </button>
      )}
    </Section>
  );
};

const SignIn = ({ signIn: { at, name, login, address, agent, means } }: { signIn: SignInShape }) => {
  const t = useText();
  const facts = [
    t('audit.address', { address: address ?? t('audit.noAddress') }),
    ...(means === null ? [] : [t(`signInMeans.${means}`)]),
    deviceWords(t, agent),
  ];
  return (
    <>
      <p className="flex flex-wrap gap-x-2">
        <time className="numbers" dateTime={new Date(at).toISOString()}>
          {dayAndTime(at)}
        </time>
        <strong>{name ?? t('audit.nobodyNow')}</strong>
        {login !== null && <span className="hint">{login}</span>}
      </p>
      <p className="hint numbers [overflow-wrap:anywhere]">{facts.join(' ・ ')}</p>
    </>
  );
};
