import { useNavigate } from '@tanstack/react-router';
import { useCommand } from '../api/queries.js';
import type { NewDraft, VersionShape } from '../api/types.js';
import { Failure } from '../shell/failure.js';
import { useText } from '../text/labels.js';

/** Goes on with a message: the next version as a draft, filled in, which then goes the way of two people. */
export const Extend = ({ of }: { of: VersionShape }) => {
  const t = useText();
  const navigate = useNavigate();
  const start = useCommand<VersionShape, NewDraft>(
    'POST',
    (version) => void navigate({ to: '/drafts/$id', params: { id: version.id } }),
  );
  return (
    <div>
      <button
        type="button"
        className="btn"
        onClick={() => !start.isPending && start.mutate({ path: '/drafts', body: { extendOf: of.id } })}
      >
        {t('alert.extend')}
      </button>
      <Failure error={start.error} />
    </div>
  );
};
