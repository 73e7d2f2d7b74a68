import { z } from 'zod';
import { findImport, findTrigger } from '../../../transfer/index.ts';
import { wrongCampaign } from '../../definition/wrong.ts';
import { awaitingNote, awaitingOf } from '../../engine/await-run.ts';
import { IMPORT_VARIABLES } from '../../values/import-variables.ts';
import { bringImported, type ImportExits } from '../customer/bring-imported.ts';
import { campaignObject } from '../object.ts';

const EXITS: ImportExits = { made: ['continue'], changed: ['continue'], met: ['continue'] };

/** Begins with the customers of a file (imports-exports.md 4). */
export const csvTrigger = campaignObject({
  type: 'csvTrigger',
  about: 'Begins a path for the customers of each file of a CSV trigger, when its import is done: all of that file, and '
    + `nobody else. Variables tell of the file: triggerFile, ${IMPORT_VARIABLES}. A file that fails, or that was imported before, `
    + 'sets nothing off. While no campaign that begins with the trigger runs, its files wait in Upload, for TRIGGER_PATIENCE at '
    + 'most; one that is being imported when the campaign is stopped is cancelled for it, as all that was planned is',
  settings: z.strictObject({
    trigger: z.string().min(1).meta({ description: 'Number or name of the trigger', examples: ['orders'] }),
  }),
  exits: ['continue'],
  isStart: true,
  takesNobody: true,
  async check(scope, { trigger }) {
    const { target } = await findImport(scope, (await findTrigger(scope, trigger)).importId);
    if (target.kind !== 'customers') throw wrongCampaign('trigger', `${trigger} imports no customers`);
  },
  async act(step) {
    const [flow, ...others] = step.members;
    const awaiting = flow && awaitingOf(flow);
    if (flow === undefined || awaiting === undefined) return { ends: step.members };
    const { runId, after } = awaiting;
    const { joins, last } = await bringImported(step, { flow, runId, after }, EXITS);
    // Other files have their turn in later steps, so that each stays as short as any.
    const stay = others.map((member) => ({ member, until: 'now', note: member.note ?? '' }));
    if (last === undefined) return { joins, ends: [flow], stay };
    const note = awaitingNote({ runId, isFirst: true, after: last });
    return { joins, stay: [{ member: flow, until: 'now', note }, ...stay] };
  },
});
