import { z } from 'zod';
import type { DefinedObject } from '../../definition/definition.ts';
import { campaignObject } from '../object.ts';

const settingsType = z.strictObject({
  object: z.string().min(1).meta({ description: 'Number or name of the user-defined object', examples: ['score'] }),
});

/** Where it leads when it runs: to the start inside. */
export const INSIDE = 'inside';

/** A mini campaign as an object (campaigns.md 2.6); store/expand.ts puts what is in it in its place. */
export const userDefined = campaignObject({
  type: 'userDefined',
  about: 'Leads members through a user-defined object, a campaign of the kind object; each name of an end there is an exit '
    + 'here. A change of it works at once, in campaigns that run too: who is inside goes on by the new one, and from an '
    + 'object that was taken out as that last led on',
  settings: settingsType,
  exits: [INSIDE],
  exitsAbout: 'the names of the ends inside',
  namesExits: true,
  takesNobody: true,
  act: ({ members }) => ({ exits: { [INSIDE]: members } }),
});

/** What a user-defined object is called, when it is one. */
export function insideOf({ type, settings }: Pick<DefinedObject, 'type' | 'settings'>): string | undefined {
  return type === userDefined.type ? settingsType.parse(settings).object : undefined;
}
