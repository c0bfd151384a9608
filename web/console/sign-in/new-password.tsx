import { useState, type FormEvent } from 'react';
import { useCommand } from '../api/queries.js';
import type { SessionShape } from '../api/types.js';
import { Failure } from '../shell/failure.js';
import { Page } from '../shell/page.js';
import { useText } from '../text/labels.js';
import { TextField, WorldNote } from './sign-in.js';

/** The same figure as the server's (`passwordBody`). */
const shortest = 12;

/** First sign-in: the one-time password gives way to one's own before anything else works. */
export const NewPassword = ({ session }: { session: SessionShape }) => {
  const t = useText();
  return (
    <Page title={t('password.title')} lead={t('password.lead')} wide={false}>
      <div className="max-w-[28rem]">
        <WorldNote session={session} />
        <PasswordChange current={t('password.current')} className="card" />
      </div>
    </Page>
  );
};

/** The present password and the new one, twice. `current`: what the present one is called. */
export const PasswordChange = (props: { current: string; className?: string; onDone?: () => void }) => {
  const t = useText();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const command = useCommand('POST', props.onDone);
  const fault =
    password.length < shortest
      ? t('password.short', { shortest })
      : password === again
        ? null
        : t('password.different');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (fault === null && !command.isPending)
      command.mutate({ path: '/session/password', body: { current, password } });
  };
  return (
    <form className={`grid gap-4 ${props.className ?? ''}`} onSubmit={submit}>
      <TextField
        label={props.current}
        value={current}
        onChange={setCurrent}
        type="password"
        autoComplete="current-password"
      />
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
      <button type="submit" className="btn btn-primary">
        {t('password.set')}
      </button>
    </form>
  );
};
