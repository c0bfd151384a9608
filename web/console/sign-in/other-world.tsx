import type { SessionShape } from '../api/types.js';
import { useText } from '../text/labels.js';

/** The way to the other world: another address, with another sign-in. Which one it is stands on the link itself. */
export const OtherWorld = ({ session: { world, otherWorldUrl } }: { session: SessionShape }) => {
  const t = useText();
  if (otherWorldUrl == null) return null;
  const other = world === 'live' ? 'drill' : 'live';
  return (
    <nav className={`card world-edge-${other} mt-4`} aria-label={t('otherWorld.title')}>
      <a
        className="link inline-block py-2 font-700"
        href={otherWorldUrl}
        rel="noreferrer"
        data-other-world={other}
      >
        {t(`otherWorld.${other}`)}
      </a>
      <p className="hint">{t(`otherWorld.${other}Means`)}</p>
      <p className="hint break-all">{new URL(otherWorldUrl).origin}</p>
    </nav>
  );
};
