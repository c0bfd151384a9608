/** Longest first, so that no worker is left alone with a long file at the end; on a machine that ran them before, Jest knows itself. */
import Sequencer from '@jest/test-sequencer';

const long = [
  'acceptance/night-drill',
  'browser/screens',
  'counterparts/speech',
  'chaos/kill',
  'counterparts/speech-hub',
  'acceptance/log-canary',
  'acceptance/command-line',
  'browser/care',
  'browser/journey',
  'acceptance/demo',
  'acceptance/drill',
  'chaos/storage',
  'acceptance/start',
  'engine/backup',
  'chaos/sigstop',
];
const rank = ({ path }) => {
  const at = long.findIndex((name) => path.endsWith(`test/${name}.test.ts`));
  return at === -1 ? long.length : at;
};

export default class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
}
