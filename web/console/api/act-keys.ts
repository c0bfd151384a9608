/** Things of which there is one: what is done to them has no id in its path. */
const single: readonly string[] = ['/watch', '/maintenance'];

/** What an act is done to, such as `/shelters/E1`; null for what only adds, such as an entry of the log. */
const thingOf = (path: string): string | null => {
  const thing = path.slice(0, path.lastIndexOf('/'));
  return single.includes(thing) || thing.split('/').length > 2 ? thing : null;
};

/**
 * One key per act: the same method, path and body keep theirs until it is known to be done, so that a retry cannot act
 * twice. It is done with as well once anything else was done to the same thing: to take duty again after one handed over,
 * or to open a shelter again after it was closed, is another act, and must not be answered with what became of the first.
 */
export const createActKeys = (newKey: () => string = () => crypto.randomUUID()) => {
  const keys = new Map<string, { readonly key: string; readonly thing: string | null }>();
  const nameOf = (method: string, path: string, body: string): string => `${method} ${path} ${body}`;
  return {
    keyFor(method: string, path: string, body: string): string {
      const name = nameOf(method, path, body);
      const known = keys.get(name) ?? { key: newKey(), thing: thingOf(path) };
      keys.set(name, known);
      return known.key;
    },
    done(method: string, path: string, body: string): void {
      keys.delete(nameOf(method, path, body));
      const thing = thingOf(path);
      if (thing === null || method === 'GET') return;
      for (const [name, other] of keys) if (other.thing === thing) keys.delete(name);
    },
  };
};
