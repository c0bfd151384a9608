/** A town's order by its level: number and words on the official colour, never colour alone. 0 has no number. */
export const LevelBadge = (props: { level: number | null; words: string; large?: boolean }) => (
  <span
    className={`level level-${props.level || 'none'} inline-flex items-center rounded-4 font-700 ${
      props.large === true ? 'px-4 py-1 text-[1.5rem]' : 'px-2 text-[1rem]'
    } leading-1-6`}
  >
    {props.words}
  </span>
);

/** A JMA item: an outline, so that nobody takes it for the town's own order. */
export const EquivalentBadge = (props: { words: string }) => (
  <span className="tag border-2! border-dashed! bg-surface text-text">{props.words}</span>
);
