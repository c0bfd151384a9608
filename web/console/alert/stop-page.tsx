import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { reads, useCommand, useTown, useWorld } from '../api/queries.js';
import type { AlertShape, Cause, VersionShape } from '../api/types.js';
import { ArmedButton } from '../confirm/armed-button.js';
import { PhraseField, samePhrase } from '../confirm/phrase-field.js';
import { PreviewGrid } from '../preview/grid.js';
import { Failure } from '../shell/failure.js';
import { Loaded } from '../shell/loaded.js';
import { Page, Section } from '../shell/page.js';
import { dayAndTime } from '../text/format.js';
import { districtWords, kindWithLevel, label, refusalText, useText } from '../text/labels.js';
import { retractable } from './alert-row.js';

const causes = [
  'operator-error',
  'wrong-area',
  'system-fault',
  'drill-mistake',
] as const satisfies readonly Cause[];
type Act = 'correction' | 'cancel';

/** Sent in error: one page, one person, nothing to write; the text has been approved with the alert. */
export const StopPage = () => {
  const t = useText();
  const { id } = useParams({ from: '/alerts/$id/stop' });
  const alert = useQuery(reads.alert(id));
  return (
    <Page title={t('stop.title')} lead={t('stop.lead')}>
      <Loaded query={alert} lines={12}>
        {(found) => <Stop alert={found} />}
      </Loaded>
    </Page>
  );
};

/** A correction leaves an order in force: as long as a cancel can end it, that is what is offered. */
const fitting = (message: VersionShape | undefined): Act =>
  message !== undefined && message.level !== null && message.may.cancel === null ? 'cancel' : 'correction';

const Stop = ({ alert }: { alert: AlertShape }) => {
  const t = useText();
  const message = retractable(alert);
  const back = useRef<HTMLAnchorElement>(null);
  useEffect(() => back.current?.focus(), []);
  const [act, setAct] = useState<Act>(() => fitting(message));
  const [cause, setCause] = useState<Cause>('operator-error');
  if (message === undefined) return <p>{refusalText('alert.not-issued')}</p>;
  return (
    <div className="grid gap-4">
      <Link ref={back} to="/alerts/$id" params={{ id: alert.id }} className="btn no-print justify-self-start">
        {t('stop.back')}
      </Link>
      <Original version={message} number={alert.number} />
      <div className="grid gap-4 lg:grid-cols-2 lg:items-start">
        <div className="grid gap-4">
          <Choice act={act} onAct={setAct} cause={cause} onCause={setCause} />
          <Send alert={alert} version={message} act={act} cause={cause} />
        </div>
        <ReadyText version={message} act={act} cause={cause} />
      </div>
    </div>
  );
};

const Original = ({ version, number }: { version: VersionShape; number: string | null }) => {
  const t = useText();
  const town = useTown();
  return (
    <p className="card text-[1.125rem]">
      {t('stop.original', {
        number: number ?? '',
        what: kindWithLevel(version.kind, version.level),
        where: districtWords(version.districts, town),
        time: version.issuedAt === null ? '—' : dayAndTime(version.issuedAt),
      })}
    </p>
  );
};

interface ChoiceProps {
  readonly act: Act;
  readonly onAct: (act: Act) => void;
  readonly cause: Cause;
  readonly onCause: (cause: Cause) => void;
}

const Choice = (props: ChoiceProps) => {
  const t = useText();
  return (
    <Section id="stop-what" title={t('stop.what')}>
      <fieldset>
        <legend className="sr-only">{t('stop.what')}</legend>
        <div className="grid gap-2">
          {(['cancel', 'correction'] as const).map((one) => (
            <label key={one} className="choice">
              <input type="radio" name="act" checked={props.act === one} onChange={() => props.onAct(one)} />
              <span>
                <span className="font-700">{t(`stop.${one}`)}</span>
                <span className="hint block">{t(`stop.${one}Hint`)}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {props.act === 'correction' && (
        <fieldset className="mt-4">
          <legend className="font-700">{t('stop.cause')}</legend>
          <div className="mt-1 grid gap-2 sm:grid-cols-2">
            {causes.map((one) => (
              <label key={one} className="choice">
                <input
                  type="radio"
                  name="cause"
                  checked={props.cause === one}
                  onChange={() => props.onCause(one)}
                />
                <span>{label('cause', one)}</span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
    </Section>
  );
};

const Send = (props: { alert: AlertShape; version: VersionShape; act: Act; cause: Cause }) => {
  const t = useText();
  const world = useWorld();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const { may, retractPhrase } = props.version;
  const phrase = props.act === 'cancel' ? retractPhrase.cancel : retractPhrase.correct;
  const why = props.act === 'cancel' ? may.cancel : may.correct;
  const command = useCommand(
    'POST',
    () => void navigate({ to: '/alerts/$id', params: { id: props.alert.id } }),
  );
  const body = props.act === 'cancel' ? { phrase: typed } : { cause: props.cause, phrase: typed };
  const blocked = why !== null ? refusalText(why) : samePhrase(typed, phrase) ? null : t('phrase.needed');
  return (
    <section className={`card world-edge-${world} no-print grid gap-4`} aria-label={t('stop.send')}>
      <p>{t('stop.alone')}</p>
      <PhraseField phrase={phrase} value={typed} onChange={setTyped} />
      <Failure error={command.error} />
      <ArmedButton
        label={t('stop.button', { world: t(`world.${world}`), act: t(`stop.${props.act}`) })}
        blocked={blocked}
        pending={command.isPending}
        onFire={() => command.mutate({ path: `/alerts/${props.alert.id}/${props.act}`, body })}
      />
    </section>
  );
};

/** The ready-made words as they were frozen and approved with the original. */
const ReadyText = ({ version, act, cause }: { version: VersionShape; act: Act; cause: Cause }) => {
  const t = useText();
  const purpose = act === 'cancel' ? 'cancel' : `correction:${cause}`;
  const renderings = useQuery({
    ...reads.readyMade(version.id, purpose),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Section id="stop-text" title={t('stop.text')}>
      <Loaded query={renderings} lines={12}>
        {(frozen) => <PreviewGrid renderings={frozen} />}
      </Loaded>
    </Section>
  );
};
