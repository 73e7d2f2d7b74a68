import { awaitingNote } from '../../engine/await-run.ts';
import { IMPORT_VARIABLES } from '../../values/import-variables.ts';
import { bringImported, type ImportExits } from './bring-imported.ts';
import { checkImportObject, importFor, importSettings } from './import-run.ts';
import { NOBODY, type Due, type Join, type Stay } from '../act.ts';
import { campaignObject } from '../object.ts';

const EXITS: ImportExits = { made: ['continue', 'newCustomers'], changed: ['continue', 'updatedCustomers'], met: ['continue'] };

/** Imports customers, who come into the campaign here (campaigns.md 2.3). */
export const importCustomers = campaignObject({
  type: 'importCustomers',
  about: 'Imports a file of customers; the path waits until that is done. All customers of the file come into the '
    + 'campaign by continue, those who are new by newCustomers too, those who were changed by updatedCustomers. Who waited '
    + 'here goes on by continue; by error when there was no file, or its import failed or was cancelled. One import at a '
    + `time for each flow. Variables tell how it went: ${IMPORT_VARIABLES}; importError says why not`,
  settings: importSettings,
  exits: ['continue', 'newCustomers', 'updatedCustomers', 'error'],
  takesNobody: true,
  check: (scope, settings, definition) => checkImportObject(scope, settings, definition, 'customers'),
  async act(step) {
    const { stay, error, done } = await importFor(step);
    const goOn: Due[] = [];
    const ends: Due[] = [];
    const staying: Stay[] = [...stay];
    const joins: Join[] = [];
    let isBringing = false;
    for (const { member, awaiting } of done) {
      const { runId, isFirst, after } = awaiting;
      const mayBring: boolean = isFirst && !isBringing; // one flow a step, so that each stays as short as any
      const brought = mayBring ? await bringImported(step, { flow: member, runId, after }, EXITS) : undefined;
      isBringing ||= mayBring;
      joins.push(...brought?.joins ?? []);
      const next = mayBring ? brought?.last : after;
      if (isFirst && (!mayBring || next !== undefined)) {
        const note = awaitingNote({ runId, isFirst, after: next });
        staying.push({ member, until: 'now', note });
      } else if (member.customerId === NOBODY) ends.push(member);
      else goOn.push(member);
    }
    return { exits: { continue: goOn, error }, stay: staying, ends, joins };
  },
});
