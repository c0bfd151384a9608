import { useState, type FormEvent } from 'react';
import { browserHasPasskeys } from '../api/passkey.js';
import { useCommand } from '../api/queries.js';
import type { SessionShape } from '../api/types.js';
import { Failure } from '../shell/failure.js';
import { Page } from '../shell/page.js';
import { LanguageSwitch, ThemeSwitch } from '../shell/settings.js';
import { useText } from '../text/labels.js';
import { Ended } from './ended.js';
import { OtherWorld } from './other-world.js';
import { SecondStep, type Second } from './second-step.js';
import { usePasskeySignIn } from './use-passkey.js';

/** Name and password, then a second step where she has one; or a passkey alone. */
export const SignIn = ({ session }: { session: SessionShape }) => {
  const t = useText();
  const [second, setSecond] = useState<Second | null>(null);
  const canPasskey = session.passkeysHere && browserHasPasskeys();
  return (
    <Page title={t('signIn.title')} wide={false}>
      <div className="max-w-[28rem]">
        <Ended />
        <WorldNote session={session} />
        {second === null ? (
          <>
            <PasswordForm onSecond={setSecond} />
            {canPasskey && <ByPasskey />}
          </>
        ) : (
          <SecondStep second={second} passkeysHere={session.passkeysHere} onBack={() => setSecond(null)} />
        )}
        <div className="mt-4 flex flex-wrap gap-2">
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
        <OtherWorld session={session} />
      </div>
    </Page>
  );
};

/** With `own`, an officer's own name stands in it already. */
export const PasswordForm = (props: { own?: string; onSecond: (second: Second) => void }) => {
  const t = useText();
  const { own, onSecond } = props;
  const [login, setLogin] = useState(own ?? '');
  const [password, setPassword] = useState('');
  const command = useCommand<SessionShape>('POST', (answer) => answer.second && onSecond(answer.second));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!command.isPending) command.mutate({ path: '/session', body: { login, password } });
  };
  return (
    <form className={own === undefined ? 'card grid gap-4' : 'grid gap-4'} onSubmit={submit}>
      {own === undefined ? (
        <TextField label={t('signIn.login')} value={login} onChange={setLogin} autoComplete="username" />
      ) : (
        // For the browser, which keeps passwords by name.
        <input className="hidden" type="text" autoComplete="username" value={own} readOnly />
      )}
      <TextField
        label={t('signIn.password')}
        value={password}
        onChange={setPassword}
        type="password"
        autoComplete="current-password"
      />
      <Failure error={command.error} />
      <button type="submit" className="btn btn-primary" aria-disabled={command.isPending}>
        {t('signIn.enter')}
      </button>
    </form>
  );
};

export const ByPasskey = () => {
  const t = useText();
  const key = usePasskeySignIn(null);
  return (
    <div className="card mt-3 grid gap-2">
      <p className="hint">{t('signIn.passkeyHint')}</p>
      <Failure error={key.error} />
      <button
        type="button"
        className="btn"
        aria-disabled={key.isPending}
        onClick={() => !key.isPending && key.mutate()}
      >
        {key.isPending ? t('signIn.waiting') : t('signIn.passkey')}
      </button>
    </div>
  );
};

export const WorldNote = ({ session }: { session: SessionShape }) => {
  const t = useText();
  return (
    <div className={`card world-edge-${session.world} mb-4`}>
      <p className="text-[1.25rem] font-700">{t('app.town', session.town)}</p>
      <p className="font-700">{t(`world.${session.world}`)}</p>
      <p>{t(`world.${session.world}Means`)}</p>
    </div>
  );
};

/** A labelled text input; pasting is welcome (WCAG 3.3.8). */
export const TextField = (props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  type?: 'text' | 'password';
  autoComplete?: string;
  hint?: string;
}) => (
  <label className="grid gap-1">
    <span className="font-700">{props.label}</span>
    {props.hint !== undefined && <span className="hint">{props.hint}</span>}
    <input
      className="field"
      type={props.type ?? 'text'}
      autoComplete={props.autoComplete}
      autoCapitalize="none"
      spellCheck={false}
      value={props.value}
      onChange={(event) => props.onChange(event.target.value)}
    />
  </label>
);
