import type { RenderingShape } from '../api/types.js';
import { useWorld } from '../api/queries.js';
import { listed, useText } from '../text/labels.js';

/** What people read out and whom it goes to, as whoever approves has to see it. */
export const ManualFrame = ({
  rendering,
  manual,
}: {
  readonly rendering: RenderingShape;
  readonly manual: NonNullable<RenderingShape['manual']>;
}) => {
  const t = useText();
  const world = useWorld();
  const scripts = [
    [t('manual.carLead', { seconds: Math.ceil(manual.carSeconds) }), manual.car],
    [t('manual.callLead'), manual.call],
  ] as const;
  return (
    <div className={`world-edge-${world} w-full rounded-8 border border-line-strong bg-surface p-3`}>
      <p>{t('manual.goesTo', { posts: listed(manual.duties.map(({ name }) => name)) })}</p>
      <p lang="ja" className="mt-2 whitespace-pre-line">
        {rendering.text}
      </p>
      {scripts.map(([lead, lines]) => (
        <div key={lead} className="mt-2">
          <p className="font-700">{lead}</p>
          <p lang="ja">{lines.map(({ text }) => text).join('')}</p>
        </div>
      ))}
    </div>
  );
};
