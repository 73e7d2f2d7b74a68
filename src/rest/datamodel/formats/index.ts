/** The forms in which rows are shown (datamodel-rest.md 2): JSON, XML, and tables for people. */
export { CONTENT_TYPES, formatOf, type Format } from './format.ts';
export { customerForm, rowForm, rowsForm } from './forms.ts';
export { styleOf } from './html.ts';
