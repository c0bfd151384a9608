import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { reads, useTown, useMaySeeDeliveries } from '../api/queries.js';
import { standingOf } from '../api/standing.js';
import type { AlertShape, VersionShape } from '../api/types.js';
import { Waiting } from '../shell/failure.js';
import { Loaded } from '../shell/loaded.js';
import { Page, Section } from '../shell/page.js';
import { dayAndTime } from '../text/format.js';
import { districtWords, kindWithLevel, refusalText, statusWords, useText } from '../text/labels.js';
import { CardLink } from '../card/card-link.js';
import { Duties } from '../duties/duties.js';
import { CapView } from '../preview/cap-view.js';
import { PreviewGrid } from '../preview/grid.js';
import { LevelBadge } from '../../ui/level-badge.js';
import { decisionWords } from '../confirm/decision-words.js';
import { extendable, liftable, original, retractable, speaking } from './alert-row.js';
import { Corrected } from './corrected.js';
import { Deliveries } from './deliveries.js';
import { Exports } from './exports.js';
import { Extend } from './extend.js';
import { Progress } from './progress.js';

/** One alert: how it is going out, what can be done about it, and everything it has been. */
export const AlertPage = () => {
  const t = useText();
  const { id } = useParams({ from: '/alerts/$id' });
  const alert = useQuery(reads.alert(id));
  // Asked beside it: whether it stands is said first, and must not push down what is being read.
  const state = useQuery(reads.state);
  const shown = alert.data === undefined ? undefined : original(alert.data);
  const title =
    shown === undefined
      ? t('alert.title')
      : t('alert.titleOf', {
          number: alert.data?.number ?? '',
          name: kindWithLevel(shown.kind, shown.level),
        });
  return (
    <Page key={id} title={title}>
      <Loaded query={alert} lines={14}>
        {(found) => (state.isPending ? <Waiting lines={14} /> : <Alert alert={found} />)}
      </Loaded>
    </Page>
  );
};

const Alert = ({ alert }: { alert: AlertShape }) => {
  const t = useText();
  const issued = alert.versions.filter((version) => version.issuedAt !== null);
  const [chosen, setChosen] = useState<string | null>(null);
  const version = issued.find((one) => one.id === chosen) ?? speaking(alert);
  const seesDeliveries = useMaySeeDeliveries();
  const inForce = useInForce(alert) ?? [];
  if (version === undefined) return null;
  return (
    <div className="grid gap-4">
      <Standing alert={alert} />
      <Corrected alert={alert} inForce={inForce} />
      <Acts alert={alert} />
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)] lg:items-start">
        <div className="grid gap-4">
          {version.issuedAt !== null && (
            <Section id="progress" title={t('progress.titleOf', { n: version.n })}>
              <Progress versionId={version.id} />
            </Section>
          )}
          {version.issuedAt !== null && seesDeliveries && (
            <Section id="deliveries" title={t('deliveries.title')}>
              <Deliveries versionId={version.id} />
            </Section>
          )}
          <Section id="said" title={t('alert.said')}>
            <Said alert={alert} versionId={version.id} />
          </Section>
          {version.issuedAt !== null && (
            <Section id="exports" title={t('exports.title')}>
              <Exports alertId={alert.id} />
            </Section>
          )}
        </div>
        <div className="grid gap-4">
          <Section id="versions" title={t('alert.versions')}>
            <ol className="grid gap-3">
              {alert.versions.map((one) => (
                <li key={one.id}>
                  <VersionCard
                    version={one}
                    of={alert.versions.find(({ id }) => id === one.ofVersion)}
                    shown={one.id === version.id}
                    onShow={() => setChosen(one.id)}
                  />
                </li>
              ))}
            </ol>
          </Section>
          {/* Last: what comes a moment later moves nothing that is being read. */}
          <Duties alertId={alert.id} />
        </div>
      </div>
    </div>
  );
};

/** Districts in which the alert's order stands; undefined while nobody knows, and where it never was an order. */
const useInForce = (alert: AlertShape): readonly string[] | undefined => {
  const state = useQuery(reads.state).data;
  return state === undefined || liftable(alert) === undefined ? undefined : standingOf(state, alert.id);
};

/** Whether the order stands, before anything else is read. */
const Standing = ({ alert }: { alert: AlertShape }) => {
  const t = useText();
  const town = useTown();
  const inForce = useInForce(alert);
  if (inForce === undefined) return null;
  const isOver = inForce.length === 0;
  return (
    <p
      className={`rounded-8 p-3 text-[1.125rem] font-700 ${isOver ? 'bg-sunken' : 'bg-info-soft'}`}
      data-standing={isOver ? 'over' : 'in-force'}
    >
      {isOver ? t('alert.over') : t('alert.standing', { where: districtWords([...inForce], town) })}
    </p>
  );
};

