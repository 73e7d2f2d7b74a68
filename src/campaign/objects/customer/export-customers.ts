import { z } from 'zod';
import { TolkError } from '../../../errors.ts';
import { findExportOfCustomers, startExportOf } from '../../../export/index.ts';
import type { IdQuery } from '../../../resource/index.ts';
import { runIfThere } from '../../../schedule/index.ts';
import { checkFileName, resolveName } from '../../../transfer/index.ts';
import { wrongCampaign } from '../../definition/wrong.ts';
import { EXPORT_ERROR, EXPORT_VARIABLES, exportVariables } from '../../values/export-variables.ts';
import { mergeFor } from '../../values/merge.ts';
import { setSameVariables } from '../../values/set-values.ts';
import { mergeFieldsOf, templateOf } from '../../values/template.ts';
import { gather, isGathering, refusalOf } from './gather.ts';
import type { Due, Step } from '../act.ts';
import { campaignObject } from '../object.ts';

const settingsType = z.strictObject({
  export: z.string().min(1).meta({
    description: 'Number or name of an export of customers: its columns, dialect, file and place hold, and the members take '
      + 'the place of its source. Best one of source campaign, which nothing else can run',
    examples: ['for the printer'],
  }),
  file: z.string().min(1).optional().meta({
    description: 'Name of the file with date variables, in place of that of the export; with merge fields of variables, '
      + 'which are those of one of the members',
    examples: ['{{variable.shop}}_{Y}{m}{d}.csv'],
  }),
});
type Settings = z.output<typeof settingsType>;

/** Exports members (campaigns.md 2.3). */
export const exportCustomers = campaignObject({
  type: 'exportCustomers',
  about: 'Writes its members to a file; they wait until it is there. All who are here or on their way in that moment, and '
    + 'do not rest at an object between, go into one file, each customer once; who comes while it is written goes into '
    + 'the next. So a bucket before it makes one file of all who leave it together; more are waited for no longer than '
    + 'CAMPAIGN_EXPORT_WAIT. They go on by continue when the file is there; by error when its run failed, was cancelled or '
    + 'could not begin. Variables tell how it went: '
    + `${EXPORT_VARIABLES}; ${EXPORT_ERROR} says why not. A campaign that is stopped takes no file back`,
  settings: settingsType,
  exits: ['continue', 'error'],
  takesTurns: true,
  async check(scope, { export: called, file = '' }, { fields }) {
    for (const column of (await findExportOfCustomers(scope, called)).columns) {
      if (!('campaignField' in column) || fields.some(({ name }) => name === column.campaignField)) continue;
      throw wrongCampaign('export', `${called} has a column of the campaign field ${column.campaignField}, which is not there`);
    }
    const template = templateOf(file);
    for (const { kind, name } of mergeFieldsOf([template])) {
      if (kind !== 'variable') throw wrongCampaign('file', `${kind}.${name} is of one member, and the file is of many`);
    }
    const sample = template.map((piece) => (typeof piece === 'string' ? piece : 'x')).join('');
    if (sample !== '') checkFileName(resolveName(sample, new Date(), scope.brand.timeZone));
  },
  async act(step) {
    const { coming = [], done = [] } = Object.groupBy(step.members, (one) => (isGathering(one) ? 'coming' : 'done'));
    const [first] = coming;
    const { stay, refused } = await gather(step, coming, { start: (customers) => start(step, customers, first) });
    const left = await settle(step, done);
    if (refused === undefined) return { exits: left, stay };
    await tell(step, coming, { [EXPORT_ERROR]: refused });
    return { exits: { ...left, error: [...left.error, ...coming] } };
  },
});

async function start(
  { tx, settings, campaign }: Step<Settings>, customers: IdQuery, first: Due | undefined,
): Promise<string | { readonly refused: string }> {
  try {
    const file = await fileFor(tx, settings, campaign.id, first);
    return await startExportOf(tx, settings.export, { campaignId: campaign.id, customers, file });
  } catch (error) {
    if (!(error instanceof TolkError) || error.row.http >= 500) throw error;
    return { refused: error.message };
  }
}

async function fileFor(
  tx: Step<Settings>['tx'], { file }: Settings, campaignId: string, first: Due | undefined,
): Promise<string | undefined> {
  if (file === undefined || first === undefined) return undefined;
  return (await mergeFor(tx, campaignId, [templateOf(file)], [first]))(first)?.[0];
}

/** Lets those go on whose run has ended, or could not be started. */
async function settle(step: Step<Settings>, members: readonly Due[]): Promise<{ continue: Due[]; error: Due[] }> {
  const exits: { continue: Due[]; error: Due[] } = { continue: [], error: [] };
  for (const [note, waiting] of Map.groupBy(members, (one) => one.note ?? '')) {
    const refused = refusalOf(note);
    const run = refused === undefined ? await runIfThere(step.tx, note) : undefined;
    exits[run?.state === 'done' ? 'continue' : 'error'].push(...waiting);
    await tell(step, waiting, run === undefined ? { [EXPORT_ERROR]: refused ?? 'its run is gone' } : exportVariables(run));
  }
  return exits;
}

function tell({ tx }: Step<unknown>, members: readonly Due[], values: Readonly<Record<string, string>>): Promise<void> {
  return setSameVariables(tx, [...new Set(members.map(({ flowId }) => flowId))], values);
}
