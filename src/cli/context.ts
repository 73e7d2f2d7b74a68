import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { brandByName } from '../access/index.ts';
import { readConfig, type Config } from '../config.ts';
import { createScope, type Scope, type Store } from '../db/index.ts';
import { openDatabase } from './database.ts';
import { print } from './output.ts';
import { ExitCode, Problem } from './problem.ts';

/** What every command gets. */
export interface CliContext {
  /** The settings, read at first use. @throws {Problem} listing what is not acceptable */
  readonly config: Config;
  /** The actor of what a command changes: the person at the keyboard. */
  readonly actor: { readonly name: string; readonly door: 'cli' };
  /** Runs work on the store, migrated, and closes it; beside a running service too. */
  store<Result>(work: (sql: Store) => Promise<Result>): Promise<Result>;
  /** The same for the data of one brand. Only the end of a run is listened to here: commands change no customers. */
  scope<Result>(brandName: string, work: (scope: Scope) => Promise<Result>): Promise<Result>;
  /** Prints a result on stdout: the value with --json, else the text. */
  print(value: unknown, text: string): void;
}

/** @param program whose global options count: --json */
export function createContext(program: Command): CliContext {
  let config: Config | undefined;
  const context: CliContext = {
    get config() { return config ??= settings(); },
    actor: { name: userName(), door: 'cli' },
    store: (work) => openDatabase(context.config, { migrated: true }, ({ sql }) => work(sql)),
    scope: (brandName, work) => context.store(async (sql) => {
      const { config: limits, actor } = context;
      const brand = await brandByName(sql, brandName);
      const { Events } = await import('../events/index.ts'); // with the queue's package, which other commands need not load
      const { RUN_NOTICE_JOB } = await import('../notice/index.ts');
      const { tellSubscribers } = await import('../webhook/notices/index.ts');
      const events = new Events().later('run.ended', RUN_NOTICE_JOB);
      tellSubscribers(events);
      return await work(createScope({ sql, brand, actor, events, limits }));
    }),
    print: (value, text) => print(program.opts<{ json?: boolean }>().json ? JSON.stringify(value, null, 2) : text),
  };
  return context;
}

function settings(): Config {
  try {
    return readConfig(process.env);
  } catch (cause) {
    throw new Problem((cause as Error).message, ExitCode.settings, { cause });
  }
}

/** A container may run under a number without a name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}
