import { childNamed, textOf, type XmlElement } from '../tree.js';
import { error, faultIf, type Rule } from './rule.js';

const pathOf = (alert: XmlElement, name: string): string => childNamed(alert, name)?.path ?? alert.path;
const has = (alert: XmlElement, name: string): boolean => textOf(alert, name) !== '';

/** CAP 3.2.1 on scope, restriction and addresses; an empty element counts as none. */
export const scopeRules: readonly Rule[] = [
  error('private-without-addresses', (alert) =>
    faultIf(
      textOf(alert, 'scope') === 'Private' && !has(alert, 'addresses'),
      pathOf(alert, 'scope'),
      'a Private alert needs addresses',
    ),
  ),
  error('restricted-without-restriction', (alert) =>
    faultIf(
      textOf(alert, 'scope') === 'Restricted' && !has(alert, 'restriction'),
      pathOf(alert, 'scope'),
      'a Restricted alert needs a restriction',
    ),
  ),
  error('restriction-not-restricted', (alert) => {
    const scope = textOf(alert, 'scope');
    return faultIf(
      has(alert, 'restriction') && (scope === 'Public' || scope === 'Private'),
      pathOf(alert, 'restriction'),
      'only a Restricted alert has a restriction',
    );
  }),
  error('public-with-addresses', (alert) =>
    faultIf(
      has(alert, 'addresses') && textOf(alert, 'scope') === 'Public',
      pathOf(alert, 'addresses'),
      'a Public alert has no addresses',
    ),
  ),
];
