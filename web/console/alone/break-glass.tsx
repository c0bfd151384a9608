import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { breakGlassReasons, type BreakGlassReason } from '../../../src/domain/break-glass.js';
import { serverNow } from '../api/live.js';
import { reads, useCommand, useWorld } from '../api/queries.js';
import type { VersionShape } from '../api/types.js';
import { ArmedButton } from '../confirm/armed-button.js';
import type { AsRead } from '../confirm/as-read.js';
import { ChangedSince } from '../confirm/changed-since.js';
import { Failure } from '../shell/failure.js';
import { remaining } from '../text/format.js';
import { kindWithLevel, label, listed, refusalText, useText } from '../text/labels.js';

interface Props {
  readonly version: VersionShape;
  readonly asRead: AsRead;
}

/** The way of a lone officer with her own submission: closed until she opens it, and open only when it is time. */
export const BreakGlass = ({ version, asRead }: Props) => {
  const t = useText();
  const world = useWorld();
  const [open, setOpen] = useState(false);
  const { breakGlass } = version.may;
  if (breakGlass !== null && breakGlass !== 'break-glass.too-soon') return null;
  return (
    <section className={`card world-edge-${world} no-print grid gap-3`} aria-labelledby="alone">
      <h2 id="alone" className="h2">
        {t('alone.offer')}
      </h2>
      <p>{t('alone.offerHint')}</p>
      <div>
        <button type="button" className="btn" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('alone.open')}
        </button>
      </div>
      {open && <Form version={version} asRead={asRead} />}
    </section>
  );
};

type Supervisor = { readonly reached: boolean | null; readonly name: string };

const Form = ({ version, asRead }: Props) => {
  const t = useText();
  const world = useWorld();
  const navigate = useNavigate();
  const [reason, setReason] = useState<BreakGlassReason | null>(null);
  const [supervisor, setSupervisor] = useState<Supervisor>({ reached: null, name: '' });
  const wait = useWait(version.breakGlassAt ?? 0);
  const command = useCommand<VersionShape>(
    'POST',
    (done) => void navigate({ to: '/alerts/$id', params: { id: done.alertId } }),
  );
  const lacking = [
    ...(asRead.changed ? [t('changed.blocked')] : []),
    ...(reason === null ? [t('alone.needReason')] : []),
    ...(supervisor.reached === null ? [t('alone.needSupervisor')] : []),
    ...(supervisor.reached !== null && supervisor.name.trim() === '' ? [t('alone.needName')] : []),
  ];
  const blocked = wait > 0 ? t('alone.wait', { time: remaining(wait) }) : (lacking[0] ?? null);
  const fire = () =>
    command.mutate({
      path: `/versions/${version.id}/break-glass`,
      body: { digest: asRead.read.digest ?? '', reason, supervisor },
    });
  return (
    <div className="grid gap-4 rounded-8 border-2 border-danger p-3" data-alone-form>
      <p className="font-700">{t('alone.means')}</p>
      <Reasons reason={reason} onChange={setReason} />
      <Asked id={version.id} supervisor={supervisor} onChange={setSupervisor} />
      <ChangedSince asRead={asRead} version={version} />
      <Failure error={command.error} />
      <ArmedButton
        label={t('alone.button', {
          world: t(`world.${world}`),
          name: kindWithLevel(version.kind, version.level),
        })}
        blocked={blocked}
        pending={command.isPending}
        onFire={fire}
      />
      {command.error === null && version.may.breakGlass !== null && wait <= 0 && (
        <p className="hint">{refusalText(version.may.breakGlass)}</p>
      )}
    </div>
  );
};

/** Milliseconds until then, by the hub's clock; counts down. */
const useWait = (at: number): number => {
  const [wait, setWait] = useState(() => at - serverNow());
  useEffect(() => {
    const look = () => setWait(at - serverNow());
    look();
    const timer = setInterval(look, 500);
    return () => clearInterval(timer);
  }, [at]);
  return wait;
};

const Reasons = (props: {
  reason: BreakGlassReason | null;
  onChange: (reason: BreakGlassReason) => void;
}) => {
  const t = useText();
  return (
    <fieldset>
      <legend className="font-700">{t('alone.reason')}</legend>
      <div className="mt-1 grid gap-2">
        {breakGlassReasons.map((one) => (
          <label key={one} className="choice">
            <input
              type="radio"
              name="alone-reason"
              checked={props.reason === one}
              onChange={() => props.onChange(one)}
            />
            <span>{label('aloneReason', one)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
};

/** The supervisor's name, or who was rung in vain: whom the hub itself has rung stands there already. */
const Asked = (props: { id: string; supervisor: Supervisor; onChange: (supervisor: Supervisor) => void }) => {
  const t = useText();
  const { id, supervisor, onChange } = props;
  const rings = useQuery(reads.rings(id)).data ?? [];
  const rung = listed([...new Set(rings.map(({ officer }) => officer).filter((name) => name !== ''))]);
  const choose = (reached: boolean) => onChange({ reached, name: reached ? '' : rung });
  return (
    <fieldset className="grid gap-2">
      <legend className="font-700">{t('alone.supervisor')}</legend>
      {[true, false].map((reached) => (
        <label key={String(reached)} className="choice">
          <input
            type="radio"
            name="alone-supervisor"
            checked={supervisor.reached === reached}
            onChange={() => choose(reached)}
          />
          <span>{t(reached ? 'alone.reached' : 'alone.unreached')}</span>
        </label>
      ))}
      {supervisor.reached !== null && (
        <label className="grid gap-1">
          <span className="font-700">{t(supervisor.reached ? 'alone.name' : 'alone.rung')}</span>
          <input
            className="field"
            maxLength={200}
            value={supervisor.name}
            onChange={(event) => onChange({ ...supervisor, name: event.target.value })}
          />
        </label>
      )}
    </fieldset>
  );
};
