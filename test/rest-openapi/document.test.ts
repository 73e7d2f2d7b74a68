import { expect } from 'chai';
import { z } from 'zod';
import { endpoint } from '../../src/rest/call/index.ts';
import { documentOf, operationsOf, SAMPLE } from './sample.ts';

describe('an endpoint in the OpenAPI document', () => {
  const { paths, components, tags } = documentOf([SAMPLE]);
  const put = paths['/api/v1/shops/{shopId}/coupons']?.['put'];

  it('stands there with its words, its group and the right that it needs', () => {
    expect(put).to.include({ summary: 'Stores a coupon', operationId: 'putShopsByShopIdCoupons' });
    expect(put?.tags).to.deep.equal(['Coupons']);
    expect(tags.map(({ name }) => name)).to.include('Coupons');
    expect(put?.description).to.equal('One that is there already is replaced.\n\nNeeds the right `manage`.');
    expect(put?.security).to.deep.equal([{ bearer: ['manage'] }]);
  });

  it('has the members of path and query as they are sent', () => {
    expect(put?.parameters).to.deep.equal([
      {
        name: 'shopId', in: 'path', required: true, description: 'Number of the shop.',
        schema: { type: 'string', pattern: '^\\d+$' },
      },
      { name: 'dryRun', in: 'query', schema: { type: 'string', enum: ['true', 'false'], default: 'false' } },
      {
        name: 'most', in: 'query', required: true,
        schema: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
      },
    ]);
  });

  it('has the schema that checks its body, by its name and with its example', () => {
    expect(put?.requestBody).to.deep.equal({
      required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/Coupon' } } },
    });
    expect(components['schemas']?.['Coupon']).to.deep.equal({
      type: 'object', additionalProperties: false, required: ['code', 'percent'],
      properties: {
        code: { type: 'string', maxLength: 20, description: 'What the buyer types.', examples: ['SPRING-10'] },
        percent: { type: 'integer', minimum: 1, maximum: 100 },
      },
      examples: [{ code: 'SPRING-10', percent: 10 }],
    });
  });

  it('has its answers, and the refusals that it can meet in the form of all', () => {
    const { responses = {} } = put ?? {};
    expect(Object.keys(responses).join(' ')).to.equal('200 400 401 403 404 408 409 413 415 500 503');
    expect(responses['200']).to.have.nested.property('headers.ETag.description', 'Its version.');
    expect(responses['200']).to.have.deep.nested.property(
      'content.application/json.schema.properties.coupon', { $ref: '#/components/schemas/Coupon' });
    const error = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };
    expect(responses['409']).to.deep.equal({ description: 'The shop is closed.', content: error });
    expect(responses['401']).to.deep.equal({ $ref: '#/components/responses/Unauthorized' });
    expect(components['responses']?.['Unauthorized']).to.deep.include({ content: error })
      .and.to.have.property('headers').that.has.all.keys('WWW-Authenticate', 'X-Deployteq-API-Error', 'X-Clang-API-Error');
  });

  it('takes a token in the address only where it is offered', () => {
    const { paths: legacy } = documentOf([{ ...SAMPLE, credentials: 'bearer or query', right: 'data.write' }]);
    expect(legacy['/api/v1/shops/{shopId}/coupons']?.['put']?.security)
      .to.deep.equal([{ bearer: ['data.write'] }, { token: ['data.write'] }]);
  });

  it('has two forms of a schema that gives something else than it takes', () => {
    const Day = z.strictObject({ day: z.string().transform(Number).pipe(z.number()) }).meta({ id: 'Day' });
    const one = endpoint({
      method: 'post', path: '/days', tag: 'Days', summary: 'Adds', credentials: 'bearer', right: 'manage',
      body: Day, answers: { 201: { description: 'Added.', schema: Day } }, act: () => Promise.resolve({}),
    });
    const { paths: made, components: { schemas } } = documentOf([one]);
    const post = made['/days']?.['post'];
    expect(post?.requestBody).to.have.deep.nested.property('content.application/json.schema', ref('Day'));
    expect(post?.responses['201']).to.have.deep.nested.property('content.application/json.schema', ref('Day.output'));
    expect(schemas?.['Day']).to.have.nested.property('properties.day.type', 'string');
    expect(schemas?.['Day.output']).to.have.nested.property('properties.day.type', 'number');
  });

  it('has files of any type as bytes, and one name in its path for all that follows', () => {
    const file = {
      path: '/api/v1/shops/{shopId}/files/{name...}', tag: 'Shops', summary: 'A file', credentials: 'bearer', right: 'manage',
      params: z.strictObject({ shopId: z.string(), name: z.string() }), act: () => Promise.resolve({}),
    } as const;
    const put = endpoint({ ...file, method: 'put', upload: 'As it is', answers: { 201: { description: 'Kept.' } } });
    const get = endpoint({ ...file, method: 'get', answers: { 200: { description: 'It.', bytes: true } } });
    const { paths: made } = documentOf([put, get]);
    const { put: sent, get: given } = made['/api/v1/shops/{shopId}/files/{name}'] ?? {};
    const bytes = { 'application/octet-stream': {} };
    expect(sent?.requestBody).to.deep.equal({ description: 'As it is', required: true, content: bytes });
    expect([sent?.operationId, sent?.parameters?.map(({ name }) => name)])
      .to.deep.equal(['putShopsByShopIdFilesByName', ['shopId', 'name']]);
    expect(given?.responses['200']).to.deep.equal({ description: 'It.', content: bytes });
  });

  it('has a name of its own however many there are', () => {
    const ids = operationsOf(documentOf([SAMPLE, { ...SAMPLE, method: 'get' }])).map(({ operationId }) => operationId);
    expect(new Set(ids)).to.have.property('size', ids.length);
  });
});

function ref(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}
