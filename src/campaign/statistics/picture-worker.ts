/** A thread of its own that draws one picture: where many arrows cross, it takes seconds. */
import { parentPort, workerData } from 'node:worker_threads';
import { drawPicture } from './draw-picture.ts';
import type { ObjectFigures } from './figures.ts';

parentPort?.postMessage(drawPicture(workerData as readonly ObjectFigures[]));
