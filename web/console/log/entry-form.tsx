import { useEffect, useRef, useState, type FormEvent } from 'react';
import { serverNow } from '../api/live.js';
import { useCommand } from '../api/queries.js';
import type { NewLogEntry } from '../api/types.js';
import { announce } from '../shell/announce.js';
import { Failure } from '../shell/failure.js';
import { fromLocalInput, toLocalInput } from '../text/format.js';
import { label, useText } from '../text/labels.js';

const categories = ['call', 'report', 'note'] as const satisfies readonly NewLogEntry['category'][];
const blank = { category: 'call' as NewLogEntry['category'], text: '', source: '', personal: '', at: '' };
const shortcutKey = 'todoku.shortcuts';

/** An officer's own entry. `/` leads here from anywhere on the page, unless it is switched off (WCAG 2.1.4). */
export const EntryForm = () => {
  const t = useText();
  const [entry, setEntry] = useState(blank);
  const [empty, setEmpty] = useState(false);
  const text = useRef<HTMLTextAreaElement>(null);
  const [shortcut, setShortcut] = useShortcut(() => text.current?.focus());
  const command = useCommand('POST', () => {
    setEntry({ ...blank, category: entry.category });
    announce(t('log.entered'));
    text.current?.focus();
  });
  const change = (part: Partial<typeof blank>) => setEntry({ ...entry, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setEmpty(entry.text.trim() === '');
    if (entry.text.trim() !== '' && !command.isPending) command.mutate({ path: '/log', body: bodyOf(entry) });
  };
  return (
    <form className="no-print card grid gap-3" onSubmit={submit} aria-labelledby="entry">
      <h2 id="entry" className="h2">
        {t('log.new')}
      </h2>
      <fieldset>
        <legend className="font-700">{t('log.category')}</legend>
        <div className="mt-1 grid grid-cols-[repeat(auto-fit,minmax(8rem,1fr))] gap-2">
          {categories.map((one) => (
            <label key={one} className="choice">
              <input
                type="radio"
                name="category"
                checked={entry.category === one}
                onChange={() => change({ category: one })}
              />
              <span>{label('category', one)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <label className="grid gap-1">
        <span className="font-700">{t('log.text')}</span>
        <textarea
          ref={text}
          className="field"
          rows={3}
          maxLength={2000}
          aria-invalid={empty}
          value={entry.text}
          onChange={(event) => change({ text: event.target.value })}
        />
        {empty && <span className="font-700 text-danger">{t('log.textEmpty')}</span>}
      </label>
      <Line
        label={t('log.source')}
        hint={t('log.sourceHint')}
        value={entry.source}
        onChange={(source) => change({ source })}
      />
      <Line
        label={t('log.personal')}
        hint={t('log.personalHint')}
        value={entry.personal}
        onChange={(personal) => change({ personal })}
      />
      <label className="grid gap-1">
        <span className="font-700">{t('log.at')}</span>
        <span className="hint">{t('log.atHint')}</span>
        <input
          type="datetime-local"
          className="field"
          max={toLocalInput(serverNow())}
          value={entry.at}
          onChange={(event) => change({ at: event.target.value })}
        />
      </label>
      <Failure error={command.error} />
      <button type="submit" className="btn btn-primary">
        {t('log.enter')}
      </button>
      <label className="flex min-h-[2.75rem] items-center gap-2">
        <input
          type="checkbox"
          className="size-6 accent-[var(--primary)]"
          checked={shortcut}
          onChange={(event) => setShortcut(event.target.checked)}
        />
        {t('log.shortcut')}
      </label>
    </form>
  );
};

const bodyOf = (entry: typeof blank): NewLogEntry => ({
  at: fromLocalInput(entry.at) ?? Math.floor(serverNow()),
  category: entry.category,
  text: entry.text,
  source: entry.source.trim() === '' ? null : entry.source,
  personal: entry.personal.trim() === '' ? null : entry.personal,
});

const Line = (props: { label: string; hint: string; value: string; onChange: (value: string) => void }) => (
  <label className="grid gap-1">
    <span className="font-700">{props.label}</span>
    <span className="hint">{props.hint}</span>
    <input
      className="field"
      maxLength={200}
      value={props.value}
      onChange={(event) => props.onChange(event.target.value)}
    />
  </label>
);

const useShortcut = (act: () => void): readonly [boolean, (on: boolean) => void] => {
  const [on, setOn] = useState(localStorage.getItem(shortcutKey) !== 'off');
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    if (!on) return;
    const listen = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
      if (event.key !== '/' || typing || event.isComposing) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [on]);
  const set = (next: boolean) => {
    localStorage.setItem(shortcutKey, next ? 'on' : 'off');
    setOn(next);
  };
  return [on, set];
};
