import { expect } from 'chai';
import { createDocs } from '../../src/soap/docs.ts';
import type { OperationTable } from '../../src/soap/operation.ts';
import { contract } from '../../src/soap/contract/index.ts';
import { operationsNotOffered } from '../../src/soap/operations/not-offered.ts';

/** The article of an operation or type, as text. */
function article(page: string, name: string): string {
  return page.slice(page.indexOf(`<article id="${name}"`)).split('</article>')[0] ?? '';
}

describe('the documentation of a gateway', () => {
  const right = 'data.read';
  const table = Object.fromEntries([...contract.operations.keys()].map((name) => [name, { right, act: () => [] }]));
  const docs = createDocs({ ...table, ...operationsNotOffered } as unknown as OperationTable);
  const page = docs('http://a.example');

  it('tells the right that an operation needs and whether it is offered', () => {
    expect(article(page, 'customer_getById')).to.contain('data.read').and.not.contain('not offered');
    expect(article(page, 'email_insert')).to.contain('data.write').and.contain('not offered yet');
    expect(article(page, 'email_listOptions')).to.contain('data.read').and.not.contain('not offered');
  });

  it('tells the values that the fields of a customer take', () => {
    const customer = article(page, 'Customer');
    expect(customer).to.match(/<code>lastname<\/code>.*at most 100 characters</);
    expect(customer).to.match(/<code>maritalStatus<\/code>.*UNKNOWN, SINGLE, MARRIED/);
    expect(customer).to.match(/<code>birthday<\/code>.*0000-00-00 is none</);
    expect(customer).to.match(/<code>createdAt<\/code>.*time zone of the brand; read only</);
    expect(customer).to.match(/<code>password<\/code>.*never in an answer</);
    expect(customer).to.not.contain('trackOptIn');
  });

  it('is that of the version that is asked for, as for calls', () => {
    expect(docs('http://a.example', '1.21')).to.equal(docs('http://a.example', '1.20')).and.contain('in version 1.20');
    for (const none of ['9.9', 'x', '']) expect(docs('http://a.example', none)).to.equal(page);
  });
});
