import type { VersionShape } from '../api/types.js';
import { listed, useText } from '../text/labels.js';

/** The refusals of a submission that may pass once somebody says that a person will read the words out. */
const noSound: ReadonlySet<string> = new Set(['submit.no-sound', 'submit.no-voice']);
export const isNoSound = (code: string | undefined): boolean => code !== undefined && noSound.has(code);

/** What no loudspeaker would say: of a draft because nobody here has a voice, of what was submitted because it has no sound. */
export const useUnsaidWords = (version: VersionShape, noVoice: boolean): readonly string[] => {
  const t = useText();
  const parts = version.unsaid ?? [];
  if (noVoice) return [t('unsaid.noVoice')];
  if (parts.length === 0) return [];
  return [t('unsaid.frozen', { parts: listed(parts.map((part) => t(`unsaid.part.${part}`))) })];
};

/** In red, above everything else that is worth a second look: an order that nobody would hear. */
export const Unsaid = ({ words }: { words: readonly string[] }) => {
  if (words.length === 0) return null;
  return (
    <div className="rounded-8 border-2 border-danger bg-danger-soft p-3" data-unsaid>
      {words.map((line) => (
        <p key={line} className="font-700">
          <span aria-hidden="true">⚠ </span>
          {line}
        </p>
      ))}
    </div>
  );
};

/** The way on at night: the order goes out on every other channel, and a person says it at the microphone. */
export const WithoutSound = (props: { checked: boolean; onChange: (checked: boolean) => void }) => {
  const t = useText();
  return (
    <label className="choice" data-without-sound>
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <span>{t('unsaid.goOn')}</span>
    </label>
  );
};
