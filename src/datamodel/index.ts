/**
 * The data model: tables that a brand defines for itself, below customers or on their own, and their rows
 * (datamodel-rest.md). Definitions change as a whole and without loss unless loss is asked for; a row is
 * reached only through the whole chain of rows that contain it.
 */
export { containedRows, tablesBetween, type ContainedRows } from './rows/contained-rows.ts';
export { createDatamodel } from './create-datamodel.ts';
export { forgetRowsOfCustomers } from './rows/write/forget-customers.ts';
export type { ChangeOptions, Datamodel, ManyOptions } from './datamodel.ts';
export {
  addColumn, addTable, editColumn, editTable, removeColumn, removeTable,
  type ColumnChange, type Edit, type LookupTarget, type TableChange,
} from './model/definition-edits.ts';
export { definitionOf, markOf } from './model/definition.ts';
export {
  columnForm, containsForm, definitionForm, lookupForm, readDefinition, tableForm,
} from './model/definition-form.ts';
export type { ParentReference, RowPlan } from './import/row-plan.ts';
export { settlePlan } from './import/settle-plan.ts';
export { clearStage as clearRowStage } from './import/stage-table.ts';
export { rowStage, type RowsMerged, type RowStage } from './import/row-stage.ts';
export { deleteMany, insertMany, readTexts, updateMany, type ChangedRow, type NewRow } from './import/write-many.ts';
export { heldModel } from './model/held-model.ts';
export { loadModel } from './model/load-model.ts';
export {
  COLUMN_TYPES, CUSTOMER_TABLE, type Column, type ColumnDefinition, type ColumnType, type LookupDefinition, type Model,
  type ModelChange, type ModelDefinition, type Table, type TableDefinition,
} from './model/model.ts';
export { DATAMODEL_PURGE_JOB, maintainDatamodel, purgeDatamodel } from './purge/purge.ts';
export { addressOf } from './rows/address.ts';
export { lockRows, type StoredRow } from './rows/write/stored-rows.ts';
export { rowPlaceOf, type Parent } from './rows/place.ts';
export { readingContext } from './rows/reading-context.ts';
export { readValue } from './values/index.ts';
export type { FoundRow, PageQuery, Row, RowPage, RowPath, RowValue, Verdict } from './rows/row.ts';
export { rowsWithParents, type RowsWithParents } from './rows/rows-with-parents.ts';
export { makeViews, viewStatements } from './model/views.ts';
