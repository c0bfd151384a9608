import { useEffect, useState } from 'react';
import { browserHasPasskeys } from '../api/passkey.js';
import { useSession } from '../api/queries.js';
import type { SessionShape } from '../api/types.js';
import { Dialog } from '../../ui/dialog.js';
import { announce } from '../shell/announce.js';
import { dayAndTime } from '../text/format.js';
import { useText } from '../text/labels.js';
import { SecondStep, type Second } from './second-step.js';
import { ByPasskey, PasswordForm } from './sign-in.js';

/**
 * A whole new sign-in where the officer stands: password and second factor, or passkey, as at the door. The page, her duty
 * and what she has typed stay, because the screens live by the officer and not by the session. It closes itself once
 * another session has taken the place of the one that it was opened for.
 */
export const RenewDialog = (props: { onClose: () => void }) => {
  const { data: session } = useSession();
  const { onClose } = props;
  const t = useText();
  const [old] = useState(session?.ends?.at);
  const ends = session?.ends?.at;
  const renewed = ends !== old;
  useEffect(() => {
    if (!renewed) return;
    announce(ends === undefined ? t('signIn.renewed') : t('signIn.renewedUntil', { time: dayAndTime(ends) }));
    onClose();
  }, [renewed, ends, onClose, t]);
  if (!session?.officer || renewed) return null;
  return (
    <Dialog title={t('signIn.again')} onClose={onClose}>
      <p className="mt-1 mb-3">{t('signIn.renewLead', { name: session.officer.name })}</p>
      <Ways session={session} login={session.officer.login} />
      <button type="button" className="btn mt-3" onClick={onClose}>
        {t('action.back')}
      </button>
    </Dialog>
  );
};

const Ways = ({ session, login }: { session: SessionShape; login: string }) => {
  const [second, setSecond] = useState<Second | null>(null);
  if (second !== null)
    return <SecondStep second={second} passkeysHere={session.passkeysHere} onBack={() => setSecond(null)} />;
  return (
    <>
      <PasswordForm own={login} onSecond={setSecond} />
      {session.passkeysHere && browserHasPasskeys() && <ByPasskey />}
    </>
  );
};
