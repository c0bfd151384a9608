import { useCommand } from '../api/queries.js';
import type { VersionShape } from '../api/types.js';
import { Failure } from '../shell/failure.js';
import { useText } from '../text/labels.js';

/** Asks once more for the approval of what lapsed by time alone; it is the submitter's to ask. */
export const Renew = ({ version, named }: { version: VersionShape; named?: string }) => {
  const t = useText();
  const command = useCommand<VersionShape>('POST');
  const go = () =>
    version.may.renew === null &&
    !command.isPending &&
    command.mutate({ path: `/versions/${version.id}/renew`, body: {} });
  return (
    <div>
      <button
        type="button"
        className="btn btn-primary"
        aria-disabled={version.may.renew !== null}
        onClick={go}
      >
        {t('version.renew')}
        {named !== undefined && <span className="sr-only"> {named}</span>}
      </button>
      <Failure error={command.error} />
    </div>
  );
};
