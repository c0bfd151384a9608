import { useEffect, useRef } from 'react';
import type { VersionShape } from '../api/types.js';
import { interrupt } from '../shell/announce.js';
import { useText } from '../text/labels.js';
import type { AsRead } from './as-read.js';
import { useChangeWords } from './comparison.js';

interface Props {
  readonly asRead: AsRead;
  readonly version: VersionShape;
}

/** Above the button: what has changed since it was read, and the way to say that it has been read now. */
export const ChangedSince = ({ asRead, version }: Props) => {
  const t = useText();
  const words = useChangeWords(asRead.read, version);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (asRead.changed) interrupt(t('changed.title'));
  }, [asRead.changed, version.revision, version.digest, t]);
  const take = () => {
    // The button under the finger goes away: the next step takes the focus.
    place.current?.focus();
    asRead.take();
  };
  return (
    <div ref={place} id="changed" tabIndex={-1} className="outline-none">
      {asRead.changed && (
        <div className="rounded-8 border-2 border-danger bg-danger-soft p-3" data-changed>
          <h3 className="text-[1.125rem] font-700">
            <span aria-hidden="true">⚠ </span>
            {t('changed.title')}
          </h3>
          <ul className="mt-1 list-disc pl-6">
            {(words.length === 0 ? [t('changed.same')] : words).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <p className="mt-2">{t('changed.again')}</p>
          <button type="button" className="btn btn-danger-outline mt-2" onClick={take}>
            {t('changed.take')}
          </button>
        </div>
      )}
    </div>
  );
};

/** The same in short, wherever one has scrolled to. */
export const ChangedInShort = ({ asRead }: Pick<Props, 'asRead'>) => {
  const t = useText();
  if (!asRead.changed) return null;
  return (
    <div className="no-print sticky bottom-0 z-[500] -mx-4 flex flex-wrap items-center gap-x-4 gap-y-2 border-t-2 border-danger bg-danger-soft px-4 py-2">
      <p className="font-700">{t('changed.title')}</p>
      <a href="#changed" className="btn">
        {t('changed.toWhat')}
      </a>
    </div>
  );
};
