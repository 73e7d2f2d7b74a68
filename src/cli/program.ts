import { Command } from 'commander';

/** A command that names an option that it does not know before one that it misses: `--brnd`, not `--brand`. */
export class Program extends Command {
  override createCommand(name?: string): Program {
    return new Program(name);
  }

  override parseOptions(args: string[]): ReturnType<Command['parseOptions']> {
    const parsed = super.parseOptions(args);
    const isRefused = this.commands.length === 0 && parsed.unknown.length > 0;
    // what must be given is looked at first, and what is unknown only then
    if (isRefused) for (const option of this.options) option.mandatory = false;
    return parsed;
  }
}
