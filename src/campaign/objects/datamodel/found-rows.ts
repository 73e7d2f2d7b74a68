import { z } from 'zod';
import { heldModel, loadModel, type Column, type Model, type Table } from '../../../datamodel/index.ts';
import type { Scope } from '../../../db/index.ts';
import type { CampaignDefinition } from '../../definition/definition.ts';
import type { Variables } from '../../engine/flow.ts';
import { chosenColumns, rowVariables } from '../../values/row-variables.ts';
import { aimOf, checkRows, type MemberRow, type RowSettings } from '../../values/row-wish.ts';
import type { Step } from '../act.ts';

/** What settings say of rows that become variables. */
export const columnMembers = {
  columns: z.array(z.string()).max(200).optional().meta({ description: 'Columns that become variables; default all' }),
  as: z.string().min(1).max(100).optional().meta({
    description: 'What the variables begin with; default the name of the table: {{variable.stay.nights}}. Variables belong to '
      + 'a flow: where a flow has several customers, each who is found a row goes on in a flow of its own',
  }),
};

interface FindingSettings extends RowSettings {
  readonly columns?: readonly string[] | undefined;
  readonly as?: string | undefined;
}

/** @throws {TolkError} CAMPAIGN_FORM, PROFILE_CONDITION */
export async function checkFinding(
  scope: Scope, settings: FindingSettings, definition: CampaignDefinition,
): Promise<Table> {
  const table = checkRows(scope, await loadModel(scope), settings, definition);
  chosenColumns(table, settings.columns);
  return table;
}

/** The same by the model as it is, held until the transaction ends. */
interface Finding {
  readonly model: Model;
  readonly table: Table;
  readonly columns: readonly Column[];
  readonly variablesOf: (row: MemberRow) => Variables;
}

/** @throws {TolkError} CAMPAIGN_FORM when the model has changed since the campaign was saved */
export async function findingOf({ tx, settings }: Step<FindingSettings>): Promise<Finding> {
  const model = await heldModel(tx);
  const { table } = aimOf(model, settings);
  const columns = chosenColumns(table, settings.columns);
  const name = settings.as ?? table.name;
  return { model, table, columns, variablesOf: (row) => rowVariables(tx, name, table, columns, row) };
}
