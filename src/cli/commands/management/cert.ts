import { readFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import type { KeyType } from '../../../access/index.ts';
import type { CliContext } from '../../context.ts';
import { columns } from '../../output.ts';

interface BrandOption {
  readonly brand: string;
}

interface UploadOptions extends BrandOption {
  readonly user: string;
}

interface IssueOptions extends BrandOption {
  readonly domain: string;
  readonly key: KeyType;
}

/** `tolk cert`: certificates by which callers of webhooks show who they are, and those that our calls show. */
export function certCommands(program: Command, context: CliContext): void {
  const family = program.command('cert').description('certificates of callers of webhooks, and of our own calls; docs/webhooks.md tells how');

  family.command('list').description('the certificates of a brand')
    .requiredOption('--brand <name>')
    .action(({ brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { listCertificates } = await import('../../../access/index.ts');
      const all = await listCertificates(scope);
      context.print(all, columns(['id', 'name', 'kind', 'subject', 'valid to', 'state', 'user'], all.map((each) =>
        [each.id, each.name, each.kind, each.subject, each.validTo, each.state, each.user?.name ?? ''])));
    }));

  family.command('show').description('print a certificate in PEM; its key, if it is here, is never shown')
    .argument('<certificate>', 'its number or name')
    .requiredOption('--brand <name>')
    .action((called: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { findCertificate } = await import('../../../access/index.ts');
      const found = await findCertificate(scope, called);
      context.print(found, found.certificate.trimEnd());
    }));

  family.command('issue').description('make a certificate that our calls show, and print it in PEM for who is called')
    .argument('<name>', 'what it is called')
    .requiredOption('--brand <name>')
    .requiredOption('--domain <domain>', 'whom it names')
    .addOption(new Option('--key <type>', 'ec: P-256; rsa: 2048 bits').choices(['ec', 'rsa']).default('ec'))
    .action((name: string, { brand, domain, key: keyType }: IssueOptions) => context.scope(brand, async (scope) => {
      const { issueCertificate } = await import('../../../access/index.ts');
      const made = await issueCertificate(scope, { name, domain, keyType });
      context.print(made, made.certificate.trimEnd());
    }));

  family.command('upload').description('take the certificate of a caller')
    .argument('<name>', 'what it is called')
    .argument('<file>', 'the certificate in PEM, without its key')
    .requiredOption('--brand <name>')
    .requiredOption('--user <name>', 'the author of what comes in by it')
    .action(async (name: string, file: string, { brand, user }: UploadOptions) => {
      const pem = await readFile(file, 'utf8');
      await context.scope(brand, async (scope) => {
        const { uploadCertificate, userByName } = await import('../../../access/index.ts');
        const { id: userId } = await userByName(scope.sql, user);
        const made = await uploadCertificate(scope, { name, pem, userId });
        context.print(made, `certificate ${made.id} of ${made.subject}, good until ${made.validTo}`);
      });
    });

  family.command('revoke').description('let a certificate open nothing any more, and no call show it')
    .argument('<certificate>', 'its number or name')
    .requiredOption('--brand <name>')
    .action((called: string, { brand }: BrandOption) => context.scope(brand, async (scope) => {
      const { revokeCertificate } = await import('../../../access/index.ts');
      await revokeCertificate(scope, called);
      context.print({ revoked: called }, `revoked certificate ${called}`);
    }));
}
