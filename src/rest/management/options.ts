import { z } from 'zod';
import { defineOption, listOptions, OPTION_TYPES } from '../../customer/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { MANAGED } from './shared.ts';

const path = '/api/v1/options';
const name = z.string().meta({ description: 'Name of the option; letter case counts', examples: ['Loyalty card'] });

const type = z.enum(OPTION_TYPES).meta({ description: 'What values must look like; number is a whole one' });
const choices = z.array(z.string()).meta({ description: 'The values of a choice; none for other types' });
const maxLength = z.int().nullable()
  .meta({ description: 'Most characters of a value; null: the setting OPTION_LENGTH', examples: [40] });

const option = z.object({ name, type, choices, maxLength }).meta({ id: 'CustomerOption' });

const wish = z.strictObject({
  type: type.default('text'), choices: choices.default([]), maxLength: maxLength.default(null),
}).meta({ id: 'CustomerOptionWish', examples: [{ type: 'choice', choices: ['gold', 'silver'] }] });

/** The fields of its own that a brand has for customers. */
export const optionEndpoints: readonly Endpoint[] = [
  endpoint({
    ...MANAGED, method: 'get', path, summary: 'The customer options of the brand',
    answers: { 200: { description: 'In the order in which answers have them', schema: z.array(option) } },
    act: async ({ scope }) => ({ body: await listOptions(scope) }),
  }),
  endpoint({
    ...MANAGED, method: 'put', path: `${path}/{name}`, summary: 'Define a customer option, or change its definition',
    description: 'Values that are stored already stay as they are.',
    params: z.strictObject({ name }), body: wish,
    answers: { 200: { description: 'The definition as it is kept', schema: option } },
    act: async ({ scope, params, body }) => ({ body: await defineOption(scope, { ...params, ...body }) }),
  }),
];
