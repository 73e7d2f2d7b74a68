import { expect } from 'chai';
import type { RequestListener } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { tlsFile } from '../support/tls/index.ts';
import { client, closeAll, httpServer, rawServer, refusalOf, tlsServer, toLoopback } from './support.ts';

const server = { cert: tlsFile('first.crt'), key: tlsFile('first.key') };
const trusting = { ca: tlsFile('first.crt') };
const hello: RequestListener = (request, response) => {
  response.end((request.socket as TLSSocket).getPeerCertificate().subject?.CN ?? 'nobody');
};

describe('an outgoing call by https', () => {
  afterEach(closeAll);

  it('believes a certificate of an authority that it knows', async () => {
    const port = await tlsServer(server, hello);
    const { body } = await client().request({ method: 'GET', url: `https://localhost:${port}/`, certificate: trusting });
    expect(body.toString()).to.equal('nobody');
  });

  it('believes no certificate of an unknown authority', async () => {
    const port = await tlsServer(server, hello);
    for (const certificate of [undefined, { ca: tlsFile('second.crt') }]) {
      const call = client().request({ method: 'GET', url: `https://localhost:${port}/`, ...(certificate && { certificate }) });
      expect(await refusalOf(call)).to.match(/^HTTP_OUT_TLS localhost .*SELF_SIGNED|SIGNATURE/);
    }
  });

  it('believes no certificate of another host', async () => {
    const port = await tlsServer(server, hello);
    const call = client({ HTTP_OUT_PRIVATE: '1' }, { lookup: toLoopback })
      .request({ method: 'GET', url: `https://other.example:${port}/`, certificate: trusting });
    expect(await refusalOf(call))
      .to.equal('HTTP_OUT_TLS other.example shows a certificate that is not good: ERR_TLS_CERT_ALTNAME_INVALID');
  });

  it('tells of a server that does not speak TLS, or stops in the middle of it', async () => {
    const { port } = await httpServer(hello);
    const plain = client().request({ method: 'GET', url: `https://127.0.0.1:${port}/` });
    expect(await refusalOf(plain)).to.match(/^HTTP_OUT_TLS /);
    const silent = (await rawServer(() => undefined)).replace('http:', 'https:');
    const call = client({ HTTP_OUT_PRIVATE: '1', HTTP_OUT_CONNECT_TIME: '200' }).request({ method: 'GET', url: silent });
    expect(await refusalOf(call)).to.equal('HTTP_OUT_AWAY 127.0.0.1 does not answer: no connection in time');
  });

  it('shows the certificate that it is given', async () => {
    const port = await tlsServer({ ...server, ca: tlsFile('authority.crt'), requestCert: true, rejectUnauthorized: true }, hello);
    const url = `https://localhost:${port}/`;
    const certificate = { ...trusting, cert: tlsFile('client.crt'), key: tlsFile('client.key') };
    const out = client();
    expect((await out.request({ method: 'GET', url, certificate })).body.toString()).to.equal('client.tolk.test');
    expect(await refusalOf(out.request({ method: 'GET', url, certificate: trusting }))).to.match(/^HTTP_OUT_(TLS|AWAY) /);
  });

  it('refuses a certificate that is none', async () => {
    const url = 'https://localhost/';
    for (const certificate of [
      { cert: 'x', key: 'y' }, { cert: tlsFile('client.crt') }, { cert: tlsFile('client.crt'), key: tlsFile('first.key') },
    ]) {
      expect(await refusalOf(client().request({ method: 'GET', url, certificate }))).to.match(/^HTTP_OUT_CERTIFICATE /);
    }
  });
});
