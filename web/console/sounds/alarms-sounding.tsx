import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { reads, useSession } from '../api/queries.js';
import { interrupt } from '../shell/announce.js';
import { useNow } from '../shell/use-now.js';
import { useText } from '../text/labels.js';
import { alarmKinds, alarmsIn, type Alarm } from './alarms.js';
import { hear, useSoundMemory } from './memory.js';
import { allowSound, play, useSoundAllowed } from './player.js';

/** Milliseconds after which what nobody has acknowledged sounds again. */
const again = 60_000;

/**
 * What sounds, in words, with the way to stop it; nothing while all is heard. It stands in the world's bar, which keeps
 * its height: an alarm that moved the page would tear a button from under the finger that holds it.
 */
export const Alarms = () => {
  const t = useText();
  const alarms = useAlarms();
  const allowed = useSoundAllowed();
  useGesture(allowed);
  const keys = alarms.map(({ key }) => key).join('\n');
  const top = alarms[0]?.level ?? null;
  useEffect(() => {
    if (top === null || !allowed) return;
    play(top);
    const timer = setInterval(() => play(top), again);
    return () => clearInterval(timer);
  }, [keys, top, allowed]);
  const counts = alarmKinds
    .map((what) => [what, alarms.filter((one) => one.what === what).length] as const)
    .filter(([, n]) => n > 0);
  const words = counts.map(([what, n]) => t(`sound.alarm.${what}`, { n })).join(' ・ ');
  const [pressing] = counts;
  const short = pressing === undefined ? '' : t(`sound.short.${pressing[0]}`, { n: pressing[1] });
  useAnnounced(keys, words);
  if (alarms.length === 0) return null;
  return (
    <div className="flex min-w-0 items-center gap-2" data-alarm={top}>
      <p className="world-plate numbers truncate rounded-4 px-2 font-700 max-lg:sr-only">
        <span aria-hidden="true">♪ </span>
        {words}
      </p>
      {allowed ? (
        <Act words={t('sound.heard')} short={short} onPress={() => hear(alarms.map(({ key }) => key))} />
      ) : (
        <Act words={t('sound.allow')} short={short} onPress={allowSound} />
      )}
    </div>
  );
};

/** Where the bar has no room for what sounds, the button says it shortly. */
const Act = ({ words, short, onPress }: { words: string; short: string; onPress: () => void }) => (
  <button
    type="button"
    className="min-h-[2.25rem] cursor-pointer rounded-4 border-2 border-black bg-white px-2 font-700 max-sm:px-1 whitespace-nowrap text-black"
    onClick={onPress}
  >
    <span className="block text-[0.75rem] leading-[1.25] lg:hidden" aria-hidden="true">
      {short}
    </span>
    <span className="block max-lg:text-[0.8125rem] max-lg:leading-[1.25]">{words}</span>
  </button>
);

/** What is to be heard and was not yet, the most pressing first. */
const useAlarms = (): readonly Alarm[] => {
  const { off, heard } = useSoundMemory();
  const alerts = useQuery(reads.alerts).data ?? [];
  const proposals = useQuery(reads.proposals).data ?? [];
  const { channels = [], telegrams } = useQuery(reads.state).data ?? {};
  const feedSilentSince = telegrams?.silentSince ?? null;
  const officer = useSession().data?.officer?.id;
  const now = useNow();
  return alarmsIn({ alerts, proposals, channels, feedSilentSince, officer, now }).filter(
    ({ key, level }) => !heard.has(key) && !off.has(String(level)),
  );
};

/** Any touch of the page lets it sound, so that the button is hardly ever needed. */
const useGesture = (allowed: boolean): void =>
  useEffect(() => {
    if (allowed) return;
    addEventListener('pointerdown', allowSound);
    addEventListener('keydown', allowSound);
    return () => {
      removeEventListener('pointerdown', allowSound);
      removeEventListener('keydown', allowSound);
    };
  }, [allowed]);

/** Who does not hear the tone hears the words, once for each new alarm. */
const useAnnounced = (keys: string, words: string): void => {
  const told = useRef('');
  useEffect(() => {
    const fresh = keys.split('\n').some((key) => key !== '' && !told.current.split('\n').includes(key));
    told.current = keys;
    if (fresh) interrupt(words);
  }, [keys, words]);
};
