import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';
import { ExitCode, Problem } from './problem.ts';

/**
 * A secret: from a terminal it is asked for and not shown, else it is all that comes in, but for one line break at the
 * end. It is never an argument: those all users of a machine can see.
 * @throws {Problem} the terminal was closed
 */
export async function hiddenInput(prompt: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) return (await text(stdin)).replace(/\r?\n$/, '');
  stderr.write(prompt);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true });
  try {
    return await new Promise((answered, refused) => {
      lines.once('line', answered).once('close', () => refused(new Problem('Nothing was given', ExitCode.usage)));
    });
  } finally {
    lines.close();
    stderr.write('\n');
  }
}
