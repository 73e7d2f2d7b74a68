import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { complain } from '../output.ts';
import { endingOf } from '../problem.ts';

/** `tolk serve`: the service itself, until a signal ends it. What it is made of is loaded only here. */
export function serveCommands(program: Command, context: CliContext): void {
  program.command('serve').description('run the gateway until SIGTERM or SIGINT; the settings come from the environment')
    .action(async () => {
      const { config } = context; // complains about settings as every command does
      const [{ main }, { welcome }] = await Promise.all([import('../../main.ts'), import('../../demo/index.ts')]);
      await main({
        env: process.env,
        onReady: async ({ url, database }) => {
          try {
            const words = await welcome(config, database, url);
            if (words !== undefined) complain(words);
          } catch (error) {
            complain(`tolk: the first words failed, the service runs: ${endingOf(error).line ?? ''}`);
          }
        },
      });
    });
}
