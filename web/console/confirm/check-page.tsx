import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { reads, useCommand, useKinds, useWorld } from '../api/queries.js';
import type { KindShape, PreviewShape, VersionShape } from '../api/types.js';
import { Failure } from '../shell/failure.js';
import { Loaded } from '../shell/loaded.js';
import { Page, Section } from '../shell/page.js';
import { kindWithLevel, refusalText, useText } from '../text/labels.js';
import { fitOf } from '../preview/fit.js';
import { AllRenderings } from '../preview/all.js';
import { CapView } from '../preview/cap-view.js';
import { usePreview } from '../preview/use-preview.js';
import { missingFields, namesOf } from '../compose/missing.js';
import { formOf } from '../compose/form.js';
import { ArmedButton } from './armed-button.js';
import { useAsRead, type AsRead } from './as-read.js';
import { ChangedInShort, ChangedSince } from './changed-since.js';
import { CardLink } from '../card/card-link.js';
import { PhraseField, samePhrase } from './phrase-field.js';
import { RadioLater } from './radio-later.js';
import { Summary } from './summary.js';
import { isNoSound, WithoutSound } from './unsaid.js';
import { Warnings } from './warnings.js';

/** The check before it is handed on: everything in words, every rendering in full, then phrase and hold. */
export const CheckPage = () => {
  const t = useText();
  const { id } = useParams({ from: '/drafts/$id/check' });
  const version = useQuery({ ...reads.version(id), staleTime: 0 });
  const kind = useKinds().find((one) => one.kind === version.data?.kind);
  const message =
    version.data === undefined
      ? null
      : {
          kind: version.data.kind,
          slots: version.data.slots,
          districts: version.data.districts,
          channels: version.data.channels,
        };
  const asRead = useAsRead(version, ({ revision }) => String(revision));
  const { query: preview, isOfNow } = usePreview(message);
  if (version.data !== undefined && ['submitted', 'issued'].includes(version.data.status))
    return <Navigate to="/versions/$id" params={{ id }} replace />;
  return (
    <Page title={t('check.title')} lead={t('check.lead')}>
      <Ways id={id} alone={kind?.persons === 1} />
      <Loaded query={version} lines={10} fresh>
        {(found) =>
          kind === undefined || asRead === null ? (
            <p>{refusalText('kind.unknown')}</p>
          ) : (
            <Loaded query={preview} lines={10}>
              {(shown) => <Check {...{ version: found, kind, preview: shown, isOfNow, asRead }} />}
            </Loaded>
          )
        }
      </Loaded>
    </Page>
  );
};

/** The default is to go back: it has the focus, and Enter presses it. */
const Ways = ({ id, alone }: { id: string; alone: boolean }) => {
  const t = useText();
  const back = useRef<HTMLAnchorElement>(null);
  useEffect(() => back.current?.focus(), []);
  return (
    <div className="no-print mb-3 flex flex-wrap gap-2">
      <Link ref={back} to="/drafts/$id" params={{ id }} className="btn">
        {t('check.back')}
      </Link>
      <a href="#submission" className="btn">
        {t(alone ? 'check.toIssue' : 'check.toSubmit')}
      </a>
    </div>
  );
};

interface Props {
  readonly version: VersionShape;
  readonly kind: KindShape;
  readonly preview: PreviewShape;
  /** False while the texts are still those of what stood there before. */
  readonly isOfNow: boolean;
  readonly asRead: AsRead;
}

const Check = (props: Props) => {
  const t = useText();
  const { version, kind, preview, asRead } = props;
  return (
    <div className="grid gap-4">
      <Summary
        version={version}
        renderings={preview.renderings}
        audience={preview.audience}
        sms={preview.sms ?? null}
      />
      <Warnings
        version={version}
        kind={kind}
        renderings={preview.renderings}
        noVoice={preview.unsaid === true}
      />
      <RadioLater version={version} onSaved={asRead.wrote} />
      <p>
        <CardLink id={version.id} />
      </p>
      <Section id="all" title={t('check.renderings')}>
        <AllRenderings renderings={preview.renderings} />
        <div className="mt-3">
          <CapView of={{ message: version }} />
        </div>
      </Section>
      <Submit {...props} />
      <ChangedInShort asRead={asRead} />
    </div>
  );
};

const useBlocked = (props: Props, phrase: string): string | null => {
  const t = useText();
  const missing = missingFields(props.kind, formOf(props.version));
  const later = props.version.radioLater;
  if (props.asRead.changed) return t('changed.blocked');
  if (!props.isOfNow) return t('app.loading');
  if (later?.chosen === true && later.refused !== null) return refusalText(later.refused);
  if (props.version.may.submit !== null) return refusalText(props.version.may.submit);
  if (missing.length > 0) return t('draft.missing', { what: namesOf(missing) });
  if (props.preview.renderings.some((one) => fitOf(one) === 'over')) return t('check.blockedOver');
  return samePhrase(phrase, props.version.phrase) ? null : t('phrase.needed');
};

const Submit = (props: Props) => {
  const t = useText();
  const world = useWorld();
  const navigate = useNavigate();
  const { version, kind, asRead } = props;
  const { read } = asRead;
  // The words stand for what was read when they were typed, and for nothing that came later.
  const words = `${read.revision} ${version.revision}`;
  const [typed, setTyped] = useState({ words, phrase: '' });
  const phrase = typed.words === words ? typed.phrase : '';
  const [ticked, setTicked] = useState('');
  const withoutSound = ticked === words;
  const blocked = useBlocked(props, phrase);
  const command = useCommand<VersionShape>(
    'POST',
    (done) =>
      void (done.status === 'issued'
        ? navigate({ to: '/alerts/$id', params: { id: done.alertId } })
        : navigate({ to: '/versions/$id', params: { id: done.id } })),
  );
  const name = kindWithLevel(version.kind, version.level);
  const alone = kind.persons === 1;
  return (
    <section
      id="submission"
      className={`card world-edge-${world} no-print grid gap-4`}
      aria-labelledby="submit"
    >
      <h2 id="submit" className="h2">
        {t(alone ? 'check.issueTitle' : 'check.submitTitle')}
      </h2>
      <p>{t(alone ? 'check.issueLead' : 'check.submitLead')}</p>
      <ChangedSince asRead={asRead} version={version} />
      <PhraseField
        phrase={version.phrase}
        value={phrase}
        onChange={(told) => setTyped({ words, phrase: told })}
      />
      <Failure error={command.error} />
      {(withoutSound || isNoSound(command.error?.problem.code)) && (
        <WithoutSound checked={withoutSound} onChange={(on) => setTicked(on ? words : '')} />
      )}
      <ArmedButton
        label={t(alone ? 'check.issueButton' : 'check.submitButton', { world: t(`world.${world}`), name })}
        blocked={blocked}
        pending={command.isPending}
        pendingWords={t(alone ? 'armed.pending' : 'check.submitting')}
        onFire={() =>
          command.mutate({
            path: `/drafts/${version.id}/submit`,
            body: { revision: read.revision, phrase, ...(withoutSound && { withoutSound }) },
          })
        }
      />
    </section>
  );
};
