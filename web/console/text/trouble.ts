import i18next from 'i18next';
import { lookUp } from './labels.js';

/** Codes of Node and undici that stand somewhere in an error's sentence. */
const networkCode = /\b(?:E[A-Z]{2,}(?:_[A-Z]+)?|UND_ERR_[A-Z_]+)\b/;

/** The town's outbound proxy by the word behind its name (`src/channels/proxy-error.ts`): where to look is not the far end. */
function proxyKind(reason: string): string {
  if (reason === '401') return 'proxy-407';
  if (/^(?:403|407|timeout|tunnel)$/.test(reason)) return `proxy-${reason}`;
  if (/^5\d\d$/.test(reason)) return 'proxy-beyond';
  if (/CERT|SIGNED|ISSUER|SIGNATURE/.test(reason)) return 'proxy-certificate';
  return /^E[A-Z]/.test(reason) ? 'proxy-unreached' : 'proxy-other';
}

/** What kind of trouble a technical word means; null where nobody has written it down. */
function kindOf(detail: string): string | null {
  const proxy = /^proxy (\S+)$/.exec(detail)?.[1];
  if (proxy !== undefined) return proxyKind(proxy);
  if (/^5\d\d$/.test(detail)) return 'server';
  if (/^(?:401|403)$/.test(detail)) return 'unauthorised';
  if (/timeout|timed out/i.test(detail)) return 'timeout';
  return networkCode.exec(detail)?.[0] ?? null;
}

/**
 * Why a channel is in trouble, in words that an officer understands; what only a technician reads stands behind them. What
 * there are no words for is shown as it came.
 */
export function troubleText(detail: string): string {
  const known = /^[\w.-]+$/.test(detail) ? (lookUp(`trouble.${detail}`) ?? lookUp(`errors:${detail}`)) : null;
  if (known !== null) return known;
  const kind = kindOf(detail);
  const words = kind === null ? null : lookUp(`trouble.${kind}`);
  return words === null ? detail : i18next.t('trouble.with', { words, detail });
}
