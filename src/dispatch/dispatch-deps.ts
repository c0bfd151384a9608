import type { DispatcherOptions } from './dispatcher-options.js';
import type { Troubles } from './troubles.js';

/** The options plus what the dispatcher's parts tell it. */
export interface DispatchDeps extends DispatcherOptions {
  readonly troubles: Pick<Troubles, 'failing' | 'taken'>;
  onBug(error: unknown): void;
}