/** Correcting stands first: it must be easier than issuing. A way that is closed says why. */
const Acts = ({ alert }: { alert: AlertShape }) => {
  const t = useText();
  const inForce = useInForce(alert);
  const message = retractable(alert);
  if (message === undefined) return null;
  const order = inForce?.length === 0 ? undefined : liftable(alert);
  const standing = extendable(alert);
  return (
    <div className="no-print card flex flex-wrap items-start gap-x-3 gap-y-2">
      {message.may.correct === null || message.may.cancel === null ? (
        <Link to="/alerts/$id/stop" params={{ id: alert.id }} className="btn btn-danger">
          {t('alert.stop')}
        </Link>
      ) : (
        <Closed words={t('alert.stop')} why={refusalText(message.may.correct)} />
      )}
      <CardLink id={message.id} />
      {message.channels.includes('manual') && (
        <Link to="/alerts/$id/manual" params={{ id: alert.id }} className="btn">
          {t('manual.toBoard')}
        </Link>
      )}
      {standing !== undefined && <Extend of={standing} />}
      {order === undefined ? null : order.may.lift === null ? (
        <Link to="/alerts/$id/lift" params={{ id: alert.id }} className="btn">
          {t('alert.lift')}
        </Link>
      ) : (
        <Closed words={t('alert.lift')} why={refusalText(order.may.lift)} />
      )}
    </div>
  );
};

const Closed = ({ words, why }: { words: string; why: string }) => (
  <p>
    <span className="btn" role="link" aria-disabled="true">
      {words}
    </span>{' '}
    <span className="hint">{why}</span>
  </p>
);

const Said = ({ alert, versionId }: { alert: AlertShape; versionId: string }) => {
  const t = useText();
  const version = useQuery(reads.version(versionId));
  const nameOf = (identifier: string): string =>
    t('version.n', { n: alert.versions.find(({ id }) => id === identifier)?.n ?? 0 });
  return (
    <Loaded query={version}>
      {(found) => (
        <div className="grid gap-3">
          <PreviewGrid renderings={found.renderings} />
          <CapView key={versionId} of={{ versionId }} nameOf={nameOf} />
        </div>
      )}
    </Loaded>
  );
};

interface CardProps {
  readonly version: VersionShape;
  /** The version that it speaks of: CAP's reference. */
  readonly of: VersionShape | undefined;
  readonly shown: boolean;
  readonly onShow: () => void;
}

const VersionCard = (props: CardProps) => {
  const t = useText();
  const town = useTown();
  const { version } = props;
  const submitter = version.submitter?.name ?? '—';
  const lines: [number | null, string][] =
    version.purpose === 'message'
      ? [
          [version.submittedAt, t('version.submittedBy', { name: submitter })],
          [version.issuedAt, t('version.issuedBy', { name: version.approver?.name ?? submitter })],
          [version.issuedAt === null ? null : version.decidedAt, t('version.saidAt')],
        ]
      : [[version.issuedAt, t('version.retractedBy', { name: submitter, n: props.of?.n ?? 0 })]];
  return (
    <article className={`rounded-8 border p-3 ${props.shown ? 'border-2 border-primary' : 'border-line'}`}>
      <h3 className="flex flex-wrap items-center gap-2">
        <span className="numbers font-700">{t('version.n', { n: version.n })}</span>
        <LevelBadge level={version.level} words={kindWithLevel(version.kind, version.level)} />
        <span className="tag">{statusWords(version)}</span>
      </h3>
      <p className="mt-1">{districtWords(version.districts, town) || t('district.none')}</p>
      {version.decision !== null && <p>{decisionWords(version.decision)}</p>}
      <p className="hint numbers">
        {t(`version.intent.${version.intent}`)}
        {props.of !== undefined && ` ・ ${t('version.of', { n: props.of.n })}`}
      </p>
      <ul className="hint numbers">
        {lines
          .filter(([at]) => at !== null)
          .map(([at, words]) => (
            <li key={words}>
              {at !== null && dayAndTime(at)} {words}
            </li>
          ))}
      </ul>
      {version.expiresAt !== null && version.issuedAt !== null && (
        <p className="hint numbers">{t('version.until', { time: dayAndTime(version.expiresAt) })}</p>
      )}
      {version.reason !== null && <p>{t('version.reason', { reason: version.reason })}</p>}
      {version.issuedAt === null ? (
        <Link
          to={version.status === 'draft' ? '/drafts/$id' : '/versions/$id'}
          params={{ id: version.id }}
          className="btn mt-2"
        >
          {t('version.open')}
        </Link>
      ) : (
        !props.shown && (
          <button type="button" className="btn mt-2" onClick={props.onShow}>
            {t('version.show', { n: version.n })}
          </button>
        )
      )}
    </article>
  );
};
