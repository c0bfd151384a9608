import { Dialog } from '../../ui/dialog.js';
import { useText } from '../text/labels.js';
import { soundLevels, type SoundLevel } from './alarms.js';
import { switchSound, useSoundMemory } from './memory.js';
import { allowSound, play, useSoundAllowed } from './player.js';

/** Each level on or off on this machine, and how it sounds. */
export const SoundSettings = ({ onClose }: { onClose: () => void }) => {
  const t = useText();
  const { off } = useSoundMemory();
  const allowed = useSoundAllowed();
  const tryOut = (level: SoundLevel) => {
    allowSound();
    if (allowed) play(level);
  };
  return (
    <Dialog title={t('sound.title')} onClose={onClose}>
      <p className="mt-1">{t('sound.lead')}</p>
      <ul className="mt-3 grid gap-2">
        {soundLevels.map((level) => (
          <li key={level} className="flex flex-wrap items-stretch gap-2">
            <label className="choice grow items-center">
              <input
                type="checkbox"
                checked={!off.has(String(level))}
                onChange={(event) => switchSound(level, event.target.checked)}
              />
              <span>{t(`sound.level${level}`)}</span>
            </label>
            <button type="button" className="btn" onClick={() => tryOut(level)}>
              {t('sound.try')}
              <span className="sr-only"> {t(`sound.level${level}`)}</span>
            </button>
          </li>
        ))}
      </ul>
      <button type="button" data-first className="btn mt-4" onClick={onClose}>
        {t('action.close')}
      </button>
    </Dialog>
  );
};
