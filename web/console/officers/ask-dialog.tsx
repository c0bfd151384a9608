import { useState } from 'react';
import { officerRoles, type OfficerRole } from '../../../src/domain/officer.js';
import { useCommand } from '../api/queries.js';
import type { ListedOfficerShape, OfficerChange } from '../api/types.js';
import { announce } from '../shell/announce.js';
import { Failure } from '../shell/failure.js';
import { label, labelOrNull, useText } from '../text/labels.js';
import { Dialog } from '../../ui/dialog.js';

interface Props {
  readonly kind: OfficerChange;
  /** Whom it is about; null for somebody new. */
  readonly officer: ListedOfficerShape | null;
  readonly onClose: () => void;
}

/** A change is asked for here; it is made when another person has confirmed it. */
export const AskDialog = ({ kind, officer, onClose }: Props) => {
  const t = useText();
  const [who, setWho] = useState({ login: '', name: '' });
  const [roles, setRoles] = useState<readonly OfficerRole[]>(officer?.roles ?? []);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const command = useCommand('POST', () => {
    announce(t('officers.asked'));
    onClose();
  });
  const chooses = kind === 'invite' || kind === 'roles';
  const faults = [
    ...(kind === 'invite' && who.name.trim() === '' ? [t('officers.needName')] : []),
    ...(kind === 'invite' && !/^[a-z][a-z0-9._-]{1,31}$/.test(who.login) ? [t('officers.needLogin')] : []),
    ...(chooses && roles.length === 0 ? [t('officers.needRoles')] : []),
    ...(reason.trim() === '' ? [t('officers.needReason')] : []),
  ];
  const go = () => {
    setTried(true);
    const about = kind === 'invite' ? { login: who.login, name: who.name } : { officerId: officer?.id };
    const body = { kind, ...about, ...(chooses && { roles }), reason };
    if (faults.length === 0 && !command.isPending) command.mutate({ path: '/officers/requests', body });
  };
  return (
    <Dialog title={kind === 'invite' ? t('officers.invite') : label('officerChange', kind)} onClose={onClose}>
      <div className="mt-2 grid gap-3">
        {officer !== null && (
          <p className="text-[1.125rem] font-700">
            {officer.name} <span className="hint">{officer.login}</span>
          </p>
        )}
        <p>{t(`officers.means.${kind}`)}</p>
        {kind === 'invite' && (
          <>
            <Line label={t('officers.name')} value={who.name} onChange={(name) => setWho({ ...who, name })} />
            <Line
              label={t('officers.login')}
              hint={t('officers.loginHint')}
              value={who.login}
              onChange={(login) => setWho({ ...who, login })}
            />
          </>
        )}
        {chooses && <Roles roles={roles} onChange={setRoles} />}
        <label className="grid gap-1">
          <span className="font-700">{t('officers.reason')}</span>
          <textarea
            className="field"
            rows={2}
            maxLength={300}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        {tried && faults.length > 0 && (
          <ul className="font-700 text-danger">
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        )}
        <Failure error={command.error} />
        <div className="flex flex-wrap gap-2">
          <button type="button" className="btn" onClick={onClose}>
            {t('action.back')}
          </button>
          <button
            type="button"
            className={`btn ${kind === 'remove' ? 'btn-danger' : 'btn-primary'}`}
            onClick={go}
          >
            {t('officers.ask')}
          </button>
        </div>
      </div>
    </Dialog>
  );
};

const Line = (props: { label: string; hint?: string; value: string; onChange: (value: string) => void }) => (
  <label className="grid gap-1">
    <span className="font-700">{props.label}</span>
    {props.hint !== undefined && <span className="hint">{props.hint}</span>}
    <input
      className="field"
      autoCapitalize="none"
      autoComplete="off"
      spellCheck={false}
      maxLength={60}
      value={props.value}
      onChange={(event) => props.onChange(event.target.value)}
    />
  </label>
);

const Roles = (props: {
  roles: readonly OfficerRole[];
  onChange: (roles: readonly OfficerRole[]) => void;
}) => {
  const t = useText();
  const { roles, onChange } = props;
  const toggle = (role: OfficerRole) =>
    onChange(officerRoles.filter((one) => (one === role ? !roles.includes(role) : roles.includes(one))));
  return (
    <fieldset>
      <legend className="font-700">{t('officers.roles')}</legend>
      <div className="mt-1 grid gap-2">
        {officerRoles.map((role) => (
          <label key={role} className="choice">
            <input type="checkbox" checked={roles.includes(role)} onChange={() => toggle(role)} />
            <span>
              {label('role', role)} <span className="hint">{labelOrNull('roleHint', role)}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
};
