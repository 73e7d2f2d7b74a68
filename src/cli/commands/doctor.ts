import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { ExitCode } from '../problem.ts';

/** `tolk doctor`: everything that can be wrong with an installation, looked at from outside of it. */
export function doctorCommands(program: Command, context: CliContext): void {
  program.command('doctor').description('check the installation; ends with 1 when something is broken')
    .action(async () => {
      const { examine } = await import('../doctor/examine.ts');
      const findings = await examine(context);
      context.print(findings, findings.map(({ state, text }) => `${state.padEnd(6)}${text}`).join('\n'));
      if (findings.some(({ state }) => state === 'fail')) process.exitCode = ExitCode.failure;
    });
}
