/**
 * A process that holds the embedded server in the folder of its first argument: prints one line of JSON about
 * it, or about why it could not, and leaves when its stdin ends.
 */
import { startEmbedded } from '../../src/db/embedded/index.ts';

try {
  const server = await startEmbedded(process.argv[2] ?? '', { settings: { fsync: 'off', shared_buffers: '16MB' } });
  const { url, adopted, pid, how } = server;
  process.stdout.write(`${JSON.stringify({ url, adopted, pid, how })}\n`);
  process.stdin.on('end', () => void server.stop()).resume();
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: (error as Error).message })}\n`);
}
