/**
 * The process: settings, the service, signals, the end in order. SIGTERM and SIGINT drain, a second one ends
 * at once; SIGHUP reads the TLS files again. Exit codes: 0 drained, 1 calls were cut off or something broke,
 * 128 + n ended by the second signal.
 */
import { once } from 'node:events';
import { constants } from 'node:os';
import { expectShortLives } from './app/memory.ts';
import { startService, type Service, type ServiceParts } from './app/service.ts';
import { readConfig, type Config } from './config.ts';
import { createLog, type Log } from './log.ts';

export interface MainParts {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called once when calls are taken. */
  readonly onReady?: (service: Service, config: Config) => Promise<void> | void;
}

const EXIT_LIMIT = 1000;

/**
 * Runs the service until a signal ends it, and then the process.
 * @throws {Error} when it cannot start, with a text for people
 */
export async function main({ env, onReady }: MainParts): Promise<void> {
  expectShortLives();
  const config = readConfig(env);
  const log = createLog(config.LOG_LEVEL);
  dieAloud(log);
  const ending = firstSignal(log);
  const service = await started({ config, log, signal: ending });
  const { url, metricsUrl, migrated } = service;
  const startMs = Math.round(performance.now());
  log.info({ url, metricsUrl, role: config.TOLK_ROLE, migrated, startMs }, 'ready');
  reloadOnHangup(service, config);
  await onReady?.(service, config);

  if (!ending.aborted) await once(ending, 'abort');
  log.info({ signal: ending.reason as unknown }, 'draining');
  const isClean = await service.stop();
  log.info({ isClean }, 'stopped');
  process.exitCode = isClean ? 0 : 1;
  // By itself, with the last lines of the log written, unless something that was cut off holds it.
  setTimeout(() => process.exit(), EXIT_LIMIT).unref();
}

/** A start that was told to end before it was done ends well. */
async function started(parts: ServiceParts & { readonly signal: AbortSignal }): Promise<Service> {
  try {
    return await startService(parts);
  } catch (error) {
    if (parts.signal.aborted) process.exit(0);
    throw error;
  }
}

/** Fires at the first signal to end, also one that comes during the start; the second ends the process. */
function firstSignal(log: Log): AbortSignal {
  const ending = new AbortController();
  const receive = (signal: NodeJS.Signals) => {
    if (ending.signal.aborted) {
      log.warn({ signal }, 'ended at once');
      process.exit(128 + constants.signals[signal]);
    }
    ending.abort(signal);
  };
  process.on('SIGTERM', receive).on('SIGINT', receive);
  return ending.signal;
}

/** Without TLS files a hang-up means what it means to every program: the terminal is gone, end. */
function reloadOnHangup(service: Service, config: Config): void {
  process.on('SIGHUP', () => {
    if (config.TLS_CERT === undefined) process.kill(process.pid, 'SIGTERM');
    else void service.reload();
  });
}

/**
 * What nobody caught leaves the process in an unknown state: one line, and the end. The embedded server is
 * adopted later.
 */
function dieAloud(log: Log): void {
  process.on('uncaughtException', (err, origin) => {
    log.fatal({ err, origin }, 'the process is broken and ends');
    process.exit(1);
  });
}
