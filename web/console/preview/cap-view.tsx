import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call, type ApiError } from '../api/client.js';
import { saveFile } from '../api/save-file.js';
import type { CapShape } from '../api/types.js';
import { Loaded } from '../shell/loaded.js';
import { listed, useText } from '../text/labels.js';
import type { ToPreview } from './use-preview.js';

type Source = { readonly message: ToPreview } | { readonly versionId: string };

const ask = (source: Source): Promise<CapShape> => {
  if ('versionId' in source) return call<CapShape>('GET', `/versions/${source.versionId}/cap`);
  const { kind, slots, districts } = source.message;
  return call<CapShape>('POST', '/preview/cap', { kind, slots, districts });
};

interface Props {
  readonly of: Source;
  /** A version's name by its identifier: what a reference speaks of. */
  readonly nameOf?: (identifier: string) => string;
}

/** How other systems would read it: asked for only when it is opened. */
export const CapView = ({ of, nameOf }: Props) => {
  const t = useText();
  const [open, setOpen] = useState(false);
  return (
    <details
      className="no-print rounded-8 border border-line p-3"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="min-h-[2.75rem] cursor-pointer content-center font-700">{t('cap.title')}</summary>
      {open && <Opened of={of} nameOf={nameOf ?? ((identifier) => identifier)} />}
    </details>
  );
};

const Opened = ({ of, nameOf }: Required<Props>) => {
  const cap = useQuery<CapShape, ApiError>({
    queryKey: ['cap', JSON.stringify(of)],
    queryFn: () => ask(of),
    staleTime: 60_000,
  });
  return (
    <Loaded query={cap} lines={12}>
      {(found) => <Cap cap={found} nameOf={nameOf} />}
    </Loaded>
  );
};

const save = ({ xml, identifier }: CapShape): void =>
  saveFile(new Blob([xml], { type: 'application/cap+xml' }), `${identifier}.cap.xml`);

const Cap = ({ cap, nameOf }: { cap: CapShape; nameOf: (identifier: string) => string }) => {
  const t = useText();
  return (
    <div className="mt-2 grid gap-2">
      <p className="hint">{t('cap.lead')}</p>
      <p data-cap-valid={cap.valid} className={cap.valid ? '' : 'rounded-4 bg-danger-soft px-2 text-danger'}>
        {t(cap.valid ? 'cap.valid' : 'cap.invalid')}
      </p>
      <p data-cap-references>
        {cap.references.length === 0
          ? t('cap.noReferences')
          : t('cap.references', { versions: listed(cap.references.map(nameOf)) })}
      </p>
      {cap.findings.length > 0 && (
        <ul className="list-disc pl-8" aria-label={t('cap.findings')}>
          {cap.findings.map(({ rule, path, message }) => (
            <li key={`${rule} ${path} ${message}`} lang="en">
              {rule} {path}: {message}
            </li>
          ))}
        </ul>
      )}
      <pre
        tabIndex={0}
        role="region"
        aria-label={t('cap.text')}
        className="max-h-[28rem] overflow-auto rounded-4 border border-line bg-sunken p-2 text-[0.9375rem] leading-1-4"
      >
        {cap.xml}
      </pre>
      <div>
        <button type="button" className="btn" onClick={() => save(cap)}>
          {t('cap.save')}
        </button>
      </div>
    </div>
  );
};
