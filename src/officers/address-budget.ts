/** Wrong passwords that one address may have at once, and after how many milliseconds one more. */
const most = 30;
const refill = 20_000;
/** Addresses that are remembered; the one not heard of for longest makes room. */
const remembered = 10_000;

/** Wrong passwords by source address, whatever the name. In memory: a limit of speed, not a record of anybody. */
export interface AddressBudget {
  /** Takes an attempt; answers the milliseconds to wait, or 0. */
  take(address: string, now: number): number;
  /** It was the right password after all. */
  giveBack(address: string): void;
}

export function createAddressBudget(): AddressBudget {
  const spent = new Map<string, { tokens: number; at: number }>();
  return {
    take(address, now) {
      const source = sourceOf(address);
      const before = spent.get(source) ?? { tokens: most, at: now };
      const tokens = Math.min(most, before.tokens + (now - before.at) / refill);
      spent.delete(source);
      spent.set(source, { tokens: tokens < 1 ? tokens : tokens - 1, at: now });
      const [oldest] = spent.keys();
      if (spent.size > remembered && oldest !== undefined) spent.delete(oldest);
      return tokens < 1 ? Math.ceil((1 - tokens) * refill) : 0;
    },
    giveBack(address) {
      const one = spent.get(sourceOf(address));
      if (one) one.tokens = Math.min(most, one.tokens + 1);
    },
  };
}

/** One subscriber has a whole /64 of IPv6 (RFC 6177): it counts as one address. */
export function sourceOf(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail = ''] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const front = head === '' ? [] : head.split(':');
  const back = tail === '' ? [] : tail.split(':');
  const zeros = address.includes('::') ? Math.max(0, 8 - front.length - back.length) : 0;
  const groups = [...front, ...Array.from({ length: zeros }, () => '0'), ...back];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
