import { Dialog } from '../../ui/dialog.js';
import { useText } from '../text/labels.js';
import { shortcuts, switchShortcut, useShortcutsOff } from './shortcuts.js';

/** The keys, and a switch for each. */
export const ShortcutHelp = ({ onClose }: { onClose: () => void }) => {
  const t = useText();
  const off = useShortcutsOff();
  return (
    <Dialog title={t('shortcut.title')} onClose={onClose}>
      <p className="mt-1">{t('shortcut.lead')}</p>
      <ul className="mt-3 grid gap-2">
        {shortcuts.map(({ keys, name }) => (
          <li key={keys}>
            <label className="choice items-center">
              <input
                type="checkbox"
                checked={!off.has(keys)}
                onChange={(event) => switchShortcut(keys, event.target.checked)}
              />
              <span className="flex grow flex-wrap items-center justify-between gap-x-3">
                <span>
                  {name === 'help' ? t('shortcut.help') : t('shortcut.goTo', { room: t(`nav.${name}`) })}
                </span>
                <span>
                  {keys.split(' ').map((key) => (
                    <kbd
                      key={key}
                      className="numbers ml-1 inline-block min-w-[2rem] rounded-4 border border-line-strong bg-sunken px-2 text-center font-700"
                    >
                      {key}
                    </kbd>
                  ))}
                </span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      <button type="button" data-first className="btn mt-4" onClick={onClose}>
        {t('action.close')}
      </button>
    </Dialog>
  );
};
