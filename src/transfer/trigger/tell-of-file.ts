import type { TxScope } from '../../db/index.ts';
import { runText, tellByMail } from '../../notice/index.ts';
import { runIfThere } from '../../schedule/index.ts';
import { findLocation } from '../location/location-row.ts';
import type { Finish, TriggerFile } from './trigger-file.ts';

/** Mails about a file that was moved to Done or Failed: always, if there are addresses (imports-exports.md 4). */
export async function tellOfFile(
  tx: TxScope, file: TriggerFile, { state, place, error, endedAt }: Finish & { readonly endedAt: string },
): Promise<void> {
  const { id, name, notify, triggerName, runId, locationId } = file;
  if (notify.length === 0) return;
  const { name: location } = await findLocation(tx, locationId);
  const run = runId === null ? undefined : await runIfThere(tx, runId);
  const isDone = state === 'done';
  const lines = [
    isDone ? `The file ${name} was imported.` : `The file ${name} was not imported: ${error ?? 'nobody knows why'}.`,
    place === undefined ? 'Somebody has taken it away.' : `It lies in ${place} of ${location} now.`,
  ];
  const errors = run?.files.filter(({ role }) => role === 'errors');
  const places = errors?.map((one) => `errors: ${one.location}, ${one.name}`);
  const more = run === undefined ? '' : `\n${runText(tx.brand, run, places).text}`;
  const title = triggerName === null ? 'CSV trigger' : `CSV trigger ${triggerName}`;
  await tellByMail(tx, {
    about: `file ${id} of a trigger, ended ${endedAt}`, to: notify,
    subject: `${title}: ${name} ${isDone ? 'is done' : 'failed'} (${tx.brand.name})`,
    text: `${lines.map(oneLine).join('\n')}\n${more}`,
  });
}

/** Names of files may hold anything; a line stays a line. */
function oneLine(text: string): string {
  return text.toWellFormed().replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
