import { useState } from 'react';
import type { ManualSheetShape, ManualTaskShape } from '../api/types.js';
import { announce } from '../shell/announce.js';
import { useText } from '../text/labels.js';

interface Spoken {
  readonly text: string;
  readonly reading: string | null;
}

/** What to read out, copy or hand on, by the kind of post. */
export const TaskText = ({ sheet, task }: { sheet: ManualSheetShape; task: ManualTaskShape }) => {
  const t = useText();
  switch (task.type) {
    case 'form':
      return <Form fields={task.fields ?? []} />;
    case 'car':
      return (
        <Script lead={t('manual.carLead', { seconds: Math.ceil(sheet.carSeconds) })} lines={sheet.car} />
      );
    case 'calls':
    case 'brigade':
      return <Script lead={t('manual.callLead')} lines={sheet.call} />;
    case 'fax':
      return <Copied name={t('manual.faxText')} text={sheet.text} />;
  }
};

const Script = ({ lead, lines }: { lead: string; lines: readonly Spoken[] }) => (
  <div className="mt-2">
    <p className="font-700">{lead}</p>
    <ol className="mt-1 grid gap-2 border-l-4 border-line-strong pl-3 text-[1.125rem]" lang="ja">
      {lines.map(({ text, reading }, at) => (
        <li key={at}>
          <p>{text}</p>
          {reading !== null && <p className="hint text-[1rem]">{reading}</p>}
        </li>
      ))}
    </ol>
  </div>
);

/** The form's items in its own order, each to be copied: nothing is typed twice. */
const Form = ({ fields }: { fields: readonly { readonly name: string; readonly text: string }[] }) => {
  const t = useText();
  return (
    <div className="mt-2">
      <p className="font-700">{t('manual.formLead')}</p>
      <ol className="mt-1 grid gap-2">
        {fields.map(({ name, text }) => (
          <li key={name}>
            <Copied name={name} text={text} />
          </li>
        ))}
      </ol>
    </div>
  );
};

const Copied = ({ name, text }: { name: string; text: string }) => {
  const t = useText();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text).catch(() => undefined);
    setCopied(true);
    announce(t('manual.copied', { name }));
  };
  return (
    <div className="mt-1 grid gap-1 rounded-8 border border-line p-2">
      <p className="flex flex-wrap items-center justify-between gap-2">
        <span className="font-700" lang="ja">
          {name}
        </span>
        <button type="button" className="btn no-print" onClick={() => void copy()}>
          {t(copied ? 'manual.copyAgain' : 'manual.copy')}
          <span className="sr-only"> {name}</span>
        </button>
      </p>
      <p className="whitespace-pre-line" lang="ja">
        {text}
      </p>
    </div>
  );
};
