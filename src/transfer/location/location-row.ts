import { isId, rows, shownTime, statement, type Scope, type TxScope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { Location, LocationKind } from './location.ts';

/** $1 brand, $2 its zone. */
const COLUMNS = `
  id, name, kind, path, host, port, user_name, secret_kind, host_key,
  ${shownTime('created_at')}, created_by, ${shownTime('modified_at')}, modified_by, secret`;

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
const HELD_BY_ID = statement(`${BY_ID.text} for update`);
const HELD_BY_NAME = statement(`${BY_NAME.text} for update`);

/** The locations of the brand by name. */
export async function listLocations({ sql, brand }: Scope): Promise<Location[]> {
  return (await rows<Row>(sql, ALL, [brand.id, brand.timeZone])).map((row) => stored(row).shown);
}

/**
 * Names are never digits alone (checkLocation), so that a number that no location can have finds none by name either.
 * @param called its number or name
 * @throws {TolkError} LOCATION_NOT_FOUND
 */
export async function storedLocation({ sql, brand }: Scope, called: string): Promise<StoredLocation> {
  const [row] = await rows<Row>(sql, isId(called) ? BY_ID : BY_NAME, [brand.id, brand.timeZone, called]);
  return found(row, called);
}

/** As it may be shown. @param called its number or name @throws {TolkError} LOCATION_NOT_FOUND */
export async function findLocation(scope: Scope, called: string): Promise<Location> {
  return (await storedLocation(scope, called)).shown;
}

/** The same, locked to the end of the transaction. @throws {TolkError} LOCATION_NOT_FOUND */
export async function holdLocation({ sql, brand }: TxScope, called: string): Promise<StoredLocation> {
  const [row] = await rows<Row>(sql, isId(called) ? HELD_BY_ID : HELD_BY_NAME, [brand.id, brand.timeZone, called]);
  return found(row, called);
}

function found(row: Row | undefined, called: string): StoredLocation {
  if (row === undefined) throw failure('LOCATION_NOT_FOUND', { location: called });
  return stored(row);
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
