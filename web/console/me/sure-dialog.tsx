import { Dialog } from '../../ui/dialog.js';
import { useCommand } from '../api/queries.js';
import { Failure } from '../shell/failure.js';
import { useText } from '../text/labels.js';

interface Props<Answer> {
  readonly title: string;
  /** What it means, in words. */
  readonly means: string;
  readonly action: string;
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly onDone: (answer: Answer) => void;
  readonly onClose: () => void;
}

/** A change of one's own sign-in that deserves a second thought; going back has the focus. */
export const SureDialog = <Answer,>(props: Props<Answer>) => {
  const t = useText();
  const command = useCommand<Answer>(props.method, props.onDone);
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <p className="mt-1">{props.means}</p>
      <Failure error={command.error} />
      <div className="mt-4 flex flex-wrap gap-2">
        <button type="button" className="btn" data-first onClick={props.onClose}>
          {t('me.back')}
        </button>
        <button
          type="button"
          className="btn btn-danger-outline"
          aria-disabled={command.isPending}
          onClick={() => !command.isPending && command.mutate({ path: props.path })}
        >
          {props.action}
        </button>
      </div>
    </Dialog>
  );
};
