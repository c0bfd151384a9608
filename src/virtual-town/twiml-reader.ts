import { XMLParser } from 'fast-xml-parser';

/** What a telephone does with a TwiML document, in order. */
export type Step =
  | { readonly say: string; readonly language: string }
  | { readonly play: string }
  | { readonly gather: string; readonly steps: readonly Step[] }
  | { readonly redirect: string }
  | { readonly hangup: true };

type Node = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
});

const attribute = (node: Node, name: string): string =>
  String((node[':@'] as Record<string, unknown> | undefined)?.[name] ?? '');

const textOf = (children: readonly Node[]): string =>
  children.map((child) => ('#text' in child ? String(child['#text']) : '')).join('');

function stepsOf(nodes: readonly Node[]): readonly Step[] {
  return nodes.flatMap((node): Step[] => {
    const children = (tag: string): readonly Node[] => node[tag] as readonly Node[];
    if ('Say' in node) return [{ say: textOf(children('Say')), language: attribute(node, 'language') }];
    if ('Play' in node) return [{ play: textOf(children('Play')) }];
    if ('Gather' in node) return [{ gather: attribute(node, 'action'), steps: stepsOf(children('Gather')) }];
    if ('Redirect' in node) return [{ redirect: textOf(children('Redirect')) }];
    if ('Hangup' in node) return [{ hangup: true }];
    return [];
  });
}

/** Reads a TwiML document; null when it is none. */
export function readTwiml(xml: string): readonly Step[] | null {
  try {
    const root = (parser.parse(xml) as readonly Node[]).find((node) => 'Response' in node);
    return root === undefined ? null : stepsOf(root['Response'] as readonly Node[]);
  } catch {
    // No XML at all: Twilio says "an application error has occurred" and hangs up.
    return null;
  }
}

/** Everything said or played, each words once. */
export const wordsOf = (steps: readonly Step[]): readonly { text: string; language: string }[] => {
  const found = new Map<string, { text: string; language: string }>();
  const walk = (some: readonly Step[]): void => {
    for (const step of some) {
      if ('say' in step) found.set(step.say, { text: step.say, language: step.language });
      if ('play' in step) found.set(step.play, { text: step.play, language: '' });
      if ('gather' in step) walk(step.steps);
    }
  };
  walk(steps);
  return [...found.values()];
};
