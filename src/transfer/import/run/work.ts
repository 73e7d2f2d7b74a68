import { z } from 'zod';
import type { RunInHand } from '../../../schedule/index.ts';
import type { FileStore } from '../../files/index.ts';
import type { ImportDefinition } from '../definition.ts';

/** What a run of an import was given; an object that is stored with the run. */
const wishType = z.object({
  /** Name of the file; without it the pattern of the import picks one. */
  file: z.string().optional(),
  /** Also when it was imported before. */
  force: z.boolean().default(false),
  /** Only says what would happen. */
  dryRun: z.boolean().default(false),
  /** Comes behind a run that found several files. */
  follow: z.boolean().default(false),
  /** The file that it is for, of a run that follows, as it was for IMPORT_SETTLE; without it the run looks again. */
  chosen: z.object({ name: z.string(), size: z.number(), modifiedAt: z.coerce.date() }).optional(),
  /** The moment of the date variables in the pattern, of a run that follows. */
  at: z.coerce.date().optional(),
  /** A CSV trigger has the file at a place of its own, and moves it itself. */
  trigger: z.object({
    locationId: z.string(), location: z.string(), errors: z.string(),
    /** The customers come into this group besides. */
    group: z.string().optional(),
  }).optional(),
});

export type ImportRunWish = z.output<typeof wishType>;

/** Where a run goes on: each phase can be repeated from here. */
const cursorType = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('pick') }),
  z.object({ phase: z.literal('stage') }),
  /** `after`: place of the last record that was merged; `places`: of the last one that was staged. */
  z.object({ phase: z.literal('merge'), after: z.number(), places: z.number() }),
  z.object({ phase: z.literal('preview') }),
  z.object({ phase: z.literal('errors') }),
  z.object({ phase: z.literal('archive') }),
  /** The file itself is to blame, and is moved out of the way. */
  z.object({ phase: z.literal('refused'), why: z.string() }),
  z.object({ phase: z.literal('end') }),
]);

export type ImportCursor = z.output<typeof cursorType>;

/** What the phases of a run share. */
export interface ImportWork {
  readonly run: RunInHand;
  readonly wish: ImportRunWish;
  readonly definition: ImportDefinition;
  readonly store: FileStore;
}

export function wishOf({ input }: Pick<RunInHand, 'input'>): ImportRunWish {
  return wishType.parse(input);
}

/** The import as this run does it. */
export function asWished(definition: ImportDefinition, { trigger }: ImportRunWish): ImportDefinition {
  if (trigger === undefined) return definition;
  const { locationId, location, errors } = trigger;
  const file = { ...definition.file, location, errors, archive: undefined, failed: undefined };
  return { ...definition, locationId, file };
}

/** Where the run goes on; at the start when it has none. */
export function cursorOf({ cursor }: Pick<RunInHand, 'cursor'>): ImportCursor {
  return cursorType.parse(cursor ?? { phase: 'pick' });
}

/** Part of a run that is done when all is staged, and when all is merged. */
export const STAGED = 0.4;
export const MERGED = 0.95;
