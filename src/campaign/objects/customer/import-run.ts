import { z } from 'zod';
import type { Scope } from '../../../db/index.ts';
import { TolkError } from '../../../errors.ts';
import { runIfThere, type ListedRun } from '../../../schedule/index.ts';
import { findImport, startImport, type ImportDefinition } from '../../../transfer/index.ts';
import type { CampaignDefinition } from '../../definition/definition.ts';
import { wrongCampaign } from '../../definition/wrong.ts';
import { awaitingOf, awaitRuns, type Awaiting } from '../../engine/await-run.ts';
import { IMPORT_ERROR, importVariables } from '../../values/import-variables.ts';
import { mergeFor } from '../../values/merge.ts';
import { setVariables } from '../../values/set-values.ts';
import { checkTemplate, templateOf } from '../../values/template.ts';
import type { Due, Stay, Step } from '../act.ts';

export const importSettings = z.strictObject({
  import: z.string().meta({ description: 'Number or name of the import', examples: ['customers of the CRM'] }),
  file: z.string().min(1).optional().meta({
    description: 'File at its location, with merge fields; default: the oldest that fits the pattern of the import',
    examples: ['{{variable.file}}'],
  }),
  force: z.boolean().default(false).meta({ description: 'Also a file that was imported before' }),
});
type ImportSettings = z.output<typeof importSettings>;

/** @throws {TolkError} IMPORT_NOT_FOUND, CAMPAIGN_FORM */
export async function checkImportObject(
  scope: Scope, settings: ImportSettings, definition: CampaignDefinition, kind: ImportDefinition['target']['kind'],
): Promise<void> {
  const { target } = await findImport(scope, settings.import);
  if (target.kind !== kind) throw wrongCampaign('import', `${settings.import} is one of ${target.kind}`);
  checkTemplate(settings.file ?? '', 'file', definition);
}

/** What became of the members of a step at an object that imports. */
interface Importing {
  readonly stay: readonly Stay[];
  /** Their import came to nothing. */
  readonly error: readonly Due[];
  /** Their import is done. */
  readonly done: readonly { readonly member: Due; readonly awaiting: Awaiting }[];
}

/** Starts imports for members who have just come, and sorts those who have waited. The variables tell how it went. */
export async function importFor(step: Step<ImportSettings>): Promise<Importing> {
  const { tx, members } = step;
  const merge = await mergeFor(tx, step.campaign.id, [templateOf(step.settings.file ?? '')], members);
  const coming = members.filter(({ note }) => note === null);
  const stay = await awaitRuns(step, coming, (first) => start(step, first, merge(first)?.[0]));
  const staying = new Set(stay.map(({ member }) => member));
  const error = coming.filter((member) => !staying.has(member));
  const done: { member: Due; awaiting: Awaiting }[] = [];
  const runs = new Map<string, ListedRun | undefined>();
  for (const member of members) {
    const awaiting = awaitingOf(member);
    if (awaiting === undefined) continue;
    const { runId, isFirst, after } = awaiting;
    if (!runs.has(runId)) runs.set(runId, await runIfThere(tx, runId));
    const run = runs.get(runId);
    if (run?.state === 'done') done.push({ member, awaiting });
    else error.push(member);
    if (isFirst && after === undefined) await setVariables(tx, [{ id: member.flowId, values: variablesOf(run) }]);
  }
  return { stay, error, done };
}

function variablesOf(run: ListedRun | undefined) {
  if (run === undefined) return { [IMPORT_ERROR]: 'its run is gone' };
  const why = run.state === 'done' ? '' : run.error ?? `its run was ${run.state}`;
  return { ...importVariables(run), [IMPORT_ERROR]: why };
}

async function start(
  { tx, settings }: Step<ImportSettings>, { flowId }: Due, file: string | undefined,
): Promise<string | undefined> {
  try {
    const wish = settings.file === undefined ? {} : { file: file ?? '' };
    return await startImport(tx, settings.import, { ...wish, force: settings.force });
  } catch (error) {
    if (!(error instanceof TolkError) || error.row.http >= 500) throw error;
    await setVariables(tx, [{ id: flowId, values: { [IMPORT_ERROR]: error.message } }]);
    return undefined;
  }
}
