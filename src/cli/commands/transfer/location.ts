import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { LocationChange, LocationSecret } from '../../../transfer/index.ts';
import type { CliContext } from '../../context.ts';
import { columns } from '../../output.ts';
import { ExitCode, Problem } from '../../problem.ts';
import { unreadable } from '../../unreadable.ts';
import { locationFileCommands } from './location-files.ts';

interface BrandOption {
  readonly brand: string;
}

interface ServerOptions extends BrandOption {
  readonly path?: string;
  readonly host?: string;
  readonly port?: string;
  readonly user?: string;
  readonly hostKey?: string;
  readonly passwordEnv?: string;
  readonly keyFile?: string;
  readonly passphraseEnv?: string;
}

/** `tolk location`: places where files are picked up and dropped. */
export function locationCommands(program: Command, context: CliContext): void {
  const family = program.command('location').description('places of files: folders of this machine, and SFTP servers');

  family.command('list').description('the locations of a brand')
    .requiredOption('--brand <name>')
    .action(({ brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { listLocations } = await import('../../../transfer/index.ts');
      const all = await listLocations(scope);
      const headings = ['id', 'name', 'kind', 'server', 'path', 'host key'];
      context.print(all, columns(headings, all.map(({ id, name, kind, user, host, port, path, hostKey }) =>
        [id, name, kind, host === null ? '' : `${user}@${host}:${port}`, path, hostKey ?? (host === null ? '' : 'none yet')])));
    }));

  described(family.command('add').description('make a location: a folder of this machine, or with --host an SFTP server'))
    .action((name: string, options: ServerOptions) => context.scope(options.brand, async (scope) => {
      const { createLocation } = await import('../../../transfer/index.ts');
      const kind = options.host === undefined ? 'folder' : 'sftp';
      const made = await createLocation(scope, { name, kind, ...await givenBy(options) });
      context.print(made, `made location ${made.name} (${made.id}); try it with tolk location test`);
    }));

  described(family.command('set').description('change what is given of a location'))
    .option('--name <name>', 'another name')
    .action((called: string, { name, ...options }: ServerOptions & { readonly name?: string }) =>
      context.scope(options.brand, async (scope) => {
        const { changeLocation } = await import('../../../transfer/index.ts');
        const changed = await changeLocation(scope, called, { name, ...await givenBy(options) });
        context.print(changed, `changed location ${changed.name} (${changed.id})`);
      }));

  family.command('test').description('open a location and list its start folder')
    .argument('<location>', 'its number or name')
    .requiredOption('--brand <name>')
    .option('--trust', 'take the host key that the server shows, if none is stored yet')
    .action((called: string, { brand, trust = false }: BrandOption & { readonly trust?: boolean }) =>
      context.scope(brand, async (scope) => {
        const { testLocation } = await import('../../../transfer/index.ts');
        const { hostKey, isNewlyTrusted, files } = await testLocation(scope, called, { trust });
        const trusted = isNewlyTrusted
          ? `host key ${hostKey} is trusted from now on: compare it with what the owner of the server says\n` : '';
        context.print({ hostKey, isNewlyTrusted, files }, `${trusted}location ${called} works: ${files} files`);
      }));

  locationFileCommands(family, context);

  family.command('remove').description('forget a location; its files stay where they are')
    .argument('<location>', 'its number or name')
    .requiredOption('--brand <name>')
    .action((called: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { deleteLocation } = await import('../../../transfer/index.ts');
      await deleteLocation(scope, called);
      context.print({ removed: called }, `removed location ${called}`);
    }));
}

/** What `add` and `set` take. */
function described(command: Command): Command {
  return command.argument('<location>', 'its name')
    .requiredOption('--brand <name>')
    .option('--path <folder>', 'start folder: below TOLK_DATA/files/<id of the brand>, or on the server')
    .option('--host <host>', 'of an SFTP server').option('--port <port>', 'of an SFTP server (default 22)')
    .option('--user <user>', 'who we are there')
    .option('--password-env <variable>', 'environment variable that holds the password')
    .option('--key-file <file>', 'private key instead of a password')
    .option('--passphrase-env <variable>', 'environment variable that holds the passphrase of the key')
    .option('--host-key <fingerprint>', 'SHA256:... that the server must show; or see: tolk location test --trust');
}

/** Secrets come by way of the environment or a file: what stands in a command line, all users of a machine can see. */
async function givenBy(options: ServerOptions): Promise<Omit<LocationChange, 'name'>> {
  const { path, host, port, user, hostKey, passwordEnv, keyFile, passphraseEnv } = options;
  let secret: LocationSecret | undefined;
  if (passwordEnv !== undefined) secret = { password: variable(passwordEnv) };
  if (keyFile !== undefined) {
    const privateKey = await readFile(keyFile, 'utf8').catch(unreadable(keyFile));
    secret = { privateKey, passphrase: passphraseEnv === undefined ? undefined : variable(passphraseEnv) };
  }
  return { path, host, port: port === undefined ? undefined : Number(port), user, hostKey, secret };
}

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Problem(`The environment variable ${name} is not set`, ExitCode.usage);
  return value;
}
