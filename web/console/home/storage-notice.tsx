import type { StateShape } from '../api/types.js';
import { useText } from '../text/labels.js';

/** Says so when the hub's disk is in trouble, and what still goes out; nothing while all is well. */
export const StorageNotice = ({ storage }: { storage: StateShape['storage'] }) => {
  const t = useText();
  const said = sentenceOf(storage);
  if (said === null) return null;
  return (
    <p role="alert" className="card mb-4 font-700 text-danger" data-storage={said}>
      <span aria-hidden="true">× </span>
      {t(`storage.${said}`)}
    </p>
  );
};

function sentenceOf({ trouble, ballast }: StateShape['storage']) {
  if (ballast === 'spent') return 'ballast';
  if (trouble !== null) return trouble;
  return ballast === 'missing' ? 'missing' : null;
}
