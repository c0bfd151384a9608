import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog } from '../../ui/dialog.js';
import { reads } from '../api/queries.js';
import type { MeShape } from '../api/types.js';
import { Loaded } from '../shell/loaded.js';
import { Page, Section } from '../shell/page.js';
import { PasswordChange } from '../sign-in/new-password.js';
import { RecoveryCodes } from '../sign-in/recovery-codes.js';
import { useText } from '../text/labels.js';
import { App, Codes } from './app-and-codes.js';
import { Passkeys } from './passkeys.js';
import { Sessions } from './sessions.js';

/** How an officer signs in, and from where she is signed in. */
export const MePage = () => {
  const t = useText();
  const me = useQuery(reads.me);
  return (
    <Page title={t('me.title')} lead={t('me.lead')} wide={false}>
      <Loaded query={me} lines={24}>
        {(found) => <Parts me={found} />}
      </Loaded>
    </Page>
  );
};

const Parts = ({ me }: { me: MeShape }) => {
  const t = useText();
  const client = useQueryClient();
  const [codes, setCodes] = useState<readonly string[]>([]);
  const added = (made: readonly string[]) => {
    setCodes(made);
    void client.invalidateQueries();
  };
  return (
    <div className="grid gap-4">
      <Passkeys me={me} onAdded={added} />
      <App me={me} onAdded={added} />
      <Codes me={me} onMade={added} />
      <Sessions sessions={me.sessions} />
      <Password />
      {codes.length > 0 && (
        <Dialog title={t('recovery.title')} onClose={() => setCodes([])}>
          <RecoveryCodes codes={codes} onDone={() => setCodes([])} />
        </Dialog>
      )}
    </div>
  );
};

const Password = () => {
  const t = useText();
  const [state, setState] = useState<'shut' | 'open' | 'done'>('shut');
  return (
    <Section id="password" title={t('me.password')}>
      {state === 'open' ? (
        <div className="grid max-w-[28rem] gap-3">
          <PasswordChange current={t('me.current')} onDone={() => setState('done')} />
          <div>
            <button type="button" className="btn" onClick={() => setState('shut')}>
              {t('me.back')}
            </button>
          </div>
        </div>
      ) : (
        <div className="grid gap-2">
          {state === 'done' && <p className="font-700 text-success">{t('me.passwordChanged')}</p>}
          <div>
            <button type="button" className="btn" onClick={() => setState('open')}>
              {t('me.passwordChange')}
            </button>
          </div>
        </div>
      )}
    </Section>
  );
};
