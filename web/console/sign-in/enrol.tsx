import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SessionShape } from '../api/types.js';
import { Page, Section } from '../shell/page.js';
import { LanguageSwitch } from '../shell/settings.js';
import { useText } from '../text/labels.js';
import { AddPasskey } from './add-passkey.js';
import { AddTotp } from './add-totp.js';
import { RecoveryCodes } from './recovery-codes.js';
import { WorldNote } from './sign-in.js';

/** A second factor is required and there is none yet: nothing else works until there is one. */
export const Enrol = (props: { session: SessionShape; onEnrolling: (now: boolean) => void }) => {
  const t = useText();
  const client = useQueryClient();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const done = () => {
    props.onEnrolling(false);
    void client.invalidateQueries();
  };
  const added = (made: readonly string[]) => {
    props.onEnrolling(made.length > 0);
    if (made.length > 0) setCodes(made);
    else done();
  };
  if (codes !== null)
    return (
      <Page key="codes" title={t('recovery.title')} wide={false}>
        <RecoveryCodes codes={codes} onDone={done} />
      </Page>
    );
  return (
    <Page title={t('enrol.title')} lead={t('enrol.lead')} wide={false}>
      <WorldNote session={props.session} />
      <div className="grid gap-4">
        <Section id="passkey" title={t('enrol.passkeyTitle')}>
          <AddPasskey onAdded={added} here={props.session.passkeysHere} />
        </Section>
        <Section id="totp" title={t('enrol.totpTitle')}>
          <AddTotp start={t('enrol.totpStart')} onAdded={added} />
        </Section>
      </div>
      <div className="mt-4">
        <LanguageSwitch />
      </div>
    </Page>
  );
};
