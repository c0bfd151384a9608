import { useState } from 'react';
import type { MeShape } from '../api/types.js';
import { Section } from '../shell/page.js';
import { AddPasskey } from '../sign-in/add-passkey.js';
import { dayAndTime } from '../text/format.js';
import { useText } from '../text/labels.js';
import { SureDialog } from './sure-dialog.js';

interface Props {
  readonly me: MeShape;
  readonly onAdded: (codes: readonly string[]) => void;
}

/** The passkeys, when each was last used, and another one. */
export const Passkeys = ({ me, onAdded }: Props) => {
  const t = useText();
  const [leaving, setLeaving] = useState<MeShape['passkeys'][number] | null>(null);
  return (
    <Section id="passkeys" title={t('me.passkeys')}>
      <div className="grid gap-4">
        {me.passkeys.length === 0 && <p>{t('me.noPasskeys')}</p>}
        <ul className="grid gap-2 empty:hidden" data-passkeys>
          {me.passkeys.map((key) => (
            <li
              key={key.id}
              className="flex flex-wrap items-center justify-between gap-2 rounded-8 border border-line p-3"
            >
              <div>
                <p className="font-700 break-all">{key.name}</p>
                <p className="hint numbers">
                  {t('me.added', { time: dayAndTime(key.addedAt) })}
                  {' ・ '}
                  {key.usedAt === null ? t('me.neverUsed') : t('me.used', { time: dayAndTime(key.usedAt) })}
                </p>
              </div>
              <button
                type="button"
                className="btn btn-danger-outline"
                aria-label={t('me.removePasskey', { name: key.name })}
                onClick={() => setLeaving(key)}
              >
                {t('me.remove')}
              </button>
            </li>
          ))}
        </ul>
        <AddPasskey here={me.passkeysHere} onAdded={onAdded} />
      </div>
      {leaving !== null && (
        <SureDialog
          title={t('me.removePasskey', { name: leaving.name })}
          means={t('me.removePasskeyMeans')}
          action={t('me.remove')}
          method="DELETE"
          path={`/me/passkeys/${encodeURIComponent(leaving.id)}`}
          onDone={() => setLeaving(null)}
          onClose={() => setLeaving(null)}
        />
      )}
    </Section>
  );
};
