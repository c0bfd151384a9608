import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call, type ApiError } from '../api/client.js';
import { useCommand } from '../api/queries.js';
import type { InvitationShape, SessionShape } from '../api/types.js';
import { Failure, Waiting } from '../shell/failure.js';
import { Page } from '../shell/page.js';
import { TextField, WorldNote } from '../sign-in/sign-in.js';
import { dayAndTime } from '../text/format.js';
import { useText } from '../text/labels.js';

/** The same figure as the server's (`acceptBody`). */
const shortest = 12;

/** Opened by an invitation's link: the new officer chooses her password. */
export const Invitation = ({ session }: { session: SessionShape }) => {
  const t = useText();
  const [secret] = useState(() => location.hash.slice(1));
  const found = useQuery<InvitationShape, ApiError>({
    queryKey: ['invitation'],
    queryFn: () => call<InvitationShape>('POST', '/invitations/look', { secret }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const [accepted, setAccepted] = useState(false);
  return (
    <Page title={t('invitation.title')} wide={false}>
      <div className="mx-auto max-w-[28rem]">
        <WorldNote session={session} />
        {accepted && <Done />}
        {!accepted && found.isError && <Failure error={found.error} />}
        {!accepted && found.isPending && <Waiting lines={8} />}
        {!accepted && found.data !== undefined && (
          <Choose invitation={found.data} secret={secret} onDone={() => setAccepted(true)} />
        )}
      </div>
    </Page>
  );
};

const Done = () => {
  const t = useText();
  return (
    <div className="card grid gap-3">
      <p className="text-[1.125rem] font-700">{t('invitation.done')}</p>
      {/* The whole page anew: the link's secret is not to stand in the address any longer. */}
      <a href="/" className="btn btn-primary">
        {t('invitation.toSignIn')}
      </a>
    </div>
  );
};

const Choose = (props: { invitation: InvitationShape; secret: string; onDone: () => void }) => {
  const t = useText();
  const { invitation, secret, onDone } = props;
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const command = useCommand('POST', onDone);
  const different = password === again ? null : t('password.different');
  const fault = password.length < shortest ? t('password.short', { shortest }) : different;
  const go = () => {
    setTried(true);
    if (fault === null && !command.isPending)
      command.mutate({ path: '/invitations/accept', body: { secret, password } });
  };
  return (
    <div className="card grid gap-4">
      <p>{t('invitation.hello', { name: invitation.name })}</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3">
        <dt className="hint">{t('signIn.login')}</dt>
        <dd className="font-700">{invitation.login}</dd>
        <dt className="hint">{t('invitation.until')}</dt>
        <dd className="numbers">{dayAndTime(invitation.until)}</dd>
      </dl>
      <TextField
        label={t('password.new')}
        hint={t('password.hint', { shortest })}
        value={password}
        onChange={setPassword}
        type="password"
        autoComplete="new-password"
      />
      <TextField
        label={t('password.again')}
        value={again}
        onChange={setAgain}
        type="password"
        autoComplete="new-password"
      />
      {tried && fault !== null && <p className="font-700 text-danger">{fault}</p>}
      <Failure error={command.error} />
      <button type="button" className="btn btn-primary" onClick={go}>
        {t('password.set')}
      </button>
    </div>
  );
};
