import { z } from 'zod';
import type { DefinedObject } from '../../definition/definition.ts';
import { campaignObject } from '../object.ts';

const settingsType = z.strictObject({
  exit: z.string().min(1).max(100).meta({ description: 'Exit of the user-defined object that it is', examples: ['interested'] }),
});

/** An end of a user-defined object: its name is an exit of that object in campaigns. */
export const endObject = campaignObject({
  type: 'end',
  about: 'Ends a user-defined object: who comes here leaves it, in the campaign, by the exit of that name. It leads nowhere '
    + 'itself',
  settings: settingsType,
  exits: ({ exit }) => [exit],
  exitsAbout: 'its `exit`, which is one of the object that it ends',
  takesNobody: true,
  act: ({ members, settings: { exit } }) => ({ exits: { [exit]: members } }),
});

/** The exit that an object is, when it is an end. */
export function exitOfEnd({ type, settings }: Pick<DefinedObject, 'type' | 'settings'>): string | undefined {
  return type === endObject.type ? settingsType.parse(settings).exit : undefined;
}
