import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { paths } from '../platform/paths.js';
import type { Print } from './print.js';

/** `todoku radio-gateway`, and beneath it check, stop and resume. What they need is loaded when one of them runs. */
export function addRadioGateway(
  program: Command,
  done: (code: number | undefined) => void,
  print: Print,
): void {
  const file = () =>
    new Option('--config <file>', "the gateway's configuration").default(
      join(paths.config, 'radio-gateway.yaml'),
      'config/radio-gateway.yaml',
    );
  const gateway = program
    .command('radio-gateway')
    .description('the loudspeakers: takes signed commands of the hub and plays them (docs/channels/radio.md)')
    .option('--with-parent', 'end when standard input closes')
    .addOption(file())
    .action(async (options) => {
      const { radioGatewayCommand } = await import('./radio-gateway.js');
      done(await radioGatewayCommand(options.config, options, print));
    });
  gateway
    .command('check')
    .description('lists every fault of the configuration by path')
    .action(async (_, command) => {
      const { radioGatewayCheckCommand } = await import('./radio-gateway.js');
      done(await radioGatewayCheckCommand(command.optsWithGlobals().config, print));
    });
  for (const [name, on, says] of [
    ['stop', true, 'emergency stop: silence, until it is taken off; works with the hub down'],
    ['resume', false, 'takes the emergency stop off'],
  ] as const)
    gateway
      .command(name)
      .description(says)
      .action(async (_, command) => {
        const { radioGatewayStopCommand } = await import('./radio-gateway.js');
        done(radioGatewayStopCommand(command.optsWithGlobals().config, on, print));
      });
}
