import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { failure } from '../../errors.ts';
import type { Config } from '../../config.ts';
import type { ObjectFigures } from './figures.ts';

const MEMORY = { maxOldGenerationSizeMb: 256 };

/** The picture before: one is drawn at a time. */
let before: Promise<unknown> = Promise.resolve();

/**
 * The graph of a campaign as SVG that stands by itself, with how many came in, are there, and left by each exit.
 * @throws {TolkError} CAMPAIGN_PICTURE when it takes longer than CAMPAIGN_PICTURE_TIME
 */
export function pictureOfCampaign(objects: readonly ObjectFigures[], limits: Config): Promise<string> {
  const picture = before.then(() => drawn(objects, limits.CAMPAIGN_PICTURE_TIME));
  before = picture.catch(() => undefined);
  return picture;
}

async function drawn(objects: readonly ObjectFigures[], time: number): Promise<string> {
  const worker = new Worker(new URL('picture-worker.ts', import.meta.url), { workerData: objects, resourceLimits: MEMORY });
  try {
    const [text] = await once(worker, 'message', { signal: AbortSignal.timeout(time) }) as [string];
    return text;
  } catch (cause) {
    throw failure('CAMPAIGN_PICTURE', { objects: String(objects.length) }, { cause });
  } finally {
    await worker.terminate();
  }
}
