import { readTwiml, type Step } from './twiml-reader.js';

/** Posts a form to a webhook and answers its body; null when it did not answer 200. */
export type PostForm = (url: string, more: Readonly<Record<string, string>>) => Promise<string | null>;

/** What one call was like for whoever took it. */
export interface Heard {
  /** Everything said, in order; what was played by its address. */
  readonly said: readonly string[];
  /** Keys pressed, in order. */
  readonly pressed: readonly string[];
  /** False when a document could not be fetched or read: Twilio hangs up with an error. */
  readonly well: boolean;
}

const mostDocuments = 10;

/** Listens to a call as a person does who presses `keys`, one at each question; hangs up when nothing more is said. */
export async function listen(first: string, keys: readonly string[], post: PostForm): Promise<Heard> {
  const said: string[] = [];
  const pressed: string[] = [];
  const left = [...keys];
  let document: string | null = first;
  for (let n = 0; document !== null && n < mostDocuments; n += 1) {
    const steps = readTwiml(document);
    if (steps === null) return { said, pressed, well: false };
    const next = await through(steps, said, left, pressed);
    if (next === null) return { said, pressed, well: true };
    document = await post(next.url, next.more);
  }
  return { said, pressed, well: false };
}

/** Where the call goes on after these steps; null when it is over. */
async function through(
  steps: readonly Step[],
  said: string[],
  left: string[],
  pressed: string[],
): Promise<{ url: string; more: Readonly<Record<string, string>> } | null> {
  for (const step of steps) {
    if ('say' in step) said.push(step.say);
    else if ('play' in step) said.push(step.play);
    else if ('hangup' in step) return null;
    else if ('redirect' in step) return { url: step.redirect, more: {} };
    else {
      await through(step.steps, said, [], []);
      const key = left.shift();
      if (key === undefined) continue;
      pressed.push(key);
      return { url: step.gather, more: { Digits: key } };
    }
  }
  return null;
}
