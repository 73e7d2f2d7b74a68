/** What a document must be beside its form: every reference leads somewhere, every example is one. */
import { createRequire } from 'node:module';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect } from 'chai';
import { operationsOf, type Document, type Part } from './sample.ts';

interface Ajv {
  addSchema(schema: object, key: string): void;
  validate(schema: object, value: unknown): boolean;
  errorsText(): string;
}

/** That of the validator of documents, which has JSON Schema 2020-12. */
const ofValidator = createRequire(import.meta.resolve('@seriousme/openapi-schema-validator'));
const { Ajv2020 } = ofValidator('ajv/dist/2020.js') as { Ajv2020: new (options: object) => Ajv };

/** Judges a document as a whole; the complaint names the place. */
export async function expectSound(document: Document): Promise<void> {
  const { valid, errors } = await new Validator().validate(document as unknown as Record<string, unknown>);
  expect(errors, 'OpenAPI').to.equal(undefined);
  expect(valid).to.equal(true);
  const operations = operationsOf(document);
  expectUnique(operations.map(({ operationId }) => operationId));
  const tags = document.tags.map(({ name }) => name);
  expectUnique(tags);
  for (const { operationId, summary, tags: own, responses, path, parameters = [] } of operations) {
    expect(summary, operationId).to.be.a('string').that.is.not.equal('');
    expect(tags, operationId).to.include.members([...own]).and.satisfy(() => own.length === 1);
    expect(Object.keys(responses).some((status) => status.startsWith('2')), operationId).to.equal(true);
    const named = parameters.map((one) => resolved(document, one)).filter((one) => one['in'] === 'path');
    expect(named.map(({ name }) => name), operationId)
      .to.have.members([...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name));
  }
  expectReferences(document);
  expectExamples(document);
}

function expectUnique(names: readonly string[]): void {
  expect([...new Set(names)]).to.deep.equal(names);
}

/** Every object of the document with the pointer to it. */
function* objects(value: unknown, pointer = '#'): Generator<{ pointer: string; value: Record<string, unknown> }> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield { pointer, value: value as Record<string, unknown> };
  for (const [name, member] of Object.entries(value)) {
    yield* objects(member, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}

export function expectReferences(document: Document): void {
  const dangling = [...objects(document)]
    .filter(({ value }) => typeof value['$ref'] === 'string' && typeof resolved(document, value) !== 'object');
  expect(dangling).to.deep.equal([]);
}

/** Where a reference leads; anything else itself. */
export function resolved(document: Document, part: Part): Part {
  const { $ref } = part;
  if (typeof $ref !== 'string') return part;
  return $ref.split('/').slice(1).map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, name) => (at as Part | undefined)?.[name], document) as Part;
}

function expectExamples(document: Document): void {
  let seen = 0;
  for (const { pointer, value } of objects(document)) {
    if (!Array.isArray(value['examples'])) continue;
    for (const example of value['examples'] as unknown[]) {
      seen++;
      expectFits(document, { $ref: `document${pointer.replaceAll('{', '%7B').replaceAll('}', '%7D')}` }, example);
    }
  }
  expect(seen).to.be.greaterThan(10);
}

const judges = new WeakMap<Document, Ajv>();

/** @param schema as in the document, or a reference `document#/...` */
export function expectFits(document: Document, schema: object, value: unknown): void {
  let ajv = judges.get(document);
  if (ajv === undefined) {
    ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, 'document');
    judges.set(document, ajv);
  }
  const isFit = ajv.validate(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/')) as object, value);
  if (!isFit) expect.fail(`${JSON.stringify(value)} does not fit ${JSON.stringify(schema)}: ${ajv.errorsText()}`);
}
