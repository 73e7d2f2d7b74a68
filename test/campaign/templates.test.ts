import { expect } from 'chai';
import { cpuUsage } from 'node:process';
import { readForm } from '../../src/campaign/pages/read-form.ts';
import { markSecrets } from '../../src/campaign/values/secrets.ts';
import { templateOf } from '../../src/campaign/values/template.ts';

describe('texts with merge fields', () => {
  it('have the names between braces, with blanks inside of them', () => {
    expect(templateOf('{{ option.Loyalty card }}, {{field.city}} {{nothing.x}} {{x}} {{{variable.a}}}')).to.deep.equal([
      { kind: 'option', name: 'Loyalty card' }, ', ', { kind: 'field', name: 'city' }, ' {{nothing.x}} {{x}} {',
      { kind: 'variable', name: 'a' }, '}',
    ]);
    const { hide, marks } = markSecrets();
    expect(hide('a {{ secret.KEY }} b')).to.match(/^a secret[\da-f]{32} b$/);
    expect(Object.values(marks)).to.deep.equal(['KEY']);
  });

  it('cost no more when they never end', () => {
    const begin = cpuUsage();
    for (const text of ['{{field.', '{{secret. ', '{{field.a ', ' {{', '}} {{secret.x']) {
      templateOf(text.repeat(50_000));
      markSecrets().hide(text.repeat(50_000));
    }
    for (const blanks of [' ', '\n', 'a ']) templateOf(`{{field.${blanks.repeat(50_000)}`);
    expect(cpuUsage(begin).user).to.be.below(1_500_000);
  });
});

describe('what visitors fill in', () => {
  const field: Parameters<typeof readForm>[0][number] = { field: 'emailAddress', label: 'E-mail', type: 'email', required: true, choices: [] };
  const errorOf = (value: string) => readForm([field], { f0: value })[0]?.error;

  it('is an e-mail address or not, whatever it looks like', () => {
    expect(['a@b.example', 'a.b@c.d.example', 'a@b', 'a@b.', 'a@b..c', '@b.c', 'a b@c.d', 'a@b@c.d'].map((value) => errorOf(value) === undefined))
      .to.deep.equal([true, true, false, false, false, false, false, false]);
    const begin = cpuUsage();
    for (let time = 0; time < 20; time++) expect(errorOf(`a@${'a.'.repeat(4990)}@`)).to.equal('is no e-mail address');
    expect(cpuUsage(begin).user).to.be.below(500_000);
  });
});
