import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inFolder, run, works } from './tools.ts';

/** A SOAP stack in another language, with a driver here that does the round trip and prints what it saw. */
export interface ForeignClient {
  readonly name: string;
  /** What has to be installed, as the test report says it when it is not. */
  readonly needs: string;
  isInstalled(): Promise<boolean>;
  /** Takes long, for it compiles what it generates. */
  readonly compiles: boolean;
  /** Loads the WSDL, generates what it needs and does the round trip; gives its JSON. */
  roundTrip(wsdl: string, token: string): Promise<string>;
}

const HERE = dirname(fileURLToPath(import.meta.url));
/** Debian's own Python has its packages, whatever else is called python3. */
const PYTHONS = ['python3', '/usr/bin/python3'];
const JARS = ['jaxws-rt', 'jaxws-api', 'jaxb-api', 'jws-api'].map((name) => `/usr/share/java/${name}.jar`);

const php: ForeignClient = {
  name: 'PHP SoapClient',
  needs: 'php with the soap extension',
  compiles: false,
  isInstalled: () => works('php', ['-r', 'exit(class_exists("SoapClient") ? 0 : 1);']),
  roundTrip: (wsdl, token) => run('php', [join(HERE, 'php/round-trip.php'), wsdl, token]),
};

const zeep: ForeignClient = {
  name: 'zeep, strict',
  needs: 'Python 3 with zeep',
  compiles: false,
  isInstalled: async () => await pythonWithZeep() !== undefined,
  roundTrip: async (wsdl, token) =>
    run(await pythonWithZeep() ?? 'python3', [join(HERE, 'zeep/round_trip.py'), wsdl, token]),
};

const gsoap: ForeignClient = {
  name: 'gSOAP',
  needs: 'gcc, gsoap and libgsoap-dev',
  compiles: true,
  isInstalled: async () => existsSync('/usr/include/stdsoap2.h') &&
    await works('gcc', ['--version']) && await works('soapcpp2', ['-V']),
  roundTrip: (wsdl, token) => inFolder(async (cwd) => {
    await run('wsdl2h', ['-c', '-N', 'api', '-o', 'clang.h', wsdl], { cwd });
    await run('soapcpp2', ['-c', '-C', '-w', '-x', 'clang.h'], { cwd });
    const sources = [join(HERE, 'gsoap/round-trip.c'), 'soapC.c', 'soapClient.c'];
    await run('gcc', ['-O0', '-w', '-I.', ...sources, '-lgsoap', '-o', 'round-trip'], { cwd });
    return run(join(cwd, 'round-trip'), [token], { cwd });
  }),
};

const jaxws: ForeignClient = {
  name: 'JAX-WS',
  needs: 'a JDK and jaxws with wsimport',
  compiles: true,
  isInstalled: async () => JARS.every((jar) => existsSync(jar)) &&
    await works('javac', ['-version']) && await works('wsimport', ['-version']),
  roundTrip: (wsdl, token) => inFolder(async (cwd) => {
    const path = [cwd, ...JARS].join(':');
    await run('wsimport', ['-quiet', '-Xnocompile', '-p', 'clang', '-d', cwd, wsdl], { cwd });
    // The compiler finds what the driver names; nobody names the file that holds the namespace.
    const sources = [join(HERE, 'jaxws/RoundTrip.java'), 'clang/package-info.java'];
    await run('javac', ['-nowarn', '-encoding', 'UTF-8', '-cp', path, '-d', cwd, ...sources], { cwd });
    return run('java', ['-cp', path, 'RoundTrip', wsdl, token], { cwd });
  }),
};

export const FOREIGN_CLIENTS: readonly ForeignClient[] = [php, zeep, gsoap, jaxws];

async function pythonWithZeep(): Promise<string | undefined> {
  for (const python of PYTHONS) if (await works(python, ['-c', 'import zeep'])) return python;
  return undefined;
}
