/** A SOAP door on a free port with operations from memory, and plain HTTP to speak to it. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { promisify } from 'node:util';
import type { Session } from '../../../src/access/index.ts';
import { readConfig } from '../../../src/config.ts';
import type { Scope } from '../../../src/db/index.ts';
import { failure } from '../../../src/errors.ts';
import { contract } from '../../../src/soap/contract/index.ts';
import { createSoapDoor, type SoapDoorOptions } from '../../../src/soap/door/index.ts';
import type { Call, OperationName, OperationTable } from '../../../src/soap/operation.ts';

export const TOKEN = '12345678-1234-1234-1234-123456789012';
export const READ_ONLY_TOKEN = '1-22345678-1234-1234-1234-123456789012';
export const TNS = contract.targetNamespace;
export const PATH = '/app/api/soap/public/index.php';

const BRAND = {
  id: '7', name: 'acme', timeZone: 'Europe/Amsterdam',
  settings: { optIn: 'Y', smsOptIn: 'Y', trackOptIn: 'N', unknownOptions: 'create' },
} as const;

/** What reached an act. */
export interface Acted {
  readonly operation: string;
  readonly call: Call;
  readonly args: unknown;
}

export interface LogLine {
  readonly level: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface TestDoor {
  readonly port: number;
  readonly url: string;
  readonly listener: http.RequestListener;
  readonly acted: readonly Acted[];
  readonly logged: readonly LogLine[];
  /** Waits until so many calls have been told of, then gives their lines. */
  lines(count: number): Promise<readonly LogLine['fields'][]>;
  /** `operation outcome` of each call, as counted. */
  readonly counted: readonly string[];
  /** Waits until so many connections are open, as the server sees them. */
  connections(count: number): Promise<void>;
  close(): Promise<void>;
}

type Acts = { readonly [Name in OperationName]?: (args: never, call: Call) => unknown };

/** Opens a door whose operations answer as told; the others fail as a gateway with a bug would. */
export async function openDoor(
  acts: Acts, limits: Record<string, string> = {}, options: Partial<SoapDoorOptions> = {},
): Promise<TestDoor> {
  const acted: Acted[] = [];
  const logged: LogLine[] = [];
  const counted: string[] = [];
  let requests = 0;
  const log = (level: string) => (fields: unknown) => void logged.push({ level, fields: fields as LogLine['fields'] });
  const door = createSoapDoor({
    operations: tableOf(acts, acted),
    access: { session: sessionOf },
    scopeOf: ({ brand, user }) => ({ brand, actor: { name: user.name, door: 'soap' } }) as unknown as Scope,
    origin: (request) => `http://${request.headers.host}`,
    clientAddress: (request) => request.socket.remoteAddress ?? '',
    log: { info: log('info'), warn: log('warn'), error: log('error') } as unknown as SoapDoorOptions['log'],
    metrics: { soapCall: (operation, outcome) => void counted.push(`${operation} ${outcome}`) },
    nextRequestId: () => `r-${++requests}`,
    limits: readConfig(limits),
    ...options,
  });
  const server = http.createServer(door).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port, url: `http://127.0.0.1:${port}${PATH}`, listener: door, acted, logged, counted,
    async lines(count) {
      while (counted.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
      return logged.filter(({ level }) => level === 'info').map(({ fields }) => fields);
    },
    async connections(count) {
      const open = promisify(server.getConnections.bind(server));
      while ((await open()) !== count) await new Promise((resolve) => setTimeout(resolve, 1));
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function tableOf(acts: Acts, acted: Acted[]): OperationTable {
  const entries = [...contract.operations.keys()].map((operation) => {
    const act = acts[operation as OperationName] as ((args: unknown, call: Call) => unknown) | undefined;
    const right = /_(get|list|create)/.test(operation) ? 'data.read' : 'data.write';
    return [operation, {
      right, waits: operation === 'campaign_execute',
      act(call: Call, args: unknown) {
        acted.push({ operation, call, args });
        if (act === undefined) throw new Error(`no act for ${operation}`);
        return act(args, call);
      },
    }];
  });
  return Object.fromEntries(entries) as OperationTable;
}

function sessionOf(token: string): Session {
  if (token === '') throw failure('TOKEN_MISSING', {});
  if (token !== TOKEN && token !== READ_ONLY_TOKEN) throw failure('TOKEN_UNKNOWN', {});
  const rights = new Set(token === TOKEN ? ['data.read', 'data.write'] as const : ['data.read'] as const);
  return { brand: BRAND, user: { id: '3', name: 'Integration' }, rights, tokenId: '1', app: '' };
}

/** An envelope around the content of its Body. */
export function envelope(body: string, soap: '1.1' | '1.2' = '1.1', header = ''): string {
  const namespace = soap === '1.1' ? 'http://schemas.xmlsoap.org/soap/envelope/' : 'http://www.w3.org/2003/05/soap-envelope';
  return `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${namespace}" ` +
    `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${header}<soap:Body>${body}</soap:Body></soap:Envelope>`;
}

/** The element of an operation as node-soap writes it: default namespace, the token last. */
export function operationXml(name: string, parameters = '', token: string = TOKEN): string {
  return `<${name} xmlns="${TNS}">${parameters}<uuid>${token}</uuid></${name}>`;
}

export interface Reply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
}

export interface Request {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly agent?: http.Agent;
}

/** Sends a body and reads the whole answer. */
export function post(door: TestDoor, body: string | Buffer, request: Request = {}): Promise<Reply> {
  const { method = 'POST', path = PATH, headers = {}, agent } = request;
  return new Promise((resolve, reject) => {
    const given = { 'Content-Type': 'text/xml; charset=utf-8', ...headers };
    const options = {
      port: door.port, host: '127.0.0.1', method, path,
      headers: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
      ...(agent === undefined ? {} : { agent }),
    };
    const sent = http.request(options, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(pieces);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString('utf8') });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const FAULT_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body><SOAP-ENV:Fault>';
const FAULT_TAIL = '</SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>';

/** Code and text of a SOAP 1.1 fault; fails when the answer is none of the right form. */
export function faultOf({ status, text, headers }: Reply): { code: string; text: string } {
  const inside = text.startsWith(FAULT_HEAD) && text.endsWith(FAULT_TAIL)
    ? text.slice(FAULT_HEAD.length, -FAULT_TAIL.length) : '';
  const found = /^<faultcode>([^<]+)<\/faultcode><faultstring>([^<]+)<\/faultstring>$/.exec(inside);
  if (found === null || status !== 500 || headers['content-type'] !== 'text/xml; charset=utf-8') {
    throw new Error(`no SOAP 1.1 fault: ${status} ${headers['content-type']} ${text}`);
  }
  return { code: found[1] ?? '', text: found[2] ?? '' };
}
