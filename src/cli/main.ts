// The todoku command: exit codes 0 done, 1 not as hoped, 2 wrong usage, 3 configuration.
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { ConfigError } from '../platform/config-error.js';
import { environment, loadConfig, type Config } from '../platform/config.js';
import { paths } from '../platform/paths.js';
import { loadTown } from '../platform/town.js';
import { addCards, addChannel, addSpeech, addWebPush } from './channel-commands.js';
import { addRadioGateway } from './radio-gateway-command.js';
import { join } from 'node:path';

const out = (line: string): void => void process.stdout.write(`${line}\n`);
// A reader that has seen enough (`| head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
const err = (line: string): void => void process.stderr.write(`${line}\n`);

const number = (text: string): number => {
  const value = Number(text);
  if (!Number.isFinite(value)) throw new InvalidArgumentError('a number is needed');
  return value;
};

const configFile = () =>
  new Option('--config <file>', 'configuration file').default(
    environment().TODOKU_CONFIG ?? join(paths.config, 'todoku.yaml'),
    'config/todoku.yaml, or TODOKU_CONFIG',
  );
/** For all but `serve` what the environment says of a process's roles is nothing: they do one thing and end. */
const load = ({ config }: { config: string }): Config =>
  loadConfig(config, { ...environment(), TODOKU_ROLES: undefined });
const loadForServing = ({ config, roles }: { config: string; roles?: string }): Config => {
  const env = environment();
  return loadConfig(config, { ...env, TODOKU_ROLES: roles ?? env.TODOKU_ROLES });
};

/** Parses the arguments and runs one command. Returns the exit code; a stack trace means a bug. */
export async function main(args: readonly string[]): Promise<number> {
  let code = 0;
  const done = (result: number | undefined): void => void (code = result ?? 0);
  const program = build(done);
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof ConfigError) {
      err(error.message);
      return 3;
    }
    throw error;
  }
}

const shared = { out, err, configFile, load };

function build(done: (code: number | undefined) => void): Command {
  const program = new Command('todoku').description('The hub from which a town office warns its people.');
  // Before the subcommands: they inherit it when they are made.
  program.configureHelp({ sortSubcommands: false }).exitOverride();
  addServers(program, done);
  addRadioGateway(program, done, { out, err });
  addTools(program, done);
  addBackup(program, done);
  addRetention(program, done);
  addFormats(program, done);
  addCap(program, done);
  addSpeech(program, done, shared);
  addChannel(program, done, shared);
  addCards(program, done, shared);
  addLocales(program, done);
  addWebPush(program, done, shared);
  return program;
}

function addServers(program: Command, done: (code: number | undefined) => void): void {
  program
    .command('start')
    .description('virtual town and hub together: the drill world, ready to try')
    .addOption(configFile())
    .action(async (options) =>
      done(await (await import('./start.js')).startCommand(options.config, { out, err })),
    );
  program
    .command('serve')
    .description('the hub of a configuration')
    .option('--roles <list>', 'api,dispatch or one of them: several processes on one PostgreSQL')
    .addOption(configFile())
    .action(async (options) =>
      done(await (await import('./serve.js')).serveCommand(loadForServing(options), { out, err })),
    );
  program
    .command('virtual-town')
    .description('the outside world of a drill: providers, loudspeakers, phones, and a page that shows them')
    .option('--port <n>', 'HTTP port', number)
    .option('--tls-port <n>', 'TLS port', number)
    .option('--data-dir <dir>', 'where its credentials and ledger stand')
    .option('--with-parent', 'end when standard input closes: with the process that started it')
    .option('--play-speed <n>', 'how much faster than speech its loudspeakers play', number)
    .addOption(configFile())
    .action(async (options) =>
      done(
        await (await import('./virtual-town.js')).virtualTownCommand(load(options), options, { out, err }),
      ),
    );
}

function addBackup(program: Command, done: (code: number | undefined) => void): void {
  program
    .command('backup')
    .description('writes a backup folder, beside a running hub too, reads it back and prints what it holds')
    .option('--to <folder>', 'the folder to make (default: <dataDir>/backups/backup-<time>)')
    .addOption(configFile())
    .action(async (options) =>
      done(await (await import('./backup.js')).backupCommand(load(options), options, { out, err })),
    );
  program
    .command('restore <folder>')
    .description('restores a backup folder; everything that was on its way is held for a person')
    .requiredOption('--by <name>', 'the name that stands in the log')
    .option('--replace', 'move the database that is there aside, and keep it')
    .addOption(configFile())
    .action(async (folder, options) =>
      done(await (await import('./restore.js')).restoreCommand(load(options), folder, options, { out, err })),
    );
}

function addRetention(program: Command, done: (code: number | undefined) => void): void {
  program
    .command('retention')
    .description('personal data that is past its time')
    .command('run')
    .description('erases it now, with the hub stopped; a running hub does it once a day')
    .option('--dry-run', 'only say how much it would be, beside a running hub too')
    .addOption(configFile())
    .action(async (options) => {
      const { retentionRunCommand } = await import('./retention.js');
      done(await retentionRunCommand(load(options), options, { out, err }));
    });
}

