import type { Command } from 'commander';
import type { Rotation, VaultState } from '../../../vault/index.ts';
import type { CliContext } from '../../context.ts';
import { columns } from '../../output.ts';

/** `tolk key`: what opens the secrets of other systems (docs/operations.md, Keys). Shows fingerprints, never a key. */
export function keyCommands(program: Command, context: CliContext): void {
  const family = program.command('key').description('the key that opens the secrets of other systems');

  family.command('status').description('which key is in force, which are known here, what each data key is wrapped by')
    .action(() => context.store(async (sql) => {
      const { vaultState } = await import('../../../vault/index.ts');
      const state = await vaultState(sql, context.config);
      context.print(state, statusText(state));
    }));

  family.command('rotate')
    .description('change to TOLK_KEY, with the old one as TOLK_KEY_OLD; without them, to a new key in TOLK_DATA/key')
    .action(() => context.store(async (sql) => {
      const { rotateKey } = await import('../../../vault/index.ts');
      const rotation = await rotateKey(sql, context.config);
      context.print(rotation, rotationText(rotation));
    }));

  family.command('abandon').description('give up a key that is lost for good; what was kept under it must be set again')
    .argument('<id>', 'as tolk key status shows it')
    .action((id: string) => context.store(async (sql) => {
      const { abandonKey } = await import('../../../vault/index.ts');
      const retired = await abandonKey(sql, context.config, id);
      context.print({ abandoned: id, retired }, `the key ${id} is given up; ${retired} data keys are retired with it`);
    }));
}

function statusText({ inForce, from, known, dataKeys }: VaultState): string {
  const force = inForce === undefined ? 'none: no secret is kept yet'
    : `${inForce.id} (${from ?? 'not known here'}) since ${inForce.since.toISOString()}`;
  const list = columns(['brand', 'purpose', 'id', 'wrapped by', 'state'], dataKeys.map(
    ({ brandId, purpose, id, keyId, state }) => [brandId, purpose, String(id), keyId, state]));
  return [`key in force: ${force}`, `known here: ${known}`, ...list === '' ? [] : ['', list]].join('\n');
}

function rotationText({ inForce, rewrapped, left }: Rotation): string {
  if (inForce === undefined) return 'no secret is kept yet, so there is no key to change';
  const rest = left === 0 ? '' : `; ${left} that no key known here opens stay as they are`;
  return `the key ${inForce} is in force; ${rewrapped} data keys are wrapped by it now that were not before${rest}`;
}
