import { useState } from 'react';
import type { EnrolledShape, MeShape } from '../api/types.js';
import { Section } from '../shell/page.js';
import { AddTotp } from '../sign-in/add-totp.js';
import { dayAndTime } from '../text/format.js';
import { useText } from '../text/labels.js';
import { SureDialog } from './sure-dialog.js';

/** The authenticator app: since when, another one, or none. */
export const App = ({ me, onAdded }: { me: MeShape; onAdded: (codes: readonly string[]) => void }) => {
  const t = useText();
  const [leaving, setLeaving] = useState(false);
  const since = me.totp?.addedAt;
  return (
    <Section id="app" title={t('me.totp')}>
      <div className="grid gap-3">
        <p className="font-700">
          {since === undefined ? t('me.totpNone') : t('me.totpSince', { time: dayAndTime(since) })}
        </p>
        <AddTotp
          key={since ?? 0}
          start={t(since === undefined ? 'enrol.totpStart' : 'me.totpReplace')}
          onAdded={onAdded}
        />
        {since !== undefined && (
          <div>
            <button type="button" className="btn btn-danger-outline" onClick={() => setLeaving(true)}>
              {t('me.remove')}
            </button>
          </div>
        )}
      </div>
      {leaving && (
        <SureDialog
          title={t('me.removeTotp')}
          means={t('me.removeTotpMeans')}
          action={t('me.remove')}
          method="DELETE"
          path="/me/totp"
          onDone={() => setLeaving(false)}
          onClose={() => setLeaving(false)}
        />
      )}
    </Section>
  );
};

/** Below so many it is time for new ones. */
const few = 4;

/** How many recovery codes are left, and new ones. */
export const Codes = ({ me, onMade }: { me: MeShape; onMade: (codes: readonly string[]) => void }) => {
  const t = useText();
  const [asking, setAsking] = useState(false);
  const enrolled = me.totp !== null || me.passkeys.length > 0;
  return (
    <Section id="codes" title={t('me.codes')}>
      <div className="grid gap-3">
        <p className="numbers font-700">{t('me.codesLeft', { count: me.recoveryCodes })}</p>
        {enrolled && me.recoveryCodes < few && <p className="font-700 text-danger">{t('me.codesFew')}</p>}
        {enrolled ? (
          <div>
            <button type="button" className="btn" onClick={() => setAsking(true)}>
              {t('me.codesRenew')}
            </button>
          </div>
        ) : (
          <p className="hint">{t('me.codesNone')}</p>
        )}
      </div>
      {asking && (
        <SureDialog<EnrolledShape>
          title={t('me.codesRenewTitle')}
          means={t('me.codesRenewMeans')}
          action={t('me.codesRenew')}
          method="POST"
          path="/me/recovery-codes"
          onDone={({ recoveryCodes }) => {
            setAsking(false);
            onMade(recoveryCodes);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </Section>
  );
};
