import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { RubyText } from '../../ui/ruby-text.js';
import { reads } from '../api/queries.js';
import type { CardShape } from '../api/types.js';
import { Loaded } from '../shell/loaded.js';
import { Page, Section } from '../shell/page.js';
import { useText } from '../text/labels.js';
import { CardLink } from './card-link.js';

/** The issue card (発令カード) as a page: what is read at the radio desk and by telephone when the hub cannot. */
export const CardPage = () => {
  const t = useText();
  const { i18n } = useTranslation();
  const { id } = useParams({ from: '/versions/$id/card' });
  const card = useQuery({ ...reads.card(id, i18n.language), staleTime: 0 });
  return (
    <Page key={id} title={t('card.title')} wide={false}>
      <div className="no-print mb-4 flex flex-wrap gap-2">
        <button type="button" className="btn btn-primary" onClick={() => window.print()}>
          {t('card.print')}
        </button>
        <CardLink id={id} pdf />
        <Link to="/versions/$id" params={{ id }} className="btn">
          {t('action.back')}
        </Link>
      </div>
      <Loaded query={card} lines={20}>
        {(sheet) => <Sheet sheet={sheet} />}
      </Loaded>
    </Page>
  );
};

const Sheet = ({ sheet }: { sheet: CardShape }) => (
  <article className="grid gap-4" data-card>
    <header className={`card world-edge-${sheet.world}`}>
      <p className="flex flex-wrap items-baseline gap-x-4 text-[1.5rem] leading-1-4 font-700">
        <span className="rounded-4 border-2 border-text px-2">{sheet.mark}</span>
        <span>{sheet.title}</span>
      </p>
      <p className="numbers mt-1">{sheet.about}</p>
      <p className="mt-1 font-700">{sheet.warning}</p>
      <dl className="mt-2 grid gap-x-4 sm:grid-cols-2">
        {sheet.facts.map(({ name, text }) => (
          <div key={name} className="grid grid-cols-[6.5rem_1fr] gap-x-2 py-0.5">
            <dt className="font-700">{name}</dt>
            <dd className="numbers">{text}</dd>
          </div>
        ))}
      </dl>
    </header>
    <Script sheet={sheet} />
    <Steps sheet={sheet} />
    <Calls sheet={sheet} />
    <Section id="card-short" title={sheet.short.name}>
      <p lang="ja" className="whitespace-pre-line">
        {sheet.short.text}
      </p>
    </Section>
    <p className="hint numbers">{sheet.footer}</p>
  </article>
);

const Script = ({ sheet: { script } }: { sheet: CardShape }) => (
  <Section id="card-script" title={script.name}>
    <p>{script.about}</p>
    <div className="mt-2 grid gap-2 text-[1.25rem] leading-1-7">
      {script.lines.map((line, at) => (
        <p key={at} lang={line.language === 'ja-easy' ? 'ja' : line.language}>
          <RubyText pieces={line.pieces} />
          {line.reading !== null && <span className="block text-[1rem]">{line.reading}</span>}
        </p>
      ))}
    </div>
  </Section>
);

const Steps = ({ sheet: { steps } }: { sheet: CardShape }) => (
  <Section id="card-steps" title={steps.name}>
    {steps.items.length > 0 && (
      <ol className="list-decimal pl-8">
        {steps.items.map((step) => (
          <li key={step} className="py-0.5">
            {step}
          </li>
        ))}
      </ol>
    )}
    {steps.note !== '' && <p className="hint mt-1">{steps.note}</p>}
  </Section>
);

const Calls = ({ sheet: { calls } }: { sheet: CardShape }) => (
  <Section id="card-calls" title={calls.name}>
    <ol className="list-decimal pl-8">
      {calls.lists.map(({ name, people }) => (
        <li key={name} className="py-1">
          <span className="font-700">{name}</span>
          <ul className="flex flex-wrap gap-x-4">
            {people.map((each) => (
              <li key={each.name}>
                <span aria-hidden="true">□ </span>
                {each.name}
                {each.note !== '' && <span className="hint">（{each.note}）</span>}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  </Section>
);
