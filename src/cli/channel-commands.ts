// The commands about what carries a message: voices, browsers' keys, a test. What they need is loaded when one of them runs.
import { Option, type Command } from 'commander';
import type { Config } from '../platform/config.js';
import type { Print } from './print.js';

type Done = (code: number | undefined) => void;

/** What all commands have: where they print, and the configuration. */
interface Shared extends Print {
  readonly configFile: () => Option;
  readonly load: (options: { config: string }) => Config;
}

/** What is heard: a broadcast as a file, and how the town's words are read. */
export function addSpeech(program: Command, done: Done, { out, err, configFile, load }: Shared): void {
  program
    .command('speak [kind]')
    .description('says a kind of message, or a text, into a WAV file, and prints what is said when')
    .option('--slots <file>', 'JSON: {status, slots, districts, decidedAt}; a sample of the kind without')
    .option('--text <file>', 'a text instead of a kind')
    .option('--language <tag>', 'the language of the text', 'ja')
    .option('--out <file>', 'the file to write', 'broadcast.wav')
    .option('--siren', 'with the siren in front, as it is heard outdoors')
    .option('--json', 'as JSON')
    .addOption(configFile())
    .action(async (kind, options) =>
      done(await (await import('./speak.js')).speakCommand(kind, options, load(options), { out, err })),
    );
  program
    .command('speech')
    .description('the voices')
    .command('dictionary')
    .description("builds a dictionary of the town's words, and prints how each is read")
    .addOption(configFile())
    .action(async (options) =>
      done(
        await (await import('./speech-dictionary.js')).speechDictionaryCommand(load(options), { out, err }),
      ),
    );
}

/** The key by which push services know the town. */
export function addWebPush(program: Command, done: Done, { out, err }: Shared): void {
  program
    .command('web-push')
    .description('notifications in browsers')
    .command('keys <file>')
    .description(
      'makes the key by which push services know the town, and says what goes into the configuration',
    )
    .action(async (file) =>
      done(await (await import('./web-push-keys.js')).webPushKeysCommand(file, { out, err })),
    );
}

/** What lies ready on paper. */
export function addCards(program: Command, done: Done, { out, err, configFile, load }: Shared): void {
  program
    .command('cards')
    .description('issue cards on paper')
    .command('pack')
    .description('makes the offline pack: a card to fill in by hand for every kind and area, as one PDF')
    .addOption(configFile())
    .action(async (options) =>
      done(await (await import('./cards-pack.js')).cardsPackCommand(load(options), { out, err })),
    );
}

/** A test to the hub's own address. */
export function addChannel(program: Command, done: Done, { out, err, configFile, load }: Shared): void {
  program
    .command('channel')
    .description('the channels of a running hub')
    .command('test <name>')
    .description(
      'sends a fixed text, marked as a test, to the hub’s own test address; exit 0 where it was taken',
    )
    .addOption(
      new Option('--to <whom>', 'only the configured test address').choices(['self']).makeOptionMandatory(),
    )
    .addOption(configFile())
    .action(async (name, options) => {
      const { channelTestCommand } = await import('./channel-test.js');
      done(await channelTestCommand(load(options), name, { out, err }));
    });
}
