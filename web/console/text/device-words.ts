import { deviceOf } from '../../../src/domain/device-words.js';
import type { useText } from './labels.js';

/** The browser and its system, as far as it says. */
export const deviceWords = (t: ReturnType<typeof useText>, agent: string | null): string => {
  const { browser, system } = deviceOf(agent ?? '');
  if (browser !== null && system !== null) return t('device.words', { browser, system });
  return browser ?? system ?? t('device.unknown');
};
