import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCommand, useKinds, useWorld } from '../api/queries.js';
import type { VersionShape } from '../api/types.js';
import { Failure } from '../shell/failure.js';
import { useNow } from '../shell/use-now.js';
import { kindWithLevel, refusalText, useText } from '../text/labels.js';
import { ArmedButton } from '../confirm/armed-button.js';
import type { AsRead } from '../confirm/as-read.js';
import { ChangedSince } from '../confirm/changed-since.js';
import { WarningsInShort } from '../confirm/warnings.js';
import { BreakGlass } from '../alone/break-glass.js';
import { isLapsed } from './lapse.js';
import { ReasonForm } from './reason-form.js';

interface Props {
  readonly version: VersionShape;
  readonly asRead: AsRead;
}

/** The second pair of eyes; approving issues it. Stands below everything that has to be read. */
export const Approval = ({ version, asRead }: Props) => {
  const t = useText();
  const world = useWorld();
  if (version.may.approve !== null) return <BreakGlass version={version} asRead={asRead} />;
  return (
    <section
      id="approval"
      className={`card world-edge-${world} no-print grid gap-4`}
      aria-labelledby="approve"
    >
      <h2 id="approve" className="h2">
        {t('approve.act')}
      </h2>
      <Approve version={version} asRead={asRead} />
      <SendBack version={version} />
    </section>
  );
};

const Approve = ({ version, asRead }: Props) => {
  const t = useText();
  const world = useWorld();
  const navigate = useNavigate();
  const command = useCommand<VersionShape>(
    'POST',
    (done) => void navigate({ to: '/alerts/$id', params: { id: done.alertId } }),
  );
  const kind = useKinds().find((one) => one.kind === version.kind);
  const lapsed = isLapsed(version, useNow());
  const blocked = lapsed ? refusalText('submission.lapsed') : asRead.changed ? t('changed.blocked') : null;
  return (
    <div className="grid gap-2">
      <p>{t(world === 'live' ? 'approve.meansLive' : 'approve.meansDrill')}</p>
      {kind !== undefined && (
        <WarningsInShort version={version} kind={kind} renderings={version.renderings} />
      )}
      <ChangedSince asRead={asRead} version={version} />
      <Failure error={command.error} />
      <ArmedButton
        label={t('approve.button', {
          world: t(`world.${world}`),
          name: kindWithLevel(version.kind, version.level),
        })}
        blocked={blocked}
        pending={command.isPending}
        onFire={() =>
          command.mutate({
            path: `/versions/${version.id}/approve`,
            body: { digest: asRead.read.digest ?? '' },
          })
        }
      />
      <p className="hint">{t('approve.digest', { digest: (version.digest ?? '').slice(0, 12) })}</p>
    </div>
  );
};

/** Return for an edit, or reject for good; both with a reason. */
const SendBack = ({ version }: { version: VersionShape }) => {
  const t = useText();
  const [act, setAct] = useState<'return' | 'reject' | null>(null);
  return (
    <div className="border-t border-line pt-3">
      <div className="flex flex-wrap gap-2">
        {(['return', 'reject'] as const).map((one) => (
          <button
            key={one}
            type="button"
            className="btn"
            aria-expanded={act === one}
            onClick={() => setAct(act === one ? null : one)}
          >
            {t(`approve.${one}`)}
          </button>
        ))}
      </div>
      {act !== null && (
        <ReasonForm
          key={act}
          path={`/versions/${version.id}/${act}`}
          label={t(`approve.${act}Reason`)}
          action={t(`approve.${act}Now`)}
          onDone={() => setAct(null)}
        />
      )}
    </div>
  );
};
