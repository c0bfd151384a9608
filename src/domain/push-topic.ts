import type { Language } from './language.js';

/**
 * Topics of the town's app: one a language, for phones that are not in the register. `name` is the town's
 * (`pushTopic` in town.yaml); the app subscribes to `<name>-<language>`.
 */
const prefix = 'topic:';

/** The target of a push delivery to everybody who subscribed to a language. */
export const topicTarget = (name: string, language: Language): string => `${prefix}${name}-${language}`;

/** The topic of a target; null for a token, which cannot begin so (Firebase: its instance id holds no `topic:`). */
export const topicOfTarget = (target: string): string | null =>
  target.startsWith(prefix) ? target.slice(prefix.length) : null;
