/**
 * A process of its own that runs jobs and hangs in each; a test kills it. Argument: URL of the database. Writes a line
 * to stdout at each job that it begins.
 */
import { workers } from './jobs-support.ts';

const [url = ''] = process.argv.slice(2);

const hang = async ({ name }: { name: string }): Promise<void> => {
  process.stdout.write(`${name}\n`);
  await new Promise(() => undefined);
};

workers(url, { mark: hang, doomed: hang });
