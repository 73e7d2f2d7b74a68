import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { columns } from '../output.ts';

interface BrandOption {
  readonly brand: string;
}

interface UploadOptions extends BrandOption {
  readonly user: string;
}

/** `tolk cert`: certificates by which callers of webhooks show who they are. */
export function certCommands(program: Command, context: CliContext): void {
  const family = program.command('cert').description('certificates of callers of webhooks; docs/webhooks.md tells how');

  family.command('list').description('the certificates of a brand')
    .requiredOption('--brand <name>')
    .action(({ brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { listCertificates } = await import('../../access/index.ts');
      const all = await listCertificates(scope);
      context.print(all, columns(['id', 'name', 'subject', 'valid to', 'state', 'user'], all.map((each) =>
        [each.id, each.name, each.subject, each.validTo, each.state, each.user.name])));
    }));

  family.command('upload').description('take the certificate of a caller')
    .argument('<name>', 'what it is called')
    .argument('<file>', 'the certificate in PEM, without its key')
    .requiredOption('--brand <name>')
    .requiredOption('--user <name>', 'the author of what comes in by it')
    .action(async (name: string, file: string, { brand, user }: UploadOptions) => {
      const pem = await readFile(file, 'utf8');
      await context.scope(brand, async (scope) => {
        const { uploadCertificate, userByName } = await import('../../access/index.ts');
        const { id: userId } = await userByName(scope.sql, user);
        const made = await uploadCertificate(scope, { name, pem, userId });
        context.print(made, `certificate ${made.id} of ${made.subject}, good until ${made.validTo}`);
      });
    });

  family.command('revoke').description('let a certificate open nothing any more')
    .argument('<certificate>', 'its number or name')
    .requiredOption('--brand <name>')
    .action((called: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { revokeCertificate } = await import('../../access/index.ts');
      await revokeCertificate(scope, called);
      context.print({ revoked: called }, `revoked certificate ${called}`);
    }));
}
