import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { startTolk, tolk } from './support.ts';

const NOBODY_LISTENS = 'postgres://tolk:secret@127.0.0.1:1/tolk';

describe('tolk', () => {
  it('says in one line what an older Node lacks', async () => {
    const older = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.19.0"})';
    const { code, out, err } = await tolk(['serve'], {}, ['--import', older]);
    expect({ code, out }).to.deep.equal({ code: 78, out: '' });
    expect(err).to.match(/^tolk needs Node 24 or later, this is 20\.19\.0: run npm ci, .*\n$/);
  });

  it('ends with 2 when it does not understand the command line', async () => {
    const lines = [['migrate', 'sideways'], ['migrate', 'sql', '--direction', 'north'], ['call'], []];
    await Promise.all(lines.map(async (args) => {
      const { code, out } = await tolk(args);
      expect({ args, code, out }).to.deep.equal({ args, code: 2, out: '' });
    }));
    expect(await tolk(['nonsense'])).to.deep.equal({ code: 2, out: '', err: 'tolk: unknown command \'nonsense\'\n' });
    expect((await tolk(['campaign', 'list', '--brnd', 'demo'])).err)
      .to.equal('tolk: unknown option \'--brnd\'\n(Did you mean --brand?)\n');
  });

  it('tells in one line, with 78, every setting that is not acceptable', async () => {
    const { code, out, err } = await tolk(['migrate', 'status'], { PORT: 'eighty', MAX_BODY: '-1' });
    expect({ code, out }).to.deep.equal({ code: 78, out: '' });
    expect(err).to.match(/^tolk: .*PORT: .*\(eighty\).*MAX_BODY: .*\(-1\)\n$/);
  });

  it('tells in one line, with 69, that the database is away, and keeps its password', async () => {
    await Promise.all([['migrate', 'status'], ['migrate', 'up'], ['brand', 'list']].map(async (args) => {
      const { code, out, err } = await tolk(args, { DATABASE_URL: NOBODY_LISTENS });
      expect({ args, code, out }).to.deep.equal({ args, code: 69, out: '' });
      expect(err).to.match(/^tolk: The database does not answer: .*ECONNREFUSED.*\n$/).and.not.contain('secret');
    }));
  });

  it('gives errors as JSON to who asks for it', async () => {
    const { code, out, err } = await tolk(['brand', 'list', '--json'], { DATABASE_URL: NOBODY_LISTENS });
    expect({ code, out }).to.deep.equal({ code: 69, out: '' });
    expect(JSON.parse(err)).to.deep.include({ code: 'DATABASE_AWAY' });
  });

  it('does not mind a reader that goes away', async () => {
    const child = startTolk(['help'], {});
    child.stdout.destroy();
    const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect({ code: code as number, err }).to.deep.equal({ code: 0, err: '' });
  });
});
