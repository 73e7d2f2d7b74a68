import { z } from 'zod';

/** Canonical, and nothing in it that could end a directive of a content policy. */
const ORIGIN = /^https?:\/\/[a-z\d-]+(\.[a-z\d-]+)*(:\d{1,5})?$/;
const isOrigin = (text: string) => ORIGIN.test(text) && URL.parse(text)?.origin === text;

/** Setting of an object with a public address: who may show it in a frame. */
export const frames = z.array(z.string().refine(isOrigin, 'is no origin such as https://shop.example'))
  .max(20, 'has more than 20 origins').default([])
  .meta({ description: 'Origins of sites that may show it in a frame; by default none may', examples: [['https://shop.example']] });

/** Setting of a page: what comes after it. */
export const answer = z.union([
  z.strictObject({ redirect: z.url({ protocol: /^https?$/, error: 'is no address http(s)://' }).max(2000) }),
  z.strictObject({ title: z.string().max(200).default('Thank you'), text: z.string().max(10_000).default('') }),
], { error: 'must name a redirect http(s)://, or a title and text' }).prefault({});
