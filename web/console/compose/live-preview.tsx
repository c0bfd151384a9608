import type { KindShape } from '../api/types.js';
import { count } from '../text/format.js';
import { useText } from '../text/labels.js';
import { Failure } from '../shell/failure.js';
import { CapView } from '../preview/cap-view.js';
import { PreviewGrid } from '../preview/grid.js';
import { usePreview } from '../preview/use-preview.js';
import { missingInMessage, namesOf } from './missing.js';
import type { Form } from './form.js';

/** What every channel would say now, rendered by the server while one types. */
export const LivePreview = ({ kind, form }: { kind: KindShape; form: Form }) => {
  const t = useText();
  const missing = missingInMessage(kind, form);
  const ready = missing.length === 0;
  const message = { kind: kind.kind, slots: form.slots, districts: form.districts, channels: form.channels };
  const { query: preview } = usePreview(ready ? message : null);
  return (
    <section className="card lg:max-h-[calc(100vh-9rem)] lg:overflow-y-auto" aria-labelledby="preview-title">
      <h2 id="preview-title" className="h2">
        {t('preview.title')}
      </h2>
      {!ready && (
        <p className="mt-1 rounded-8 bg-info-soft p-3">{t('preview.waits', { what: namesOf(missing) })}</p>
      )}
      {ready && preview.isError && <Failure error={preview.error} />}
      {ready && preview.data !== undefined && !preview.isError && (
        <div aria-busy={preview.isFetching}>
          <p className="numbers">
            {t('preview.audience', {
              people: count(preview.data.audience.people),
              addresses: count(preview.data.audience.addresses),
            })}
          </p>
          <PreviewGrid renderings={preview.data.renderings} />
          <div className="mt-3">
            <CapView of={{ message }} />
          </div>
        </div>
      )}
    </section>
  );
};
