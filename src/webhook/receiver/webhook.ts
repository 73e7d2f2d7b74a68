import { rows, shownTime, statement, type Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { Mapping } from './mapping.ts';
import type { Learned } from './structure.ts';

/** A webhook as people see it. Times are `YYYY-MM-DD HH:MM:SS` in the brand's zone. */
export interface Webhook {
  readonly id: string;
  readonly name: string;
  /** Last part of its address. */
  readonly endpoint: string;
  readonly isOn: boolean;
  /** Whether its calls count for the daily limit of the brand. */
  readonly isLimited: boolean;
  /** Whether calls without a token may show a certificate of the brand. */
  readonly takesCertificates: boolean;
  /** Members of the echo that tell ids. */
  readonly idNames: { readonly customer: string; readonly row: string };
  /** Number of its own token; null: it takes user tokens only. */
  readonly token: string | null;
  /** What its first call looked like; null: none has come. */
  readonly structure: readonly Learned[] | null;
  readonly learnedAt: string | null;
  readonly mapping: Mapping;
  /** Number of the campaign that each call sets off; null: none. */
  readonly campaign: string | null;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly modifiedBy: string;
  readonly modifiedAt: string;
}

/** Where outside systems send to; behind it stands the endpoint (webhook.md 1). */
export const RECEIVER_PATH = '/app/api/rest/public/v2/project/datahook/data-receiver';

/** The app that a webhook's own token opens (access.md 2). */
export const appOf = (endpoint: string) => `webhook ${endpoint}`;

/** @returns number of the brand to which an endpoint belongs; undefined when it is none */
export function brandOfEndpoint(endpoint: string): string | undefined {
  const hex = /^dh_([1-9a-f][\da-f]{0,14})_[\da-f]{16}$/.exec(endpoint)?.[1];
  return hex === undefined ? undefined : BigInt(`0x${hex}`).toString();
}

type Row = readonly [
  id: string, name: string, endpoint: string, isOn: boolean, isLimited: boolean, takesCertificates: boolean,
  customerIdName: string,
  rowIdName: string, token: string | null, structure: Learned[] | null, learnedAt: string | null, mapping: Mapping,
  campaign: string | null,
  createdBy: string, createdAt: string, modifiedBy: string, modifiedAt: string,
];

/** $1 brand, $2 its zone. */
const SELECT = `
  select id, name, endpoint, is_on, is_limited, takes_certificates, customer_id_name, row_id_name, token_id, structure,
    ${shownTime('learned_at')}, mapping, campaign_id, created_by, ${shownTime('created_at')},
    modified_by, ${shownTime('modified_at')}
  from webhook where brand_id = $1`;

const ALL = statement(`${SELECT} order by lower(name)`);
const ONE = statement(`
  ${SELECT} and case when $3::text ~ '^[0-9]{1,18}$' then id = $3::text::bigint else lower(name) = lower($3::text) end`);

/** All webhooks of the brand, by name; at most WEBHOOKS_MAX. */
export async function listWebhooks({ sql, brand }: Scope): Promise<Webhook[]> {
  return (await rows<Row>(sql, ALL, [brand.id, brand.timeZone])).map(webhookOf);
}

/** @param called its number, or its name in any letter case @throws {TolkError} WEBHOOK_NOT_FOUND */
export async function findWebhook({ sql, brand }: Scope, called: string): Promise<Webhook> {
  const [row] = called.includes('\0') ? [] : await rows<Row>(sql, ONE, [brand.id, brand.timeZone, called]);
  if (row === undefined) throw failure('WEBHOOK_NOT_FOUND', { webhook: called });
  return webhookOf(row);
}

function webhookOf(row: Row): Webhook {
  const [
    id, name, endpoint, isOn, isLimited, takesCertificates, customer, rowIdName, token, structure, learnedAt, mapping,
    campaign, createdBy, createdAt, modifiedBy, modifiedAt,
  ] = row;
  return {
    id, name, endpoint, isOn, isLimited, takesCertificates, idNames: { customer, row: rowIdName }, token, structure,
    learnedAt, mapping, campaign, createdBy, createdAt, modifiedBy, modifiedAt,
  };
}
