import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { Location, LocationKind } from './location.ts';

const TIME_FORMAT = 'YYYY-MM-DD HH24:MI:SS';

/** $1 brand, $2 its zone. */
const COLUMNS = `
  id, name, kind, path, host, port, user_name, secret_kind, host_key,
  to_char(created_at at time zone $2, '${TIME_FORMAT}'), created_by,
  to_char(modified_at at time zone $2, '${TIME_FORMAT}'), modified_by, secret`;

type Row = readonly [
  id: string, name: string, kind: LocationKind, path: string, host: string | null, port: number | null,
  user: string | null, secretKind: 'password' | 'key' | null, hostKey: string | null,
  createdAt: string, createdBy: string, modifiedAt: string, modifiedBy: string, secret: Buffer | null,
];

/** A location with its sealed secret. */
export interface StoredLocation {
  readonly shown: Location;
  readonly sealed: Buffer | null;
}

const ALL = statement(`select ${COLUMNS} from location where brand_id = $1 order by name`);
const BY_ID = statement(`select ${COLUMNS} from location where brand_id = $1 and id = $3`);
const BY_NAME = statement(`select ${COLUMNS} from location where brand_id = $1 and name = $3`);
const HELD = statement(`select ${COLUMNS} from location where brand_id = $1 and id = $3 for update`);

/** The locations of the brand by name. */
export async function listLocations({ sql, brand }: Scope): Promise<Location[]> {
  return (await rows<Row>(sql, ALL, [brand.id, brand.timeZone])).map((row) => stored(row).shown);
}

/** Which location is meant: by its number, or by what people call it. */
export type LocationName = { readonly id: string } | { readonly name: string };

/** @throws {TolkError} LOCATION_NOT_FOUND */
export async function findLocation({ sql, brand }: Scope, which: LocationName): Promise<StoredLocation> {
  return 'id' in which
    ? one(isId(which.id) ? await rows<Row>(sql, BY_ID, [brand.id, brand.timeZone, which.id]) : [], which.id)
    : one(await rows<Row>(sql, BY_NAME, [brand.id, brand.timeZone, which.name]), which.name);
}

/** The same by number, locked to the end of the transaction. @throws {TolkError} LOCATION_NOT_FOUND */
export async function holdLocation({ sql, brand }: TxScope, id: string): Promise<StoredLocation> {
  return one(isId(id) ? await rows<Row>(sql, HELD, [brand.id, brand.timeZone, id]) : [], id);
}

function one([row]: readonly Row[], asked: string): StoredLocation {
  if (row === undefined) throw failure('LOCATION_NOT_FOUND', { location: asked });
  return stored(row);
}

function isId(text: string): boolean {
  return /^[1-9]\d{0,17}$/.test(text);
}

function stored(row: Row): StoredLocation {
  const [
    id, name, kind, path, host, port, user, secretKind, hostKey, createdAt, createdBy, modifiedAt, modifiedBy, sealed,
  ] = row;
  return {
    shown: {
      id, name, kind, path, host, port, user, secretKind, hostKey, createdAt, createdBy, modifiedAt, modifiedBy,
    },
    sealed,
  };
}
