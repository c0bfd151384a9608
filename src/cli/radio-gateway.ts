import { setStop } from '../radio-gateway/control.js';
import { loadGatewayConfig, readDataDir } from '../radio-gateway/gateway-config.js';
import { startGateway, type RunningGateway } from '../radio-gateway/start-gateway.js';
import { environment } from '../platform/config.js';
import { readable } from './serve.js';
import { untilAsked, type Print } from './print.js';

/** Runs the radio gateway until it is asked to end; SIGUSR2 is the emergency stop. */
export async function radioGatewayCommand(
  file: string,
  options: { readonly withParent?: boolean },
  { out, err }: Print,
): Promise<number> {
  const config = await loadGatewayConfig(file, environment());
  let gateway: RunningGateway;
  try {
    gateway = await startGateway(config);
  } catch (error) {
    const reason = readable(error, 'http.port');
    if (reason === null) throw error;
    err(reason);
    return 3;
  }
  process.on('SIGUSR2', gateway.stopNow);
  out(`Radio gateway ${config.gatewayId} is ready:  ${gateway.url}`);
  await untilAsked(options.withParent === true);
  await gateway.close();
  return 0;
}

/** Says whether a gateway could start with this configuration. Throws ConfigError with every fault. */
export async function radioGatewayCheckCommand(file: string, { out }: Print): Promise<number> {
  const { gatewayId, groups } = await loadGatewayConfig(file, environment());
  out(`${file}: good (${gatewayId}, ${groups.length} speaker group(s))`);
  return 0;
}

/** The emergency stop, and its end: a file in the gateway's data directory. Needs neither hub nor network nor keys. */
export function radioGatewayStopCommand(file: string, on: boolean, { out }: Print): number {
  setStop(readDataDir(file), on);
  out(
    on
      ? 'Emergency stop is ON: the gateway falls silent within a second, and stays so.'
      : 'Emergency stop is off.',
  );
  return 0;
}