function addTools(program: Command, done: (code: number | undefined) => void): void {
  program
    .command('demo')
    .description('the whole story, headless, in under a minute; exit 0 only if the ledgers agree')
    .option('--json <file>', 'write the figures as JSON too')
    .action(async (options) => done(await (await import('./demo.js')).demoCommand(options, { out, err })));
  program
    .command('migrate')
    .description('brings the database of a configuration to the present schema')
    .addOption(configFile())
    .action(async (options) =>
      done(await (await import('./store-commands.js')).migrateCommand(load(options), { out, err })),
    );
  const config = program.command('config').description('the configuration');
  config
    .command('check')
    .description('lists every fault of a configuration by path, missing secrets included')
    .addOption(configFile())
    .action(async (options) =>
      done(await (await import('./config-check.js')).configCheckCommand(options.config, { out, err })),
    );
  const officer = program.command('officer').description('officers');
  officer
    .command('add <login>')
    .description('adds an officer; prints a one-time password')
    .requiredOption('--name <name>', 'the name that stands in the log')
    .requiredOption('--roles <list>', 'drafter,approver,leader,administrator,reader')
    .addOption(configFile())
    .action(async (login, options) =>
      done(
        await (
          await import('./store-commands.js')
        ).officerAddCommand(load(options), { login, ...options }, { out, err }),
      ),
    );
  const log = program.command('log').description('the headquarters log');
  log
    .command('verify')
    .description('checks the hash chain and its anchors; exit 1 where something was changed')
    .option('--json', 'as JSON')
    .addOption(configFile())
    .action(async (options) =>
      done(
        await (await import('./store-commands.js')).logVerifyCommand(load(options), options, { out, err }),
      ),
    );
  const drill = program.command('drill').description('drills');
  drill
    .command('run <scenario>')
    .description('plays a scenario through a hub and a virtual town of its own; exit 0 when it passed')
    .option('--speed <n>', '1 to 60 times as fast as life', number, 60)
    .option('--json', 'the result as JSON')
    .action(async (scenario, options) =>
      done(await (await import('./drill-run.js')).drillRunCommand(scenario, options, { out, err })),
    );
}

function addFormats(program: Command, done: (code: number | undefined) => void): void {
  program
    .command('render [kind]')
    .description('what every channel would say, in every language; without --slots a table of samples')
    .option('--slots <file>', 'JSON: {status, slots, districts, decidedAt}')
    .option('--json', 'as JSON')
    .option('--cap', 'as one CAP 1.2 document, with --slots')
    .option('--html <file>', "write the reviewers' page of all kinds")
    .option('--town <id>', 'folder under config/towns', 'hatoyama')
    .action(async (kind, options) => {
      const { renderCommand } = await import('./render.js');
      const town = loadTown(paths.config, options.town);
      const where = { configDir: paths.config, localesDir: paths.locales, town };
      const { slots: slotsFile, html, cap } = options;
      done(
        await renderCommand(kind, { ...where, slotsFile, html, cap, json: options.json === true, out, err }),
      );
    });
  program
    .command('telegram <files...>')
    .description('reads JMA telegrams: one line a file; exit 1 if any was unreadable')
    .option('--json', 'one JSON object a line')
    .addOption(
      new Option('--world <world>', 'judge as this world would').choices(['live', 'drill']).default('live'),
    )
    .option('--city <code>', 'another municipality, by JMA 7-digit code')
    .option('--town <id>', 'folder under config/towns', 'hatoyama')
    .action(async (files, options) => {
      const { telegramCommand } = await import('./telegram.js');
      const city = options.city === undefined ? {} : { city: options.city };
      done(
        await telegramCommand(files, {
          json: options.json === true,
          world: options.world,
          ...city,
          configDir: paths.config,
          town: options.town,
          out,
        }),
      );
    });
}

function addCap(program: Command, done: (code: number | undefined) => void): void {
  program
    .command('cap')
    .description('CAP, the Common Alerting Protocol')
    .command('validate <files...>')
    .description('checks CAP alerts, feeds and envelopes; exit 1 if any is invalid')
    .option('--json', 'one JSON object a line, a file each')
    .option('--trust <pem...>', 'files of certificates that may sign, or issue a signer’s')
    .action(async (files, options) => {
      const { capValidateCommand } = await import('./cap.js');
      const trust = options.trust ?? [];
      done(
        await capValidateCommand(files, { json: options.json === true, trust, now: Date.now(), out, err }),
      );
    });
}

/** The phrasebook's own commands: who reviewed what, and a translator's spreadsheet. */
function addLocales(program: Command, done: (code: number | undefined) => void): void {
  const where = (options: { config: string }) => ({
    ...{ configDir: paths.config, localesDir: paths.locales, out, err },
    dataDir: load(options).dataDir,
  });
  const locales = program.command('locales').description('the phrasebook: reviews and translations');
  locales
    .command('report')
    .description('per language: official, reviewed, unreviewed, missing')
    .addOption(configFile())
    .action(async (options) => done((await import('./locales.js')).localesReport(where(options))));
  locales
    .command('export <tag> <file>')
    .description('a spreadsheet (.xlsx) for a translator')
    .addOption(configFile())
    .action(async (tag, file, options) =>
      done(await (await import('./locales.js')).localesExport(tag, file, where(options))),
    );
  locales
    .command('import <tag> <file>')
    .description('takes the spreadsheet back; refuses changed placeholders')
    .addOption(configFile())
    .action(async (tag, file, options) =>
      done(await (await import('./locales.js')).localesImport(tag, file, where(options))),
    );
  locales
    .command('review <tag> [keys...]')
    .description('records that a named person vouches for sentences as they stand (all of them without keys)')
    .requiredOption('--by <name>', 'the name that stands in the record')
    .addOption(configFile())
    .action(async (tag, keys, options) => {
      const { localesReview } = await import('./locales.js');
      done(localesReview(tag, keys, { ...where(options), by: options.by, at: Date.now() }));
    });
}
